"""The tray in parts that a screen can bear: thousands of pages may wait, and a clerk sees some hundred at a time.

A group behind a cover sheet stays whole, as it is placed as a whole; of a very long one only the first pages are shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from node.ports.tray import TrayPage
from node.usecases.scans.stack import Entry, Group, SortedStack

PART_PAGES = 120


@dataclass(frozen=True, slots=True)
class TrayPart:
    """What stands in one part; `number` of `parts`, from 1. `before` is how many pages stand in the parts before it."""

    groups: tuple[Group, ...]
    loose: tuple[Entry, ...]
    number: int = 1
    parts: int = 1
    before: int = 0

    @property
    def pages(self) -> tuple[TrayPage, ...]:
        """Those shown of groups and those without a sheet."""
        behind = [page for group in self.groups for page in group.pages[:PART_PAGES]]
        return (*behind, *(page for _, page in self.loose))


@dataclass(slots=True)
class _Filling:
    groups: list[Group] = field(default_factory=list)
    loose: list[Entry] = field(default_factory=list)
    room: int = PART_PAGES


def tray_part(stack: SortedStack, number: int) -> TrayPart:
    """That part, or the nearest there is: what was on the last one may have been placed meanwhile."""
    parts = list(_parts(stack.groups, stack.loose))
    at = min(max(number, 1), len(parts)) - 1
    before = sum(_pages(part) for part in parts[:at])
    return TrayPart(tuple(parts[at].groups), tuple(parts[at].loose), at + 1, len(parts), before)


def _parts(groups: Sequence[Group], loose: Sequence[Entry]) -> Iterator[_Filling]:
    """At least one. Groups come first, as on the page."""
    part = _Filling()
    for group in groups:
        shown = min(len(group.pages), PART_PAGES)
        if shown > part.room:
            yield part
            part = _Filling()
        part.groups.append(group)
        part.room -= shown
    for entry in loose:
        if not part.room:
            yield part
            part = _Filling()
        part.loose.append(entry)
        part.room -= 1
    yield part


def _pages(part: _Filling) -> int:
    return len(part.loose) + sum(len(group.pages) for group in part.groups)
