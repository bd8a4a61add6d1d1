"""The second reader: the networks of the `trueocr` package (optional extra `second-reader`), used one by one.

It finds printed lines and the page's turn, and reads lines. Its letters are good and its numbers very good, its
Vietnamese marks are not, so its word counts as a second opinion only (`readers.merge`). Models lie inside the wheel;
nothing is fetched. One thread, as every reader here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from node.ocr.model import Box
from node.ocr.reader import Grey

_DETECT_SIDE = 1024
# Below this height in the detector's picture its boxes get coarse: look again, closer.
_SMALL_LINE, _WANTED_LINE, _LARGEST_SIDE = 9.0, 12.0, 2048
_SURE_TURN = 0.95
_VERTICAL = 4
# Lines read at once, and columns of pixels in them: small heaps stay in the processor's cache (4 % less time).
_LINES, _COLUMNS = 32, 4 * 640


@dataclass(frozen=True, slots=True)
class Seen:
    """A word as the second reader sees it; where it stands is the first reader's matter."""

    text: str
    confidence: float


class SecondReader:
    """Line boxes, page turn and a reading of lines. Networks load when first asked for."""

    def line_boxes(self, image: Grey) -> list[Box]:
        """Boxes of printed lines on an upright page, inside it."""
        boxes, scale = self._detect(image, _DETECT_SIDE)
        if len(boxes) >= 8:
            typical = float(np.median(boxes[:, 3] - boxes[:, 1]))
            side = int(min(_LARGEST_SIDE, _DETECT_SIDE * _WANTED_LINE / max(typical, 1.0)))
            if typical < _SMALL_LINE and side > _DETECT_SIDE:
                boxes, scale = self._detect(image, side)
        height, width = image.shape
        found = [tuple(round(float(v) / scale) for v in box[:4]) for box in boxes]
        inside = [(max(0, a), max(0, b), min(width, c), min(height, d)) for a, b, c, d in found]
        return [box for box in inside if box[2] > box[0] and box[3] > box[1]]

    def clockwise_turn(self, image: Grey) -> int | None:
        """Clockwise turn that puts the page upright: 0, 90, 180 or 270; None where the network is not sure."""
        from trueocr.page import orient_input

        chances = self._turner.run(None, {"x": orient_input(image)[None, None]})[0][0]
        quarter = int(chances.argmax())
        # The network counts quarter turns counter-clockwise by which the page lies turned.
        return 90 * quarter if quarter != _VERTICAL and chances[quarter] > _SURE_TURN else None

    def read(self, image: Grey, boxes: Sequence[Box]) -> list[list[Seen]]:
        """The words of each line (`boxes` on `image`), with the confidence (0–100) of the weakest letter."""
        from trueocr.preprocess import pad_batch, prepare_gray, width_batches

        reader = self._reader
        inks = [prepare_gray(image[y0:y1, x0:x1], reader.max_width) for x0, y0, x1, y1 in boxes]
        lines: list[list[Seen]] = [[] for _ in boxes]
        for batch in width_batches([ink.shape[1] for ink in inks], max_batch=_LINES, max_area=_COLUMNS):
            tensor, widths = pad_batch([inks[i] for i in batch])
            ids, sure, lengths = reader.session.run(
                ["ids", "conf", "lengths"], {"x": tensor, "widths": widths}
            )
            for place, line in enumerate(batch):
                end = int(lengths[place])
                lines[line] = _words(ids[place, :end], sure[place, :end], reader.chars)
        return lines

    def _detect(self, image: Grey, side: int) -> tuple[Any, float]:
        from trueocr.page import decode_lines, det_input

        picture, scale = det_input(image, side)
        return decode_lines(self._finder.run(None, {"x": picture[None, None]})[0][0]), scale

    @cached_property
    def _finder(self) -> Any:
        return _network("det.onnx")

    @cached_property
    def _turner(self) -> Any:
        return _network("orient.onnx")

    @cached_property
    def _reader(self) -> Any:
        from trueocr.recognizer import Recognizer

        return Recognizer(_models(), threads=1)


def _network(name: str) -> Any:
    from trueocr.recognizer import session

    return session(_models() / name, threads=1)


def _models() -> Path:
    import trueocr

    return Path(trueocr.__file__).parent / "models"


def _words(ids: Any, sure: Any, letters: Sequence[str]) -> list[Seen]:
    """Undo the network's spelling: equal neighbours are one letter, 0 is none, a blank ends a word."""
    if len(ids) == 0:
        return []
    fresh = np.concatenate(([True], ids[1:] != ids[:-1])) & (ids != 0)
    words: list[Seen] = []
    text, weakest = "", 1.0
    for index in [*np.flatnonzero(fresh), -1]:
        letter = letters[ids[index] - 1] if index >= 0 else " "
        if not letter.isspace():
            text, weakest = text + letter, min(weakest, float(sure[index]))
        elif text:
            words.append(Seen(unicodedata.normalize("NFC", text), round(100 * weakest, 1)))
            text, weakest = "", 1.0
    return words
