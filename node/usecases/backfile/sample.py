"""Two pairs of eyes on a batch of old results: which papers a second officer looks at, and whether it may be signed.

The sample is drawn by hash, so that nobody can choose it and a second draw finds the same. More than two wrong
papers in a hundred of the sample, and every paper of the batch is checked.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dossier.vietnamese import nfc
from node.ports import Tables
from node.ports.backfile import Batch

_MOST_WRONG_PERCENT = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is. `step` is scan | read | index | check | sign | done: what a person does next."""

    batch: Batch
    unit_name: str
    total: int
    reading: int
    aside: int
    to_index: int
    indexed: int
    sampled: int
    checked: int
    wrong: int
    signed: int
    step: str

    @property
    def to_check(self) -> int:
        """Papers of the sample that nobody has looked at."""
        return self.sampled - self.checked


def progress_of(batch: Batch, counts: Mapping[str, int], unit_name: str) -> Progress:
    """From the counts of `BackfileBook.counts`."""
    made = Progress(
        batch=batch,
        unit_name=unit_name,
        total=sum(counts.get(state, 0) for state in ("stored", "read", "aside", "indexed", "signed")),
        reading=counts.get("stored", 0),
        aside=counts.get("aside", 0),
        to_index=counts.get("read", 0),
        indexed=counts.get("indexed", 0),
        sampled=counts["sampled"],
        checked=counts["checked"],
        wrong=counts["wrong"],
        signed=counts.get("signed", 0),
        step="",
    )
    return replace(made, step=_step(made))


def _step(made: Progress) -> str:
    steps = (
        ("scan", made.total == 0),
        ("index", made.to_index > 0),
        ("read", made.reading > 0),
        ("check", made.to_check > 0),
        ("sign", made.indexed > 0),
    )
    return next((step for step, open_ in steps if open_), "done")


def draw_sample(tables: Tables, batch: Batch) -> None:
    """Mark the papers that a second officer checks: at least one; all when the sample held too many mistakes."""
    papers = tables.backfile.papers(batch.id, ("indexed",))
    drawn = sorted(papers, key=lambda paper: hashlib.sha256(f"{batch.id}:{paper.blob}".encode()).digest())
    checked = [paper for paper in papers if paper.checked_by]
    wrong = sum(paper.wrong for paper in checked)
    too_many = bool(checked) and 100 * wrong > _MOST_WRONG_PERCENT * len(checked)
    count = len(drawn) if too_many else -(-len(drawn) * batch.sample // 100)
    for paper in drawn[:count]:
        if not paper.sampled:
            tables.backfile.save(replace(paper, sampled=True))


def same_values(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two officers wrote the same, blanks and the form of marks aside; notes do not count."""
    return all(
        nfc(" ".join(str(one.get(name, "")).split())) == nfc(" ".join(str(value).split()))
        for name, value in other.items()
        if name != "note"
    )
