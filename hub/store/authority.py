"""The hub's own books: register, grants, invitations, contacts, accounts, sessions, audit."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, func, select, update

from hub.records import (
    Account,
    AuditRow,
    ContactRow,
    CrlSourceRow,
    GrantRow,
    RegisterRow,
    Session,
    TokenRow,
)
from hub.store import tables as t
from hub.store.dialect import columns_of, insert_missing, insert_or_replace


class SqlRegister:
    """`hub.ports.RegisterLog` on one connection."""

    def __init__(self, connection: Connection, authority: str) -> None:
        self._db = connection
        self._authority = authority
        self._pending = False

    def after(self, number: int) -> Sequence[RegisterRow]:
        columns = t.change_set.c
        query = (
            select(columns.number, columns.text, columns.signature, columns.officer, columns.issued_ms)
            .where(columns.authority == self._authority, columns.number > number)
            .order_by(columns.number)
        )
        return [RegisterRow(*row) for row in self._db.execute(query)]

    def append(self, row: RegisterRow) -> None:
        self._db.execute(t.change_set.insert(), columns_of(row) | {"authority": self._authority})
        self._pending = True

    def trust_list(self) -> RegisterRow | None:
        columns = t.trust_list.c
        query = (
            select(columns.number, columns.text, columns.signature, columns.officer, columns.issued_ms)
            .where(columns.authority == self._authority)
            .order_by(columns.number.desc())
        )
        row = self._db.execute(query.limit(1)).one_or_none()
        return RegisterRow(*row) if row else None

    def add_trust_list(self, row: RegisterRow) -> None:
        self._db.execute(delete(t.trust_list).where(t.trust_list.c.authority == self._authority))
        self._db.execute(t.trust_list.insert(), columns_of(row) | {"authority": self._authority})

    def pending(self) -> bool:
        return self._pending

    def lock(self) -> None:
        insert_missing(self._db, t.issuer, [{"authority": self._authority, "last": 0}])
        query = select(t.issuer.c.last).where(t.issuer.c.authority == self._authority)
        self._db.execute(query.with_for_update()).one()

    def add_token(self, row: TokenRow) -> None:
        self._db.execute(t.token.insert(), columns_of(row) | {"authority": self._authority})

    def token(self, secret_hash: str) -> TokenRow | None:
        row = self._db.execute(self._tokens().where(t.token.c.secret_hash == secret_hash)).one_or_none()
        return TokenRow(*row) if row else None

    def use_token(self, secret_hash: str, node: str, now_ms: int) -> bool:
        columns = t.token.c
        taken = (
            update(t.token)
            .where(
                columns.authority == self._authority,
                columns.secret_hash == secret_hash,
                columns.used_by == "",
                columns.expires_ms > now_ms,
            )
            .values(used_by=node)
            .returning(columns.secret_hash)
        )
        return self._db.execute(taken).first() is not None

    def tokens(self) -> Sequence[TokenRow]:
        return [TokenRow(*row) for row in self._db.execute(self._tokens().order_by(t.token.c.expires_ms))]

    def _tokens(self) -> Select[Any]:
        columns = t.token.c
        return select(
            columns.secret_hash, columns.unit, columns.kind, columns.name, columns.expires_ms, columns.used_by
        ).where(columns.authority == self._authority)

    def add_grant(self, row: GrantRow) -> None:
        self._db.execute(t.grant.insert(), _grant_values(row))

    def grants(self, node: str = "") -> Sequence[GrantRow]:
        query = select(t.grant).order_by(t.grant.c.issued_ms, t.grant.c.grant_id)
        if node:
            query = query.where(t.grant.c.node == node)
        return [GrantRow(*row) for row in self._db.execute(query)]

    def grant(self, node: str, grant: str) -> GrantRow | None:
        query = select(t.grant).where(t.grant.c.node == node, t.grant.c.grant_id == grant)
        row = self._db.execute(query).one_or_none()
        return GrantRow(*row) if row else None

    def void_grants(self, node: str, at_ms: int) -> None:
        standing = (t.grant.c.node == node, t.grant.c.void_ms == 0)
        self._db.execute(update(t.grant).where(*standing).values(void_ms=at_ms))


class SqlFleet:
    """`hub.ports.Fleet` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def get(self, node: str) -> ContactRow | None:
        row = self._db.execute(select(t.contact).where(t.contact.c.node == node)).one_or_none()
        return ContactRow(*row) if row else None

    def save(self, row: ContactRow) -> None:
        insert_or_replace(self._db, t.contact, [columns_of(row)])

    def note_refusal(self, node: str, code: str, at_ms: int) -> None:
        noted = update(t.contact).where(t.contact.c.node == node)
        self._db.execute(noted.values(refusal=code, refusal_ms=at_ms))

    def all(self) -> Sequence[ContactRow]:
        return [ContactRow(*row) for row in self._db.execute(select(t.contact).order_by(t.contact.c.node))]


class SqlCrlSources:
    """`hub.ports.CrlSources` on one connection."""

    def __init__(self, connection: Connection, authority: str) -> None:
        self._db, self._authority = connection, authority

    def all(self) -> Sequence[CrlSourceRow]:
        ours = select(t.crl_source).where(t.crl_source.c.authority == self._authority)
        return [CrlSourceRow(*row[1:]) for row in self._db.execute(ours.order_by(t.crl_source.c.url))]

    def save(self, row: CrlSourceRow) -> None:
        insert_or_replace(self._db, t.crl_source, [columns_of(row) | {"authority": self._authority}])

    def drop(self, url: str) -> None:
        named = (t.crl_source.c.authority == self._authority, t.crl_source.c.url == url)
        self._db.execute(delete(t.crl_source).where(*named))


class SqlAccounts:
    """`hub.ports.Accounts` on one connection."""

    def __init__(self, connection: Connection, authority: str) -> None:
        self._db = connection
        self._authority = authority

    def save(self, account: Account) -> None:
        insert_or_replace(self._db, t.account, [columns_of(account) | {"authority": self._authority}])

    def by_login(self, login: str) -> Account | None:
        return self._account(t.account.c.login == login)

    def by_officer(self, officer: str) -> Account | None:
        return self._account(t.account.c.officer == officer)

    def _account(self, condition: Any) -> Account | None:
        columns = t.account.c
        query = select(columns.officer, columns.login, columns.password)
        row = self._db.execute(query.where(columns.authority == self._authority, condition)).one_or_none()
        return Account(*row) if row else None

    def open_session(self, token_hash: str, session: Session) -> None:
        key = {"authority": self._authority, "token_hash": token_hash}
        self._db.execute(t.session.insert(), columns_of(session) | key)

    def session(self, token_hash: str) -> Session | None:
        columns = t.session.c
        query = select(columns.officer, columns.csrf, columns.expires_ms).where(
            columns.authority == self._authority, columns.token_hash == token_hash
        )
        row = self._db.execute(query).one_or_none()
        return Session(*row) if row else None

    def close_session(self, token_hash: str) -> None:
        key = (t.session.c.authority == self._authority, t.session.c.token_hash == token_hash)
        self._db.execute(delete(t.session).where(*key))

    def drop_expired(self, now_ms: int) -> None:
        self._db.execute(delete(t.session).where(t.session.c.expires_ms <= now_ms))

    def audit(self, row: AuditRow) -> None:
        query = select(func.max(t.audit.c.number)).where(t.audit.c.authority == self._authority)
        number = (self._db.scalar(query) or 0) + 1
        self._db.execute(t.audit.insert(), columns_of(row) | {"authority": self._authority, "number": number})

    def count_since(self, act: str, subject: str, since_ms: int) -> int:
        columns = t.audit.c
        query = select(func.count()).where(
            columns.authority == self._authority,
            columns.act == act,
            columns.subject == subject,
            columns.at_ms > since_ms,
        )
        return self._db.scalar(query) or 0

    def audited(self, limit: int, offset: int = 0) -> Sequence[AuditRow]:
        columns = t.audit.c
        query = (
            select(columns.at_ms, columns.officer, columns.act, columns.subject)
            .where(columns.authority == self._authority)
            .order_by(columns.number.desc())
        )
        return [AuditRow(*row) for row in self._db.execute(query.limit(limit).offset(offset))]


def _grant_values(row: GrantRow) -> dict[str, Any]:
    values = columns_of(row)
    return values | {"grant_id": values.pop("grant")}
