"""Officers: log-in with argon2 hashes from the hub's signed credential grants, sessions, lock-out."""

import hashlib
import secrets
from datetime import date

from dossier.register.view import OfficerEntry, Role
from dossier.vietnamese import name_sort_key
from node.ports import SessionRow, Tables
from node.usecases.models import Session
from node.usecases.workplace import Workplace
from plumbing.passwords import matches
from plumbing.problem import Problem

MOST_TRIES = 5
LOCK_MS = 15 * 60 * 1000


class People:
    """Who may sit at this node."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def login(self, login: str, password: str) -> Session:
        """Open a session of 12 hours. Raises Problem LOGIN_FAILED, LOGIN_LOCKED (15 minutes after 5 tries)."""
        place, now = self._place, self._place.clock.now_ms()
        name = login.strip().casefold()
        with place.store.reading() as tables:
            if tables.desk.tries(name, now - LOCK_MS) >= MOST_TRIES:
                raise Problem(
                    "LOGIN_LOCKED", "Nhập sai 5 lần: tài khoản tạm khóa 15 phút rồi hãy thử lại.", "later"
                )
            officer, kept = self._credential(tables, name)
        good = matches(kept, password) and officer is not None
        token = secrets.token_urlsafe(32)
        with place.store.writing() as tables:
            tables.desk.note_try(name, now, good)
            if officer is not None and good:
                expires = now + place.config.session_hours * 3600 * 1000
                tables.desk.open_session(SessionRow(_hash(token), officer.officer, expires))
                tables.audit.add(now, officer.officer, "login", "")
        if officer is None or not good:
            raise Problem(
                "LOGIN_FAILED", "Tên đăng nhập hoặc mật khẩu không đúng; hãy kiểm tra rồi nhập lại."
            )
        return self._session(token, officer, expires)

    def session(self, token: str) -> Session | None:
        """The session of this token, None when there is none or the officer's mandate has ended."""
        place = self._place
        with place.store.reading() as tables:
            row = tables.desk.session(_hash(token), place.clock.now_ms())
        officer = place.register.officer(row.officer) if row else None
        if row is None or officer is None or not _valid(officer, place.clock.today()):
            return None
        return self._session(token, officer, row.expires_ms)

    def logout(self, token: str) -> None:
        """Close it."""
        with self._place.store.writing() as tables:
            tables.desk.close_session(_hash(token))

    def leaders(self) -> tuple[tuple[str, str], ...]:
        """(officer, name) of those who may approve here today."""
        return self._with_role(Role.LEADER)

    def appraisers(self) -> tuple[tuple[str, str], ...]:
        """(officer, name) of those who may appraise here today."""
        return self._with_role(Role.APPRAISER)

    def _with_role(self, role: Role) -> tuple[tuple[str, str], ...]:
        place, day = self._place, self._place.clock.today()
        found = [
            (entry.officer, entry.name)
            for entry in place.register.officers.values()
            if role in entry.roles and _valid(entry, day) and place.serves(entry.unit, day)
        ]
        return tuple(sorted(found, key=lambda pair: name_sort_key(pair[1])))

    def _credential(self, tables: Tables, login: str) -> tuple[OfficerEntry | None, str]:
        """The officer of our unit with this login and the hash that the hub granted us, while both hold."""
        place, day = self._place, self._place.clock.today()
        for grant in tables.register.grants("credential"):
            officer = place.register.officer(str(grant.body["officer"]))
            if str(grant.body["login"]).casefold() != login or officer is None:
                continue
            until = str(grant.body["valid_to"])
            in_time = not until or day <= date.fromisoformat(until)
            if in_time and _valid(officer, day) and place.serves(officer.unit, day):
                return officer, str(grant.body["password"])
        return None, ""

    def _session(self, token: str, officer: OfficerEntry, expires_ms: int) -> Session:
        place, day = self._place, self._place.clock.today()
        unit = place.actor(officer.officer, day).unit
        return Session(
            token=token,
            csrf=_hash("csrf:" + token)[:32],
            officer=officer.officer,
            name=officer.name,
            title=officer.title,
            unit=unit,
            unit_name=place.register.unit_name(unit, day),
            roles=frozenset(map(str, officer.roles)),
            expires_ms=expires_ms,
        )


def _valid(officer: OfficerEntry, day: date) -> bool:
    return officer.valid_from <= day and (officer.valid_to is None or day < officer.valid_to)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
