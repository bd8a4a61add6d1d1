"""Find the printed lines of a page from its connected components, without any model.

Letters link to the letter on their right at about the same height; marks and dots go to the nearest letter above or
below. A line knows its components, so that its picture can leave out what hangs in from the lines above and below.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from node.ocr.model import Box
from node.ocr.picture.pieces import pieces
from node.ocr.reader import AnyArray, Grey

# All in heights of a typical letter (the median component, about an "a" at body size).
_BODY = (0.55, 3.2)
_WIDEST = 9.0
_GAP = 1.7
_OVERLAP = 0.45
_MARK_DISTANCE = 0.75
_SMALLEST_AREA = 5
_LEAST_LETTERS = 2
_AT_ONCE = 64  # marks: a dirty page has a million pairs of marks and letters


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One printed line: its box and the numbers of its components in `Components.labels`."""

    box: Box
    members: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """The page's ink in pieces: `labels` per pixel (0 = paper), `boxes` (left, top, right, bottom) per piece."""

    labels: AnyArray
    boxes: AnyArray
    letter: float


def components(grey: Grey) -> Components | None:
    """The pieces of ink on a levelled page, or None where there is no print."""
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    labels, stats, _ = pieces(ink)
    boxes = stats[:, :4].astype(np.int64)
    boxes[:, 2:] += boxes[:, :2]
    heights, areas = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_AREA]
    letters = heights[(heights > 6) & (areas > 20)]
    if len(letters) < _LEAST_LETTERS:
        return None
    boxes[np.flatnonzero(stats[:, cv2.CC_STAT_AREA] < _SMALLEST_AREA)] = 0
    return Components(labels, boxes, float(np.median(letters)))


def find_lines(found: Components) -> list[Line]:
    """Printed lines in no particular order; a wide gap (columns, cells) ends a line."""
    boxes, letter = found.boxes, found.letter
    heights, widths = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    is_body = (heights >= _BODY[0] * letter) & (heights <= _BODY[1] * letter) & (widths <= _WIDEST * letter)
    is_body[0] = False
    bodies = np.flatnonzero(is_body)
    chains = _chains(boxes[bodies], letter)
    groups = [bodies[chain] for chain in chains]
    owner = np.full(len(boxes), -1)
    for number, group in enumerate(groups):
        owner[group] = number
    marks = np.flatnonzero(~is_body & (heights > 0) & (heights < 1.2 * letter) & (widths <= 3 * letter))
    _adopt(boxes, bodies, marks[marks > 0], owner, letter)
    return [_line(boxes, np.flatnonzero(owner == number)) for number in range(len(groups))]


def line_picture(grey: Grey, found: Components, line: Line, box: Box) -> Grey:
    """The cut-out `box` of the page with the ink of other lines painted white."""
    left, top, right, bottom = box
    cut, labels = grey[top:bottom, left:right].copy(), found.labels[top:bottom, left:right]
    is_strange = np.ones(len(found.boxes), np.uint8)
    is_strange[[0, *line.members]] = 0
    strangers = is_strange[labels]
    if strangers.any():
        cut[cv2.dilate(strangers, np.ones((3, 3), np.uint8)) > 0] = 255
    return cut


def _chains(boxes: AnyArray, letter: float) -> list[list[int]]:
    """Indices of bodies that follow each other to the right, as sets joined by their links."""
    parent = list(range(len(boxes)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for here, follower in _followers(boxes, letter):
        parent[root(here)] = root(follower)
    sets: dict[int, list[int]] = {}
    for item in range(len(boxes)):
        sets.setdefault(root(item), []).append(item)
    return list(sets.values())


def _followers(boxes: AnyArray, letter: float) -> list[tuple[int, int]]:
    """Each body that has one, with the nearest body to its right that stands on the same height."""
    order = np.argsort(boxes[:, 0], kind="stable")
    sorted_boxes = boxes[order]
    ends = np.searchsorted(sorted_boxes[:, 0], sorted_boxes[:, 2] + _GAP * letter, side="right")
    places = np.arange(len(boxes))
    counts = np.maximum(ends - places - 1, 0)
    first = np.repeat(places, counts)
    # From each body its neighbours to the right, in the order of their left edges.
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    tops, bottoms = sorted_boxes[:, 1], sorted_boxes[:, 3]
    overlap = np.minimum(bottoms[second], bottoms[first]) - np.maximum(tops[second], tops[first])
    heights = bottoms - tops
    fits = overlap >= _OVERLAP * np.minimum(heights[second], heights[first])
    here, nearest = np.unique(first[fits], return_index=True)
    return list(zip(order[here].tolist(), order[second[fits][nearest]].tolist(), strict=True))


def _adopt(boxes: AnyArray, bodies: AnyArray, marks: AnyArray, owner: AnyArray, letter: float) -> None:
    """Give each mark (accent, dot, comma, hyphen) to the line of the nearest body."""
    if len(bodies) == 0:
        return
    cores = boxes[bodies]
    for some in np.array_split(marks, len(marks) // _AT_ONCE + 1):
        left, top, right, bottom = (edge[:, None] for edge in boxes[some].T)
        aside = np.maximum(0, np.maximum(cores[:, 0] - right, left - cores[:, 2]))
        apart = np.maximum(0, np.maximum(cores[:, 1] - bottom, top - cores[:, 3]))
        nearest = np.argmin(apart + 0.5 * aside, axis=1)
        rows = np.arange(len(some))
        near = (apart[rows, nearest] <= _MARK_DISTANCE * letter) & (aside[rows, nearest] <= _GAP * letter)
        owner[some[near]] = owner[bodies[nearest[near]]]


def _line(boxes: AnyArray, members: AnyArray) -> Line:
    own = boxes[members]
    box = (int(own[:, 0].min()), int(own[:, 1].min()), int(own[:, 2].max()), int(own[:, 3].max()))
    return Line(box, frozenset(int(m) for m in members))
