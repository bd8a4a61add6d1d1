"""`PageReader` of a node with the optional second reader: its lines, two readings, one merged text."""

from __future__ import annotations

from dataclasses import dataclass, field

from node.ocr.lines.crops import crop, padded
from node.ocr.lines.noise import without_noise
from node.ocr.lines.row_order import numbered
from node.ocr.model import Word
from node.ocr.picture.grid import remove_grid
from node.ocr.picture.seals import without_seals
from node.ocr.reader import Grey
from node.ocr.readers.dots import with_seen_dots
from node.ocr.readers.merge import merged
from node.ocr.readers.second import SecondReader
from node.ocr.readers.tesseract import Tesseract
from node.ocr.words.priors import corrected


@dataclass(frozen=True, slots=True)
class PairReader:
    """Tesseract and the second reader read every line; each word tells whether they agree."""

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
        readings = zip(self.tesseract.read_lines(crops), self.second.read(page, boxes), boxes, strict=True)
        lines = [without_noise(merged(first, second, box)) for first, second, box in readings]
        return corrected(with_seen_dots(page, numbered(lines, boxes)))

    def upright_turn(self, image: Grey) -> int | None:
        """See `PageReader.upright_turn`."""
        return self.second.clockwise_turn(image)
