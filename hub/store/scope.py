"""Scopes: marks, their sums by bucket, and the queue of growth."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, func, select, update

from dossier.exchange.digest import MASK, BucketSum, Mark, bucket_of, changed
from hub.records import GrowthRow
from hub.store import tables as t
from hub.store.dialect import add_masked, in_parts, insert_missing, insert_or_replace


class SqlScope:
    """`hub.ports.ScopeBook` on one connection. Sums are added to in place, so that writers of different dossiers
    need not know of each other."""

    def __init__(self, connection: Connection, grown: set[str]) -> None:
        self._db = connection
        self._grown = grown

    def marks(self, dossiers: Sequence[str]) -> Mapping[tuple[str, str], Mark]:
        found: dict[tuple[str, str], Mark] = {}
        columns = t.scope_mark.c
        for part in in_parts(dossiers):
            query = select(columns.dossier, columns.node, columns.high, columns.low)
            rows = self._db.execute(query.where(columns.dossier.in_(part)))
            found |= {(row.dossier, row.node): Mark(row.high, row.low) for row in rows}
        return found

    def change(self, marks: Mapping[tuple[str, str], Mark | None]) -> None:
        before = self.marks(sorted({dossier for dossier, _ in marks}))
        steps: dict[tuple[str, int], BucketSum] = {}
        for (dossier, node), mark in marks.items():
            place = (node, bucket_of(dossier))
            step = changed(before.get((dossier, node)), mark)
            steps[place] = steps.get(place, BucketSum()).plus(step)
        self._keep({key: mark for key, mark in marks.items() if before.get(key) != mark})
        rows = [
            {"node": node, "bucket": bucket, "high": step.high, "low": step.low, "count": step.count}
            for (node, bucket), step in sorted(steps.items())
            if step != BucketSum()
        ]
        add_masked(self._db, t.scope_sum, rows, ("high", "low"), MASK, "count")

    def _keep(self, marks: Mapping[tuple[str, str], Mark | None]) -> None:
        rows = [
            {"node": n, "dossier": d, "bucket": bucket_of(d), "high": mark.high, "low": mark.low}
            for (d, n), mark in sorted(marks.items())
            if mark is not None
        ]
        insert_or_replace(self._db, t.scope_mark, rows)
        columns = t.scope_mark.c
        for (dossier, node), mark in marks.items():
            if mark is None:
                gone = delete(t.scope_mark).where(columns.node == node, columns.dossier == dossier)
                self._db.execute(gone)

    def sums(self, node: str) -> Mapping[int, BucketSum]:
        columns = t.scope_sum.c
        query = select(columns.bucket, columns.high, columns.low, columns.count)
        rows = self._db.execute(query.where(columns.node == node))
        return {bucket: BucketSum(high, low, count) for bucket, high, low, count in rows}

    def count(self, node: str) -> int:
        query = select(func.sum(t.scope_sum.c.count)).where(t.scope_sum.c.node == node)
        return int(self._db.scalar(query) or 0)

    def in_buckets(self, node: str, buckets: Sequence[int]) -> Mapping[str, Mark]:
        columns = t.scope_mark.c
        query = select(columns.dossier, columns.high, columns.low)
        rows = self._db.execute(query.where(columns.node == node, columns.bucket.in_(list(buckets))))
        return {row.dossier: Mark(row.high, row.low) for row in rows}

    def is_empty(self) -> bool:
        return self._db.execute(select(t.scope_mark.c.node).limit(1)).first() is None

    def grow(self, node: str, dossiers: Sequence[str]) -> None:
        if not dossiers:
            return
        insert_missing(self._db, t.growth, [{"node": node, "plan": 0, "last": 0, "held": 0}])
        state = self.growth(node)
        if state.last and state.held >= state.last and not self._is_filling(node):
            state = GrowthRow(state.plan + 1)
        numbered = enumerate(dossiers, start=state.last + 1)
        rows = [{"node": node, "number": number, "dossier": dossier} for number, dossier in numbered]
        self._db.execute(t.growth_item.insert(), rows)
        self._save(node, max(state.plan, 1), state.last + len(rows), state.held)
        self._grown.add(node)

    def growth(self, node: str) -> GrowthRow:
        columns = t.growth.c
        query = select(columns.plan, columns.last, columns.held).where(columns.node == node)
        row = self._db.execute(query).one_or_none()
        return GrowthRow(*row) if row else GrowthRow()

    def growing(self, node: str, after: int, limit: int) -> Sequence[tuple[int, str]]:
        columns = t.growth_item.c
        query = select(columns.number, columns.dossier).where(columns.node == node, columns.number > after)
        rows = self._db.execute(query.order_by(columns.number).limit(limit))
        return [(number, dossier) for number, dossier in rows]

    def grown(self, node: str, upto: int) -> None:
        state = self.growth(node)
        held = min(upto, state.last)
        if held > state.held:
            columns = t.growth_item.c
            self._db.execute(delete(t.growth_item).where(columns.node == node, columns.number <= held))
            self._save(node, state.plan, state.last, held)

    def stop_growth(self, node: str) -> None:
        self._db.execute(delete(t.growth_item).where(t.growth_item.c.node == node))
        changed_to = update(t.growth).where(t.growth.c.node == node)
        self._db.execute(changed_to.values(plan=t.growth.c.plan + 1, last=0, held=0))

    def _is_filling(self, node: str) -> bool:
        """Whether what is queued now belongs to the plan that the node has come to the end of for the moment."""
        job = t.scope_job.c
        query = select(job.node).where(job.node == node, job.stage != "done", job.seen > 0)
        return self._db.execute(query).first() is not None

    def _save(self, node: str, plan: int, last: int, held: int) -> None:
        changed_to = update(t.growth).where(t.growth.c.node == node)
        self._db.execute(changed_to.values(plan=plan, last=last, held=held))
