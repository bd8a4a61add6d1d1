"""Inputs that reading meets: scans, PDFs of all sorts, and Tesseracts that misbehave."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture
def scan() -> Path:
    """A declaration of birth, one JPEG page."""
    return EXAMPLES / "khai-sinh" / "to-khai-khai-sinh.jpg"


@pytest.fixture
def card() -> Path:
    """An identity card on a table, photographed: the quickest page to read."""
    return EXAMPLES / "tro-giup" / "can-cuoc.jpg"


@pytest.fixture
def blank_pdf(tmp_path: Path) -> Callable[..., Path]:
    """Makes a PDF of `pages` empty pages, saved with pikepdf's `options`."""

    def make(pages: int = 1, **options: Any) -> Path:
        path = tmp_path / f"blank-{pages}.pdf"
        with pikepdf.new() as pdf:
            for _ in range(pages):
                pdf.add_blank_page(page_size=(595, 842))
            pdf.save(path, **options)
        return path

    return make


@pytest.fixture
def fake_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a shell script named tesseract first on the PATH of this process and its children."""

    def install(script: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir()
        program = folder / "tesseract"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    return install
