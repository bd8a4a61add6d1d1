"""Port to what the node remembers of its roads: receipts, envelopes it carries for others, previews, haste."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from node.ports.rows import BlobRow


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """An envelope of others that this node carries and cannot read; `digest` is its SHA-256 in hex. `handed_ms` 0 =
    still to hand on; its bytes lie in a file until then."""

    digest: str
    sender: str
    addressee: str
    size: int
    came_ms: int
    expires_ms: int
    handed_ms: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """The hub's signed word on one letter, as a letter of the wire, which is read for ever."""

    node: str
    incarnation: int
    seq: int
    hub_ms: int
    content: bytes


class Forwarding(Protocol):
    """Envelopes of others."""

    def carry(self, row: CarriedRow) -> bool:
        """Note one; False when it was noted before, handed on or not."""
        ...

    def waiting(self, addressee: str) -> Sequence[CarriedRow]:
        """Those still to hand on to this addressee ("" = to anybody), oldest first."""
        ...

    def handed(self, digest: str, at_ms: int) -> None:
        """It reached its addressee or another carrier. It stays known until it expires."""
        ...

    def expired(self, now_ms: int) -> Sequence[str]:
        """Forget those past their time; gives their digests."""
        ...

    def carried_bytes(self) -> int:
        """Bytes of what still waits."""
        ...


class RoadBook(Protocol):
    """Receipts for ever; signatures of envelopes that were taken in from a stick."""

    def keep_receipt(self, row: ReceiptRow, heads: Sequence[tuple[str, bytes]]) -> None:
        """Keep a verified receipt, findable by the dossiers that it names; harmless when known."""
        ...

    def receipts_of(self, dossier: str) -> Sequence[tuple[ReceiptRow, bytes]]:
        """(receipt, heads digest) of those that name the dossier, newest first."""
        ...

    def was_taken(self, signature: bytes) -> bool:
        """Whether the envelope with this signature was merged before."""
        ...

    def note_taken(self, signature: bytes, at_ms: int) -> None:
        """It was merged."""
        ...


class ScanLane(Protocol):
    """What is known of scans beyond their bytes: small pictures, and who waits for which."""

    def preview(self, sha256: str) -> bytes | None:
        """The small picture of a scan."""
        ...

    def keep_preview(self, sha256: str, picture: bytes, told: bool) -> None:
        """Keep it; `told` when the hub has it. An empty picture says that none can be made. Never replaces one."""
        ...

    def untold(self, limit: int) -> Sequence[tuple[str, bytes]]:
        """Previews made here that the hub does not have."""
        ...

    def told(self, names: Sequence[str]) -> None:
        """The hub has these."""
        ...

    def lacking(self, limit: int, before_ms: int) -> Sequence[str]:
        """Scans that are not here, without a preview, last asked for before that instant."""
        ...

    def asked_for(self, names: Sequence[str], at_ms: int) -> None:
        """The hub was asked for the previews of these."""
        ...

    def unpictured(self, limit: int) -> Sequence[BlobRow]:
        """Own scans that are here and have no preview yet."""
        ...

    def hurry(self, sha256: str, out: bool, at_ms: int) -> None:
        """Somebody waits for it now: to go out, or to come in."""
        ...

    def hurried(self, out: bool) -> Sequence[str]:
        """Names that somebody waits for now and that have not arrived."""
        ...
