"""Tesseract as a `PageReader`, through pytesseract. The only place that imports it."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import cv2
from pytesseract import pytesseract

from node.ocr.model import Word
from node.ocr.problems import ReadingProblem
from node.ocr.reader import Grey

# A4's short side in inches: tells Tesseract the size of print on a page that was shrunk.
_A4_SHORT_INCH = 8.27
_READ = "--psm 4 --oem 1 -c tessedit_do_invert=0 -c tessedit_create_tsv=1"
_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True)
class TesseractReader:
    """Reads with Tesseract's `vie` network in "single column of varying sizes" mode (psm 4).

    Run with `OMP_THREAD_LIMIT=1` in the environment: Tesseract's own threads cost two and a half times the
    wall time on two cores. `scratch` should be on memory-backed storage; pages go there as PGM, because
    encoding PNG costs half as much as reading.
    """

    language: str = "vie"
    seconds: float = 90.0
    scratch: Path | None = None

    def read(self, image: Grey) -> list[Word]:
        """See `PageReader.read`."""
        dpi = round(min(image.shape) / _A4_SHORT_INCH)
        height, width = image.shape
        return _words(self._run(image, "tsv", f"{_READ} --dpi {dpi}", self.language), width, height)

    def upright_turn(self, image: Grey) -> int | None:
        """See `PageReader.upright_turn`; None also where the orientation data or enough print is missing."""
        try:
            report = self._run(image, "osd", "--psm 0 -c min_characters_to_try=20 --dpi 200", "osd")
        except ReadingProblem as problem:
            if problem.code == "OCR_TIMEOUT":
                raise
            return None
        found = re.search(r"^Rotate: (\d+)", report, re.MULTILINE)
        return int(found.group(1)) % 360 if found else None

    def _run(self, image: Grey, extension: str, config: str, language: str) -> str:
        with tempfile.TemporaryDirectory(dir=self.scratch, prefix="page-") as folder:
            path = Path(folder) / "page.pgm"
            if not cv2.imwrite(str(path), image):
                raise ReadingProblem("OCR_CRASHED", "the page could not be handed over")
            try:
                output = pytesseract.run_and_get_output(
                    str(path), extension, language, config, timeout=self.seconds
                )
            except pytesseract.TesseractNotFoundError:
                raise ReadingProblem("TESSERACT_MISSING") from None
            except pytesseract.TesseractError as error:
                raise _problem_of(error) from error
            except RuntimeError as error:
                raise ReadingProblem("OCR_TIMEOUT", str(error)) from error
            except OSError as error:
                raise ReadingProblem("OCR_CRASHED", type(error).__name__) from error
        return str(output)


def _problem_of(error: pytesseract.TesseractError) -> ReadingProblem:
    message = str(error.message)
    if "traineddata" in message or "Failed loading language" in message:
        return ReadingProblem("LANG_MISSING", message[:200])
    return ReadingProblem("OCR_CRASHED", f"status {error.status}: {message[:200]}")


def _words(tsv: str, width: int, height: int) -> list[Word]:
    """Parse Tesseract's table: level page block par line word left top width height conf text."""
    words: list[Word] = []
    row = -1
    row_key: tuple[str, ...] = ()
    for line in tsv.splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) != 12 or cells[0] != _WORD_LEVEL or not cells[11].strip():
            continue
        if (key := tuple(cells[2:5])) != row_key:
            row, row_key = row + 1, key
        left, top, across, down = (int(cell) for cell in cells[6:10])
        box = (max(0, left), max(0, top), min(width, left + across), min(height, top + down))
        text = "".join(unicodedata.normalize("NFC", cells[11]).split())
        words.append(Word(text, max(0.0, min(100.0, float(cells[10]))), box, row))
    return words
