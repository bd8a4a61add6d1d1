"""`PageReader` of every node: lines found by their ink, read by Tesseract alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from node.ocr.lines.crops import Crop, crop, padded
from node.ocr.lines.find import Components, Line, components, find_lines, line_picture
from node.ocr.lines.noise import without_noise
from node.ocr.lines.row_order import numbered
from node.ocr.lines.zeros import without_dots_in_zeros
from node.ocr.model import Word
from node.ocr.picture.grid import remove_grid
from node.ocr.picture.seals import without_seals
from node.ocr.reader import Grey
from node.ocr.readers.dots import with_seen_dots
from node.ocr.readers.second_look import looked_again
from node.ocr.readers.tesseract import Tesseract
from node.ocr.words.priors import corrected

# In letters: lower "lines" are dirt, wider print than this is not padded any further.
_LOWEST, _TALLEST = 0.6, 2.2


@dataclass(frozen=True, slots=True)
class LineReader:
    """Reads a page line by line with Tesseract."""

    tesseract: Tesseract = field(default_factory=Tesseract)

    @property
    def tells_turn_cheaply(self) -> bool:
        """See `PageReader.tells_turn_cheaply`."""
        return False

    def read(self, image: Grey) -> list[Word]:
        """See `PageReader.read`."""
        page = remove_grid(without_seals(image))
        found = components(page)
        if found is None:
            return []
        page = without_dots_in_zeros(page, found.letter)
        lines = [line for line in find_lines(found) if line.box[3] - line.box[1] >= _LOWEST * found.letter]
        read = self.tesseract.read_lines([_picture(page, found, line) for line in lines])
        words = numbered([without_noise(words) for words in read], [line.box for line in lines])
        return looked_again(self.tesseract, page, corrected(with_seen_dots(page, words)))

    def upright_turn(self, image: Grey) -> int | None:
        """See `PageReader.upright_turn`."""
        return self.tesseract.upright_turn(image)


def _picture(page: Grey, found: Components, line: Line) -> Crop:
    height, width = page.shape
    box = padded(line.box, height, width, _TALLEST * found.letter)
    return crop(line_picture(page, found, line, box), box)
