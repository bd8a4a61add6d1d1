"""From a letter to the store: what is good is merged, what is not is set aside with its reason, the rest flows."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from dossier.authors import author_of
from dossier.crdt import RawChange, parse_change, ready
from dossier.errors import KernelError
from dossier.exchange.seal import seal_holds
from dossier.exchange.wire import Blobs, Changes, Letter, Receipt, SealFrame, receipt_message
from node.ports import Brought, DossierLog, Tables
from node.usecases.exchange.receipted import take_receipt
from node.usecases.exchange.trust import Hub, key_of
from node.usecases.record.enact import LANE_FACTS
from node.usecases.record.projecting import Folded, show, snapshot_when_due
from node.usecases.record.unfoldable import UNFOLDABLE, folded_or_note
from node.usecases.workplace import Workplace
from plumbing.keys import verify

_NOT_SEALED = "NOT_SEALED"
Vouched = Mapping[bytes, Set[str]]
"""Which nodes vouch in this letter for a change, by its hash."""
_NOBODY = ""


@dataclass(slots=True)
class Taken:
    """What became of a letter. `receipts` are those for letters that had none; `aside` are (dossier or name, code) of
    what was not accepted."""

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
        """Merge seals, changes, blob names and receipts; changes that were set aside for want of one of the seals
        are tried again. Never raises for the letter's contents."""
        taken = Taken()
        vouched: dict[bytes, set[str]] = {}
        for frame in letter.frames:
            if isinstance(frame, SealFrame) and self._seal(tables, frame, taken):
                for leaf in frame.leaves:
                    vouched.setdefault(leaf, set()).add(frame.node)
        arrived = _by_dossier(letter)
        for dossier, raw in _vouched_now(tables, vouched.keys()):
            arrived.setdefault(dossier, []).append(raw)
        self._changes(tables, letter.sender, arrived, vouched, taken)
        for frame in letter.frames:
            if isinstance(frame, Blobs):
                self._blobs(tables, frame)
            elif isinstance(frame, Receipt):
                self._receipt(tables, frame, taken)
        return taken

    def try_again(self, tables: Tables, dossier: str, raws: Sequence[bytes]) -> Taken:
        """Merge changes that were set aside, if they can be merged by now; else they are set aside once more. What a
        neighbour may have brought goes on to the hub."""
        taken = Taken()
        if raws:
            self._changes(tables, _NOBODY, {dossier: raws}, {}, taken)
        return taken

    def _seal(self, tables: Tables, seal: SealFrame, taken: Taken) -> bool:
        """Keep the seal; gives whether it holds."""
        key = key_of(self._place, self._hub, seal.node)
        if key is None or not seal_holds(seal, lambda message, signature: verify(key, message, signature)):
            reason = "Dấu niêm phong không đúng với nút ghi trên đó; các bản ghi đi kèm được tách riêng."
            self._aside(tables, f"seal of {seal.node}", "SEAL_BAD", reason, seal.root + seal.signature, taken)
            return False
        tables.seals.add(seal, 0)
        return True

    def _changes(
        self,
        tables: Tables,
        sender: str,
        arrived: Mapping[str, Sequence[bytes]],
        vouched: Vouched,
        taken: Taken,
    ) -> None:
        """Everything is worked out first and stored in one go: statements cost more than folds."""
        brought: list[Brought] = []
        folded: list[Folded] = []
        logs = tables.changes.logs(list(arrived))
        for dossier, raws in arrived.items():
            proved = self._proved(tables, dossier, list(dict.fromkeys(raws)), vouched, taken)
            try:
                one, state = self._merged(tables, dossier, proved, logs[dossier])
            except KernelError as error:
                for change in proved:
                    self._aside(tables, dossier, error.code, error.hint_vi, change.raw, taken)
                continue
            taken.doubles += sum(1 for change in proved if change.hash in logs[dossier].known)
            taken.changes += len(one.now)
            taken.waiting += len(one.later)
            brought.append(one)
            if state is not None:
                folded.append(state)
            elif one.now:
                taken.aside.append((dossier, UNFOLDABLE))
        at_ms = self._place.clock.now_ms()
        tables.changes.keep(brought, at_ms)
        show(self._place, tables, folded)
        if sender != self._hub.node:
            for one in brought:
                self._relay(tables, one.dossier, [*one.now, *one.later], at_ms)

    def _proved(
        self, tables: Tables, dossier: str, raws: Sequence[bytes], vouched: Vouched, taken: Taken
    ) -> list[RawChange]:
        """Changes whose author, as their actor names it, vouches for them by a seal, of this letter or an older one."""
        proved = []
        for raw in raws:
            try:
                change = parse_change(raw)
                author = author_of(change.actor)
            except KernelError as error:
                self._aside(tables, dossier, error.code, error.hint_vi, raw, taken)
                continue
            if (
                author in vouched.get(change.hash, ())
                or tables.seals.covering(change.hash, author) is not None
            ):
                proved.append(change)
            else:
                reason = "Bản ghi không có dấu niêm phong của nút đã ghi; giữ riêng, không dùng."
                self._aside(tables, dossier, _NOT_SEALED, reason, raw, taken)
        return proved

    def _merged(
        self, tables: Tables, dossier: str, proved: Sequence[RawChange], log: DossierLog
    ) -> tuple[Brought, Folded | None]:
        """What the dossier gets, and what comes of it (None when nothing can be applied, or it cannot be folded).
        Keeps nothing: a document that cannot be opened must leave no trace. Raises KernelError for such a one."""
        now, later = ready([*map(parse_change, log.waiting), *proved], log.known)
        if not now:
            return Brought(dossier, (), tuple(later), 0, (), None), None
        document = self._place.engine.open(log.snapshot, [*log.changes, *(change.raw for change in now)])
        snapshot = snapshot_when_due(document, log.applied - log.saved + len(now))
        brought = Brought(dossier, tuple(now), tuple(later), log.applied + 1, document.heads(), snapshot)
        return brought, folded_or_note(self._place, tables, dossier, document)

    def _relay(self, tables: Tables, dossier: str, changes: Iterable[RawChange], at_ms: int) -> None:
        """What a neighbour brought goes on to the hub, with the seal of its author."""
        for change in changes:
            author = author_of(change.actor)
            root = tables.seals.covering(change.hash, author)
            if root is not None and author != self._place.identity.node:
                tables.outbox.add(dossier, change.hash, len(change.raw), LANE_FACTS, at_ms, root.hex())

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
        taken.receipts += int(take_receipt(self._place, tables, self._hub.node, receipt))

    def _aside(self, tables: Tables, what: str, code: str, reason_vi: str, data: bytes, taken: Taken) -> None:
        tables.desk.set_aside(what, code, reason_vi, data, self._place.clock.now_ms())
        taken.aside.append((what, code))


def _vouched_now(tables: Tables, leaves: Set[bytes]) -> list[tuple[str, bytes]]:
    """(dossier, bytes) of what was set aside as not sealed and is covered by these seals; it is set aside no more.
    Whether the seal is its author's is asked again where it is merged."""
    if not leaves:
        return []
    held = [row for row in tables.desk.held(_NOT_SEALED) if parse_change(row[2]).hash in leaves]
    tables.desk.release(number for number, _, _ in held)
    return [(dossier, raw) for _, dossier, raw in held]


def _by_dossier(letter: Letter) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for frame in letter.frames:
        if isinstance(frame, Changes):
            found.setdefault(frame.dossier, []).extend(frame.raw)
    return found
