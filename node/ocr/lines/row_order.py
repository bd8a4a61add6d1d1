"""Put lines that were found one by one into printed rows, top to bottom and left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from node.ocr.model import Box, Word

_SAME_ROW = 0.5
_LOOK_BACK = 4


def in_rows(boxes: Sequence[Box]) -> list[list[int]]:
    """Indices of `boxes`, one list a row; two boxes share a row when their middles are less than half a line apart.

    A box is compared with its left neighbour of the row, so that a slightly tilted row holds together.
    """
    rows: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda i: boxes[i][1] + boxes[i][3]):
        row = next((row for row in reversed(rows[-_LOOK_BACK:]) if _beside(boxes, row, boxes[index])), None)
        if row is None:
            rows.append([index])
        else:
            row.append(index)
    return [sorted(row, key=lambda i: boxes[i][0]) for row in rows]


def numbered(lines: Sequence[Sequence[Word]], boxes: Sequence[Box]) -> list[Word]:
    """The words of all lines in reading order, each with the number of its row."""
    words: list[Word] = []
    number = 0
    for row in in_rows(boxes):
        found = [word for index in row for word in lines[index]]
        words += [replace(word, row=number) for word in found]
        number += bool(found)
    return words


def _beside(boxes: Sequence[Box], row: list[int], box: Box) -> bool:
    nearest = min(row, key=lambda i: abs(boxes[i][0] - box[0]))
    other = boxes[nearest]
    apart = abs(other[1] + other[3] - box[1] - box[3]) / 2
    clash = min(other[2], box[2]) - max(other[0], box[0])
    return apart < _SAME_ROW * min(other[3] - other[1], box[3] - box[1]) and clash < 0.3 * (box[2] - box[0])
