"""What lies behind a cover sheet belongs to what the sheet names, and every oddity is told."""

from __future__ import annotations

from dossier.cover import Cover, cover_text
from node.ports.tray import TrayFile, TrayPage
from node.usecases.scans.stack import Entry, SortedStack, sort_stack

HERE = {"K1", "K2"}
MINUTE = 60_000


def stack(*signs: str, file: str = "f", came: int = 0) -> list[Entry]:
    """A file; "K1/TK" is a sheet, "." a page, "_" a blank one, "K9@N2/TK" a sheet of node N2."""
    pages = []
    for number, sign in enumerate(signs, start=1):
        cover, state = "", "waiting"
        if "/" in sign:
            name, _, component = sign.partition("/")
            dossier, _, node = name.partition("@")
            cover, state = cover_text(Cover(dossier, component, node or "N1")), "cover"
        elif sign == "_":
            state = "blank"
        pages.append(TrayPage(file, number, len(signs), state, cover, "", "", False, b""))
    origin = TrayFile(file, f"{file}.pdf", file, 1, "application/pdf", came)
    return [(origin, page) for page in pages]


def sort(entries: list[Entry]) -> SortedStack:
    return sort_stack(entries, HERE.__contains__, "N1")


def grouped(result: SortedStack) -> dict[str, list[int]]:
    return {f"{g.dossier}/{g.component}": [page.page for page in g.pages] for g in result.groups}


def test_a_stack_falls_apart_into_dossiers_and_papers() -> None:
    result = sort(stack("K1/TK", ".", ".", "K1/CC", ".", "K2/TK", "."))
    assert grouped(result) == {"K1/TK": [2, 3], "K1/CC": [5], "K2/TK": [7]}
    assert (result.loose, result.blank, result.odd) == ((), (), ())


def test_pages_before_the_first_sheet_stay_loose_and_blank_backs_are_kept_aside() -> None:
    result = sort(stack(".", "_", "K1/TK", ".", "_", "."))
    assert [page.page for _, page in result.loose] == [1]
    assert [page.page for _, page in result.blank] == [2, 5]
    assert grouped(result) == {"K1/TK": [4, 6]}


def test_a_sheet_of_an_unknown_dossier_sorts_nothing_and_ends_what_was_before_it() -> None:
    result = sort(stack("K1/TK", ".", "K9/TK", ".", "K8@N2/TK", "."))
    assert grouped(result) == {"K1/TK": [2]}
    assert [page.page for _, page in result.loose] == [4, 6]
    assert [(odd.cover.dossier, odd.why) for odd in result.odd] == [("K9", "unknown"), ("K8", "other_node")]


def test_a_sheet_of_another_node_works_for_a_dossier_that_is_here() -> None:
    assert grouped(sort(stack("K1@N2/TK", "."))) == {"K1/TK": [2]}


def test_a_doubled_sheet_is_told_and_its_pages_stay_together() -> None:
    result = sort(stack("K1/TK", ".", "K2/TK", ".", "K1/TK", "."))
    assert grouped(result) == {"K1/TK": [2, 6], "K2/TK": [4]}
    assert [(odd.page.page, odd.why) for odd in result.odd] == [(5, "doubled")]


def test_a_sheet_without_pages_is_told() -> None:
    result = sort(stack("K1/TK", "K1/CC", "."))
    assert grouped(result) == {"K1/CC": [3]}
    assert [(odd.page.page, odd.why) for odd in result.odd] == [(1, "empty")]


def test_a_file_of_many_pages_is_a_stack_of_its_own() -> None:
    result = sort([*stack("K1/TK", ".", file="a"), *stack(".", ".", file="b", came=1)])
    assert grouped(result) == {"K1/TK": [2]}
    assert len(result.loose) == 2


def test_single_pages_that_come_soon_after_each_other_are_one_stack() -> None:
    files = [
        *stack("K1/TK", file="a"),
        *stack(".", file="b", came=MINUTE),
        *stack(".", file="c", came=40 * MINUTE),
    ]
    result = sort(files)
    assert [page.sha256 for page in result.groups[0].pages] == ["b"]
    assert [page.sha256 for _, page in result.loose] == ["c"]


def test_a_sheet_put_back_as_a_page_is_a_page() -> None:
    entries = stack("K1/TK", ".")
    file, sheet = entries[0]
    plain = TrayPage(sheet.sha256, 1, 2, "waiting", sheet.cover, "", "", False, b"")
    assert len(sort([(file, plain), entries[1]]).loose) == 2
