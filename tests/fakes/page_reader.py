"""A `PageReader` that knows what stands on a page, for tests of what is built on readers."""

from __future__ import annotations

import cv2
import numpy as np

from node.ocr.model import Word
from node.ocr.reader import Grey


class ScriptedReader:
    """Reads `rows` with full confidence from any page that has ink and stands upright, else nonsense.

    "Upright" is told by a black square that the test paints into the page's top left quarter.
    """

    def __init__(self, rows: list[str], *, cheap_turn: bool = False) -> None:
        self.rows = rows
        self.cheap_turn = cheap_turn
        self.turns_asked = 0

    @property
    def tells_turn_cheaply(self) -> bool:
        return self.cheap_turn

    def read(self, image: Grey) -> list[Word]:
        if image.min() > 128:
            return []
        height, width = image.shape
        if self._turn(image) != 0:
            return [Word("ıı", 20.0, (0, 0, 10, 10), 0)]
        words = []
        for row, text in enumerate(self.rows):
            for place, word in enumerate(text.split()):
                left, top = 10 + 40 * place, 10 + 30 * row
                words.append(Word(word, 95.0, (left, top, min(width, left + 30), min(height, top + 20)), row))
        return words

    def upright_turn(self, image: Grey) -> int | None:
        self.turns_asked += 1
        return self._turn(image) if image.min() <= 128 else None

    @staticmethod
    def _turn(image: Grey) -> int:
        height, width = image.shape
        y, x = divmod(int(np.argmin(cv2.blur(image, (31, 31)))), width)
        quarter = {(False, False): 0, (False, True): 1, (True, True): 2, (True, False): 3}[
            (y > height / 2, x > width / 2)
        ]
        return (360 - 90 * quarter) % 360
