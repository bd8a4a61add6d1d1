"""Talking with the hub: one dialogue now, or letters and mail over lines that stay open; errands and scans after it."""

from collections.abc import Callable

from node.store.database import SqliteStore
from node.sync.blobs import BlobTraffic
from node.sync.dialogue import Dialogue, EagerDialogue, Talked
from node.sync.errands import Errands
from node.sync.http import HttpRoad
from node.sync.live import Lane, Live
from node.usecases.exchange.edge import EdgeWork, MailWork
from node.usecases.exchange.letters import Exchange
from node.usecases.exchange.register_mail import catch_up
from node.usecases.workplace import Workplace
from plumbing.keys import NodeKeys

_MOST_BLOB_BYTES = 64 * 1024 * 1024  # at one ring; the next goes on
_MAIL_WAIT_SECONDS = 25


def hub_now(place: Workplace) -> Callable[[], int]:
    """The hub's time as far as the last contact told: a wrong clock here must not stop the scans."""

    def now() -> int:
        with place.store.reading() as tables:
            return place.clock.now_ms() - tables.meta.number("clock_offset_ms")

    return now


def sync_work(
    place: Workplace, keys: NodeKeys, exchange: Exchange, road: HttpRoad, errands: Errands
) -> tuple[Callable[[], Talked], Callable[[], None]]:
    """One dialogue with errands and blobs after it, and those alone."""
    work = EdgeWork(place, keys, exchange)
    dialogue = Dialogue(work, road, place.clock, road.receipt_for)
    traffic = BlobTraffic(place, road)

    def move() -> None:
        problem = errands.run() or traffic.move(_MOST_BLOB_BYTES).problem
        if problem is not None:
            work.note_try(problem)

    def sync() -> Talked:
        catch_up(place.store, place.registry)
        talked = dialogue.talk()
        if talked.problem is None:
            move()
        return talked

    return sync, move


def ring_line(live: Live, sync: Callable[[], Talked], scans_only: Callable[[], None]) -> None:
    """While the live exchange holds only the scans are left to move; else this is one more try, now."""
    if live.holds:
        scans_only()
    else:
        sync()
        live.wake()


def live_exchange(
    place: Workplace, keys: NodeKeys, exchange: Exchange, road: HttpRoad, store: SqliteStore
) -> Live:
    """The lanes over two lines of the road, woken by what is queued in the store."""
    letters, mail = road.line("return=minimal"), road.line(wait=_MAIL_WAIT_SECONDS)
    out_work, mail_work = EdgeWork(place, keys, exchange), MailWork(place, keys, exchange)
    out = Lane("out", EagerDialogue(out_work, letters, place.clock).talk, out_work.has_work)
    inward = Lane("mail", Dialogue(mail_work, mail, place.clock).talk, lambda: True)

    def close() -> None:
        letters.close()
        mail.close()

    store.on_queued = out.wake
    return Live(out, inward, close)
