"""Reading papers that nobody tuned it to: both set-ups of the reader on a generated set, and what the command costs."""

from __future__ import annotations

import json
import os
import resource
import time
from pathlib import Path
from typing import Any

from bench import reading_command
from bench.field_score import FieldCounts
from bench.reading_score import Counts, count
from node.ocr.limits import Limits
from node.ocr.page import read_page
from node.ocr.readers.choose import page_reader
from node.ocr.readers.probe import has_second_reader
from node.ocr.source.load import open_source
from tests.corpus.make import save_set

SEED, PAGES = 11, 28


def measure(folder: Path) -> dict[str, Any]:
    """Figures of `PAGES` pages of seed `SEED`, with fonts that setup.sh installs."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    pictures = list(save_set(folder, SEED, PAGES))
    figures = {"pages": PAGES, "seed": SEED, "tesseract alone": _read(pictures, second=False)}
    if has_second_reader():
        figures["two readers"] = _read(pictures, second=True)
    return {**figures, "the command": reading_command.measure(pictures, folder / "lines")}


def _read(pictures: list[Path], *, second: bool) -> dict[str, Any]:
    limits = Limits(second_reader=second)
    reader, counts = page_reader(limits), Counts()
    fields, turned, cpu, wall = FieldCounts(), 0, _cpu_seconds(), time.monotonic()
    texts: list[tuple[dict[str, Any], str]] = []
    for path in pictures:
        truth = json.loads((path.parents[1] / "truth" / f"{path.stem}.json").read_text(encoding="utf-8"))
        page = read_page(next(iter(open_source(path, limits).from_page(1))), 1, 1, reader).text
        texts.append((truth, page.text))
        turned += page.rotation != truth["rotation"]
        fields.add(truth, page.kind, page.fields)
    cpu, wall = _cpu_seconds() - cpu, time.monotonic() - wall
    for truth, text in texts:
        count(truth, text, counts)
    times = {
        "cpu_s_per_page": round(cpu / len(pictures), 2),
        "wall_s_per_page": round(wall / len(pictures), 2),
    }
    wrong = {"turns_wrong": turned, "kinds_wrong": fields.kinds_wrong}
    return {**counts.shares(), "candidates": fields.shares(), **wrong, **times}


def _cpu_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)
