"""Every page of the tray stands in one part, in its order; groups stay whole; there is always a part to show."""

from hypothesis import given
from hypothesis import strategies as st

from node.ports.tray import TrayFile, TrayPage
from node.usecases.scans.stack import Group, SortedStack
from node.usecases.scans.tray_parts import PART_PAGES, tray_part


def page(number: int) -> TrayPage:
    return TrayPage("0" * 64, number, 1, "waiting", "", "", "", False, b"")


def stack(group_sizes: list[int], loose: int) -> SortedStack:
    groups = [Group(f"d{at}", "TK", tuple(map(page, range(size)))) for at, size in enumerate(group_sizes)]
    file = TrayFile("0" * 64, "a.tif", "", 1, "image/tiff", 0)
    return SortedStack(tuple(groups), tuple((file, page(number)) for number in range(loose)), (), ())


@given(st.lists(st.integers(1, 3 * PART_PAGES), max_size=8), st.integers(0, 700))
def test_every_page_stands_in_one_part(sizes: list[int], loose: int) -> None:
    whole = stack(sizes, loose)
    first = tray_part(whole, 1)
    parts = [tray_part(whole, number) for number in range(1, first.parts + 1)]
    assert tuple(group for part in parts for group in part.groups) == whole.groups
    assert tuple(entry for part in parts for entry in part.loose) == whole.loose
    before = 0
    for number, part in enumerate(parts, start=1):
        assert (part.number, part.before) == (number, before)
        shown = sum(min(len(group.pages), PART_PAGES) for group in part.groups) + len(part.loose)
        assert shown <= PART_PAGES
        before += sum(len(group.pages) for group in part.groups) + len(part.loose)


def test_a_part_that_is_gone_is_the_last_one_and_an_empty_tray_has_one() -> None:
    assert tray_part(stack([], 121), 9).number == 2
    assert tray_part(stack([], 121), -3).number == 1
    empty = tray_part(stack([], 0), 4)
    assert (empty.number, empty.parts, empty.loose) == (1, 1, ())
