"""Keep what readers read on one paper of a kind, with what was printed: `python -m tests.corpus.golden KIND… --seed 3`.

Writes tests/golden/fields/KIND.json: the words with their boxes, the fields in truth, which of them are missed, and
what is wrong without a flag, for a person to look at. Truth comes from the paper's maker, never from what was read.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from bench.field_score import is_right
from node.ocr.fields.candidates import understand
from node.ocr.limits import Limits
from node.ocr.model import Word
from node.ocr.page import read_page
from node.ocr.readers.choose import page_reader
from node.ocr.source.load import open_source
from tests.corpus.make import KINDS, RARE, sheet
from tests.corpus.wear import PROFILES

FOLDER = Path(__file__).parents[1] / "golden" / "fields"
OTHER_LAYOUTS = {"can_cuoc_2024": "can_cuoc", "giay_khai_sinh_2010": "giay_khai_sinh"}


def kept(kind: str, seed: int, profile: str, *, second: bool) -> dict[str, Any]:
    """One paper, worn and read, with its truth."""
    printed = sheet(kind, seed)
    worn = PROFILES[profile](np.asarray(printed.image)[:, :, ::-1], np.random.default_rng([seed, 1]))
    limits = Limits(second_reader=second)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.png"
        dpi: dict[str, Any] = {"dpi": (worn.dpi, worn.dpi)} if worn.dpi else {}
        Image.fromarray(cv2.cvtColor(worn.picture, cv2.COLOR_BGR2RGB)).save(path, **dpi)
        words = read_page(next(iter(open_source(path, limits).from_page(1))), 1, 1, page_reader(limits)).words
    truth = printed.truth()
    fields = [[field.get("name", ""), field["type"], field["value"]] for field in truth["fields"]]
    source = f"tests.corpus.golden {kind} --seed {seed} --profile {profile}" + (" --second" if second else "")
    return {
        "source": source,
        "kind": OTHER_LAYOUTS.get(kind, kind),
        "printed": truth["text"],
        "truth": fields,
        "missed": missed(fields, words),
        "unflagged": unflagged(truth, words),
        "words": [[w.text, round(w.confidence, 1), *w.box, w.row, w.agreed] for w in words],
    }


def missed(fields: list[list[str]], words: tuple[Word, ...]) -> list[list[str]]:
    """Fields of the truth that are not among the candidates under their name and type."""
    got = {(candidate.name, candidate.type, candidate.value) for candidate in understand(words, 1).fields}
    unnamed = {(kind, value) for _, kind, value in got}
    return [f for f in fields if (tuple(f) not in got if f[0] else (f[1], f[2]) not in unnamed)]


def unflagged(truth: dict[str, Any], words: tuple[Word, ...]) -> list[list[str]]:
    """Wrong values that are not called doubtful."""
    said = understand(words, 1).fields
    return [[f.name, f.value] for f in said if not f.review and not is_right(f.type, f.value, truth)]


def as_text(golden: dict[str, Any]) -> str:
    """JSON with one field and one word a line, so that changes can be read."""
    parts = []
    for key, value in golden.items():
        rows = (
            ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in value)
            if isinstance(value, list)
            else ""
        )
        parts.append(f' "{key}": ' + (f"[\n{rows}\n ]" if rows else json.dumps(value, ensure_ascii=False)))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> int:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="+", choices=[*KINDS, *RARE])
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--profile", choices=list(PROFILES), default="scan200c")
    parser.add_argument("--second", action="store_true", help="with the second reader")
    args = parser.parse_args()
    for kind in args.kinds:
        golden = kept(kind, args.seed, args.profile, second=args.second)
        (FOLDER / f"{kind}.json").write_text(as_text(golden), encoding="utf-8")
        print(kind, "missed:", golden["missed"])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
