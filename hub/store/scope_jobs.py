"""Jobs that fill the scope of a node, and the pages of dossiers that they go through."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, union

from hub.records import ScopeJob
from hub.store import tables as t
from hub.store.dialect import columns_of, insert_or_replace

_NAMED = (
    t.dossier.c.receiving_unit,
    t.dossier.c.holder,
    t.dossier.c.offered_to,
    t.dossier.c.competent_unit,
)


class SqlScopeJobs:
    """`hub.ports.ScopeJobs` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def get(self, node: str) -> ScopeJob | None:
        row = self._db.execute(select(t.scope_job).where(t.scope_job.c.node == node)).one_or_none()
        return _job(row) if row else None

    def all(self) -> Sequence[ScopeJob]:
        return [_job(row) for row in self._db.execute(select(t.scope_job).order_by(t.scope_job.c.node))]

    def save(self, job: ScopeJob) -> None:
        insert_or_replace(self._db, t.scope_job, [columns_of(job) | {"units": json.dumps(job.units)}])

    def units(self) -> frozenset[str]:
        found = self._db.scalars(union(*(select(column).distinct() for column in _NAMED)))
        return frozenset(unit for unit in found if unit)

    def count(self, units: Collection[str], since_ms: int) -> int:
        finished = t.dossier.c.finished_ms
        wanted = or_(
            and_(finished == 0, _names(units, _NAMED)),
            and_(finished > 0, finished >= since_ms, _names(units, _NAMED[:2])),
        )
        return self._db.scalar(select(func.count()).select_from(t.dossier).where(wanted)) or 0

    def page(self, job: ScopeJob, since_ms: int, limit: int) -> Sequence[tuple[int, str]]:
        columns = t.dossier.c
        in_stage = (
            and_(columns.finished_ms == 0, _names(job.units, _NAMED))
            if job.stage == "open"
            else and_(columns.finished_ms > 0, columns.finished_ms >= since_ms, _names(job.units, _NAMED[:2]))
        )
        behind = or_(
            columns.received_ms < job.before_ms,
            and_(columns.received_ms == job.before_ms, columns.dossier > job.before_dossier),
        )
        query = select(columns.received_ms, columns.dossier).where(in_stage, behind)
        ordered = query.order_by(columns.received_ms.desc(), columns.dossier).limit(limit)
        return [(at_ms, dossier) for at_ms, dossier in self._db.execute(ordered)]


def _names(units: Collection[str], columns: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
    wanted = sorted(units)
    return or_(*(column.in_(wanted) for column in columns))


def _job(row: Row[Any]) -> ScopeJob:
    values = dict(row._mapping)
    return ScopeJob(**(values | {"units": tuple(json.loads(values["units"]))}))
