"""Letters out and letters in: the node's end of the exchange, whatever the road."""

from collections.abc import Sequence

from node.ports import LetterRow
from node.usecases.models import FileOutcome


class Exchange:
    """Builds letters from the outbox and merges letters that arrive."""

    def next_letters(self, addressee: str, limit: int) -> Sequence[LetterRow]:
        """Letters without a receipt, oldest first; what has piled up is sealed into new ones first."""
        raise NotImplementedError

    def take_letter(self, envelope: bytes) -> FileOutcome:
        """Merge one envelope addressed to us. Raises Problem for an envelope that is refused as a whole."""
        raise NotImplementedError
