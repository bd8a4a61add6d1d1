"""Changes, seals, snapshots and quarantine."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, or_, select, tuple_, update

from dossier.exchange.excerpt import from_kept, to_kept, union
from hub.records import ChangeRow, DossierLog, QuarantineRow, SealRow
from hub.store import tables as t
from hub.store.dialect import columns_of, in_parts, insert_missing, insert_or_replace


class SqlChanges:
    """`hub.ports.ChangeLog` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def logs(self, dossiers: Sequence[str]) -> Mapping[str, DossierLog]:
        applied: dict[str, set[bytes]] = {}
        waiting: dict[str, list[ChangeRow]] = {}
        reach: dict[str, int] = {}
        for part in in_parts(dossiers):
            self._read_hashes(part, applied)
            columns = t.change.c
            query = select(t.change).where(columns.dossier.in_(part), columns.position.is_(None))
            for row in self._db.execute(query):
                waiting.setdefault(row.dossier, []).append(_change(row))
            covered = select(t.snapshot.c.dossier, t.snapshot.c.position)
            kept = self._db.execute(covered.where(t.snapshot.c.dossier.in_(part)))
            reach |= {row.dossier: row.position for row in kept}
        return {
            dossier: DossierLog(
                frozenset(applied.get(dossier, ())),
                tuple(waiting.get(dossier, ())),
                reach.get(dossier, 0),
            )
            for dossier in dossiers
        }

    def _read_hashes(self, dossiers: Sequence[str], into: dict[str, set[bytes]]) -> None:
        columns = t.change.c
        query = select(columns.dossier, columns.hash)
        found = query.where(columns.dossier.in_(dossiers), columns.position.is_not(None))
        for dossier, change in self._db.execute(found):
            into.setdefault(dossier, set()).add(change)

    def applied(self, dossier: str, after: int = 0) -> Sequence[ChangeRow]:
        query = select(t.change).where(t.change.c.dossier == dossier, t.change.c.position > after)
        return [_change(row) for row in self._db.execute(query.order_by(t.change.c.position))]

    def tails(self, reach: Mapping[str, int]) -> Mapping[str, Sequence[bytes]]:
        found: dict[str, list[bytes]] = {dossier: [] for dossier in reach}
        columns = t.change.c
        for part in in_parts(list(reach)):
            query = select(columns.dossier, columns.position, columns.raw)
            query = query.where(columns.dossier.in_(part), columns.position > min(reach[one] for one in part))
            for dossier, position, raw in self._db.execute(query.order_by(columns.dossier, columns.position)):
                if position > reach[dossier]:
                    found[dossier].append(raw)
        return found

    def waiting(self, dossier: str) -> Sequence[ChangeRow]:
        query = select(t.change).where(t.change.c.dossier == dossier, t.change.c.position.is_(None))
        return [_change(row) for row in self._db.execute(query)]

    def by_hashes(self, named: Sequence[tuple[str, bytes]]) -> Sequence[ChangeRow]:
        rows: list[ChangeRow] = []
        key = tuple_(t.change.c.dossier, t.change.c.hash)
        for part in in_parts(named):
            rows += [ChangeRow(*row) for row in self._db.execute(select(t.change).where(key.in_(part)))]
        return sorted(rows, key=lambda row: (row.position is None, row.position or 0, row.hash))

    def append(self, rows: Sequence[ChangeRow]) -> None:
        insert_missing(self._db, t.change, [columns_of(row) for row in rows])

    def place(self, dossier: str, positions: Mapping[bytes, int]) -> None:
        if not positions:
            return
        statement = (
            update(t.change)
            .where(t.change.c.dossier == dossier, t.change.c.hash == bindparam("of"))
            .values(position=bindparam("at"))
        )
        self._db.execute(statement, [{"of": change, "at": at} for change, at in positions.items()])

    def add_seals(self, seals: Sequence[SealRow]) -> None:
        known = {(row.node, row.root): row for row in self.seals((one.node, one.root) for one in seals)}
        insert_missing(self._db, t.seal, [columns_of(seal) for seal in seals])
        for seal in seals:
            self._complete(seal, known.get((seal.node, seal.root)))

    def _complete(self, seal: SealRow, known: SealRow | None) -> None:
        """Two excerpts of one seal, or an excerpt and the whole, become one."""
        if known is None or seal.leaves == known.leaves:
            return
        one, other = (from_kept(row.node, row.root, row.signature, row.leaves) for row in (known, seal))
        leaves, columns = to_kept(union(one, other)), t.seal.c
        if leaves != known.leaves:
            here = update(t.seal).where(columns.node == seal.node, columns.root == seal.root)
            self._db.execute(here.values(leaves=leaves))

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
        row = {"dossier": dossier, "body": snapshot, "position": position}
        insert_or_replace(self._db, t.snapshot, [row])

    def set_aside(self, rows: Sequence[QuarantineRow]) -> None:
        insert_missing(self._db, t.quarantine, [columns_of(row) for row in rows])

    def release(self, merged: Iterable[tuple[str, bytes]]) -> None:
        columns, names = t.quarantine.c, set(merged)
        for part in in_parts(sorted({dossier for dossier, _ in names})):
            held = select(columns.dossier, columns.hash).where(columns.dossier.in_(part))
            found = {(row.dossier, row.hash) for row in self._db.execute(held)}
            for dossier, change in names & found:
                gone = delete(t.quarantine).where(columns.dossier == dossier, columns.hash == change)
                self._db.execute(gone)

    def dossiers(self) -> Sequence[str]:
        query = select(t.change.c.dossier).distinct().order_by(t.change.c.dossier)
        return list(self._db.scalars(query))

    def seals_of(self, nodes: Sequence[str]) -> Iterator[SealRow]:
        for part in in_parts(nodes):
            for row in self._db.execute(select(t.seal).where(t.seal.c.node.in_(part))):
                yield SealRow(*row)

    def quarantine(self, limit: int) -> Sequence[QuarantineRow]:
        query = select(t.quarantine).order_by(t.quarantine.c.at_ms.desc()).limit(limit)
        return [QuarantineRow(*row) for row in self._db.execute(query)]

    def quarantined(self) -> int:
        return self._db.scalar(select(func.count()).select_from(t.quarantine)) or 0


def _change(row: Row[Any]) -> ChangeRow:
    return ChangeRow(**row._mapping)
