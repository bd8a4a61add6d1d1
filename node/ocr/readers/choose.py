"""Choose the reader of this machine: two where the optional extra is installed and wanted, else Tesseract alone."""

from __future__ import annotations

from node.ocr.limits import Limits
from node.ocr.reader import PageReader
from node.ocr.readers.line_reader import LineReader
from node.ocr.readers.pair_reader import PairReader
from node.ocr.readers.probe import has_second_reader
from node.ocr.readers.second import SecondReader
from node.ocr.readers.tesseract import Tesseract


def page_reader(limits: Limits) -> PageReader:
    """The best reader there is under `limits`."""
    tesseract = Tesseract(seconds=limits.page_seconds)
    if limits.second_reader and has_second_reader():
        return PairReader(tesseract, SecondReader())
    return LineReader(tesseract)
