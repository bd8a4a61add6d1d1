"""Tesseract, through pytesseract: it reads cut-out lines and tells a page's turn. The only place that imports it."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
from pytesseract import pytesseract

from node.ocr.lines.crops import Crop
from node.ocr.model import Word
from node.ocr.problems import ReadingProblem
from node.ocr.reader import Grey
from node.ocr.readers.looks import Look, looks_of

# Signs that no paper of the commune carries; a lone "1" would be read as the first of them.
_NEVER = "†‡¶¢£¥¿¡"
_LINE = f"--psm 7 --oem 1 -c tessedit_do_invert=0 --dpi 200 -c tessedit_char_blacklist={_NEVER}"
_READ = f"{_LINE} -c tessedit_create_tsv=1"
_LOOK = f"{_LINE} -c tessedit_create_hocr=1 -c lstm_choice_mode=2 -c lstm_choice_iterations=4"
_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True)
class Tesseract:
    """Tesseract's `vie` network, one start a page: all lines of a page go there as one list of pictures.

    Run with `OMP_THREAD_LIMIT=1` in the environment: Tesseract's own threads cost two and a half times the wall time on
    two cores. Temporary files should live in memory (`TMPDIR`); pictures go there as BMP, because encoding PNG costs
    half as much as reading, and Leptonica takes PGM in byte by byte, which costs a twentieth.
    """

    language: str = "vie"
    seconds: float = 90.0

    def read_lines(self, crops: Sequence[Crop]) -> list[list[Word]]:
        """The words of each line, left to right, boxes in pixels of the page, all with row 0. Raises `ReadingProblem`
        (OCR_TIMEOUT, OCR_CRASHED, TESSERACT_MISSING, LANG_MISSING)."""
        return _words(self._read(crops, "tsv", _READ), crops) if crops else []

    def look_at(self, crops: Sequence[Crop]) -> list[Look]:
        """What stands in pictures of single words, with the signs that were nearly read instead. Raises as
        `read_lines`."""
        return looks_of(self._read(crops, "hocr", _LOOK), len(crops)) if crops else []

    def _read(self, crops: Sequence[Crop], extension: str, config: str) -> str:
        with tempfile.TemporaryDirectory(prefix="lines-") as folder:
            paths = [Path(folder) / f"{number}.bmp" for number in range(len(crops))]
            for path, crop in zip(paths, crops, strict=True):
                _save(path, crop.picture)
            listed = Path(folder) / "list.txt"
            listed.write_text("".join(f"{path}\n" for path in paths))
            return self._run(listed, extension, config, self.language)

    def upright_turn(self, image: Grey) -> int | None:
        """The clockwise turn of a page; None where the orientation data or enough print is missing."""
        with tempfile.TemporaryDirectory(prefix="page-") as folder:
            path = Path(folder) / "page.bmp"
            _save(path, image)
            try:
                report = self._run(path, "osd", "--psm 0 -c min_characters_to_try=20 --dpi 200", "osd")
            except ReadingProblem as problem:
                if problem.code == "OCR_TIMEOUT":
                    raise
                return None
        found = re.search(r"^Rotate: (\d+)", report, re.MULTILINE)
        return int(found.group(1)) % 360 if found else None

    def _run(self, path: Path, extension: str, config: str, language: str) -> str:
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


def _save(path: Path, picture: Grey) -> None:
    if not cv2.imwrite(str(path), picture):
        raise ReadingProblem("OCR_CRASHED", "a picture could not be handed over")


def _problem_of(error: pytesseract.TesseractError) -> ReadingProblem:
    message = str(error.message)
    if "traineddata" in message or "Failed loading language" in message:
        return ReadingProblem("LANG_MISSING", message[:200])
    return ReadingProblem("OCR_CRASHED", f"status {error.status}: {message[:200]}")


def _words(tsv: str, crops: Sequence[Crop]) -> list[list[Word]]:
    """Parse Tesseract's table: level page block par line word left top width height conf text; a page is a crop."""
    lines: list[list[Word]] = [[] for _ in crops]
    for row in tsv.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != _WORD_LEVEL or not cells[11].strip():
            continue
        number = int(cells[1]) - 1
        left, top, across, down = (int(cell) for cell in cells[6:10])
        box = crops[number].on_page((left, top, left + across, top + down))
        text = "".join(unicodedata.normalize("NFC", cells[11]).split())
        lines[number].append(Word(text, max(0.0, min(100.0, float(cells[10]))), box))
    return lines
