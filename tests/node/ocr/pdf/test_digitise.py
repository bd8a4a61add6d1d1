"""Scans become one searchable PDF/A, or nothing at all."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa

from node.ocr.limits import Limits
from node.ocr.model import PageText
from node.ocr.problems import ReadingProblem
from node.ocr.process.child import ChildReader


@pytest.fixture(scope="module")
def digitised(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[PageText]]:
    examples = Path(__file__).parents[4] / "examples"
    out = tmp_path_factory.mktemp("digitised") / "giấy tờ.pdf"
    sources = [examples / "tro-giup" / "can-cuoc.jpg", examples / "hon-nhan-2025" / "trich-luc-khai-tu.jpg"]
    pages: list[PageText] = []
    ChildReader().digitise(sources, out, "Giấy tờ của hồ sơ H56.139-261122-0001", pages.append)
    return out, pages


def test_is_pdfa_with_all_pages(digitised: tuple[Path, list[PageText]]) -> None:
    out, pages = digitised
    assert pdfa.validate_written(out, "2b").passed
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 2
        assert str(pdf.Root.Lang) == "vi-VN"
        assert pdf.docinfo["/Creator"] == "MotCua"
        assert not {"/Author", "/Subject"} & set(pdf.docinfo)
    assert [(page.page, page.pages, page.rotation) for page in pages] == [(1, 2, 0), (2, 2, 180)]


def test_its_text_layer_is_found_by_others(digitised: tuple[Path, list[PageText]]) -> None:
    text = subprocess.run(["pdftotext", digitised[0], "-"], capture_output=True, text=True, check=True).stdout
    assert "013092690458" in text
    assert "NGÔ PHÚ TƯỞNG" in text


def test_small_papers_lie_at_their_own_size_on_a4(digitised: tuple[Path, list[PageText]]) -> None:
    listing = subprocess.run(
        ["pdfimages", "-list", digitised[0]], capture_output=True, text=True, check=True
    ).stdout
    cells = listing.splitlines()[2].split()
    width, dpi = int(cells[3]), int(cells[12])
    assert width / dpi * 25.4 == pytest.approx(85.6, abs=2)
    with pikepdf.open(digitised[0]) as pdf:
        assert [float(edge) for edge in pdf.pages[0].mediabox] == pytest.approx([0, 0, 595.3, 841.9], abs=0.1)


def test_pages_of_colour_stay_small(digitised: tuple[Path, list[PageText]]) -> None:
    assert digitised[0].stat().st_size < 2 * 120_000


def test_nothing_is_left_when_one_source_fails(card: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-")
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(ReadingProblem) as caught:
        ChildReader().digitise([card, broken], out / "x.pdf", "x", lambda page: None)
    assert caught.value.code == "NOT_A_PDF"
    assert list(out.iterdir()) == []


def test_the_page_cap_holds_over_all_sources(card: Path, tmp_path: Path) -> None:
    with pytest.raises(ReadingProblem) as caught:
        ChildReader(Limits(pages=2)).digitise([card] * 3, tmp_path / "x.pdf", "x", lambda page: None)
    assert caught.value.code == "TOO_MANY_PAGES"
