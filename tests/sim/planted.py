"""Mistakes that somebody could make one day, planted in the running program from outside; each must be caught.

Nothing of this is in the product: a mistake replaces one method for the length of one run.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import dossier.spine
import hub.usecases.exchange.receive as receiving
import hub.usecases.record.seals as hub_seals
from dossier.exchange.wire import Letter, Receipt
from hub.store.database import Database
from hub.store.mailboxes import SqlMailboxes
from node.usecases.counter import leases
from node.usecases.counter.receive import Intake
from node.usecases.exchange import register_mail
from node.usecases.exchange.edge import EdgeWork
from plumbing.problem import Problem
from tests.sim import trouble
from tests.sim.roads import Roads

Plant = Callable[[], AbstractContextManager[Any]]


def ack_before_durable() -> AbstractContextManager[Any]:
    """The node notes the mailbox number in a transaction before that of the items."""
    real = EdgeWork.store_items

    def store_items(self: EdgeWork, letter: Letter) -> int:
        with self._place.store.writing() as tables:
            tables.meta.put("mailbox", letter.seq)
        return real(self, letter)

    return patch.object(EdgeWork, "store_items", store_items)


def told_before_durable() -> AbstractContextManager[Any]:
    """The counter says "received" when the act is still to be committed."""
    real = Intake.receive

    def receive(self: Intake, form: Any, officer: str) -> Any:
        store: Any = self._place.store
        with patch.object(store, "_writer", _NeverCommits(store._writer)):
            return real(self, form, officer)

    return patch.object(Intake, "receive", receive)


def cursor_follows_any_reply() -> AbstractContextManager[Any]:
    """Whatever an answer is numbered becomes the node's cursor, also when nothing of it was stored."""
    real = EdgeWork.open_answer

    def open_answer(self: EdgeWork, envelope: bytes, sent_ms: int) -> Letter:
        letter = real(self, envelope, sent_ms)
        with self._place.store.writing() as tables:
            tables.meta.put("mailbox", letter.seq)
        return letter

    return patch.object(EdgeWork, "open_answer", open_answer)


def lost_mailbox_number() -> AbstractContextManager[Any]:
    """The hub passes one item over when a letter takes several."""
    real = SqlMailboxes.after

    def after(self: SqlMailboxes, node: str, number: int, limit: int) -> Any:
        items = list(real(self, node, number, limit))
        return items[:1] + items[2:] if len(items) > 2 else items

    return patch.object(SqlMailboxes, "after", after)


def one_block_for_all() -> AbstractContextManager[Any]:
    """Every device begins with number 1, wherever its block begins."""
    real = leases._lease
    return patch.object(leases, "_lease", lambda body: replace(real(body), first=1))


def unsent_work_dropped_with_the_scope() -> AbstractContextManager[Any]:
    """A change of the register clears what waits in the outbox."""
    real = register_mail._keep

    def keep(place: Any, frame: Any, change: Any) -> None:
        real(place, frame, change)
        if "Sắp xếp" in frame.text:
            with place.store.writing() as tables:
                below: Any = tables.outbox
                below._sql.execute("DELETE FROM outbox WHERE letter = 0")

    return patch.object(register_mail, "_keep", keep)


def receipt_not_over_heads() -> AbstractContextManager[Any]:
    """The receipt speaks of the changes that came, not of the document as it stands with them."""
    real = receiving.sign_receipt

    def sign_receipt(hub: Any, letter: Letter, merged: Any = ()) -> Receipt:
        done = [replace(one, digest=one.fresh[-1]) if one.fresh else one for one in merged]
        return real(hub, letter, done)

    return patch.object(receiving, "sign_receipt", sign_receipt)


def sent_again_under_a_new_number() -> AbstractContextManager[Any]:
    """A letter that got no answer is taken apart and its changes go into another one."""
    real = EdgeWork.note_try

    def note_try(self: EdgeWork, problem: Problem | None) -> None:
        real(self, problem)
        if problem is not None:
            with self._place.store.writing() as tables:
                below: Any = tables.outbox  # what no port offers
                below._sql.execute(
                    "UPDATE outbox SET letter = 0 WHERE letter IN (SELECT seq FROM letters WHERE receipted_ms = 0)"
                )

    return patch.object(EdgeWork, "note_try", note_try)


def void_fact_has_effect() -> AbstractContextManager[Any]:
    """The fold does not ask whose dossier it is."""
    return patch.object(dossier.spine, "judge_place", lambda *_: None)


def seal_not_checked() -> AbstractContextManager[Any]:
    """The hub takes every seal for a good one."""
    return patch.object(hub_seals, "_holds", lambda *_: True)


def restored_node_keeps_its_life() -> AbstractContextManager[Any]:
    """A node restored from an old copy goes on with its old numbers."""

    @contextmanager
    def forgetful() -> Iterator[None]:
        real = trouble.restore

        def restore(scene: Any, watch: Any, roads: Any, device: Any) -> None:
            life = device.life
            with patch.object(trouble, "resurrect", _same_life(life)):
                real(scene, watch, roads, device)

        with patch.object(trouble, "restore", restore):
            yield

    return forgetful()


def receipt_before_commit() -> AbstractContextManager[Any]:
    """The hub answers, and what it answered for is not written (a disk that lies about flushing)."""
    real, write, count = Roads.at_hub, Database.write, iter(range(10**6))

    @contextmanager
    def never_written(self: Database) -> Iterator[Any]:
        with suppress(_Undone), write(self) as transaction:
            yield transaction
            raise _Undone

    def at_hub(self: Roads, envelope: bytes) -> bytes:
        if next(count) % 4:
            return real(self, envelope)
        with patch.object(Database, "write", never_written):
            return real(self, envelope)

    return patch.object(Roads, "at_hub", at_hub)


class _Undone(Exception):
    pass


class _NeverCommits:
    """A connection that takes everything back at COMMIT, without a word."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def execute(self, sql: str, *values: Any) -> Any:
        return self._real.execute("ROLLBACK" if sql == "COMMIT" else sql, *values)


def _same_life(life: int) -> Callable[..., Any]:
    class Same:
        incarnation = life

    return lambda *_: Same()


#: Mistake → the step of the simulation that must happen more often for it to show.
PLANTED: Mapping[Plant, str] = {
    ack_before_durable: "crash",
    told_before_durable: "",
    cursor_follows_any_reply: "",
    lost_mailbox_number: "",
    one_block_for_all: "",
    unsent_work_dropped_with_the_scope: "decree",
    receipt_not_over_heads: "",
    sent_again_under_a_new_number: "",
    void_fact_has_effect: "overstep",
    seal_not_checked: "forge",
    restored_node_keeps_its_life: "restore",
    receipt_before_commit: "",
}
