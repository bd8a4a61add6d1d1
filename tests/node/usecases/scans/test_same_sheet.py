"""The same sheet is known in another scan of it; the same form filled in for somebody else is not the same sheet."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from node.ocr.limits import Limits
from node.ocr.look import look_through
from node.usecases.scans.same_print import SAME_PRINT, KnownPrints
from node.usecases.scans.same_sheet import is_same_sheet
from tests.corpus.make import KINDS
from tests.corpus.paper import Paper, families
from tests.corpus.wear import turn

Picture = NDArray[np.uint8]
Look = Callable[[Picture], bytes]


def printed(kind: str, person: int) -> Picture:
    """One form, in one type, filled in for one of many people; 200 dpi."""
    paper = Paper(Random(kind), families(False)[0], (210, 297), "plain", points=12.5)
    KINDS[kind](paper, Random(f"{kind}/{person}"))
    small: Any = cv2.resize(np.asarray(paper.image), (1654, 2339), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> Look:
    folder = tmp_path_factory.mktemp("sheets")

    def look(picture: Picture) -> bytes:
        cv2.imwrite(str(folder / "page.png"), picture)
        (glance,) = look_through(folder / "page.png", Limits())
        return bytes.fromhex(glance.fine_bits)

    return look


def test_another_resolution_a_turn_and_a_fax_are_the_same_sheet(cells: Look) -> None:
    sheet = printed("don_de_nghi", 1)
    first = cells(sheet)
    fax: Any = cv2.threshold(cv2.cvtColor(sheet, cv2.COLOR_RGB2GRAY), 160, 255, cv2.THRESH_BINARY)[1]
    coarse: Any = cv2.resize(sheet, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)
    others = [turn(sheet, 90), turn(sheet, 180), coarse, fax]
    assert [is_same_sheet(first, cells(other)) for other in others] == [True] * 4


@pytest.mark.parametrize("kind", ["don_de_nghi", "quyet_dinh"])
def test_two_people_on_one_form_are_two_sheets(cells: Look, kind: str) -> None:
    people = [cells(printed(kind, person)) for person in (10, 11, 13)]
    assert not is_same_sheet(people[0], people[1])
    assert not is_same_sheet(people[1], people[2])


def test_no_print_is_no_sheet(cells: Look) -> None:
    page = cells(printed("don_de_nghi", 2))
    assert not is_same_sheet(page, b"")
    assert not is_same_sheet(b"", b"")
    assert not is_same_sheet(bytes(len(page)), bytes(len(page)))
    assert not is_same_sheet(bytes(len(page)), page)


def test_the_nearest_come_first_and_no_more_than_asked() -> None:
    bits = "f0" * 700
    known = KnownPrints([("a", 1, "f1" * 700), ("b", 2, bits), ("c", 1, "aa" * 700)], 9)
    near = known.nearest(bits, 2)
    assert [name for _, name in near] == ["b:2", "a:1"]
    assert near[0][0] < SAME_PRINT < near[1][0]
    assert known.nearest("", 2) == []
    known.add([("e", 3, bits)])
    assert [name for _, name in known.nearest(bits, 9)][:2] == ["b:2", "e:3"]
