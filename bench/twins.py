"""How often a second scan of a sheet is known, and how often another person's form is taken for it:
`python -m bench.twins`.

Forms of eight kinds, each in one type, are scanned in every way that `tests.corpus.wear` knows, turned and at other
resolutions, and filled in for five people each. Five minutes of CPU; prints one JSON object.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from node.ocr.limits import Limits
from node.ocr.look import look_through
from node.usecases.scans.same_print import KnownPrints
from node.usecases.scans.same_sheet import is_same_sheet
from tests.corpus.make import KINDS
from tests.corpus.paper import Paper, families
from tests.corpus.wear import PROFILES, turn

Picture = NDArray[np.uint8]
Print = tuple[str, bytes]
_KINDS = (
    *("to_khai_khai_sinh", "giay_chung_nhan_ket_hon", "xac_nhan_tinh_trang_hon_nhan", "don_de_nghi"),
    *("trich_luc_khai_tu", "to_khai_cu_tru", "giay_tiep_nhan_ho_so", "quyet_dinh"),
)
_PEOPLE = 5


def printed(kind: str, person: int) -> Picture:
    """A form at 300 dpi; the layout hangs on the kind alone."""
    paper = Paper(Random(kind), families(False)[0], (210, 297), "plain", points=12.5)
    KINDS[kind](paper, Random(f"{kind}/{person}"))
    return np.asarray(paper.image)[:, :, ::-1].copy()


def second_scans(sheet: Picture) -> Iterator[tuple[str, Picture]]:
    """The sheet again, by how it was scanned."""
    for name, wear in PROFILES.items():
        yield name, np.asarray(wear(sheet, np.random.default_rng(7)).picture, np.uint8)
    for dpi in (150, 600):
        size: Any = cv2.resize(sheet, None, fx=dpi / 300, fy=dpi / 300, interpolation=cv2.INTER_AREA)
        yield f"dpi{dpi}", size
    for clockwise in (90, 180, 270):
        yield f"turn{clockwise}", np.asarray(turn(sheet, clockwise), np.uint8)


def measure(folder: Path) -> dict[str, Any]:
    """Hits by how it was scanned, and false alarms."""
    hits: dict[str, list[int]] = {}
    false = pairs = 0
    for kind in _KINDS:
        people = [_look(folder, printed(kind, person)) for person in range(_PEOPLE)]
        first = _look(folder, _scanned(printed(kind, 0)))
        for name, picture in second_scans(printed(kind, 0)):
            told = hits.setdefault(name, [0, 0])
            told[0] += _is_told(first, _look(folder, picture))
            told[1] += 1
        pairs += _PEOPLE * (_PEOPLE - 1) // 2
        false += sum(_is_told(one, other) for one, other in combinations(people, 2))
    known, asked = (sum(told[at] for told in hits.values()) for at in (0, 1))
    return {
        "second_scans": asked,
        "known": known,
        "other_people": pairs,
        "false_alarms": false,
        "by_scan": hits,
    }


def _scanned(sheet: Picture) -> Picture:
    return np.asarray(PROFILES["scan300c"](sheet, np.random.default_rng(1)).picture, np.uint8)


def _look(folder: Path, picture: Picture) -> Print:
    path = folder / "page.png"
    cv2.imwrite(str(path), picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    (glance,) = look_through(path, Limits())
    return glance.print_bits, bytes.fromhex(glance.fine_bits)


def _is_told(known: Print, new: Print) -> bool:
    near = KnownPrints([("known", 1, known[0])], 1).nearest(new[0], 1) if known[0] else []
    return bool(near) and is_same_sheet(new[1], known[1])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        print(json.dumps(measure(Path(scratch))))
