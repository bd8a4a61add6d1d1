"""What the hub keeps by node: letters that came, mailboxes of what must go."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from hub.records import LetterRow, MailboxRow, MailItem


class LetterBook(Protocol):
    """Letters that were merged, by (node, incarnation, seq)."""

    def find(self, node: str, incarnation: int, seq: int) -> LetterRow | None:
        """The letter of that number with the receipt it got; None when it never came."""
        ...

    def record(self, row: LetterRow) -> None:
        """Keep a merged letter with its receipt."""
        ...

    def last_seq(self, node: str, incarnation: int) -> int:
        """Greatest number merged of that incarnation; 0 when none came."""
        ...


class Mailboxes(Protocol):
    """Numbered mailboxes. Numbers of one mailbox have no gaps, also with several writers at once."""

    def open(self, node: str) -> None:
        """Make sure that the mailbox exists."""
        ...

    def append(self, node: str, items: Sequence[MailItem]) -> int:
        """Number and store the items under the mailbox's row lock; the last number."""
        ...

    def acknowledge(self, node: str, number: int) -> None:
        """Forget the items up to `number`; a lower number than before changes nothing."""
        ...

    def after(self, node: str, number: int, limit: int) -> Sequence[MailItem]:
        """Items with a greater number, in order, at most `limit`."""
        ...

    def about(self, node: str, number: int, subjects: Sequence[str]) -> Sequence[MailItem]:
        """All items after `number` that concern these dossiers."""
        ...

    def state(self, node: str) -> MailboxRow:
        """What the mailbox has given out, and up to where it was acknowledged."""
        ...

    def lock(self, node: str) -> None:
        """Nobody else adds to this mailbox until the transaction ends."""
        ...

    def deeper_than(self, items: int) -> Sequence[str]:
        """Nodes whose mailbox holds more items than that."""
        ...

    def rewrite(self, node: str, hashes: Mapping[int, bytes]) -> None:
        """Give items other hashes, by their number."""
        ...

    def drop(self, node: str, numbers: Sequence[int]) -> None:
        """Forget single items; their numbers are not given again."""
        ...

    def clear(self, node: str) -> None:
        """Drop every item and start acknowledging anew; numbers go on (a node's new life gets its scope again)."""
        ...
