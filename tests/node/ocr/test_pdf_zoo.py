"""Scanners of all ages: every PDF of the zoo is seen as a person sees it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from node.ocr.limits import Limits
from node.ocr.source.load import open_source
from tests.node.ocr.pdf_zoo import ZOO


@pytest.mark.parametrize("name", ZOO)
def test_it_is_seen_as_a_person_sees_it(tmp_path: Path, name: str) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(ZOO[name]())
    source = open_source(path, Limits())
    (page,) = source.from_page(1)
    height, width = page.image.shape[:2]
    assert width / height == pytest.approx(1.5, abs=0.02)
    seen = [int(np.median(page.image[height * y // 4, width * x // 4])) for y in (1, 3) for x in (1, 3)]
    assert seen == pytest.approx([0, 255, 255, 0], abs=12)
