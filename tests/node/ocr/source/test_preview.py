"""A page of a PDF becomes a picture for the screen; a page that is not there is an error, not another page."""

from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from node.ocr.problems import ReadingProblem
from node.ocr.process.child import ChildReader


def test_a_page_of_a_pdf_is_drawn_small_enough_for_a_screen(tmp_path: Path) -> None:
    source, out = tmp_path / "a.pdf", tmp_path / "a.jpg"
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(842, 1191))
        document.save(source)
    ChildReader().preview(source, 1, out)
    with Image.open(out) as picture:
        assert picture.format == "JPEG"
        assert max(picture.size) <= 2000
    with pytest.raises(ReadingProblem) as told:
        ChildReader().preview(source, 2, tmp_path / "b.jpg")
    assert told.value.code == "FILE_NOT_FOUND"
    assert not (tmp_path / "b.jpg").exists()
