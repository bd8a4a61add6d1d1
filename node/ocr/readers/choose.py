"""Choose the reader of this machine: two where the optional extra is installed and wanted, else Tesseract alone."""

from __future__ import annotations

from pathlib import Path

from node.ocr.limits import Limits
from node.ocr.reader import PageReader
from node.ocr.readers.line_reader import LineReader
from node.ocr.readers.pair_reader import PairReader
from node.ocr.readers.probe import has_second_reader
from node.ocr.readers.second import SecondReader
from node.ocr.readers.tesseract import Tesseract

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - memory-backed scratch; files live in a private folder


def page_reader(limits: Limits) -> PageReader:
    """The best reader there is under `limits`."""
    scratch = _SHARED_MEMORY if _SHARED_MEMORY.is_dir() else None
    tesseract = Tesseract(seconds=limits.page_seconds, scratch=scratch)
    if limits.second_reader and has_second_reader():
        return PairReader(tesseract, SecondReader())
    return LineReader(tesseract)
