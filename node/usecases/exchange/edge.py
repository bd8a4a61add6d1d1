"""The node's work in a dialogue with the hub, as `dossier.exchange.machine_edge` asks for it.

Each method is one step that is durable when it returns; the machine decides which comes next.
"""

from collections.abc import Sequence
from dataclasses import replace

from dossier.exchange.machine_edge import Edge
from dossier.exchange.wire import Frame, Letter, Receipt, receipt_message
from node.ports import Tables
from node.usecases.exchange.leaning import PLAIN, note_hub_capabilities, reader
from node.usecases.exchange.letters import Exchange
from node.usecases.exchange.receipted import take_receipt
from node.usecases.exchange.trust import key_of
from node.usecases.workplace import Workplace
from plumbing.envelopes import open_letter
from plumbing.keys import NodeKeys
from plumbing.problem import Problem

_SAME_AGAIN_MS = 5_000
LEANS = "LETTER_LEANS"
"""A letter leaned on changes that its reader does not hold (one end came back from a copy): it is written anew."""


class EdgeWork:
    """Reads and writes what the dialogue needs."""

    def __init__(self, place: Workplace, keys: NodeKeys, exchange: Exchange) -> None:
        self._place, self._keys, self._exchange = place, keys, exchange
        self._contact: tuple[int, int, frozenset[str]] | None = None
        self._left: tuple[int, int, str] | None = None
        self._tried: tuple[str, int] = ("?", 0)
        self._told_root = b""

    def edge(self) -> Edge:
        """Where the dialogue stands, from the database."""
        self._exchange.withdraw_future_letters()
        identity, hub = self._place.identity, self._exchange.hub.node
        with self._place.store.reading() as tables:
            return Edge(
                node=identity.node,
                incarnation=identity.incarnation,
                last_seq=tables.meta.number("letter_seq"),
                pending=tables.outbox.pending(hub),
                cursor=tables.meta.number("mailbox"),
            )

    def cursor(self) -> int:
        """The mailbox number held durably now."""
        with self._place.store.reading() as tables:
            return tables.meta.number("mailbox")

    def has_work(self) -> bool:
        """Whether something waits to leave, in a letter or not."""
        with self._place.store.reading() as tables:
            return bool(tables.outbox.pending(self._exchange.hub.node) or tables.outbox.unsent(1))

    def news(self) -> bool:
        """Whether something waits to be written into a letter."""
        with self._place.store.reading() as tables:
            return bool(tables.outbox.unsent(1))

    def write_letter(self) -> int:
        """Seal what has piled up into the next letter; gives its number, 0 when nothing was left."""
        return self._exchange.write_letter()

    def envelope(self, seq: int) -> bytes:
        """The letter as it was sealed; a fresh greeting for 0."""
        if not seq:
            greeting = self._exchange.greeting()
            self._told_root = greeting.root
            return greeting.envelope
        with self._place.store.reading() as tables:
            letter = tables.outbox.letter(seq)
        if letter is None:
            raise Problem(
                "LETTER_MISSING", "Thư không còn trong hộp gửi; hãy báo quản trị nút.", "operator", str(seq)
            )
        return letter.envelope

    def note_quiet(self) -> None:
        """The hub had nothing to say to our greeting: it holds what we said that we hold."""
        if self._told_root:
            self._exchange.found_same(self._told_root)

    def note_left(self, seq: int, road: str) -> None:
        """The letter was handed to a road, and answered; noted with the next thing that is stored."""
        self._left = (seq, self._place.clock.now_ms(), road)

    def open_answer(self, envelope: bytes, sent_ms: int) -> Letter:
        """The hub's answer, proved; receipts that it did not sign are taken out. Contact and clock offset
        (`sent_ms`: our clock when the letter left) are noted with the next thing that is stored. Raises Problem."""
        place, hub = self._place, self._exchange.hub
        _, letter = open_letter(envelope, self._keys, lambda node: key_of(place, hub, node), reader(place))
        if letter.sender != hub.node:
            raise Problem(
                "ANSWER_NOT_FROM_HUB", "Câu trả lời không phải của trung tâm tỉnh; đã bỏ qua.", "operator"
            )
        now = place.clock.now_ms()
        self._contact = (now, (sent_ms + now) // 2 - letter.device_ms, letter.caps)
        return replace(letter, frames=tuple(frame for frame in letter.frames if self._is_good(frame)))

    def store_items(self, letter: Letter) -> int:
        """Merge the letter; gives the mailbox number held durably now."""
        self._exchange.merge(letter)
        return self.cursor()

    def mark_receipted(self, receipts: Sequence[Receipt]) -> None:
        """These letters are at the hub."""
        with self._place.store.writing() as tables:
            self._note_contact(tables)
            tables.meta.put(PLAIN, 0)
            for receipt in receipts:
                take_receipt(self._place, tables, self._exchange.hub.node, receipt)
                tables.meta.put("hub_ms", max(receipt.hub_ms, tables.meta.number("hub_ms")))

    def take_back(self, seq: int) -> None:
        """The hub does not hold what this letter leans on: what it held goes into a new one that leans on nothing."""
        with self._place.store.writing() as tables:
            tables.outbox.take_back(seq)
            tables.meta.put(PLAIN, 1)

    def leaned_in_vain(self, code: str) -> None:
        """An answer could not be read; when it leaned on what is not here, ask for one that leans on nothing."""
        if code == LEANS:
            self._exchange.ask_plainly = True

    def set_aside(self, seq: int, problem: Problem) -> None:
        """The hub will never take this letter."""
        with self._place.store.writing() as tables:
            tables.outbox.set_aside(seq)
            now = self._place.clock.now_ms()
            tables.desk.set_aside(f"letter {seq}", problem.code, problem.hint_vi, b"", now)

    def note_try(self, problem: Problem | None) -> None:
        """The line was tried: it held (None), or this is why not. The same said again within a few seconds is not
        written again: a busy line would write of nothing else."""
        now, code = self._place.clock.now_ms(), problem.code if problem else ""
        if self._tried[0] == code and now - self._tried[1] < _SAME_AGAIN_MS and self._left is None:
            return
        self._tried = (code, now)
        with self._place.store.writing() as tables:
            self._note_contact(tables)
            tables.meta.put("last_try_ms", now)
            tables.meta.put("last_error_code", problem.code if problem else "")
            tables.meta.put("last_error_vi", problem.hint_vi if problem else "")

    def held_closed(self) -> bool:
        """Whether the practice switch holds the line closed."""
        with self._place.store.reading() as tables:
            return bool(tables.meta.number("held_closed"))

    def _note_contact(self, tables: Tables) -> None:
        if self._left is not None:
            tables.outbox.letter_left(*self._left)
            self._left = None
        if self._contact is not None:
            tables.meta.put("last_contact_ms", self._contact[0])
            tables.meta.put("clock_offset_ms", self._contact[1])
            note_hub_capabilities(tables, self._contact[2])
            self._contact = None

    def _is_good(self, frame: Frame) -> bool:
        if not isinstance(frame, Receipt):
            return True
        good = self._exchange.hub.signed(receipt_message(frame), frame.signature)
        if not good:
            reason = "Giấy xác nhận không có chữ ký đúng của trung tâm tỉnh nên không được tính."
            now = self._place.clock.now_ms()
            with self._place.store.writing() as tables:
                tables.desk.set_aside(
                    f"receipt {frame.seq}", "RECEIPT_BAD_SIGNATURE", reason, frame.signature, now
                )
        return good


class MailWork(EdgeWork):
    """The work of the lane that only waits for mail: letters are the other lane's."""

    def edge(self) -> Edge:
        """As the database has it, without our letters."""
        return replace(super().edge(), pending=())

    def news(self) -> bool:
        """Never: what is new leaves by the other lane."""
        return False
