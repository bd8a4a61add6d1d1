"""The node's scope: compared with the hub's, grown beside the mail, and left only when nothing of ours is unsent.

A dossier that leaves our scope first gives up what we have of our own: it goes out of sight once the hub's receipts
cover every change we made, is kept for some days, and is dropped only then. What somebody still adds to it is sent
like anything else, and comes back as a task: another unit holds the dossier now and somebody must speak to it.
"""

from collections.abc import Sequence

from dossier.exchange.digest import Sums, root_of, unlike_buckets
from dossier.exchange.frames import Ask, Digest, Frame, GrantFrame, Growth, Letter, Marks, Scope, Want
from dossier.local_time import DAY_MS, HOUR_MS
from node.ports import Tables
from node.usecases.counter.leases import is_low
from node.usecases.exchange.receipted import release_same
from node.usecases.exchange.resend import send_again
from node.usecases.workplace import Workplace

CAP = "scope-1"
LATE_EDIT = "late_edit"
LATE_EDIT_VI = (
    "Hồ sơ đã chuyển khỏi phạm vi của đơn vị; phần cập nhật tại máy này vẫn được gửi lên trung tâm tỉnh. "
    "Hãy báo đơn vị đang giải quyết để xem lại phần đó."
)
CODE = "code"
CODE_VI = (
    "Hồ sơ đang mang mã tạm; máy đã có dải số mới, hãy cấp mã hồ sơ chính thức và báo lại cho người nộp."
)
COMPARE_EVERY_MS = 60 * 1000
TRUST_FOR_MS = HOUR_MS
_MOST_MARKS = 1500


class ScopeKeeper:
    """Says in a greeting, and takes from an answer, what goes on beside the mailbox."""

    def __init__(self, place: Workplace, hub: str) -> None:
        self._place, self._hub = place, hub

    def say(self, tables: Tables) -> tuple[Frame, ...]:
        """Frames of a greeting."""
        frames: list[Frame] = []
        if is_low(tables, self._place.clock.today()):
            frames.append(Ask("lease"))
        plan, upto, total = growth_of(tables)
        if plan and (upto < total or self._now() - tables.meta.number("growth_ms") < TRUST_FOR_MS):
            frames.append(Growth(plan, upto, total))
        if tables.outbox.unsent(1) or tables.outbox.pending(self._hub) or upto < total:
            return tuple(frames)
        return (*frames, *self._compare(tables))

    def take(self, tables: Tables, letter: Letter) -> None:
        """Do what the hub's letter says, after its changes were merged, in the same transaction."""
        vector = tables.meta.text("digest_vector")
        for frame in letter.frames:
            match frame:
                case Scope(joined, left):
                    self._rescope(tables, joined, left)
                case Digest():
                    self._compared(tables, frame)
                case Want(dossiers):
                    send_again(self._place, tables, dossiers)
                case Growth():
                    self._grew(tables, frame)
        if vector and vector == tables.meta.text("digest_vector"):
            tables.meta.put("digest_vector", "")  # what it led to has come
        if any(isinstance(frame, GrantFrame) and frame.kind == "lease" for frame in letter.frames):
            self._propose_codes(tables)
        self.settle(tables)

    def found_same(self, tables: Tables, root: bytes) -> None:
        """The hub's root is the one that we had when we asked."""
        meta, now = tables.meta, self._now()
        meta.put("digest_ms", now)
        meta.put("digest_next_ms", now + COMPARE_EVERY_MS)
        meta.put("digest_same", root.hex())
        meta.put("digest_tried", "")
        release_same(tables)

    def _propose_codes(self, tables: Tables) -> None:
        """There are numbers again: whoever got a provisional code is to get the official one, by a person's hand."""
        for row in tables.projections.rows({"provisional": 1, "open": 1}, _MOST_MARKS, 0):
            tables.scope.open_task(row.dossier, CODE, CODE_VI, self._now())

    def settle(self, tables: Tables) -> int:
        """Hide what has left and is covered by receipts, drop what is past its days; how many were dropped."""
        now, dropped = self._now(), 0
        for task in tables.scope.tasks(_MOST_MARKS):
            row = tables.projections.get(task.dossier) if task.kind == CODE else None
            if row is not None and not row.provisional:
                tables.scope.close_task(task.dossier, CODE, now)
        for one in tables.scope.departed():
            if one.unsent:
                if one.hidden_ms:
                    tables.scope.open_task(one.dossier, LATE_EDIT, LATE_EDIT_VI, now)
            elif not one.hidden_ms:
                tables.scope.hide(one.dossier, now)
            elif now - one.hidden_ms > self._place.config.keep_departed_days * DAY_MS:
                tables.scope.purge(one.dossier)
                tables.audit.add(now, "", "dossier dropped", one.dossier)
                dropped += 1
        return dropped

    def _rescope(self, tables: Tables, joined: Sequence[str], left: Sequence[str]) -> None:
        for dossier in joined:
            tables.scope.come_back(dossier)
            tables.scope.close_task(dossier, LATE_EDIT, self._now())
        gone = [dossier for dossier in left if tables.scope.leave(dossier, self._now())]
        unsent = {one.dossier for one in tables.scope.departed() if one.unsent}
        for dossier in gone:
            if dossier in unsent:
                tables.scope.open_task(dossier, LATE_EDIT, LATE_EDIT_VI, self._now())

    def _compare(self, tables: Tables) -> list[Frame]:
        meta, now = tables.meta, self._now()
        sums = tables.scope.sums()
        vector = bytes.fromhex(meta.text("digest_vector"))
        if vector:
            return [_marks(tables, sums, vector)]
        root = root_of(sums)
        is_known = root.hex() == meta.text("digest_same") and now - meta.number("digest_ms") < TRUST_FOR_MS
        return [] if is_known or now < meta.number("digest_next_ms") else [Digest(root)]

    def _compared(self, tables: Tables, theirs: Digest) -> None:
        meta, now = tables.meta, self._now()
        ours = root_of(tables.scope.sums())
        if ours == theirs.root:
            self.found_same(tables, ours)
            return
        meta.put("digest_ms", now)
        meta.put("digest_next_ms", now + COMPARE_EVERY_MS)
        pair = f"{ours.hex()}:{theirs.root.hex()}"
        if pair == meta.text("digest_tried"):  # healing has changed nothing: not at every contact again
            meta.put("digest_next_ms", now + TRUST_FOR_MS)
            return
        meta.put("digest_tried", pair)
        meta.put("digest_same", "")
        meta.put("digest_vector", theirs.vector.hex())

    def _grew(self, tables: Tables, growth: Growth) -> None:
        meta = tables.meta
        same = growth.plan == meta.number("growth_plan")
        meta.put("growth_plan", growth.plan)
        meta.put("growth_upto", max(growth.upto, meta.number("growth_upto") if same else 0))
        meta.put("growth_total", growth.total)
        meta.put("growth_ms", self._now())

    def _now(self) -> int:
        return self._place.clock.now_ms()


def growth_of(tables: Tables) -> tuple[int, int, int]:
    """(plan, upto, total) of the scope's growth; zeros when there was none."""
    meta = tables.meta
    return (meta.number("growth_plan"), meta.number("growth_upto"), meta.number("growth_total"))


def _marks(tables: Tables, sums: Sums, vector: bytes) -> Marks:
    """What we hold in the buckets that differ, as many buckets as one letter takes easily."""
    buckets: list[int] = []
    marks: list[tuple[str, bytes]] = []
    for bucket in unlike_buckets(sums, vector):
        found = tables.scope.in_bucket(bucket)
        if buckets and len(marks) + len(found) > _MOST_MARKS:
            break
        buckets.append(bucket)
        marks += [(dossier, mark.short) for dossier, mark in sorted(found.items())]
    return Marks(tuple(buckets), tuple(marks))
