"""Remove dotted leaders ("Họ tên: Nguyễn A ........").

Tesseract scales a whole line by its components and loses the line when half of them are dots; painting the
dots white is the largest single gain of the whole preparation.
"""

from __future__ import annotations

import cv2
import numpy as np

from node.ocr.picture.light import PAPER
from node.ocr.picture.pieces import pieces
from node.ocr.reader import AnyArray, Grey

_MIN_CHAIN = 6
_MAX_GAP, _MAX_DROP = 1.25, 0.16
_DOT_HEIGHT, _DOT_WIDTH = 0.42, 0.55
_EVENNESS = 0.25


def remove_leaders(grey: Grey) -> Grey:
    """A copy of `grey` in which even chains of six or more dots are painted white."""
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, stats, centres = pieces(ink)
    stats, centres = stats[1:], centres[1:]
    letters = stats[(stats[:, cv2.CC_STAT_HEIGHT] > 6) & (stats[:, cv2.CC_STAT_AREA] > 20)]
    if len(letters) == 0:
        return grey
    letter_height = float(np.median(letters[:, cv2.CC_STAT_HEIGHT]))
    small = (stats[:, cv2.CC_STAT_HEIGHT] <= _DOT_HEIGHT * letter_height) & (
        stats[:, cv2.CC_STAT_WIDTH] <= _DOT_WIDTH * letter_height
    )
    dots, middles = stats[small], centres[small]
    clean = grey.copy()
    for chain in _chains(middles, letter_height):
        if _is_even(middles[chain]):
            for left, top, width, height, _ in dots[chain]:
                clean[max(0, top - 2) : top + height + 2, max(0, left - 2) : left + width + 2] = PAPER
    return clean


def _chains(middles: AnyArray, letter_height: float) -> list[list[int]]:
    """Indices of dots that follow each other to the right at nearly the same height."""
    order = np.argsort(middles[:, 0])
    follower, has_previous = _followers(middles[order], letter_height)
    chains = []
    for start in range(len(order)):
        if has_previous[start]:
            continue
        chain, here = [], start
        while here >= 0:
            chain.append(int(order[here]))
            here = int(follower[here])
        if len(chain) >= _MIN_CHAIN:
            chains.append(chain)
    return chains


def _followers(points: AnyArray, letter_height: float) -> tuple[AnyArray, AnyArray]:
    """For points sorted by x: the index of the next dot of the chain (or −1), and who has one before."""
    count = len(points)
    follower, has_previous = np.full(count, -1), np.zeros(count, bool)
    xs, ys = points[:, 0], points[:, 1]
    ends = np.searchsorted(xs, xs + _MAX_GAP * letter_height, side="right")
    for i in range(count):
        near = np.arange(i + 1, ends[i])
        near = near[
            (np.abs(ys[near] - ys[i]) <= _MAX_DROP * letter_height)
            & (xs[near] - xs[i] >= 1)
            & ~has_previous[near]
        ]
        if len(near):
            follower[i] = near[0]
            has_previous[near[0]] = True
    return follower, has_previous


def _is_even(points: AnyArray) -> bool:
    gaps = np.diff(points[:, 0])
    typical = float(np.median(gaps))
    return float(np.median(np.abs(gaps - typical))) <= _EVENNESS * typical + 1
