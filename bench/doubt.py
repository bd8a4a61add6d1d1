"""Fit the scores by which fields are called doubtful, and tell what they give: `python -m bench.doubt FILE --fit 5`.

Reads generated papers of the seeds with both set-ups of the reader (what was read is kept in FILE, so that only new
seeds are read), fits the coefficients of `fields.chances` on those after `--fit` and prints them with the shares of
right values flagged and of wrong ones not flagged on those after `--test`, for several limits. Nothing is changed: a
person copies coefficients and limits, and says in docs/decisions/fields.md what they gave.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.field_score import is_right, plain
from node.ocr.fields import chances
from node.ocr.fields.candidates import drafted
from node.ocr.fields.evidence import Draft, settled_reason, value_signs
from node.ocr.limits import Limits
from node.ocr.model import Word
from node.ocr.page import read_page
from node.ocr.readers.choose import page_reader
from node.ocr.source.load import open_source
from tests.corpus.make import save_set

Array = np.ndarray[Any, np.dtype[np.float64]]
LIMITS = (0.01, 0.02, 0.03, 0.035, 0.04, 0.05, 0.06, 0.07, 0.1, 0.15)
_SETUPS = {"alone": False, "pair": True}
_RIDGE, _STEPS = 1.0, 60


@dataclass(frozen=True)
class Example:
    """A value that was read: its words, whether each and the whole are right, what else is known, what settles it."""

    setup: str
    draft: Draft
    words_wrong: tuple[bool, ...]
    is_right: bool
    signs: dict[str, float]
    settled: str | None


def readings(file: Path, seeds: Sequence[int], pages: int) -> dict[str, list[dict[str, Any]]]:
    """What was read of each seed's papers, by seed; what is not in `file` yet is read and added to it."""
    kept: dict[str, list[dict[str, Any]]] = (
        json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    )
    for seed in seeds:
        if str(seed) not in kept:
            kept[str(seed)] = list(_read(seed, pages))
            file.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    return kept


def _read(seed: int, pages: int) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        for path in save_set(Path(folder), seed, pages):
            truth = json.loads((path.parents[1] / "truth" / f"{path.stem}.json").read_text(encoding="utf-8"))
            for setup, second in _SETUPS.items():
                limits = Limits(second_reader=second)
                page = next(iter(open_source(path, limits).from_page(1)))
                words = read_page(page, 1, 1, page_reader(limits)).words
                row = [[w.text, w.confidence, w.box, w.row, w.agreed] for w in words]
                yield {"setup": setup, "truth": truth, "words": row}


def examples(pages: Sequence[dict[str, Any]]) -> Iterator[Example]:
    """Every value of the pages with what is known of it."""
    for page in pages:
        truth = page["truth"]
        printed = set(re.findall(r"\w+", plain(truth["text"])))
        said = drafted([Word(t, c, tuple(box), row, agreed) for t, c, box, row, agreed in page["words"]], 1)
        for draft in said.drafts:
            good = is_right(draft.type, draft.value, truth)
            bad = tuple(
                not good and not printed.issuperset(re.findall(r"\w+", word.text)) for word in draft.words
            )
            signs = value_signs(draft, said.drafts, said.evidence)
            settled = settled_reason(draft, said.drafts, said.evidence)
            yield Example(page["setup"], draft, bad, good, signs, settled)


def fit(seen: Sequence[Example]) -> tuple[dict[str, float], dict[str, float]]:
    """Coefficients of words and of values."""
    signs = [chances.word_signs(word, one.draft.type) for one in seen for word in one.draft.words]
    word = _fitted(signs, [bad for one in seen for bad in one.words_wrong])
    open_ones = [one for one in seen if one.settled is None]
    known = [{"base": 1.0, "words": _words_odds(one, word), **one.signs} for one in open_ones]
    return word, _fitted(known, [not one.is_right for one in open_ones])


def _fitted(rows: Sequence[dict[str, float]], wrong: Sequence[bool]) -> dict[str, float]:
    """Logistic regression with a little ridge, by Newton's steps."""
    names = list(rows[0])
    x, y = np.array([list(row.values()) for row in rows]), np.array(wrong, float)
    weights, ridge = np.zeros(len(names)), np.diag([0.01, *[_RIDGE] * (len(names) - 1)])
    for _ in range(_STEPS):
        share = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (share - y) + ridge @ weights
        weights -= np.linalg.solve((x * (share * (1 - share))[:, None]).T @ x + ridge, slope)
    return dict(zip(names, (round(float(weight), 2) for weight in weights), strict=True))


def _words_odds(one: Example, word: dict[str, float]) -> float:
    return chances.words_odds(one.draft.words, one.draft.type, word)


def table(seen: Sequence[Example], word: dict[str, float], value: dict[str, float]) -> Iterator[str]:
    """For each set-up and limit: right values flagged, wrong ones not flagged."""
    for setup in _SETUPS:
        own = [one for one in seen if one.setup == setup]
        chance = [_chance(one, word, value) for one in own]
        right = max(1, sum(one.is_right for one in own))
        yield f"{setup}: {len(own)} values, {len(own) - right} wrong"
        for limit in LIMITS:
            flagged = sum(one.is_right and p > limit for one, p in zip(own, chance, strict=True)) / right
            missed = sum(not one.is_right and p <= limit for one, p in zip(own, chance, strict=True))
            share = missed / max(1, len(own))
            yield f"  beyond {limit}: right but flagged {flagged:.3f}, wrong without flag {missed} = {share:.4f}"


def _chance(one: Example, word: dict[str, float], value: dict[str, float]) -> float:
    if one.settled is not None:
        return 1.0 if one.settled else 0.0
    signs = {"base": 1.0, "words": _words_odds(one, word), **one.signs}
    return chances.share(sum(value[name] * known for name, known in signs.items()))


def main() -> int:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--fit", type=int, nargs="+", required=True, help="seeds to fit on")
    parser.add_argument(
        "--test", type=int, nargs="+", default=[], help="seeds to measure on (default: those of --fit)"
    )
    parser.add_argument("--pages", type=int, default=42)
    args = parser.parse_args()
    read = readings(args.file, [*args.fit, *args.test], args.pages)
    word, value = fit([one for seed in args.fit for one in examples(read[str(seed)])])
    print(f"WORD = {word}\nVALUE = {value}")
    tested = [one for seed in (args.test or args.fit) for one in examples(read[str(seed)])]
    print("\n".join(table(tested, word, value)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
