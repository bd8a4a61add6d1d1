"""One dialogue with the hub: does what the machine of `dossier.exchange.machine_edge` says, over any answering road."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from dossier.errors import KernelError
from dossier.exchange.machine_edge import (
    Answer,
    EdgeEffect,
    EdgeEvent,
    Failed,
    ItemsStored,
    LostTrack,
    MarkReceipted,
    Quiet,
    Send,
    SetAside,
    StoreItems,
    Wait,
    Wake,
    WriteLetter,
    Written,
    step_edge,
)
from dossier.exchange.wire import Receipt
from node.ports import LetterRoad
from node.sync.refusals import retry_of
from node.usecases.exchange.edge import LEANS, EdgeWork
from plumbing.clock import Clock
from plumbing.problem import Problem

_MOST_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Talked:
    """How a dialogue went: letters that were receipted, mailbox numbers gained; `problem` None = it held."""

    letters: int
    mail: int
    problem: Problem | None


class Dialogue:
    """Talks until there is nothing more to say. One at a time. `receipt_for` sends a letter and brings its receipt
    alone: for when the mail that comes with it cannot be read."""

    def __init__(
        self,
        work: EdgeWork,
        road: LetterRoad,
        clock: Clock,
        receipt_for: Callable[[bytes], bytes] | None = None,
    ) -> None:
        self._work, self._road, self._clock, self._receipt_for = work, road, clock, receipt_for
        self._one = threading.Lock()
        self._problem: Problem | None = None

    def talk(self) -> Talked:
        """Run one dialogue. Never raises for a line that is down: that is an answer."""
        with self._one:
            self._problem = None
            edge = self._work.edge()
            before = edge
            events: deque[EdgeEvent] = deque([Wake(news=self._work.news())])
            for _ in range(_MOST_ROUNDS):
                if not events:
                    if self._problem is not None or not self._work.news():
                        break
                    events.append(Wake(news=True))
                edge, effects = step_edge(edge, events.popleft())
                for effect in effects:
                    events += self._do(effect)
            self._work.note_try(self._problem)
            done = len(set(before.pending) - set(edge.pending)) + max(0, edge.last_seq - before.last_seq)
            return Talked(done, edge.cursor - before.cursor, self._problem)

    def _do(self, effect: EdgeEffect) -> Sequence[EdgeEvent]:
        match effect:
            case WriteLetter():
                return _written(self._work.write_letter())
            case Send(seq):
                return self._sent(seq)
            case MarkReceipted(receipts):
                self._work.mark_receipted(receipts)
            case StoreItems(letter, upto):
                held = self._work.store_items(letter)
                if held >= upto:
                    return (ItemsStored(upto),)
                hint = "Danh mục còn thiếu bản cập nhật trước đó; máy sẽ tự lấy ở lần kết nối sau."
                self._problem = Problem("REGISTER_GAP", hint, "later")
            case LostTrack(have, begins):
                hint = (
                    "Máy cũ hơn những gì trung tâm tỉnh đã thấy; hãy chạy motcua node restore để nhận số mới."
                )
                self._problem = Problem("MAILBOX_LOST_TRACK", hint, "operator", f"{have} < {begins}")
            case SetAside(seq):
                if self._problem is not None:
                    self._work.set_aside(seq, self._problem)
            case Wait():
                pass
        return ()

    def _sent(self, seq: int) -> Sequence[EdgeEvent]:
        return (self._send(seq),)

    def _send(self, seq: int) -> EdgeEvent:
        sent_ms = self._clock.now_ms()
        try:
            self._check_open()
            envelope = self._work.envelope(seq)
            answer = self._road.exchange(envelope)
            self._check_open()  # the switch may have been turned while the letter waited for mail
        except (Problem, KernelError) as refused:
            return self._refused(seq, refused)
        try:
            if seq:
                self._work.note_left(seq, self._road.name)
            if not answer:
                self._work.note_quiet()
                return Quiet()
            return Answer(self._work.open_answer(answer, sent_ms), self._work.cursor())
        except (Problem, KernelError) as unread:
            self._work.leaned_in_vain(unread.code)
            self._take_receipt(seq, envelope, sent_ms)
            return self._failed(unread)

    def _take_receipt(self, seq: int, envelope: bytes, sent_ms: int) -> None:
        """Mail that cannot be read must not hold up the letters: they would be sent again for ever."""
        if not seq or self._receipt_for is None:
            return
        try:
            answer = self._work.open_answer(self._receipt_for(envelope), sent_ms)
        except (Problem, KernelError):
            return
        self._work.mark_receipted([one for one in answer.frames if isinstance(one, Receipt)])

    def _refused(self, seq: int, refused: Problem | KernelError) -> EdgeEvent:
        """The letter did not get through. One that leaned on what the hub does not hold is written anew."""
        failed = self._failed(refused)
        if refused.code == LEANS and seq:
            self._work.take_back(seq)
            return Failed("later")
        return failed

    def _failed(self, error: Problem | KernelError) -> Failed:
        if isinstance(error, KernelError):
            error = Problem(error.code, error.hint_vi, error.retry)
        self._problem = error
        return Failed(retry_of(error))

    def _check_open(self) -> None:
        if self._work.held_closed():
            raise Problem(
                "LINE_HELD_CLOSED", "Đường truyền đang được ngắt để thực hành; hãy bật lại.", "later"
            )


class EagerDialogue(Dialogue):
    """Writes the next letter while the one before it is under way and worked on at the hub."""

    def _sent(self, seq: int) -> Sequence[EdgeEvent]:
        if not seq or not self._work.news():
            return super()._sent(seq)
        with ThreadPoolExecutor(1, "next letter") as helper:
            ahead = helper.submit(self._work.write_letter)
            answered = super()._sent(seq)
        return (*_written(ahead.result()), *answered)


def _written(seq: int) -> Sequence[EdgeEvent]:
    return (Written(seq),) if seq else ()
