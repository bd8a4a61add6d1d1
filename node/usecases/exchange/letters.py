"""Letters out and letters in: the node's end of the exchange, whatever the road."""

from collections.abc import Sequence
from dataclasses import dataclass

from dossier.custody import entitled_units
from dossier.exchange.frames import Digest
from dossier.exchange.wire import GrantFrame, Letter
from dossier.register.view import NodeKind
from node.ports import LetterRow, Tables
from node.usecases.exchange.incoming import Incoming, Taken
from node.usecases.exchange.leaning import reader
from node.usecases.exchange.outgoing import Outgoing
from node.usecases.exchange.register_mail import catch_up, take_grants, take_register
from node.usecases.exchange.scope import CAP, ScopeKeeper
from node.usecases.exchange.trust import Hub, key_of, require_key
from node.usecases.exchange.trust_list import settle_trust
from node.usecases.models import FileOutcome
from node.usecases.record.enact import state_if_foldable
from node.usecases.workplace import Workplace
from plumbing.envelopes import open_letter
from plumbing.keys import NodeKeys
from plumbing.problem import Problem

CLOCK_TOLERANCE_MS = 10 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Greeting:
    """An envelope, and the root of our scope that the hub will compare (b"" = none)."""

    envelope: bytes
    root: bytes


class Exchange:
    """Builds letters from the outbox and merges letters that arrive."""

    def __init__(self, place: Workplace, keys: NodeKeys, hub: Hub) -> None:
        self._place, self._keys, self.hub = place, keys, hub
        self._outgoing, self._incoming = Outgoing(place, keys, hub), Incoming(place, hub)
        self._scope_keeper = ScopeKeeper(place, hub.node)
        self.ask_plainly = False

    def next_letters(self, limit: int = 20) -> Sequence[LetterRow]:
        """Letters to the hub without a receipt, oldest first; what has piled up is sealed into new ones first."""
        self.withdraw_future_letters()
        with self._place.store.writing() as tables:
            while self._outgoing.enclose(tables):
                pass
            return tables.outbox.letters(self.hub.node, limit)

    def withdraw_future_letters(self) -> None:
        """Letters sealed while our clock was fast would be refused until their hour comes; now that the clock is right
        their changes go into new letters."""
        limit = self._place.clock.now_ms() + CLOCK_TOLERANCE_MS
        with self._place.store.reading() as tables:
            if not tables.outbox.sealed_later_than(limit):
                return
        with self._place.store.writing() as tables:
            tables.outbox.withdraw_later_than(limit)

    def hello(self) -> bytes:
        """An envelope that asks the hub for mail and confirms what came."""
        return self.greeting().envelope

    def greeting(self) -> Greeting:
        """The same, with what it says of our scope."""
        with self._place.store.reading() as tables:
            frames, plainly, self.ask_plainly = self._scope_keeper.say(tables), self.ask_plainly, False
            caps = () if plainly else self._outgoing.caps
            said = [frame.root for frame in frames if isinstance(frame, Digest) and CAP in caps]
            return Greeting(self._outgoing.hello(tables, frames, caps), said[0] if said else b"")

    def found_same(self, root: bytes) -> None:
        """The hub's scope of ours has this root: it kept silent on a greeting that said so."""
        with self._place.store.writing() as tables:
            self._scope_keeper.found_same(tables, root)

    def letter_to(self, node: str) -> LetterRow:
        """A letter to a neighbour (kit or centre): open dossiers that concern us and all that has no receipt.
        Raises Problem NODE_UNKNOWN."""
        require_key(self._place, self.hub, node)
        with self._place.store.writing() as tables:
            letter = self._outgoing.to_neighbour(tables, node, self._scope(tables, node))
            tables.outbox.enclose([], letter)
            return letter

    def left(self, seq: int, road: str) -> None:
        """The letter was handed to a road."""
        with self._place.store.writing() as tables:
            tables.outbox.letter_left(seq, self._place.clock.now_ms(), road)

    def write_letter(self) -> int:
        """Seal what has piled up into one more letter to the hub; gives its number, 0 when nothing was left."""
        with self._place.store.writing() as tables:
            enclosed = self._outgoing.enclose(tables)
            return tables.meta.number("letter_seq") if enclosed else 0

    def take_letter(self, envelope: bytes) -> FileOutcome:
        """Merge one envelope addressed to us; idempotent. Raises Problem or KernelError for an envelope that is
        refused as a whole: nothing of it is kept then."""
        place = self._place
        catch_up(place.store, place.registry)
        _, letter = open_letter(
            envelope, self._keys, lambda node: key_of(place, self.hub, node), reader(place)
        )
        if letter.sender != self.hub.node:
            self._check_neighbour(letter)
        else:
            self._check_no_gap(letter)
        return self.merge(letter)

    def merge(self, letter: Letter) -> FileOutcome:
        """Merge a letter whose envelope was proved; never raises for its contents."""
        place = self._place
        refused = take_register(place, self.hub, letter.frames)
        with place.store.writing() as tables:
            double = self._seen_before(tables, letter)
            taken = self._incoming.merge(tables, letter)
            taken.aside += refused + take_grants(place, self.hub, tables, letter.frames)
            if letter.sender == self.hub.node:
                self._scope_keeper.take(tables, letter)
                self._note_contact(tables, letter, complete=not refused)
        if any(isinstance(frame, GrantFrame) and frame.kind == "trust" for frame in letter.frames):
            settle_trust(place)
        return _outcome(letter, taken, double)

    def _scope(self, tables: Tables, node: str) -> list[str]:
        """Dossiers for a neighbour: unfinished ones here and those with facts that have no receipt, as far as its
        unit is entitled to them."""
        waiting = {row.dossier for row in tables.outbox.unreceipted(100_000)}
        unfinished = {row.dossier for row in tables.projections.rows({"open": 1}, 5000, 0)}
        return [dossier for dossier in sorted(waiting | unfinished) if self._entitled(tables, dossier, node)]

    def _entitled(self, tables: Tables, dossier: str, node: str) -> bool:
        place, day = self._place, self._place.clock.today()
        entry = place.register.node(node)
        theirs = set(place.register.units_on(entry.unit, day)) if entry else set()
        state = state_if_foldable(place, tables, dossier)
        return state is not None and bool(theirs & set(entitled_units(state, place.register, day)))

    def _check_neighbour(self, letter: Letter) -> None:
        place, day = self._place, self._place.clock.today()
        entry = place.register.node(letter.sender)
        revoked = entry is None or (entry.valid_to is not None and entry.valid_to <= day)
        if revoked or (entry is not None and entry.kind is NodeKind.HUB):
            hint = "Thiết bị gửi phong bì này không còn hiệu lực; hãy báo trung tâm tỉnh."
            raise Problem("NODE_REVOKED", hint, "operator", letter.sender)
        ahead = letter.device_ms - place.clock.now_ms()
        if ahead > CLOCK_TOLERANCE_MS:
            hint = f"Đồng hồ máy gửi nhanh {ahead // 60_000} phút; chỉnh giờ máy đó rồi xuất lại phong bì."
            raise Problem("CLOCK_AHEAD", hint, "operator", str(ahead))

    def _check_no_gap(self, letter: Letter) -> None:
        """A number of the mailbox is never skipped, also when files come in another order."""
        with self._place.store.reading() as tables:
            have = tables.meta.number("mailbox")
        if letter.ack > have:
            hint = (
                "Còn thiếu phong bì trước đó của trung tâm tỉnh; hãy nhận đủ các tệp trên USB rồi nhận lại."
            )
            raise Problem("MAILBOX_GAP", hint, "later", f"{have} < {letter.ack}")

    def _seen_before(self, tables: Tables, letter: Letter) -> bool:
        """Whether this very letter was merged before (the hub's are numbered by its mailbox)."""
        if letter.sender == self.hub.node:
            return bool(letter.frames) and letter.seq <= tables.meta.number("mailbox")
        name = f"letter:{letter.sender}:{letter.incarnation}:{letter.seq}"
        double = tables.meta.number(name) > 0
        tables.meta.put(name, self._place.clock.now_ms())
        return double

    def _note_contact(self, tables: Tables, letter: Letter, complete: bool) -> None:
        """Cursor and clock. After a gap in the register the cursor stays: the hub will send the rest again."""
        if complete:
            tables.meta.put("mailbox", max(letter.seq, tables.meta.number("mailbox")))
        if letter.hub_ms > tables.meta.number("hub_ms"):
            tables.meta.put("hub_ms", letter.hub_ms)
            tables.meta.put("hub_more", int(letter.more))


def _outcome(letter: Letter, taken: Taken, double: bool) -> FileOutcome:
    details = {
        "waiting": taken.waiting,
        "doubles": taken.doubles,
        "receipts": taken.receipts,
        "aside": [list(pair) for pair in taken.aside],
        "more": letter.more,
        "device_ms": letter.device_ms,
    }
    if taken.aside:
        message = f"Đã nhận {taken.changes} bản ghi; {len(taken.aside)} mục được tách riêng để kiểm tra."
        return FileOutcome("", taken.aside[0][1], message, taken.changes, details)
    if double and not taken.changes and not taken.receipts:
        message = "Phong bì này đã nhận trước đây; không có gì mới, dữ liệu giữ nguyên."
        return FileOutcome("", "ENVELOPE_ALREADY_TAKEN", message, 0, details)
    message = f"Đã nhận {taken.changes} bản ghi."
    if taken.receipts:
        message += f" Trung tâm tỉnh xác nhận đã nhận {taken.receipts} thư của máy này."
    return FileOutcome("", "", message, taken.changes, details)
