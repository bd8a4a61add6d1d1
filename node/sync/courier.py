"""The USB road, both ways: facts first, then previews, then scans in pieces, each file sealed to its addressee.

Nothing is ever deleted from a stick, and nothing counts as received until the hub's own receipt comes back. What is
for others is carried on for them unread (`node.sync.mule`).
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dossier.authors import short_id
from dossier.errors import KernelError
from dossier.exchange.parcels import is_parcel
from node.ports import LetterRow
from node.sync.mule import Mule
from node.usecases.exchange.letters import Exchange
from node.usecases.exchange.parcels import Parcels, Part
from node.usecases.exchange.trust import key_of
from node.usecases.models import CourierRound, ExportDone, FileOutcome
from node.usecases.workplace import Workplace
from plumbing import stick
from plumbing.envelopes import FILE_SUFFIX, HEADER_BYTES, check_envelope, open_envelope, peek
from plumbing.keys import NodeKeys, verify
from plumbing.problem import Problem

_MOST_LETTERS = 500
_OVERHEAD = 512  # envelope and encoding around a piece
_AGAIN = frozenset({"PARCEL_NOT_NAMED", "PARCEL_GAP", "MAILBOX_GAP"})
_SCANS, _PREVIEWS = "-scan-", "-anh-"
ROAD = "usb"


class UsbCourier:
    """Writes and reads envelopes in a folder."""

    def __init__(
        self, place: Workplace, keys: NodeKeys, exchange: Exchange, parcels: Parcels, mule: Mule
    ) -> None:
        self._place, self._keys, self._exchange = place, keys, exchange
        self._parcels, self._mule = parcels, mule

    def export(self, folder: str, to: str = "hub", scans: bool = True) -> ExportDone:
        """Write what has no receipt into `folder`, for the hub or for the device with id `to`, then previews and
        scans, then what is carried for that addressee. What an earlier export left there whole is not written
        again. Raises Problem COURIER_FOLDER, COURIER_NO_SPACE, COURIER_READ_BACK, NODE_UNKNOWN."""
        target = stick.require_folder(folder)
        addressee = self._exchange.hub.node if to == "hub" else to
        letters = self._letters(addressee)
        parts = self._parcels.parts_for(addressee, self._part_bytes()) if scans else []
        talk = list(self._talk(addressee)) if scans else []
        carried = list(self._mule.waiting(addressee))
        pending = [part for part in parts if not self._there(target / self._part_name(addressee, part))]
        fixed = [(self._letter_name(letter), letter.envelope) for letter in letters]
        fixed += talk + [(f"mang-ho-{row.digest[:16]}{FILE_SUFFIX}", data) for row, data in carried]
        new = [(name, data) for name, data in fixed if not _same(target / name, data)]
        size = sum(len(data) for _, data in new) + sum(part.length + _OVERHEAD for part in pending)
        stick.require_space(target, size)
        for name, data in new:
            stick.write_proved(target, name, data)
        for part in pending:
            stick.write_proved(
                target, self._part_name(addressee, part), self._parcels.seal_part(addressee, part)
            )
        names = [name for name, _ in fixed] + [self._part_name(addressee, part) for part in parts]
        self._index(target, names)
        for letter in letters:
            self._mark(letter)
        count, scanned = len(names), len({part.row.sha256 for part in parts})
        message = f"Đã ghi và kiểm tra {count} phong bì" + (f", có {scanned} bản quét" if scanned else "")
        return ExportDone(tuple(names), len(letters), size, True, message + ". An toàn để rút USB.")

    def import_(self, path: str) -> tuple[FileOutcome, ...]:
        """Take in one file, or every envelope of a folder; one outcome a file. Raises Problem(COURIER_FOLDER)."""
        source = Path(path)
        if source.is_file():
            return (self._take(source),)
        if not source.is_dir():
            raise Problem("COURIER_FOLDER", "Không thấy tệp hoặc thư mục này; hãy cắm lại USB hoặc chọn lại.")
        files = stick.envelope_files(source)
        outcomes = {file: self._take(file) for file in files}
        while again := [file for file in files if outcomes[file].code in _AGAIN]:  # what came before its turn
            fresh = {file: self._take(file) for file in again}
            outcomes |= fresh
            if all(outcome.code in _AGAIN for outcome in fresh.values()):
                break
        return (*outcomes.values(), *self._lost(source))

    def answer(self, folder: str) -> CourierRound:
        """Take in what is on the stick and write back, on the same stick, what its senders should have."""
        taken = self.import_(folder)
        hub = self._exchange.hub.node
        senders = {str(o.details.get("sender", "")) for o in taken if not o.code} - {"", hub}
        answers = [self.export(folder, sender) for sender in sorted(senders)]
        return CourierRound(taken, tuple(answers))

    def _letters(self, addressee: str) -> list[LetterRow]:
        if addressee != self._exchange.hub.node:
            return [self._exchange.letter_to(addressee)]
        letters = list(self._exchange.next_letters(_MOST_LETTERS))
        if letters:
            return letters
        greeting = self._exchange.hello()  # asks for mail even when there is nothing to say
        return [LetterRow(0, addressee, greeting, 0)]

    def _talk(self, addressee: str) -> Iterator[tuple[str, bytes]]:
        """Lane 2 beside the letters: previews, and which scans are waited for."""
        talk = self._parcels.talk()
        if addressee != self._exchange.hub.node:
            talk = replace(talk, lacking=(), asked=())
        if not talk.empty:
            envelope = self._parcels.seal(addressee, talk)
            now = self._place.clock.now_ms()
            yield f"{self._prefix()}{_PREVIEWS}{now}-{short_id(addressee)}{FILE_SUFFIX}", envelope

    def _mark(self, letter: LetterRow) -> None:
        """By whichever hand they travel, our changes have left; only the hub's receipt says more."""
        if letter.seq:
            self._exchange.left(letter.seq, ROAD)
        if letter.addressee != self._exchange.hub.node:
            for pending in self._exchange.next_letters(_MOST_LETTERS):
                self._exchange.left(pending.seq, ROAD)

    def _prefix(self) -> str:
        identity = self._place.identity
        return f"{identity.short}-{identity.incarnation}"

    def _letter_name(self, letter: LetterRow) -> str:
        return f"{self._prefix()}-{letter.seq:06d}-{short_id(letter.addressee)}{FILE_SUFFIX}"

    def _part_name(self, addressee: str, part: Part) -> str:
        label = self._parcels.label(addressee, part)
        number = f"{part.number:04d}of{part.count:04d}"
        return f"{self._prefix()}{_SCANS}{label}-{number}-{short_id(addressee)}{FILE_SUFFIX}"

    def _part_bytes(self) -> int:
        return max(1, min(int(self._place.config.part_mb * 1_000_000), 32_000_000))

    def _index(self, target: Path, names: list[str]) -> None:
        rows = []
        for name in names:
            outside = stick.outside_of(target / name)
            header = peek(outside)
            rows.append(stick.Listed(name, header.addressee, header.size, outside[-64:].hex()))
        identity = self._place.identity
        stick.write_index(target, identity.short, identity.node, rows, self._keys.sign)

    def _there(self, file: Path) -> bool:
        """Whether an earlier export left this piece whole (its label names the bytes)."""
        try:
            return bool(check_envelope(file.read_bytes(), lambda _: self._keys.public_key).size)
        except (OSError, Problem):
            return False

    def _lost(self, source: Path) -> Iterator[FileOutcome]:
        """Files for us that an index names and the stick has not, unless they were taken in before."""
        place, hub = self._place, self._exchange.hub

        def check(node: str, message: bytes, signature: bytes) -> bool:
            key = key_of(place, hub, node)
            return key is not None and verify(key, message, signature)

        for row in stick.missing(source, place.identity.node, check):
            with place.store.reading() as tables:
                known = tables.roads.was_taken(bytes.fromhex(row.signature))
            if not known and not (source / row.name).exists():
                hint = "Danh mục trên USB có tệp này nhưng tệp không còn; hãy xin máy gửi xuất lại."
                yield FileOutcome(row.name, "COURIER_MISSING", hint)

    def _take(self, file: Path) -> FileOutcome:
        try:
            signature = stick.outside_of(file)[HEADER_BYTES - 64 :]
            if signature and self._known(signature):
                message = "Phong bì này đã nhận trước đây; không có gì mới, dữ liệu giữ nguyên."
                return FileOutcome(file.name, "ENVELOPE_ALREADY_TAKEN", message)
            outcome = self._take_envelope(stick.read_envelope(file))
        except (Problem, KernelError) as refused:
            return FileOutcome(file.name, refused.code, refused.hint_vi)
        except OSError as error:
            hint = "Không đọc được tệp trên USB; hãy cắm lại hoặc chép lại từ máy gửi."
            return FileOutcome(file.name, "COURIER_UNREADABLE", hint, 0, {"detail": type(error).__name__})
        if not outcome.code:
            with self._place.store.writing() as tables:
                tables.roads.note_taken(signature, self._place.clock.now_ms())
        return replace(outcome, name=file.name)

    def _known(self, signature: bytes) -> bool:
        with self._place.store.reading() as tables:
            return tables.roads.was_taken(signature)

    def _take_envelope(self, envelope: bytes) -> FileOutcome:
        header = peek(envelope)
        if header.addressee != self._place.identity.node:
            return self._carry(envelope)
        place, hub = self._place, self._exchange.hub
        _, content = open_envelope(envelope, self._keys, lambda node: key_of(place, hub, node))
        scans = is_parcel(content)
        taken = self._parcels.take(header, content) if scans else self._exchange.take_letter(envelope)
        return replace(taken, details={**taken.details, "sender": header.sender})

    def _carry(self, envelope: bytes) -> FileOutcome:
        """For somebody else: kept for them, unread, when it can be vouched for."""
        new = self._mule.carry(envelope)
        word = "đã giữ một bản để chuyển hộ" if new else "đã giữ để chuyển hộ từ trước"
        message = f"Phong bì này gửi cho máy khác; máy này {word}. Tệp trên USB giữ nguyên."
        return FileOutcome("", "ENVELOPE_NOT_FOR_US", message, 0, {"carried": True})


def _same(file: Path, data: bytes) -> bool:
    try:
        return file.stat().st_size == len(data) and file.read_bytes() == data
    except OSError:
        return False
