"""Envelopes between devices of one unit, with no hub in sight: what the kit brings, what the centre answers.

The road proves nothing: an envelope counts by its own signature, and only from a valid device of our unit. What is for
others is carried on for them.
"""

import hashlib
from collections.abc import Callable

from dossier.exchange.parcels import is_parcel
from node.usecases.exchange.letters import Exchange
from node.usecases.exchange.neighbours import of_our_unit
from node.usecases.exchange.parcels import Parcels
from node.usecases.exchange.trust import key_of
from node.usecases.workplace import Workplace
from plumbing.envelopes import open_envelope, peek
from plumbing.keys import NodeKeys
from plumbing.problem import Problem

ROAD = "lan"
_MOST = 5_000


class NeighbourPost:
    """One end of a meeting; both ends run the same code."""

    def __init__(
        self,
        place: Workplace,
        keys: NodeKeys,
        exchange: Exchange,
        parcels: Parcels,
        carry: Callable[[bytes], bool],
    ) -> None:
        self._place, self._keys, self._exchange = place, keys, exchange
        self._parcels, self._carry = parcels, carry

    def receive(self, envelope: bytes) -> bytes:
        """Take an envelope that a neighbour handed in; our letter for its sender, b"" when there is no news. Raises
        Problem NEIGHBOUR_UNKNOWN and as the envelope deserves; KernelError."""
        sender = self.take(envelope)
        return self.letter_for(sender) if sender else b""

    def take(self, envelope: bytes) -> str:
        """Merge an envelope for us and give its sender; keep one for others and give ""."""
        header = peek(envelope)
        place, hub = self._place, self._exchange.hub
        if header.addressee != place.identity.node:
            self._carry(envelope)
            return ""
        if header.sender == hub.node:  # the hub's answer, brought by a neighbour
            self._exchange.take_letter(envelope)
            return ""
        if not of_our_unit(place, header.sender):
            hint = "Thiết bị này không thuộc đơn vị hoặc đã bị thu hồi; không trao đổi qua mạng nội bộ."
            raise Problem("NEIGHBOUR_UNKNOWN", hint, "operator", header.sender)
        _, content = open_envelope(envelope, self._keys, lambda node: key_of(place, hub, node))
        if is_parcel(content):
            self._parcels.take(header, content)
            return ""
        self._exchange.take_letter(envelope)
        return header.sender

    def letter_for(self, node: str) -> bytes:
        """Our letter for a neighbour, b"" when it would say what the last one said. Raises Problem(NODE_UNKNOWN)."""
        digest, name = self._digest(), f"lan:{node}"
        with self._place.store.reading() as tables:
            if tables.meta.text(name) == digest:
                return b""
        letter = self._exchange.letter_to(node)
        self._exchange.left(letter.seq, ROAD)
        with self._place.store.writing() as tables:
            tables.meta.put(name, digest)
        return letter.envelope

    def forget(self, node: str) -> None:
        """The letter did not arrive: the next meeting writes it again."""
        with self._place.store.writing() as tables:
            tables.meta.put(f"lan:{node}", "")

    def _digest(self) -> str:
        """Of everything that a letter to a neighbour could hold."""
        with self._place.store.reading() as tables:
            rows = tables.projections.rows({"open": 1}, _MOST, 0)
            waiting = tables.outbox.totals()
            parts = [f"{row.dossier}:{row.heads}" for row in rows]
        parts += [str(self._place.register.number), *(str(row[:3]) for row in waiting)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
