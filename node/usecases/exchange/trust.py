"""Whose signature counts: the hub's key is pinned at enrolment, everybody else's stands in the signed register."""

from dataclasses import dataclass

from node.usecases.workplace import Workplace
from plumbing.keys import verify
from plumbing.problem import Problem


@dataclass(frozen=True, slots=True)
class Hub:
    """The province's hub as this node was enrolled to it; `caps`: what it read then beyond version 1."""

    node: str
    public_key: bytes
    caps: frozenset[str] = frozenset()

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the hub signed exactly this."""
        return verify(self.public_key, message, signature)


def key_of(place: Workplace, hub: Hub, node: str) -> bytes | None:
    """Ed25519 key of a device: the pinned one for the hub, the register's for the rest; None when unknown."""
    if node == hub.node:
        return hub.public_key
    entry = place.register.node(node)
    return bytes.fromhex(entry.public_key) if entry else None


def require_key(place: Workplace, hub: Hub, node: str) -> bytes:
    """The key, or Problem(NODE_UNKNOWN)."""
    key = key_of(place, hub, node)
    if key is None:
        hint = "Máy này chưa biết thiết bị đó; hãy nhận bản cập nhật danh mục từ trung tâm tỉnh trước."
        raise Problem("NODE_UNKNOWN", hint, "operator", node)
    return key
