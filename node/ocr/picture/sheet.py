"""Find the sheet of paper in a photograph and look at it straight from above.

Flat scans have no sheet to find (the paper fills the picture) and pass through untouched.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from node.ocr.reader import AnyArray, Colour, Matrix

_WORK_SIDE = 700
_MIN_AREA, _MAX_AREA = 0.25, 0.97
_MAX_CORNER_COS = 0.3
_BAND = 7
_MIN_CONTRAST = 12.0
_ENOUGH_CONTRAST = 25.0


def find_sheet(image: Colour) -> AnyArray | None:
    """The four corners (4 × 2, float32; top-left, top-right, bottom-right, bottom-left) or None."""
    small, scale = _small(image)
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB).astype(np.float32)
    best, best_score = None, 0.0
    for mask in _masks(small, lab):
        for quad in _quads(mask):
            contrast = _border_contrast(lab, quad)
            score = cv2.contourArea(quad) * min(contrast, _ENOUGH_CONTRAST)
            if contrast >= _MIN_CONTRAST and score > best_score:
                best, best_score = quad, score
    return None if best is None else (_ordered(best) / scale).astype(np.float32)


def sheet_size(corners: AnyArray) -> tuple[int, int]:
    """Height and width of the sheet seen from above."""
    top, right, bottom, left = (np.linalg.norm(corners[i] - corners[(i + 1) % 4]) for i in range(4))
    return round(float(max(right, left))), round(float(max(top, bottom)))


def flatten(image: AnyArray, corners: AnyArray) -> tuple[AnyArray, Matrix]:
    """The sheet seen from above, and the 3 × 3 matrix from its pixels back to `image`'s."""
    height, width = sheet_size(corners)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    forward = cv2.getPerspectiveTransform(corners, target)
    flat = cv2.warpPerspective(
        image, forward, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return flat, np.linalg.inv(forward)


def _small(image: Colour) -> tuple[Colour, float]:
    """The picture with a long side of 700 pixels, and its scale. Halving first costs a third of averaging that cuts
    through pixels."""
    half = image
    while max(half.shape[:2]) >= 2 * _WORK_SIDE:
        height, width = half.shape[0] // 2, half.shape[1] // 2
        half = cv2.resize(half[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA)
    scale = _WORK_SIDE / max(image.shape[:2])
    size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
    return cv2.resize(half, size, interpolation=cv2.INTER_AREA), scale


def _masks(small: Colour, lab: AnyArray) -> Iterator[AnyArray]:
    """Black-and-white guesses of where the paper is, from brightness, from colour and from edges."""
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (9, 9))
    _, bright = cv2.threshold(_strongest(small), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield cv2.morphologyEx(bright, cv2.MORPH_CLOSE, kernel)
    rim = np.concatenate(
        [
            lab[:4].reshape(-1, 3),
            lab[-4:].reshape(-1, 3),
            lab[:, :4].reshape(-1, 3),
            lab[:, -4:].reshape(-1, 3),
        ]
    )
    apart = cv2.split(cv2.pow(lab - np.median(rim, axis=0).astype(np.float32), 2))
    distance = cv2.sqrt(cv2.add(cv2.add(apart[0], apart[1]), apart[2]))
    _, foreign = cv2.threshold(
        np.clip(distance, 0, 255).astype(np.uint8), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU
    )
    yield cv2.morphologyEx(foreign, cv2.MORPH_CLOSE, kernel)
    edges = cv2.Canny(cv2.GaussianBlur(small, (5, 5), 0), 30, 90)
    yield cv2.dilate(edges, np.ones((3, 3), np.uint8))


def _strongest(small: Colour) -> AnyArray:
    blue, green, red = cv2.split(small)
    return cv2.max(cv2.max(blue, green), red)


def _quads(mask: AnyArray) -> Iterator[AnyArray]:
    """Convex four-cornered outlines of plausible size with nearly right angles."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    whole = mask.shape[0] * mask.shape[1]
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:4]:
        hull = cv2.convexHull(contour)
        if cv2.contourArea(hull) < _MIN_AREA * whole:
            continue
        quad = _four_points(hull)
        if quad is None or not _MIN_AREA * whole <= cv2.contourArea(quad) <= _MAX_AREA * whole:
            continue
        if _worst_corner(quad) <= _MAX_CORNER_COS:
            yield quad


def _four_points(hull: AnyArray) -> AnyArray | None:
    """Simplify a hull to exactly four corners by raising the tolerance step by step."""
    length = cv2.arcLength(hull, True)
    for tolerance in (0.01, 0.015, 0.02, 0.03, 0.04, 0.06):
        points = cv2.approxPolyDP(hull, tolerance * length, True)
        if len(points) == 4:
            return points.reshape(4, 2).astype(np.float32)
    return None


def _worst_corner(quad: AnyArray) -> float:
    """Largest |cosine| among the four corner angles (0 = right angle)."""
    worst = 0.0
    for i in range(4):
        a, b = quad[i - 1] - quad[i], quad[(i + 1) % 4] - quad[i]
        worst = max(worst, abs(float(a @ b)) / (float(np.linalg.norm(a) * np.linalg.norm(b)) + 1e-6))
    return worst


def _border_contrast(lab: AnyArray, quad: AnyArray) -> float:
    """The weakest side's colour difference between a band inside and a band outside the outline.

    Frames printed on the page and wood grain win without this test.
    """
    centre = quad.mean(axis=0)
    return min(_side_contrast(lab, quad[i], quad[(i + 1) % 4], centre) for i in range(4))


def _side_contrast(lab: AnyArray, start: AnyArray, end: AnyArray, centre: AnyArray) -> float:
    along = end - start
    normal = np.array([-along[1], along[0]]) / (np.linalg.norm(along) + 1e-6)
    inward = normal if normal @ (centre - start) > 0 else -normal
    line = start + along * np.linspace(0.08, 0.92, 60)[:, None]
    inside, outside = (_sample(lab, line + inward * step) for step in (_BAND, -_BAND))
    if inside is None or outside is None:
        return 0.0
    return float(np.linalg.norm(np.median(inside, axis=0) - np.median(outside, axis=0)))


def _sample(lab: AnyArray, points: AnyArray) -> AnyArray | None:
    x, y = np.rint(points).astype(int).T
    height, width = lab.shape[:2]
    ok = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    return lab[y[ok], x[ok]] if ok.sum() >= 20 else None


def _ordered(quad: AnyArray) -> AnyArray:
    """Clockwise from the corner nearest to the picture's top left."""
    centre = quad.mean(axis=0)
    angles = np.arctan2(quad[:, 1] - centre[1], quad[:, 0] - centre[0])
    ring = quad[np.argsort(angles)]
    return np.roll(ring, -int(np.argmin(ring.sum(axis=1))), axis=0)
