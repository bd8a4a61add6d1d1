"""The hub's own books: register, grants, contacts, accounts."""

from collections.abc import Sequence
from typing import Protocol

from hub.records import Account, AuditRow, ContactRow, CrlSourceRow, GrantRow, RegisterRow, Session, TokenRow


class RegisterLog(Protocol):
    """Signed change sets in their order, and the grants and invitations made under them."""

    def after(self, number: int) -> Sequence[RegisterRow]:
        """Change sets with a greater number, in order."""
        ...

    def append(self, row: RegisterRow) -> None:
        """Keep the next change set."""
        ...

    def trust_list(self) -> RegisterRow | None:
        """The newest signed trust list; None when none was ever issued."""
        ...

    def add_trust_list(self, row: RegisterRow) -> None:
        """Keep the next trust list; older ones are dropped: nobody may judge by them any more."""
        ...

    def pending(self) -> bool:
        """Whether this very transaction has appended a change set."""
        ...

    def lock(self) -> None:
        """Only one writer issues at a time, until the transaction ends."""
        ...

    def add_token(self, row: TokenRow) -> None:
        """Keep an invitation; only its secret's hash is known here."""
        ...

    def token(self, secret_hash: str) -> TokenRow | None:
        """The invitation of a secret, used and expired ones too; None when nobody made it."""
        ...

    def use_token(self, secret_hash: str, node: str, now_ms: int) -> bool:
        """Take the token for this node, once, in one statement; False when somebody was faster."""
        ...

    def tokens(self) -> Sequence[TokenRow]:
        """All invitations, the one that ends first before the others."""
        ...

    def add_grant(self, row: GrantRow) -> None:
        """Keep a signed grant."""
        ...

    def grants(self, node: str = "") -> Sequence[GrantRow]:
        """Grants of one node, or of all; void ones included."""
        ...

    def grant(self, node: str, grant: str) -> GrantRow | None:
        """One grant by its name; None when the node has none of that name."""
        ...

    def void_grants(self, node: str, at_ms: int) -> None:
        """Everything granted to the node ends at this instant."""
        ...


class Fleet(Protocol):
    """The hub's knowledge of each node's line, kept apart from the register."""

    def get(self, node: str) -> ContactRow | None:
        """What is known of a node's line; None when nothing is."""
        ...

    def save(self, row: ContactRow) -> None:
        """Replace what is known of a node's line."""
        ...

    def note_refusal(self, node: str, code: str, at_ms: int) -> None:
        """Write down why the node's last letter was refused."""
        ...

    def all(self) -> Sequence[ContactRow]:
        """Every node of which something is known, by node id."""
        ...


class CrlSources(Protocol):
    """Where revocation lists are fetched, and how each address stands."""

    def all(self) -> Sequence[CrlSourceRow]:
        """Every address that was asked, by address."""
        ...

    def save(self, row: CrlSourceRow) -> None:
        """Replace what is known of an address."""
        ...

    def drop(self, url: str) -> None:
        """Forget one; harmless where it is not known."""
        ...


class Accounts(Protocol):
    """Log-ins of the province's officers at the hub itself."""

    def save(self, account: Account) -> None:
        """Enter an account, or replace the one of that officer."""
        ...

    def by_login(self, login: str) -> Account | None:
        """The account of a log-in name, None when there is none."""
        ...

    def by_officer(self, officer: str) -> Account | None:
        """The account of an officer, None when there is none."""
        ...

    def open_session(self, token_hash: str, session: Session) -> None:
        """Keep a session under the hash of its cookie."""
        ...

    def session(self, token_hash: str) -> Session | None:
        """The session of a cookie's hash, expired or not; None when there is none."""
        ...

    def close_session(self, token_hash: str) -> None:
        """Forget a session; harmless for one that is not there."""
        ...

    def drop_expired(self, now_ms: int) -> None:
        """Forget the sessions that ended before this instant."""
        ...

    def audit(self, row: AuditRow) -> None:
        """Write down who did what."""
        ...

    def count_since(self, act: str, subject: str, since_ms: int) -> int:
        """How often the audit has this act on this subject since an instant."""
        ...

    def audited(self, limit: int, offset: int = 0) -> Sequence[AuditRow]:
        """Entries of the audit, newest first, behind the newest `offset`."""
        ...
