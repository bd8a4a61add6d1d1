"""Projections of dossiers, entitlements, blobs and work items."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, delete, func, or_, select, union_all, update

from hub.records import DossierQuery, DossierRow, WorkItem
from hub.store import tables as t
from hub.store.dialect import columns_of, in_parts, insert_missing, insert_or_replace

_AT_ONCE = 1000  # rows of a walk through years that are held at a time


class SqlDossiers:
    """`hub.ports.DossierIndex` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def save(self, rows: Sequence[DossierRow]) -> None:
        insert_or_replace(self._db, t.dossier, [_columns(row) for row in rows])

    def get(self, dossiers: Sequence[str]) -> Mapping[str, DossierRow]:
        found: dict[str, DossierRow] = {}
        for part in in_parts(dossiers):
            query = select(t.dossier).where(t.dossier.c.dossier.in_(part))
            found |= {row.dossier: _dossier(row) for row in self._db.execute(query)}
        return found

    def digests(self, dossiers: Sequence[str]) -> Mapping[str, bytes]:
        found: dict[str, bytes] = {}
        columns = t.dossier.c
        for part in in_parts(dossiers):
            rows = self._db.execute(select(columns.dossier, columns.digest).where(columns.dossier.in_(part)))
            found |= {row.dossier: bytes.fromhex(row.digest) for row in rows}
        return found

    def search(self, query: DossierQuery) -> Sequence[DossierRow]:
        if named := self._named(query):
            return named
        found = _narrowed(select(t.dossier), query).order_by(t.dossier.c.updated_ms.desc())
        return [_dossier(row) for row in self._db.execute(found.limit(query.limit))]

    def _named(self, query: DossierQuery) -> Sequence[DossierRow]:
        """Those whose whole code or id it says: found without looking into every code."""
        if not query.text:
            return []
        columns = t.dossier.c
        whole = or_(columns.code == query.text, columns.dossier == query.text)
        found = _narrowed(select(t.dossier).where(whole), query).order_by(columns.updated_ms.desc())
        return [_dossier(row) for row in self._db.execute(found.limit(query.limit))]

    def count_unfinished(self) -> int:
        query = select(func.count()).select_from(t.dossier).where(t.dossier.c.finished_ms == 0)
        return self._db.scalar(query) or 0

    def open_by_holder(self, now_ms: int) -> Sequence[tuple[str, int, int]]:
        columns = t.dossier.c
        late = func.sum(case((and_(columns.due_ms > 0, columns.due_ms < now_ms), 1), else_=0))
        running = select(columns.holder, func.count(), late).where(
            and_(columns.finished_ms == 0, columns.holder != "")
        )
        found = self._db.execute(running.group_by(columns.holder))
        return [(str(holder), int(many), int(past)) for holder, many, past in found]

    def with_void(self) -> Sequence[str]:
        return sorted(self._db.scalars(select(t.dossier.c.dossier).where(t.dossier.c.void > 0)))

    def unfinished(self) -> Sequence[DossierRow]:
        query = select(t.dossier).where(t.dossier.c.finished_ms == 0).order_by(t.dossier.c.dossier)
        return [_dossier(row) for row in self._db.execute(query)]

    def disputed(self) -> int:
        query = select(func.count()).select_from(t.dossier).where(t.dossier.c.disputes > 0)
        return self._db.scalar(query) or 0

    def figures_between(self, first_ms: int, end_ms: int) -> Iterator[str]:
        columns = t.dossier.c
        times = (columns.received_ms, columns.due_ms, columns.finished_ms)
        within = or_(*(and_(one >= first_ms, one < end_ms) for one in times))
        query = select(columns.figures).where(within)
        for (figures,) in self._db.execute(query, execution_options={"yield_per": _AT_ONCE}):
            yield figures

    def all_figures(self) -> Iterator[DossierRow]:
        for row in self._db.execute(select(t.dossier).order_by(t.dossier.c.dossier)):
            yield _dossier(row)

    def entitled(self, dossiers: Sequence[str]) -> Mapping[tuple[str, str], bool]:
        found: dict[tuple[str, str], bool] = {}
        for part in in_parts(dossiers):
            query = select(t.entitlement).where(t.entitlement.c.dossier.in_(part))
            found |= {(row.dossier, row.node): row.active for row in self._db.execute(query)}
        return found

    def entitle(self, changes: Mapping[tuple[str, str], bool]) -> None:
        rows = [
            {"dossier": dossier, "node": node, "active": active}
            for (dossier, node), active in sorted(changes.items())
        ]
        insert_or_replace(self._db, t.entitlement, rows)

    def touched_since(self, node: str, at_ms: int) -> Sequence[str]:
        columns = t.entitlement.c
        both = t.entitlement.join(t.dossier, t.dossier.c.dossier == columns.dossier)
        query = (
            select(columns.dossier).select_from(both).where(columns.node == node, columns.active.is_(True))
        )
        return self._db.scalars(query.where(t.dossier.c.updated_ms >= at_ms).order_by(columns.dossier)).all()

    def name_blobs(self, blobs: Mapping[tuple[str, str], int]) -> None:
        rows = [{"dossier": dossier, "blob": blob, "size": size} for (dossier, blob), size in blobs.items()]
        insert_missing(self._db, t.dossier_blob, rows)

    def name_no_other_blobs(self, named: Mapping[str, Collection[str]]) -> None:
        columns = t.dossier_blob.c
        for dossier, blobs in sorted(named.items()):
            before = set(self._db.scalars(select(columns.blob).where(columns.dossier == dossier)))
            for part in in_parts(sorted(before - set(blobs))):
                gone = delete(t.dossier_blob).where(columns.dossier == dossier, columns.blob.in_(part))
                self._db.execute(gone)

    def blob_bytes(self, dossiers: Sequence[str]) -> int:
        columns, total = t.dossier_blob.c, 0
        for part in in_parts(dossiers):
            total += self._db.scalar(select(func.sum(columns.size)).where(columns.dossier.in_(part))) or 0
        return total

    def may_have_blob(self, node: str, blob: str) -> bool:
        query = (
            select(t.dossier_blob.c.blob)
            .join(t.entitlement, t.entitlement.c.dossier == t.dossier_blob.c.dossier)
            .where(
                t.dossier_blob.c.blob == blob,
                t.entitlement.c.node == node,
                t.entitlement.c.active.is_(True),
            )
        )
        return self._db.execute(query.limit(1)).first() is not None

    def blob_size(self, blob: str) -> int | None:
        named = union_all(
            select(t.dossier_blob.c.size).where(t.dossier_blob.c.blob == blob),
            select(t.announced_blob.c.size).where(t.announced_blob.c.blob == blob),
        ).subquery()
        size: int | None = self._db.scalar(select(func.max(named.c.size)))
        return size

    def expect_blobs(self, node: str, blobs: Mapping[str, int]) -> None:
        rows = [{"node": node, "blob": blob, "size": size} for blob, size in blobs.items()]
        insert_missing(self._db, t.announced_blob, rows)

    def announced(self, node: str, blob: str) -> bool:
        columns = t.announced_blob.c
        query = select(columns.blob).where(columns.node == node, columns.blob == blob)
        return self._db.execute(query).first() is not None


class SqlWork:
    """`hub.ports.WorkList` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def open(self, items: Sequence[WorkItem]) -> None:
        since = {(one.dossier, one.kind): one.opened_ms for one in self.opened([i.dossier for i in items])}
        rows = [
            columns_of(item)
            | {
                "options": json.dumps(item.options),
                "opened_ms": since.get((item.dossier, item.kind), item.opened_ms),
                "closed_ms": 0,
            }
            for item in items
        ]
        insert_or_replace(self._db, t.work_item, rows)

    def close(self, items: Sequence[tuple[str, str]], at_ms: int) -> None:
        columns = t.work_item.c
        for dossier, kind in items:
            closed = update(t.work_item).where(columns.dossier == dossier, columns.kind == kind)
            self._db.execute(closed.where(columns.closed_ms == 0).values(closed_ms=at_ms))

    def opened(self, dossiers: Sequence[str] | None = None) -> Sequence[WorkItem]:
        query = select(t.work_item).where(t.work_item.c.closed_ms == 0).order_by(t.work_item.c.opened_ms)
        parts = [query] if dossiers is None else _within(query, dossiers)
        return [
            WorkItem(row.dossier, row.kind, row.reason_vi, tuple(json.loads(row.options)), row.opened_ms)
            for part in parts
            for row in self._db.execute(part)
        ]


def _within(query: Select[Any], dossiers: Sequence[str]) -> Iterator[Select[Any]]:
    return (query.where(t.work_item.c.dossier.in_(part)) for part in in_parts(dossiers))


def _columns(row: DossierRow) -> dict[str, Any]:
    return columns_of(row) | {"figures": _ENCODER.encode(row.figures)}


_ENCODER = json.JSONEncoder(separators=(",", ":"))


def _narrowed(found: Select[Any], query: DossierQuery) -> Select[Any]:
    columns = t.dossier.c
    if query.text:
        found = found.where(
            or_(columns.code.contains(query.text, autoescape=True), columns.dossier == query.text)
        )
    if query.unit:
        units = (columns.holder, columns.receiving_unit, columns.offered_to, columns.competent_unit)
        found = found.where(or_(*(column == query.unit for column in units)))
    if query.stage:
        found = found.where(columns.stage == query.stage)
    if query.disputed:
        found = found.where(columns.disputes > 0)
    return found


def _dossier(row: Row[Any]) -> DossierRow:
    values = dict(row._mapping)
    return DossierRow(**(values | {"figures": json.loads(values["figures"])}))
