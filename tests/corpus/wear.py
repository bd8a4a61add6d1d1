# ruff: noqa: E501 - what stands on papers is written as it is printed
"""What happens to a sheet on its way into a computer: scanners, copiers, fading, telephones.

Every profile takes the printed sheet (BGR, 300 dpi) and gives the picture that arrives; all randomness comes from `rng`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Picture = NDArray[Any]


@dataclass(frozen=True)
class Worn:
    """The picture, its dpi if the file would carry one, the skew (counter-clockwise), JPEG quality (0 = PNG)."""

    picture: Picture
    dpi: int | None
    skew: float
    quality: int


def _resize(picture: Picture, factor: float) -> Picture:
    if factor == 1:
        return picture
    size = (round(picture.shape[1] * factor), round(picture.shape[0] * factor))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)


def _tilt(picture: Picture, degrees: float, paper: tuple[int, int, int] = (255, 255, 255)) -> Picture:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(
        picture,
        matrix,
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=paper,
    )


def _noise(picture: Picture, sigma: float, rng: Generator) -> Picture:
    grain = rng.normal(0, sigma, picture.shape).astype(np.float32)
    noisy: Picture = np.clip(picture.astype(np.float32) + grain, 0, 255).astype(np.uint8)
    return noisy


def _tint(picture: Picture, rng: Generator, low: int = 236) -> Picture:
    """Paper is never quite white, nor quite grey."""
    paper = (rng.integers(low, 250) + rng.uniform(-5, 5, 3)).astype(np.float32) / 255
    return (picture.astype(np.float32) * paper).astype(np.uint8)


def _grey(picture: Picture) -> Picture:
    return cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)


def _on_glass(picture: Picture, rng: Generator) -> Picture:
    """A card lies somewhere on the scanner's white lid."""
    height, width = picture.shape[:2]
    if width < height:
        return picture
    sheet = np.full((round(height * 1.95), round(width * 1.75), 3), int(rng.integers(228, 240)), np.uint8)
    y, x = rng.integers(60, sheet.shape[0] - height - 40), rng.integers(60, sheet.shape[1] - width - 40)
    sheet[y : y + height, x : x + width] = picture
    return sheet


def _scan(dpi: int, colour: bool) -> Callable[[Picture, Generator], Worn]:
    def wear(sheet: Picture, rng: Generator) -> Worn:
        skew = round(float(rng.uniform(-1.8, 1.8)), 2)
        page = _on_glass(_tint(sheet, rng) if colour else sheet, rng)
        blue, green, red = (int(value) for value in page[5, 5])
        page = _resize(_tilt(page, skew, (blue, green, red)), dpi / 300)
        page = cv2.GaussianBlur(page, (0, 0), float(rng.uniform(0.4, 0.8)))
        page = _noise(page, float(rng.uniform(1.5, 5)), rng)
        return Worn(page if colour else _grey(page), dpi, skew, int(rng.integers(60, 88)))

    return wear


def _bilevel(dpi: int) -> Callable[[Picture, Generator], Worn]:
    def wear(sheet: Picture, rng: Generator) -> Worn:
        skew = round(float(rng.uniform(-1.2, 1.2)), 2)
        page = cv2.GaussianBlur(_grey(_resize(_tilt(sheet, skew), dpi / 300)), (0, 0), 0.6)
        page = _noise(page, float(rng.uniform(4, 12)), rng)
        _, page = cv2.threshold(page[:, :, 0], int(rng.integers(130, 190)), 255, cv2.THRESH_BINARY)
        specks = rng.random(page.shape) < 0.0002
        page[specks] = 0
        return Worn(cv2.cvtColor(page, cv2.COLOR_GRAY2BGR), dpi, skew, 0)

    return wear


def _photocopy(sheet: Picture, rng: Generator) -> Worn:
    skew = round(float(rng.uniform(-1.5, 1.5)), 2)
    page = cv2.cvtColor(_resize(_tilt(sheet, skew), 2 / 3), cv2.COLOR_BGR2GRAY)
    if rng.random() < 0.5:
        page = cv2.erode(page, np.ones((2, 2), np.uint8))
    page = cv2.GaussianBlur(page, (0, 0), float(rng.uniform(0.5, 0.9)))
    hard = np.clip((page.astype(np.float32) - 128) * float(rng.uniform(1.6, 2.6)) + 150, 0, 255)
    page = _noise(hard.astype(np.uint8), 6, rng)
    page[rng.random(page.shape) < 0.0006] = 40
    width = page.shape[1]
    edge = np.clip(1 - np.arange(width) / rng.uniform(15, 60), 0, 1) * rng.uniform(60, 200)
    page = np.clip(page.astype(np.float32) - edge, 0, 255).astype(np.uint8)
    x = int(rng.integers(width // 4, width))
    page[:, x : x + 2] = np.minimum(page[:, x : x + 2], 175)
    return Worn(cv2.cvtColor(page, cv2.COLOR_GRAY2BGR), 200, skew, 75)


def _faded(sheet: Picture, rng: Generator) -> Worn:
    skew = round(float(rng.uniform(-1.5, 1.5)), 2)
    page = _resize(_tilt(sheet, skew), 2 / 3).astype(np.float32)
    back: Picture = np.fliplr(_resize(sheet, 2 / 3)).astype(np.float32)
    back = cv2.GaussianBlur(back, (0, 0), 3)
    page = 255 - (255 - page) * rng.uniform(0.45, 0.65) - (255 - back) * rng.uniform(0.03, 0.08)
    paper = np.array([rng.uniform(160, 190), rng.uniform(205, 225), rng.uniform(225, 240)])
    height, width = page.shape[:2]
    slope = (
        np.linspace(float(rng.uniform(0.9, 1)), 1, width)[None, :, None]
        * np.linspace(1, float(rng.uniform(0.85, 1)), height)[:, None, None]
    )
    page = cv2.GaussianBlur((page / 255 * paper * slope).astype(np.float32), (0, 0), 0.7)
    return Worn(_noise(np.clip(page, 0, 255).astype(np.uint8), 4, rng), 200, skew, 70)


def _table_top(height: int, width: int, rng: Generator) -> Picture:
    """Wood, cloth or stone under the paper."""
    base = np.array([[60, 85, 115], [90, 120, 150], [50, 50, 52], [135, 130, 120]])[
        rng.integers(0, 4)
    ].astype(np.float32)
    coarse = rng.normal(0, 1, (height // 4, width // 60 + 2)).astype(np.float32)
    grain = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) * 12
    fine = rng.normal(0, 5, (height, width)).astype(np.float32)
    top: Picture = np.clip(base[None, None] + (grain + fine)[:, :, None], 0, 255).astype(np.uint8)
    return top


def _phone(
    reach: float, *, short: int, shadow: bool = False, blur: float = 0.8
) -> Callable[[Picture, Generator], Worn]:
    def wear(sheet: Picture, rng: Generator) -> Worn:
        page = _tint(sheet, rng, 222)
        height, width = page.shape[:2]
        factor = short / (1.16 * min(height, width))
        out_w, out_h = round(1.16 * width * factor), round(1.13 * height * factor)
        inner = np.array([[0.07, 0.06], [0.93, 0.06], [0.93, 0.94], [0.07, 0.94]]) + rng.uniform(
            -reach, reach, (4, 2)
        )
        target = (inner * [out_w, out_h]).astype(np.float32)
        source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        matrix = cv2.getPerspectiveTransform(source, target)
        small = cv2.GaussianBlur(page, (0, 0), max(0.1, 0.45 / factor)) if factor < 0.9 else page
        photo = cv2.warpPerspective(small, matrix, (out_w, out_h), flags=cv2.INTER_LINEAR)
        mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), matrix, (out_w, out_h))
        alpha = cv2.GaussianBlur(mask, (0, 0), 1.0).astype(np.float32)[:, :, None] / 255
        photo = photo * alpha + _table_top(out_h, out_w, rng) * (1 - alpha)
        photo = photo * _light(out_h, out_w, rng, shadow=shadow)
        photo = cv2.GaussianBlur(np.clip(photo, 0, 255).astype(np.uint8), (0, 0), blur)
        return Worn(_noise(photo, float(rng.uniform(2, 5)), rng), None, 0.0, int(rng.integers(60, 85)))

    return wear


def _light(height: int, width: int, rng: Generator, *, shadow: bool) -> NDArray[np.float32]:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    cx, cy = rng.uniform(0.2, 0.8) * width, rng.uniform(0.2, 0.8) * height
    far = np.hypot(x - cx, y - cy) / np.hypot(height, width)
    light = 1 - float(rng.uniform(0.2, 0.5)) * far
    if shadow:
        points = (rng.uniform(-0.2, 1.2, (4, 2)) * [width, height]).astype(np.int32)
        cast = np.zeros((height, width), np.uint8)
        cv2.fillConvexPoly(cast, cv2.convexHull(points), 255)
        soft = cv2.GaussianBlur(cast, (0, 0), float(rng.uniform(4, 20))).astype(np.float32) / 255
        light = light * (1 - float(rng.uniform(0.25, 0.45)) * soft)
    sheet: NDArray[np.float32] = light[:, :, None].astype(np.float32)
    return sheet


PROFILES: dict[str, Callable[[Picture, Generator], Worn]] = {
    "scan150": _scan(150, False),
    "scan150c": _scan(150, True),
    "scan200": _scan(200, False),
    "scan200c": _scan(200, True),
    "scan300": _scan(300, False),
    "scan300c": _scan(300, True),
    "bw200": _bilevel(200),
    "bw300": _bilevel(300),
    "photocopy": _photocopy,
    "faded": _faded,
    "phone": _phone(0.02, short=1900),
    "phone_shadow": _phone(0.02, short=1750, shadow=True),
    "phone_low": _phone(0.015, short=1420, blur=0.7),
    "phone_tilt": _phone(0.045, short=2000),
    "phone_large": _phone(0.02, short=2900, blur=1.2),
}


def turn(picture: Picture, clockwise: int) -> Picture:
    """A quarter turn or more."""
    return np.ascontiguousarray(np.rot90(picture, -clockwise // 90))
