"""Take round seals out of a grey page, so that the print beneath them can be read.

An office's seal (36 mm, Nghị định 99/2016/NĐ-CP with Thông tư 45/2017/TT-BCA) is stamped over the left third of the
signature: over "CHỦ TỊCH" and over the signer's name. Its red vanishes in the red channel; on grey scans, copies and
photos it stays, a tone paler than print. There print is told by its tone; where both are equally black (bilevel scans)
only the rings go.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from node.ocr.picture.light import PAPER
from node.ocr.reader import AnyArray, Grey

_SIDE = 400  # pixels of the short side where circles are looked for
_RADII = (0.055, 0.125)  # of the short side: 36 mm on A4 and on A5
_VOTES, _MOST = 30, 8
_LIKELY, _SURE = 0.4, 0.8
_AROUND = np.linspace(0, 2 * np.pi, 240, endpoint=False)
_INKED = 200  # of paper at 245: a pale seal too
_PALER, _TOWARDS_SEAL, _RIM = 18.0, 0.8, 1.05
_BETWEEN = 0.6  # of the radius: outside of it stand rings and their letters, inside it the emblem
_INNERMOST, _RING, _BLACK = 0.5, 0.55, 128


@dataclass(frozen=True, slots=True)
class Seal:
    """Where a round seal lies, in pixels of the page."""

    x: int
    y: int
    radius: int


def without_seals(grey: Grey) -> Grey:
    """`grey` (levelled page, uint8) with its round seals painted out; the same array where there is none."""
    seals = find_seals(grey)
    if not seals:
        return grey
    clean, black = grey.copy(), _print_tone(grey)
    for seal in seals:
        tone = _seal_tone(grey, seal)
        if tone - black >= _PALER:
            _keep_darker(clean, seal, black + _TOWARDS_SEAL * (tone - black))
        else:
            _drop_rings(clean, seal)
    return clean


def find_seals(grey: Grey) -> list[Seal]:
    """Round seals whose outer ring is nearly whole."""
    scale = _SIDE / min(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    low, high = (round(share * _SIDE) for share in _RADII)
    soft = cv2.GaussianBlur(small, (3, 3), 0)
    circles = cv2.HoughCircles(
        soft, cv2.HOUGH_GRADIENT, 1, low, param1=120, param2=_VOTES, minRadius=low, maxRadius=high
    )
    found: list[Seal] = []
    for x, y, radius in [] if circles is None else circles[0][:_MOST] / scale:
        seal = _refined(grey, round(float(x)), round(float(y)), round(float(radius)))
        if seal is not None and all(abs(seal.x - s.x) + abs(seal.y - s.y) > s.radius for s in found):
            found.append(seal)
    return found


def _print_tone(grey: Grey) -> float:
    """How dark the heart of printed strokes is."""
    black = grey[grey < _BLACK]
    return float(np.percentile(black, 10)) if black.size else 0.0


def _seal_tone(grey: Grey, seal: Seal) -> float:
    """How dark the heart of the seal's strokes is, told by its rings and the letters between them."""
    part, distance, _ = _disc(grey, seal)
    outer = (distance >= _BETWEEN * seal.radius) & (distance <= seal.radius)
    hearts = cv2.erode(part, np.ones((3, 3), np.uint8))[outer & (part < _INKED)]
    return float(np.median(hearts)) if hearts.size else float(PAPER)


def _refined(grey: Grey, x: int, y: int, radius: int) -> Seal | None:
    """The seal at about (x, y), exactly, or None where its ring has gaps."""
    reach = max(4, radius // 16)
    if _whole(grey, x, y, radius, reach) < _LIKELY:
        return None
    coarse, fine = range(-reach, reach + 1, 2), range(-2, 3)
    places = [(x + a, y + b) for a in coarse for b in coarse]
    x, y = max(places, key=lambda place: _whole(grey, place[0], place[1], radius, reach))
    if _whole(grey, x, y, radius, reach) < _SURE:
        return None
    radii = np.arange(radius - reach - 2, radius + reach + 3)
    exact = {(x + a, y + b): _inked(grey, x + a, y + b, radii) for a in fine for b in fine}
    x, y = max(exact, key=lambda place: float(exact[place].max()))
    shares = exact[x, y]
    return Seal(x, y, int(radii[np.flatnonzero(shares >= _LIKELY * shares.max())[-1]]))


def _whole(grey: Grey, x: int, y: int, radius: int, reach: int) -> float:
    """How much of a circle is inked, of a radius within `reach`; a ring is no ideal circle."""
    inked = _on_ring(grey, x, y, np.arange(radius - reach - 1, radius + reach + 2)) < _INKED
    return float((inked[:-2] | inked[1:-1] | inked[2:]).mean(axis=1).max())


def _inked(grey: Grey, x: int, y: int, radii: AnyArray) -> AnyArray:
    """For each radius: the share of its circle that is inked."""
    return np.asarray((_on_ring(grey, x, y, radii) < _INKED).mean(axis=1))


def _on_ring(grey: Grey, x: int, y: int, radii: AnyArray) -> AnyArray:
    """Grey values on circles, one row a radius; outside the page is paper."""
    columns = np.rint(x + radii[:, None] * np.cos(_AROUND)).astype(int)
    rows = np.rint(y + radii[:, None] * np.sin(_AROUND)).astype(int)
    inside = (rows >= 0) & (rows < grey.shape[0]) & (columns >= 0) & (columns < grey.shape[1])
    values = grey[rows.clip(0, grey.shape[0] - 1), columns.clip(0, grey.shape[1] - 1)]
    return np.where(inside, values, PAPER)


def _keep_darker(clean: Grey, seal: Seal, tone: float) -> None:
    """Inside the seal only print stays: what is darker than `tone`, and the soft edge around it."""
    part, distance, _ = _disc(clean, seal)
    dark = cv2.dilate((part < tone).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    part[(distance <= seal.radius * _RIM) & ~dark] = PAPER


def _drop_rings(clean: Grey, seal: Seal) -> None:
    """Paint the rings out, but for the places where a stroke of print crosses them."""
    radii = np.arange(round(_INNERMOST * seal.radius), seal.radius + 4)
    inked = _on_ring(clean, seal.x, seal.y, radii) < _BLACK
    is_ring = np.concatenate(([False], inked.mean(axis=1) >= _RING, [False]))
    part, distance, angle = _disc(clean, seal)
    rows, columns = np.nonzero(part < _INKED)
    distance, angle = distance[rows, columns], angle[rows, columns]
    for first, behind in np.flatnonzero(is_ring[1:] != is_ring[:-1]).reshape(-1, 2):
        beside = [place for place in (first - 3, behind + 2) if 0 <= place < len(radii)]
        is_crossed: AnyArray = np.asarray(inked[beside].any(axis=0))[angle]
        gone = (distance >= radii[first] - 2) & (distance <= radii[behind - 1] + 2) & ~is_crossed
        part[rows[gone], columns[gone]] = PAPER


def _disc(clean: Grey, seal: Seal) -> tuple[Grey, AnyArray, AnyArray]:
    """The square of the page around a seal (a view); for each of its pixels the distance from the seal's middle, and
    the number of the direction (of `_AROUND`) in which it lies."""
    reach = seal.radius + max(4, seal.radius // 20)
    top, left = max(0, seal.y - reach), max(0, seal.x - reach)
    part = clean[top : seal.y + reach + 1, left : seal.x + reach + 1]
    rows, columns = np.ogrid[top : top + part.shape[0], left : left + part.shape[1]]
    down, aside = rows - seal.y, columns - seal.x
    direction = np.rint(np.arctan2(down, aside) / _AROUND[1]).astype(int) % len(_AROUND)
    return part, np.hypot(down, aside), direction
