"""Projections of dossiers, entitlements, blobs and work items."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select, union_all, update

from hub.records import DossierQuery, DossierRow, WorkItem
from hub.store import tables as t
from hub.store.dialect import in_parts, insert_missing, insert_or_replace


class SqlDossiers:
    """`hub.ports.DossierIndex` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def save(self, row: DossierRow) -> None:
        values = asdict(row) | {"figures": json.dumps(dict(row.figures), separators=(",", ":"))}
        insert_or_replace(self._db, t.dossier, values)

    def get(self, dossier: str) -> DossierRow | None:
        row = self._db.execute(select(t.dossier).where(t.dossier.c.dossier == dossier)).one_or_none()
        return _dossier(row) if row else None

    def search(self, query: DossierQuery) -> Sequence[DossierRow]:
        found = _narrowed(select(t.dossier), query).order_by(t.dossier.c.updated_ms.desc())
        return [_dossier(row) for row in self._db.execute(found.limit(query.limit))]

    def unfinished(self) -> Sequence[DossierRow]:
        query = select(t.dossier).where(t.dossier.c.finished_ms == 0).order_by(t.dossier.c.dossier)
        return [_dossier(row) for row in self._db.execute(query)]

    def disputed(self) -> int:
        query = select(func.count()).select_from(t.dossier).where(t.dossier.c.disputes > 0)
        return self._db.scalar(query) or 0

    def all_figures(self) -> Iterator[DossierRow]:
        for row in self._db.execute(select(t.dossier).order_by(t.dossier.c.dossier)):
            yield _dossier(row)

    def entitled(self, dossier: str) -> Mapping[str, bool]:
        columns = t.entitlement.c
        query = select(columns.node, columns.active).where(columns.dossier == dossier)
        return {row.node: row.active for row in self._db.execute(query)}

    def entitle(self, dossier: str, nodes: Mapping[str, bool]) -> None:
        for node, active in sorted(nodes.items()):
            insert_or_replace(self._db, t.entitlement, {"dossier": dossier, "node": node, "active": active})

    def of_node(self, node: str) -> Sequence[str]:
        columns = t.entitlement.c
        query = select(columns.dossier).where(columns.node == node, columns.active.is_(True))
        return self._db.scalars(query.order_by(columns.dossier)).all()

    def name_blobs(self, dossier: str, blobs: Mapping[str, int]) -> None:
        rows = [{"dossier": dossier, "blob": blob, "size": size} for blob, size in blobs.items()]
        insert_missing(self._db, t.dossier_blob, rows)

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

    def open(self, item: WorkItem) -> None:
        key = (t.work_item.c.dossier == item.dossier, t.work_item.c.kind == item.kind)
        since = self._db.scalar(select(t.work_item.c.opened_ms).where(*key, t.work_item.c.closed_ms == 0))
        opened = {"options": json.dumps(item.options), "closed_ms": 0, "opened_ms": since or item.opened_ms}
        insert_or_replace(self._db, t.work_item, asdict(item) | opened)

    def close(self, dossier: str, kind: str, at_ms: int) -> None:
        key = (t.work_item.c.dossier == dossier, t.work_item.c.kind == kind, t.work_item.c.closed_ms == 0)
        self._db.execute(update(t.work_item).where(*key).values(closed_ms=at_ms))

    def opened(self) -> Sequence[WorkItem]:
        query = select(t.work_item).where(t.work_item.c.closed_ms == 0).order_by(t.work_item.c.opened_ms)
        return [
            WorkItem(row.dossier, row.kind, row.reason_vi, tuple(json.loads(row.options)), row.opened_ms)
            for row in self._db.execute(query)
        ]


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
