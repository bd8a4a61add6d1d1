"""Log-in of the province's officers at the hub: argon2 for the word, a random cookie for the session."""

import hashlib
import secrets
from dataclasses import dataclass

from dossier.register.view import OfficerEntry, Role
from hub.ports import Transaction
from hub.records import AuditRow, Session
from hub.usecases.context import Hub
from plumbing.passwords import hashed, matches
from plumbing.problem import Problem

HUB_ROLES = frozenset({Role.SUPERVISOR, Role.DISPATCHER, Role.ADMIN})
MOST_TRIES, LOCK_MS = 8, 15 * 60 * 1000
_REFUSED = "login_refused"


@dataclass(frozen=True, slots=True)
class Admin:
    """Who is logged in, what she may do, and the word that her forms must carry."""

    officer: str
    name: str
    roles: frozenset[str]
    csrf: str

    def require(self, *roles: Role) -> None:
        """Raises Problem(ROLE_MISSING) unless she has one of these roles."""
        if not self.roles.intersection(roles):
            raise Problem(
                "ROLE_MISSING", "Tài khoản của bạn không có vai trò làm việc này; hãy hỏi quản trị."
            )


def hash_password(password: str) -> str:
    """argon2id hash of a new password. Raises Problem(PASSWORD_WEAK) under 8 characters."""
    if len(password) < 8:
        raise Problem("PASSWORD_WEAK", "Mật khẩu phải có ít nhất 8 ký tự.")
    return hashed(password)


def log_in(hub: Hub, login: str, password: str) -> tuple[str, Admin]:
    """(cookie, who). Raises Problem: LOGIN_FAILED, the same for a wrong name, word or place; LOGIN_LOCKED after
    too many of them."""
    now = hub.clock.now_ms()
    with hub.store.read() as tx:
        account = tx.accounts.by_login(login)
        tries = tx.accounts.count_since(_REFUSED, _hash(login), now - LOCK_MS)
    if tries >= MOST_TRIES:
        raise Problem("LOGIN_LOCKED", "Sai quá nhiều lần; hãy chờ 15 phút rồi đăng nhập lại.", retry="later")
    right = matches(account.password if account else "", password)
    with hub.store.write() as tx:
        entry = _province_officer(hub, tx, account.officer) if account and right else None
        if entry is None:
            tx.accounts.audit(AuditRow(now, "", _REFUSED, _hash(login)))
    if entry is None:
        raise Problem("LOGIN_FAILED", "Tên đăng nhập hoặc mật khẩu không đúng, hoặc bạn không thuộc tỉnh.")
    return _open_session(hub, entry, now)


def _open_session(hub: Hub, entry: OfficerEntry, now: int) -> tuple[str, Admin]:
    with hub.store.write() as tx:
        cookie = secrets.token_urlsafe(32)
        session = Session(entry.officer, secrets.token_urlsafe(16), now + hub.config.session_minutes * 60_000)
        tx.accounts.drop_expired(now)
        tx.accounts.open_session(_hash(cookie), session)
        tx.accounts.audit(AuditRow(now, entry.officer, "logged_in", ""))
    return cookie, Admin(entry.officer, entry.name, entry.roles, session.csrf)


def who(hub: Hub, cookie: str) -> Admin | None:
    """Who a cookie stands for now; None when it stands for nobody (any more)."""
    if not cookie:
        return None
    with hub.store.read() as tx:
        session = tx.accounts.session(_hash(cookie))
        if session is None or session.expires_ms <= hub.clock.now_ms():
            return None
        entry = _province_officer(hub, tx, session.officer)
    return Admin(entry.officer, entry.name, entry.roles, session.csrf) if entry else None


def log_out(hub: Hub, cookie: str) -> None:
    """Forget the session."""
    with hub.store.write() as tx:
        tx.accounts.close_session(_hash(cookie))


def _province_officer(hub: Hub, tx: Transaction, officer: str) -> OfficerEntry | None:
    register, today = hub.register.current(tx), hub.clock.today()
    entry = register.officer(officer)
    if entry is None or not entry.roles & HUB_ROLES:
        return None
    ours = set(register.units_on(hub.config.unit, today)) & set(register.units_on(entry.unit, today))
    valid = entry.valid_from <= today and (entry.valid_to is None or today < entry.valid_to)
    return entry if ours and valid else None


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
