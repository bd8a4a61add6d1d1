"""Tell ink from paper: which pixels of a scan are black print, and where colour or half-tones must be kept.

Works on an upright page of 300 dpi whose light is evened out and whose paper is made white, channel by channel, so that
print shining through from the back and the paper's own tint cost no bytes. Masks are uint8, 255 = yes.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from node.ocr.model import Box, span
from node.ocr.pdf.fine import FinePage
from node.ocr.reader import AnyArray, Colour, Grey

#: Dots per inch that the measures below are made for.
DPI = 300
_PER_MM = DPI / 25.4
_WHITE = 226  # of paper at 245: what is lighter is paper, or the back shining through
_BLACK = (150, 200)  # the least and the most that may count as print
_COLOURED = 34  # strongest minus weakest channel, averaged over half a millimetre
_TINGED = 58  # the same for a dark pixel, whose colour shows less
_STROKE_COLOUR = 32  # the same for the mean of a dark stroke; black letters under a red seal have up to 29
_DARKEST_TONE = 60
_SOLID = 6  # pixels; half a millimetre
_FAINT = 226
_PALE = 205  # the fine pattern of security paper is paler
_AROUND = (33, 9)  # pixels, the nearer the better
_ENOUGH = 8  # of 255: how much of the neighbourhood must be open to be asked
_NOISE = 25
_SPECK = 4
_OVERLAP = 60
_SAMPLE = 3
_CELL = 24  # pixels; 2 mm
_DUST = 40  # pixels of ink in one spot; less is nothing
_SHADE_PARTS = 12
_WIDEST_PART = 5  # of the short side: a portrait of 3 × 4 cm is a picture, not the paper's shade
_WIDEST_STROKE = 11
_DEEPEST_SHADOW = 0.55


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """What a page is judged by: its paper's shade (a small picture), and where ink ends and paper begins."""

    shade: Colour
    black: int


def paper_of(page: FinePage, photographed: bool) -> Paper:
    """Look at the paper of a page.

    A scanner's light changes slowly. On a photograph a hand's shadow has an edge; there the light is followed closely,
    but never down to what can only be a dark picture on the paper.
    """
    small = page.averaged(_SHADE_PARTS)
    shade = _bare(small, _WIDEST_PART)
    if photographed:
        shade = np.maximum(_bare(small, _WIDEST_STROKE), (shade * _DEEPEST_SHADOW).astype(np.uint8))
    sample = page.sampled(_SAMPLE)
    light = cv2.resize(
        np.maximum(shade, 1), (sample.shape[1], sample.shape[0]), interpolation=cv2.INTER_LINEAR
    )
    strongest = _whitened(sample, light).max(axis=2)
    # Faded print and photocopies are grey; the page's own threshold finds them.
    threshold, _ = cv2.threshold(strongest, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return Paper(np.asarray(shade), int(min(max(threshold, _BLACK[0]), _BLACK[1])))


def white_window(page: FinePage, paper: Paper, box: Box) -> Colour:
    """A piece of the page under even light, its paper white."""
    left, top, right, bottom = box
    across, down = paper.shade.shape[1] / page.width, paper.shade.shape[0] / page.height
    to_piece = np.array([[1 / across, 0, -left], [0, 1 / down, -top], [0, 0, 1]], np.float64)
    light = cv2.warpAffine(
        paper.shade, to_piece[:2], (right - left, bottom - top), borderMode=cv2.BORDER_REPLICATE
    )
    return _whitened(page.window(box), np.maximum(light, 1))


def _whitened(piece: Colour, light: Colour) -> Colour:
    even = cv2.divide(piece, light, scale=245)
    stretch = np.clip(np.arange(256) * (255 / _WHITE), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(even, stretch))


def _bare(small: Colour, parts: int) -> AnyArray:
    """The paper's brightness, channel by channel: what is darker and narrower than one of `parts` is taken away."""
    reach = max(3, round(min(small.shape[:2]) / parts) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    return cv2.GaussianBlur(cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), 5), (0, 0), 3)


def page_masks(page: FinePage, paper: Paper) -> tuple[Grey, AnyArray]:
    """The print of the whole page, and how many pixels of the rest (see `print_and_rest`) each cell holds."""
    mask = np.empty((page.height, page.width), np.uint8)
    counts = []
    for left, top, right, bottom in page.bands((0, 0, page.width, page.height)):
        begin, end = max(0, top - _OVERLAP), min(page.height, bottom + _OVERLAP)
        of_print, rest = print_and_rest(white_window(page, paper, (left, begin, right, end)), paper.black)
        mask[top:bottom] = of_print[top - begin : bottom - begin]
        counts.append(_per_cell(rest[top - begin : bottom - begin]))
    return mask, np.concatenate(counts)


def _per_cell(mask: Grey) -> AnyArray:
    height, width = mask.shape
    across, down = -(-width // _CELL), -(-height // _CELL)
    padded = cv2.copyMakeBorder(
        mask, 0, down * _CELL - height, 0, across * _CELL - width, cv2.BORDER_CONSTANT, value=0
    )
    return np.asarray(padded.reshape(down, _CELL, across, _CELL).astype(bool).sum(axis=(1, 3)))


def print_and_rest(white: Colour, black: int) -> tuple[Grey, Grey]:
    """Two masks: print as dark as `black`, and what black print alone does not show (coloured ink, half-tones, faint
    strokes). Blue and red ink are no print, however dark: their strongest channel or their colour tells.
    """
    blue, green, red = cv2.split(white)
    strongest, weakest = cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)
    chroma = cv2.subtract(strongest, weakest)
    dull = cv2.inRange(cv2.blur(chroma, (3, 3)), 0, _TINGED)
    mask, pieces = _whole_strokes(cv2.bitwise_and(cv2.inRange(strongest, 0, black), dull), chroma)
    solid = _solid(strongest)
    mask = cv2.bitwise_and(mask, cv2.bitwise_not(solid))
    beside = cv2.bitwise_not(cv2.dilate(mask, np.ones((7, 7), np.uint8)))
    coloured = cv2.inRange(cv2.blur(chroma, (5, 5)), _COLOURED, 255)
    coloured = cv2.bitwise_and(coloured, cv2.inRange(weakest, 0, _PALE))
    reach = round(_PER_MM / 2) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    tones = cv2.morphologyEx(cv2.inRange(strongest, _DARKEST_TONE, _FAINT), cv2.MORPH_OPEN, disc)
    faint = cv2.bitwise_and(cv2.inRange(weakest, 0, _FAINT), beside)
    faint = cv2.morphologyEx(faint, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    coloured = cv2.bitwise_or(coloured, pieces)
    return mask, cv2.bitwise_or(cv2.bitwise_or(coloured, tones), cv2.bitwise_or(faint, solid))


def _solid(strongest: Grey) -> Grey:
    """Where no paper shows for two millimetres and more: portraits, shaded cells, never letters."""
    height, width = strongest.shape
    size = (max(1, width // _SOLID), max(1, height // _SOLID))
    covered = cv2.resize(cv2.inRange(strongest, 0, _FAINT), size, interpolation=cv2.INTER_AREA)
    full = cv2.morphologyEx(cv2.inRange(covered, 250, 255), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    grown = cv2.dilate(full, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.resize(grown, (width, height), interpolation=cv2.INTER_NEAREST))


def is_coloured(white: Colour) -> bool:
    """Whether a piece of the page has coloured ink, and not only the scanner's fringes."""
    blue, green, red = cv2.split(white)
    chroma = cv2.subtract(cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red))
    return bool(np.count_nonzero(cv2.blur(chroma, (5, 5)) >= _COLOURED) >= _DUST)


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Where something must be kept as a picture: cells (255 = yes), and rectangles around them that do not overlap."""

    cells: Grey
    boxes: list[Box]

    @property
    def share(self) -> float:
        """How much of the page they cover."""
        return cv2.countNonZero(self.cells) / self.cells.size

    def inside(self, box: Box) -> Grey:
        """The cells as pixels of a box whose top lies between cells."""
        left, top, right, bottom = box
        rows = self.cells[top // _CELL : -(-bottom // _CELL), left // _CELL : -(-right // _CELL)]
        pixels = np.kron(rows, np.ones((_CELL, _CELL), np.uint8))
        at = left % _CELL
        return np.asarray(pixels[: bottom - top, at : at + right - left])


def spots(counts: AnyArray, width: int, height: int) -> Spots:
    """What cells hold, joined where it is nearer than two millimetres; dust is left out."""
    busy = cv2.dilate((counts >= _DUST // 4).astype(np.uint8), np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(busy, connectivity=8)
    full = np.bincount(labels.ravel(), weights=counts.ravel(), minlength=len(stats)) >= _DUST
    full[0] = False
    boxes = [
        (left * _CELL, top * _CELL, min((left + wide) * _CELL, width), min((top + high) * _CELL, height))
        for (left, top, wide, high, _), is_full in zip(stats.tolist(), full.tolist(), strict=True)
        if is_full
    ]
    return Spots(full[labels].astype(np.uint8) * 255, _merged(boxes))


def without_print(picture: Colour, mask: Grey) -> Colour:
    """The picture with the print taken out: its pixels take the mean of what lies around them, far from everything
    they are white. Nobody sees them under the stencil, but every edge left there would be paid for in bytes."""
    taken = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    open_here = cv2.bitwise_not(taken)
    shown = cv2.copyTo(picture, open_here)
    filled = cv2.copyTo(np.full_like(picture, 255), taken, picture.copy())
    for around in _AROUND:
        weight = cv2.blur(open_here, (around, around))
        mean = cv2.divide(
            cv2.blur(shown, (around, around)), cv2.merge([np.maximum(weight, 1)] * 3), scale=255
        )
        filled = cv2.copyTo(mean, cv2.bitwise_and(taken, cv2.inRange(weight, _ENOUGH, 255)), filled)
    return np.asarray(filled)


def without_haze(picture: Colour) -> Colour:
    """The picture with what is too pale to be ink made white: shadows' edges, the pattern of security paper, and the
    sensor's noise, which is smoothed but never across an edge."""
    smooth = cv2.bilateralFilter(picture, 5, _NOISE, 2)
    pale = cv2.inRange(smooth, (_FAINT, _FAINT, _FAINT), (255, 255, 255))
    return np.asarray(cv2.copyTo(np.full_like(picture, 255), pale, smooth))


def _whole_strokes(mask: Grey, chroma: Grey) -> tuple[Grey, Grey]:
    """The mask without specks and without dark pieces of coloured strokes, and those pieces: a signature of dark blue
    is one picture, and never half of it black."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    inked = mask > 0
    colour = np.bincount(labels[inked], weights=chroma[inked], minlength=count)
    areas = stats[:, cv2.CC_STAT_AREA]
    is_black, is_large = colour < _STROKE_COLOUR * areas, areas >= _SPECK
    is_black[0] = is_large[0] = False
    keep, of_colour = (
        np.where(chosen, 255, 0).astype(np.uint8) for chosen in (is_black & is_large, ~is_black & is_large)
    )
    return np.asarray(keep[labels]), np.asarray(of_colour[labels])


def _merged(boxes: list[Box]) -> list[Box]:
    """Overlapping rectangles become one, until none overlap."""
    done: list[Box] = []
    for one in sorted(boxes):
        box = one
        while touching := [other for other in done if _touch(box, other)]:
            done = [other for other in done if other not in touching]
            box = span([box, *touching])
        done.append(box)
    return sorted(done, key=lambda box: (box[1], box[0]))


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
