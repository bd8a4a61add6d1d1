"""The port to whatever turns a prepared page into words.

A second reader (another engine, or a line-wise mode) implements the same protocol and passes the same
conformance suite (`tests/conformance/test_page_reader.py`).
"""

from __future__ import annotations

from typing import Any, Protocol

from numpy.typing import NDArray

from node.ocr.model import Word

# OpenCV's stubs know no element types; what an array holds is said by its name and in the docstrings.
AnyArray = NDArray[Any]
Grey = AnyArray
Colour = AnyArray
Matrix = AnyArray


class PageReader(Protocol):
    """Reads one prepared page."""

    @property
    def tells_turn_cheaply(self) -> bool:
        """Whether asking for the turn costs next to nothing, so that it is asked before anything is read."""
        ...

    def read(self, image: Grey) -> list[Word]:
        """Words of an upright, levelled page (height × width, uint8, black on white), in reading order.

        Boxes are in pixels of `image` and lie inside it; text is NFC, without blanks, never empty; confidence is
        0–100; `agreed` is None where one reader looked alone; `row` grows with the printed row. An empty page gives
        an empty list. Raises `ReadingProblem` (OCR_TIMEOUT, OCR_CRASHED, TESSERACT_MISSING, LANG_MISSING).
        """
        ...

    def upright_turn(self, image: Grey) -> int | None:
        """The clockwise turn of the page (0, 90, 180, 270), or None where the reader cannot tell."""
        ...
