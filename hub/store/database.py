"""`hub.ports.Store` over one SQLAlchemy engine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from hub.ports import Transaction
from hub.store import tables as t
from hub.store.authority import SqlAccounts, SqlCrlSources, SqlFleet, SqlRegister
from hub.store.changes import SqlChanges
from hub.store.dialect import READING, insert_missing, is_conflict, keep_others_waiting
from hub.store.dossiers import SqlDossiers, SqlWork
from hub.store.mailboxes import SqlLetters, SqlMailboxes
from hub.store.papers import SqlPapers
from hub.store.scans import SqlScans
from hub.store.scope import SqlScope
from hub.store.scope_jobs import SqlScopeJobs
from plumbing.problem import Problem


class Database:
    """Opens transactions. `authority` is the hub's node id; `on_mail` hears, after each commit, whose mailbox grew."""

    def __init__(
        self, engine: Engine, authority: str, on_mail: Callable[[frozenset[str]], None] = lambda _: None
    ) -> None:
        self._engine = engine
        self._authority = authority
        self._on_mail = on_mail

    def prepare(self) -> None:
        """Create what is missing. Raises Problem(HUB_SCHEMA_NEWER) on a database of a newer program."""
        with self._engine.begin() as connection:
            keep_others_waiting(connection)
            t.metadata.create_all(connection)
            for table in t.metadata.sorted_tables:  # an index may be younger than its table
                for index in table.indexes:
                    index.create(connection, checkfirst=True)
            row = {"authority": self._authority, "version": t.SCHEMA_VERSION}
            insert_missing(connection, t.schema_info, [row])
            version = connection.scalar(select(t.schema_info.c.version))
        if version != t.SCHEMA_VERSION:
            raise Problem(
                "HUB_SCHEMA_NEWER",
                "Cơ sở dữ liệu của trung tâm tỉnh do phiên bản khác của chương trình tạo ra; hãy cài đúng phiên bản.",
                retry="operator",
                detail=f"schema {version}, program {t.SCHEMA_VERSION}",
            )

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """See `Store.write`."""
        grown: set[str] = set()
        with _conflicts_said(), self._engine.begin() as connection:
            yield self._transaction(connection, grown)
        if grown:
            self._on_mail(frozenset(grown))

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """See `Store.read`."""
        with self._engine.connect().execution_options(**READING) as connection:
            yield self._transaction(connection, set())

    def close(self) -> None:
        """Give back every connection; may be called again."""
        self._engine.dispose()

    def _transaction(self, connection: Connection, grown: set[str]) -> Transaction:
        return Transaction(
            changes=SqlChanges(connection),
            letters=SqlLetters(connection),
            mailboxes=SqlMailboxes(connection, grown),
            dossiers=SqlDossiers(connection),
            scans=SqlScans(connection),
            papers=SqlPapers(connection, self._authority),
            work=SqlWork(connection),
            register=SqlRegister(connection, self._authority),
            fleet=SqlFleet(connection),
            crl_sources=SqlCrlSources(connection, self._authority),
            accounts=SqlAccounts(connection, self._authority),
            scope=SqlScope(connection, grown),
            scope_jobs=SqlScopeJobs(connection),
        )


@contextmanager
def _conflicts_said() -> Iterator[None]:
    """Two workers that waited for each other: one of them has to begin again, and nothing of its work has happened."""
    try:
        yield
    except DBAPIError as error:
        if not is_conflict(error):
            raise
        hint = (
            "Trung tâm tỉnh đang xử lý nhiều thư cùng lúc; máy sẽ tự gửi lại sau ít giây, không mất dữ liệu."
        )
        raise Problem("STORE_CONFLICT", hint, "later") from error
