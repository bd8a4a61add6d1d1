"""What many papers share: the national heading, the office, signatures with a seal, tables."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from random import Random

from tests.corpus.paper import BLACK, RED, Paper, Run

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
Cell = tuple[str, str]


def nation(paper: Paper) -> None:
    """The heading alone, in the middle."""
    paper.text(NATION, "heading", align="center", scale=0.92)
    paper.text(MOTTO, "bold", align="center")
    middle = (paper.left + paper.right) / 2
    paper.rule(middle - 210, middle + 210)
    paper.gap(0.9)


def office(paper: Paper, lines: Sequence[str], number: str = "", dated: str = "") -> None:
    """Two columns: who writes (left), the nation (right)."""
    top, split = paper.y, round(paper.left + (paper.right - paper.left) * 0.40)
    lefts = [(line, "bold" if place == len(lines) - 1 else "label") for place, line in enumerate(lines)]
    if number:
        lefts.append((f"Số: {number}", "label"))
    for row, (line, style) in enumerate(lefts):
        paper.text(
            line,
            style,
            align="center",
            left=paper.left - 60,
            right=split,
            scale=0.9,
            at=top + row * paper.line_height(0.92),
        )
    paper.y = round(top + len(lefts) * paper.line_height(0.92))
    paper.rule((paper.left + split) / 2 - 110, (paper.left + split) / 2 + 50)
    low = paper.y
    paper.y = top
    paper.flow([Run(NATION, "heading")], split, paper.right + 60, align="center", scale=0.87)
    paper.flow([Run(MOTTO, "bold")], split, paper.right + 60, align="center", scale=0.95)
    middle = (split + paper.right + 60) / 2
    paper.rule(middle - 190, middle + 190)
    paper.gap(0.45)
    if dated:
        paper.flow([Run(dated, "italic")], split, paper.right + 60, align="center", scale=0.95)
    paper.y = max(low, paper.y)
    paper.gap(0.7)


def signed(
    paper: Paper,
    heads: Sequence[str],
    name: str,
    *,
    half: str = "right",
    sealed: str = "",
    province: str = "",
) -> None:
    """Heading lines, a scribble, a name; with a seal over the left of it where `sealed` names the ring."""
    middle = round((paper.left + paper.right) / 2)
    x0, x1 = (middle, paper.right) if half == "right" else (paper.left, middle)
    for line in heads:
        paper.flow(
            [Run(line, "italic" if line.startswith("(") else "bold")], x0, x1, align="center", scale=0.95
        )
    centre = (x0 + x1) / 2
    top = paper.y
    paper.squiggle(centre - 140, top + 110)
    if sealed:
        colour = RED if paper.rng.random() < 0.6 else BLACK
        kind = "THÀNH PHỐ" if province.startswith("THÀNH") else "TỈNH"
        paper.seal(centre - 380, top - 150, sealed, (kind, province.upper()), colour)
    paper.gap(3.1)
    paper.flow([Run(name, "bold" if sealed else "label")], x0, x1, align="center")


def side_by_side(
    paper: Paper, left: tuple[Sequence[str], str], right: tuple[Sequence[str], str], **seal: str
) -> None:
    """Two signatures on one height."""
    top = paper.y
    signed(paper, left[0], left[1], half="left")
    low, paper.y = paper.y, top
    signed(paper, right[0], right[1], half="right", **seal)
    paper.y = max(low, paper.y)


def table(
    paper: Paper,
    head: Sequence[str],
    shares: Sequence[float],
    rows: Sequence[Sequence[Cell]],
    scale: float = 0.85,
) -> None:
    """A ruled table; a cell is (text, kind of field or "")."""
    edges = [paper.left - 40.0]
    for share in shares:
        edges.append(edges[-1] + share * (paper.right + 80 - paper.left) / sum(shares))
    spots = list(itertools.pairwise(edges))
    whole = paper.y
    for number, row in enumerate([[(h, "") for h in head], *rows]):
        top, low = paper.y, 0
        for (text, kind), (x0, x1) in zip(row, spots, strict=True):
            paper.y = top + 8
            if text:
                style = "bold" if number == 0 else "label"
                align = "center" if number == 0 or len(text) < 4 else "left"
                paper.flow([Run(text, style, kind)], round(x0) + 14, round(x1) - 8, align=align, scale=scale)
            low = max(low, paper.y)
        paper.y = low + 8
        paper.draw.line([(edges[0], paper.y), (edges[-1], paper.y)], fill=BLACK, width=3)
    for edge in edges:
        paper.draw.line([(edge, whole), (edge, paper.y)], fill=BLACK, width=3)
    paper.draw.line([(edges[0], whole), (edges[-1], whole)], fill=BLACK, width=3)
    paper.gap(0.4)


def waves(paper: Paper, rng: Random, colour: tuple[int, int, int], box: tuple[int, int, int, int]) -> None:
    """A guilloche under the print."""
    import math

    x0, y0, x1, y1 = box
    for family in range(2):
        tilt, reach = rng.uniform(-0.4, 0.4), rng.uniform(25, 60)
        for start in range(y0 - 300, y1 + 300, 34):
            points = []
            for x in range(x0, x1, 26):
                y = start + tilt * (x - x0) + reach * math.sin(x / 130 + family * 2 + start / 200)
                if y0 <= y <= y1:
                    points.append((x, y))
            if len(points) > 1:
                paper.draw.line(points, fill=colour, width=4)
