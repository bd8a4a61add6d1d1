"""What a program that copies from the archived page gets."""

from __future__ import annotations

import subprocess
from pathlib import Path

from node.ocr.model import Word
from node.ocr.pdf.coding import Coded
from node.ocr.pdf.textlayer import ScannedPage, draw_pages


def page(*words: tuple[str, tuple[int, int, int, int], int]) -> ScannedPage:
    placed = tuple(Word(text, 96.0, box, row) for text, box, row in words)
    return ScannedPage(Coded("bilevel", ()), (1654, 2339), (210.0, 297.0), placed)


def copied(folder: Path, shown: ScannedPage) -> list[str]:
    out = folder / "layer.pdf"
    draw_pages([shown], out, "Giấy tờ")
    said = subprocess.run(["pdftotext", out, "-"], capture_output=True, text=True, check=True).stdout
    return [line for line in said.splitlines() if line.strip()]


def test_a_dash_stays_in_the_row_of_its_words(tmp_path: Path) -> None:
    shown = page(
        ("Độc", (560, 200, 620, 235), 0),
        ("lập", (630, 198, 680, 240), 0),
        ("-", (692, 219, 704, 223), 0),
        ("Tự", (716, 200, 752, 240), 0),
        ("do", (764, 204, 800, 232), 0),
        ("GIẤY", (640, 300, 740, 340), 1),
        (".", (748, 334, 753, 339), 1),
    )
    assert copied(tmp_path, shown) == ["Độc lập - Tự do", "GIẤY ."]


def test_a_row_of_marks_alone_is_kept(tmp_path: Path) -> None:
    assert copied(tmp_path, page(("-----", (500, 500, 620, 505), 0))) == ["-----"]
