"""The text of a PDF that was never paper: no reader knows it better than the file itself.

A page that is a picture of paper is read afresh: the hidden text that office scanners put under it knows no Vietnamese
marks. Fonts of before Unicode (TCVN3, VNI) write Latin-1 letters in the place of Vietnamese ones; such a page is read
from its picture too, and so is one whose rows do not lie level.
"""

from __future__ import annotations

import math
import re
import unicodedata

import pypdfium2 as pdfium

from node.ocr.model import Word
from node.ocr.source.written_on import Written, written_on

_LEAST_CHARACTERS = 40
_MOSTLY_PICTURE = 0.5
# Letters that no Vietnamese text has, and that the old fonts use for Vietnamese ones.
_FOREIGN = re.compile(r"[¡-©«-¿ÄÅÆÇËÎÏÑÖ×ØÛÜÞßäåæçëîïñö÷øûüþÿ\ufffd\ue000-\uf8ff]")
_MOST_FOREIGN = 0.01
_SURE = 100.0
_EVERY, _NEARLY_LEVEL = 7, 0.9

_Placed = tuple[str, float, float, float, float]  # text, left, top, right, bottom
_Box = tuple[float, float, float, float]


def own_words(page: pdfium.PdfPage, width: int, height: int) -> tuple[Word, ...] | None:
    """Words of the page in a picture of it that is `width` × `height`; None where the page must be read."""
    text = page.get_textpage()
    try:
        said = text.get_text_range()
        letters = "".join(said.split())
        if len(letters) < _LEAST_CHARACTERS or len(_FOREIGN.findall(letters)) > _MOST_FOREIGN * len(letters):
            return None
        if _picture_share(page) > _MOSTLY_PICTURE or not _is_level(page, text):
            return None
        typed = [word for line in written_on(page) for word in _typed(page, line, width, height)]
        return _in_rows([*_words(page, text, width, height), *typed])
    finally:
        text.close()


def _picture_share(page: pdfium.PdfPage) -> float:
    """How much of the page the largest picture covers."""
    across, down = page.get_size()
    shares = [0.0]
    for thing in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = thing.get_bounds()
        shares.append((right - left) * (top - bottom) / max(1.0, across * down))
    return max(shares)


def _is_level(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> bool:
    """Whether most letters stand upright as the page is shown: a wide table may be drawn up the page."""
    shown = math.radians(page.get_rotation())
    count = text.count_chars()
    turns = [pdfium.raw.FPDFText_GetCharAngle(text, index) + shown for index in range(0, count, _EVERY)]
    return sum(math.cos(turn) > _NEARLY_LEVEL for turn in turns) > len(turns) / 2


def _typed(page: pdfium.PdfPage, line: Written, width: int, height: int) -> list[_Placed]:
    """The words of a line that somebody typed, its place shared out by letters."""
    said, left, bottom, right, top = line
    each = (right - left) / len(said)
    words = []
    for match in re.finditer(r"\S+", said):
        place = (left + match.start() * each, bottom, left + match.end() * each, top)
        words.append((unicodedata.normalize("NFC", match[0]), *_on_picture(page, place, width, height)))
    return words


def _words(page: pdfium.PdfPage, text: pdfium.PdfTextPage, width: int, height: int) -> list[_Placed]:
    """Runs of characters between blanks, with the box around each."""
    words: list[_Placed] = []
    run = ""
    boxes: list[_Box] = []
    for index in range(text.count_chars()):
        letter = chr(pdfium.raw.FPDFText_GetUnicode(text, index))
        if letter.isspace() or not letter.isprintable():
            words, run, boxes = _ended(words, run, boxes), "", []
            continue
        run += letter
        boxes.append(_on_picture(page, text.get_charbox(index, loose=True), width, height))
    return _ended(words, run, boxes)


def _ended(words: list[_Placed], run: str, boxes: list[_Box]) -> list[_Placed]:
    if not run:
        return words
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return [*words, (unicodedata.normalize("NFC", run), min(lefts), min(tops), max(rights), max(bottoms))]


def _on_picture(page: pdfium.PdfPage, box: _Box, width: int, height: int) -> _Box:
    """From points of the page to pixels, whatever the page's turn and its crop."""
    left, bottom, right, top = box
    corners = []
    for x, y in ((left, bottom), (right, top)):
        at_x, at_y = pdfium.raw.c_int(), pdfium.raw.c_int()
        pdfium.raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, at_x, at_y)
        corners.append((float(at_x.value), float(at_y.value)))
    (x0, y0), (x1, y1) = corners
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _in_rows(placed: list[_Placed]) -> tuple[Word, ...]:
    """Words of one printed row share `row`; rows from top to bottom, words from left to right."""
    rows: list[list[_Placed]] = []
    for word in sorted(placed, key=lambda w: (w[2] + w[4]) / 2):
        middle = (word[2] + word[4]) / 2
        if rows and rows[-1][0][2] <= middle <= rows[-1][0][4]:
            rows[-1].append(word)
        else:
            rows.append([word])
    return tuple(
        Word(text, _SURE, (int(left), int(top), round(right) + 1, round(bottom) + 1), row)
        for row, words in enumerate(rows)
        for text, left, top, right, bottom in sorted(words, key=lambda w: w[1])
    )
