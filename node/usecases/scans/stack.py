"""Sort a scanned stack by its cover sheets: what lies behind a sheet belongs to the dossier and paper it names.

Pure: it proposes, a clerk confirms. Files of many pages are stacks of their own; scanners that write one file a page
make a stack of files that come soon after each other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dossier.cover import Cover, parse_cover
from node.ports.tray import TrayFile, TrayPage

_SAME_STACK_MS = 15 * 60 * 1000

Entry = tuple[TrayFile, TrayPage]


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that belong to one paper of one dossier, by their sheet; `sheets` are the sheets themselves."""

    dossier: str
    component: str
    pages: tuple[TrayPage, ...] = ()
    sheets: tuple[TrayPage, ...] = ()


@dataclass(frozen=True, slots=True)
class OddSheet:
    """A sheet that sorts nothing: `why` is unknown (no such dossier here), other_node (printed elsewhere, and no such
    dossier here), empty (no page behind it) or doubled (the same sheet came before in this stack)."""

    page: TrayPage
    cover: Cover
    why: str


@dataclass(frozen=True, slots=True)
class SortedStack:
    """A tray in order: groups by sheet, pages without a sheet, blank pages, sheets that need a look."""

    groups: tuple[Group, ...]
    loose: tuple[Entry, ...]
    blank: tuple[Entry, ...]
    odd: tuple[OddSheet, ...]


def sort_stack(entries: Sequence[Entry], is_here: Callable[[str], bool], our_node: str) -> SortedStack:
    """`entries` in the order they were scanned; `is_here` tells whether this node has a dossier."""
    groups: dict[tuple[str, str], Group] = {}
    loose: list[Entry] = []
    blank: list[Entry] = []
    odd: list[OddSheet] = []
    current: tuple[str, str] | None = None
    seen: set[tuple[str, str]] = set()
    before: TrayFile | None = None
    for file, page in entries:
        if before is not None and not _same_stack(before, file, page):
            current, seen = None, set()
        before = file
        cover = parse_cover(page.cover) if page.state == "cover" else None
        if cover is not None:
            current, why = _opened(cover, is_here, our_node, seen)
            if why:
                odd.append(OddSheet(page, cover, why))
            if current is not None:
                group = groups.setdefault(current, Group(*current))
                groups[current] = replace(group, sheets=(*group.sheets, page))
        elif page.state == "blank":
            blank.append((file, page))
        elif current is None:
            loose.append((file, page))
        else:
            groups[current] = replace(groups[current], pages=(*groups[current].pages, page))
    full = tuple(group for group in groups.values() if group.pages)
    empty = [OddSheet(sheet, Cover(g.dossier, g.component, our_node), "empty")
             for g in groups.values() if not g.pages for sheet in g.sheets]  # fmt: skip
    return SortedStack(full, tuple(loose), tuple(blank), (*odd, *empty))


def _same_stack(before: TrayFile, file: TrayFile, page: TrayPage) -> bool:
    if file.sha256 == before.sha256:
        return True
    return page.pages == 1 and file.came_ms - before.came_ms <= _SAME_STACK_MS


def _opened(
    cover: Cover, is_here: Callable[[str], bool], our_node: str, seen: set[tuple[str, str]]
) -> tuple[tuple[str, str] | None, str]:
    """What a sheet begins, and what is odd about it."""
    if not is_here(cover.dossier):
        return None, "unknown" if cover.node == our_node else "other_node"
    key = (cover.dossier, cover.component)
    doubled = key in seen
    seen.add(key)
    return key, "doubled" if doubled else ""
