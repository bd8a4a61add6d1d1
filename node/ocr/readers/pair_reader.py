"""`PageReader` of a node with the optional second reader: its lines, two readings, one merged text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from node.ocr.lines.crops import crop, padded
from node.ocr.lines.noise import without_neighbours, without_noise
from node.ocr.lines.row_order import numbered
from node.ocr.model import Box, Word
from node.ocr.picture.grid import remove_grid
from node.ocr.picture.seals import without_seals
from node.ocr.reader import Grey
from node.ocr.readers.dots import with_seen_dots
from node.ocr.readers.merge import merged
from node.ocr.readers.second import SecondReader
from node.ocr.readers.tesseract import Tesseract
from node.ocr.words.phrases import says_only_phrases
from node.ocr.words.priors import corrected

_SURE = 85.0


@dataclass(frozen=True, slots=True)
class PairReader:
    """Tesseract and the second reader read every line that is not the form's own; its words tell whether they agree."""

    tesseract: Tesseract = field(default_factory=Tesseract)
    second: SecondReader = field(default_factory=SecondReader)

    @property
    def tells_turn_cheaply(self) -> bool:
        """See `PageReader.tells_turn_cheaply`."""
        return True

    def read(self, image: Grey) -> list[Word]:
        """See `PageReader.read`."""
        page = remove_grid(without_seals(image))
        height, width = page.shape
        boxes = self.second.line_boxes(page)
        cuts = [padded(box, height, width, box[3] - box[1]) for box in boxes]
        crops = [crop(page[y0:y1, x0:x1], (x0, y0, x1, y1)) for x0, y0, x1, y1 in cuts]
        read = self.tesseract.read_lines(crops)
        first = [without_neighbours(words, box) for words, box in zip(read, boxes, strict=True)]
        lines = self._read_twice(page, boxes, first)
        return corrected(with_seen_dots(page, numbered(lines, boxes)))

    def _read_twice(self, page: Grey, boxes: Sequence[Box], first: Sequence[list[Word]]) -> list[list[Word]]:
        """Each line as both read it. What Tesseract surely reads as words of the form, and nothing else, is not read
        again: that is a sixth of the second reader's work, and changed no letter of 219 such lines."""
        asked = [number for number, words in enumerate(first) if not _is_settled(words)]
        second = dict(zip(asked, self.second.read(page, [boxes[number] for number in asked]), strict=True))
        lines = list[list[Word]]()
        for number, words in enumerate(first):
            seen = second.get(number)
            lines.append(words if seen is None else without_noise(merged(words, seen, boxes[number])))
        return lines

    def upright_turn(self, image: Grey) -> int | None:
        """See `PageReader.upright_turn`."""
        return self.second.clockwise_turn(image)


def _is_settled(words: Sequence[Word]) -> bool:
    return all(word.confidence >= _SURE for word in words) and says_only_phrases(words)
