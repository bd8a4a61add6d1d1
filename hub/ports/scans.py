"""What the hub keeps of scans beside their bytes: small pictures, and who waits for which."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class ScanDesk(Protocol):
    """Previews and requests. Whether a node may see or ask is the caller's to judge."""

    def keep_previews(self, node: str, pictures: Mapping[str, bytes]) -> None:
        """Keep what this node brought; what it brought before stays."""
        ...

    def previews(self, blobs: Sequence[str]) -> Mapping[str, bytes]:
        """The pictures of these scans, as far as they are here."""
        ...

    def ask(self, node: str, blobs: Sequence[str], at_ms: int) -> None:
        """The node waits for these."""
        ...

    def asked_of(self, node: str, limit: int) -> Sequence[str]:
        """Scans that this node announced or brought a preview of, and that another one waits for, oldest first."""
        ...

    def arrived(self, blobs: Sequence[str]) -> None:
        """Nobody has to wait for these any more."""
        ...
