"""Which seal vouches for which change, while one letter is merged."""

from collections.abc import Iterable

from dossier.exchange.excerpt import to_kept
from dossier.exchange.frames import SealFrame
from dossier.exchange.seal import make_seal, seal_holds
from dossier.register.register import Register
from hub.records import SealRow
from hub.usecases.context import Hub
from plumbing.keys import verify


class SealBook:
    """The valid seals of one letter. A seal that does not hold, or of a device nobody enrolled, vouches for
    nothing: what it should have covered is set aside, the rest of the letter flows."""

    def __init__(self, frames: Iterable[SealFrame], register: Register) -> None:
        self._seals = {(one.node, one.root): one for one in frames if _holds(one, register)}
        self._covered = {(one.node, leaf): one.root for one in self._seals.values() for leaf in one.leaves}

    @property
    def keys(self) -> set[tuple[str, bytes]]:
        """(author, root) of every seal that holds."""
        return set(self._seals)

    def covering(self, author: str, change: bytes) -> bytes | None:
        """Root of the author's seal over this change, None when there is none."""
        return self._covered.get((author, change))

    def rows(self, used: Iterable[tuple[str, bytes]]) -> list[SealRow]:
        """The seals (author, root) that vouch for something new, to be kept."""
        seals = [self._seals[key] for key in sorted(used)]
        return [SealRow(one.node, one.root, one.signature, to_kept(one)) for one in seals]


def own_seal(hub: Hub, hashes: Iterable[bytes], register: Register) -> SealBook:
    """The hub's own seal over changes that it made."""
    return SealBook([make_seal(hub.node, hashes, hub.keys.sign)], register)


def _holds(seal: SealFrame, register: Register) -> bool:
    entry = register.node(seal.node)
    if entry is None:
        return False
    key = bytes.fromhex(entry.public_key)
    return seal_holds(seal, lambda message, signature: verify(key, message, signature))
