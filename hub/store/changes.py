"""Changes, seals, snapshots and quarantine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, or_, select, update

from hub.records import ChangeRow, QuarantineRow, SealRow
from hub.store import tables as t
from hub.store.dialect import in_parts, insert_missing, insert_or_replace


class SqlChanges:
    """`hub.ports.ChangeLog` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def known(self, dossier: str, hashes: Iterable[bytes]) -> frozenset[bytes]:
        found: set[bytes] = set()
        for part in in_parts(list(hashes)):
            query = select(t.change.c.hash).where(t.change.c.dossier == dossier, t.change.c.hash.in_(part))
            found.update(self._db.scalars(query))
        return frozenset(found)

    def applied(self, dossier: str, after: int = 0) -> Sequence[ChangeRow]:
        query = select(t.change).where(t.change.c.dossier == dossier, t.change.c.position > after)
        return [_change(row) for row in self._db.execute(query.order_by(t.change.c.position))]

    def applied_hashes(self, dossier: str) -> frozenset[bytes]:
        query = select(t.change.c.hash).where(t.change.c.dossier == dossier, t.change.c.position.is_not(None))
        return frozenset(self._db.scalars(query))

    def last_position(self, dossier: str) -> int:
        query = select(func.max(t.change.c.position)).where(t.change.c.dossier == dossier)
        return self._db.scalar(query) or 0

    def waiting(self, dossier: str) -> Sequence[ChangeRow]:
        query = select(t.change).where(t.change.c.dossier == dossier, t.change.c.position.is_(None))
        return [_change(row) for row in self._db.execute(query)]

    def by_hash(self, dossier: str, hashes: Sequence[bytes]) -> Sequence[ChangeRow]:
        rows: list[ChangeRow] = []
        for part in in_parts(hashes):
            query = select(t.change).where(t.change.c.dossier == dossier, t.change.c.hash.in_(part))
            rows += [_change(row) for row in self._db.execute(query)]
        return sorted(rows, key=lambda row: (row.position is None, row.position or 0, row.hash))

    def append(self, rows: Sequence[ChangeRow]) -> None:
        insert_missing(self._db, t.change, [asdict(row) for row in rows])

    def place(self, dossier: str, positions: Mapping[bytes, int]) -> None:
        if not positions:
            return
        statement = (
            update(t.change)
            .where(t.change.c.dossier == dossier, t.change.c.hash == bindparam("of"))
            .values(position=bindparam("at"))
        )
        self._db.execute(statement, [{"of": change, "at": at} for change, at in positions.items()])

    def add_seal(self, seal: SealRow) -> None:
        insert_missing(self._db, t.seal, [asdict(seal)])

    def seals(self, keys: Iterable[tuple[str, bytes]]) -> Sequence[SealRow]:
        rows: list[SealRow] = []
        for part in in_parts(sorted(set(keys))):
            wanted = or_(*(and_(t.seal.c.node == node, t.seal.c.root == root) for node, root in part))
            rows += [SealRow(*row) for row in self._db.execute(select(t.seal).where(wanted))]
        return rows

    def snapshot(self, dossier: str) -> tuple[bytes, int]:
        row = self._db.execute(select(t.snapshot).where(t.snapshot.c.dossier == dossier)).one_or_none()
        return (row.body, row.position) if row else (b"", 0)

    def save_snapshot(self, dossier: str, snapshot: bytes, position: int) -> None:
        insert_or_replace(self._db, t.snapshot, {"dossier": dossier, "body": snapshot, "position": position})

    def set_aside(self, row: QuarantineRow) -> None:
        insert_missing(self._db, t.quarantine, [asdict(row)])

    def release(self, dossier: str, hashes: Iterable[bytes]) -> None:
        for part in in_parts(list(hashes)):
            self._db.execute(
                delete(t.quarantine).where(t.quarantine.c.dossier == dossier, t.quarantine.c.hash.in_(part))
            )

    def quarantine(self, limit: int) -> Sequence[QuarantineRow]:
        query = select(t.quarantine).order_by(t.quarantine.c.at_ms.desc()).limit(limit)
        return [QuarantineRow(*row) for row in self._db.execute(query)]

    def quarantined(self) -> int:
        return self._db.scalar(select(func.count()).select_from(t.quarantine)) or 0


def _change(row: Row[Any]) -> ChangeRow:
    return ChangeRow(**row._mapping)
