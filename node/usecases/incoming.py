"""From a letter to the store: what is good is merged, what is not is set aside with its reason, the rest flows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dossier.authors import author_of
from dossier.crdt import RawChange, parse_change, ready
from dossier.errors import KernelError
from dossier.exchange.seal import seal_holds
from dossier.exchange.wire import Blobs, Changes, Letter, Receipt, SealFrame, receipt_message
from node.ports import Tables
from node.usecases.enact import LANE_FACTS
from node.usecases.ladder import keep_receipt
from node.usecases.projecting import keep
from node.usecases.trust import Hub, key_of
from node.usecases.workplace import Workplace
from plumbing.keys import verify


@dataclass(slots=True)
class Taken:
    """What became of a letter. `aside` are (dossier or name, code) of what was not accepted."""

    changes: int = 0
    waiting: int = 0
    doubles: int = 0
    receipts: int = 0
    aside: list[tuple[str, str]] = field(default_factory=list)


class Incoming:
    """Merges letters of the hub and of neighbours."""

    def __init__(self, place: Workplace, hub: Hub) -> None:
        self._place, self._hub = place, hub

    def merge(self, tables: Tables, letter: Letter) -> Taken:
        """Merge seals, changes, blob names and receipts. Never raises for the letter's contents."""
        taken = Taken()
        for frame in letter.frames:
            if isinstance(frame, SealFrame):
                self._seal(tables, frame, taken)
        for dossier, raws in _by_dossier(letter).items():
            self._changes(tables, letter, dossier, raws, taken)
        for frame in letter.frames:
            if isinstance(frame, Blobs):
                self._blobs(tables, frame)
            elif isinstance(frame, Receipt):
                self._receipt(tables, frame, taken)
        return taken

    def _seal(self, tables: Tables, seal: SealFrame, taken: Taken) -> None:
        key = key_of(self._place, self._hub, seal.node)
        if key is None or not seal_holds(seal, lambda message, signature: verify(key, message, signature)):
            reason = "Dấu niêm phong không đúng với nút ghi trên đó; các bản ghi đi kèm được tách riêng."
            self._aside(tables, f"seal of {seal.node}", "SEAL_BAD", reason, seal.root + seal.signature, taken)
            return
        tables.seals.add(seal, 0)

    def _changes(
        self, tables: Tables, letter: Letter, dossier: str, raws: Sequence[bytes], taken: Taken
    ) -> None:
        proved = self._proved(tables, dossier, raws, taken)
        held = [parse_change(waiting.raw) for waiting in tables.changes.waiting(dossier)]
        known = tables.changes.known(dossier)
        taken.doubles += sum(1 for change in proved if change.hash in known)
        now, later = ready([*held, *proved], known)
        try:
            self._apply(tables, letter, dossier, now, later)
        except KernelError as error:
            for change in proved:
                self._aside(tables, dossier, error.code, error.hint_vi, change.raw, taken)
            return
        taken.changes += len(now)
        taken.waiting += len(later)

    def _proved(self, tables: Tables, dossier: str, raws: Sequence[bytes], taken: Taken) -> list[RawChange]:
        """Changes whose author, as their actor names it, vouches for them by a seal."""
        proved = []
        for raw in raws:
            try:
                change = parse_change(raw)
                author = author_of(change.actor)
            except KernelError as error:
                self._aside(tables, dossier, error.code, error.hint_vi, raw, taken)
                continue
            covering = tables.seals.covering(change.hash)
            if covering is not None and covering[0] == author:
                proved.append(change)
            else:
                reason = "Bản ghi không có dấu niêm phong của nút đã ghi; giữ riêng, không dùng."
                self._aside(tables, dossier, "NOT_SEALED", reason, raw, taken)
        return proved

    def _apply(
        self,
        tables: Tables,
        letter: Letter,
        dossier: str,
        now: Sequence[RawChange],
        later: Sequence[RawChange],
    ) -> None:
        """Open with the new changes first: a document that cannot be opened must leave no trace."""
        at_ms = self._place.clock.now_ms()
        if now:
            stored = tables.changes.document(dossier)
            before = (stored.snapshot, stored.changes) if stored else (b"", ())
            document = self._place.engine.open(before[0], [*before[1], *(change.raw for change in now)])
            for change in now:
                tables.changes.apply(dossier, change, author_of(change.actor), at_ms)
            keep(self._place, tables, dossier, document)
        for change in later:
            tables.changes.wait(dossier, change, author_of(change.actor), at_ms)
        if letter.sender != self._hub.node:
            self._relay(tables, dossier, [*now, *later], at_ms)

    def _relay(self, tables: Tables, dossier: str, changes: Iterable[RawChange], at_ms: int) -> None:
        """What a neighbour brought goes on to the hub, with the seal of its author."""
        for change in changes:
            covering = tables.seals.covering(change.hash)
            if covering is not None and author_of(change.actor) != self._place.identity.node:
                root = covering[1].hex()
                tables.outbox.add(dossier, change.hash, len(change.raw), LANE_FACTS, at_ms, root)

    def _blobs(self, tables: Tables, frame: Blobs) -> None:
        for sha256, size, media_type in frame.refs:
            tables.blobs.note(sha256, size, media_type, self._place.blobs.has(sha256))

    def _receipt(self, tables: Tables, receipt: Receipt, taken: Taken) -> None:
        """Only the hub's signature makes "received" of "left"."""
        if not self._hub.signed(receipt_message(receipt), receipt.signature):
            reason = "Giấy xác nhận không có chữ ký đúng của trung tâm tỉnh nên không được tính."
            name = f"receipt {receipt.seq}"
            self._aside(tables, name, "RECEIPT_BAD_SIGNATURE", reason, receipt.signature, taken)
            return
        keep_receipt(tables, self._hub.node, receipt)
        identity = self._place.identity
        if (receipt.node, receipt.incarnation) != (identity.node, identity.incarnation):
            return
        tables.outbox.letter_receipted(receipt.seq, receipt.hub_ms)
        taken.receipts += 1
        for dossier, code in receipt.outcomes:
            reason = (
                "Trung tâm tỉnh đã tách riêng một số bản ghi của hồ sơ này; hãy liên hệ tỉnh để kiểm tra."
            )
            tables.desk.set_aside(f"hub: {dossier}", code, reason, b"", self._place.clock.now_ms())

    def _aside(self, tables: Tables, what: str, code: str, reason_vi: str, data: bytes, taken: Taken) -> None:
        tables.desk.set_aside(what, code, reason_vi, data, self._place.clock.now_ms())
        taken.aside.append((what, code))


def _by_dossier(letter: Letter) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for frame in letter.frames:
        if isinstance(frame, Changes):
            found.setdefault(frame.dossier, []).extend(frame.raw)
    return found
