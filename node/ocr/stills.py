"""Pictures of one page: JPEG and PNG from scanners, JPEG and HEIC from phones, whatever their colours and depth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from node.ocr.limits import Limits
from node.ocr.loaded import MM_PER_INCH, Loaded, halvings, loaded
from node.ocr.problems import ReadingProblem
from node.ocr.reader import Colour

_LEAST_DPI = 100
_REDUCED = (
    cv2.IMREAD_COLOR,
    cv2.IMREAD_REDUCED_COLOR_2,
    cv2.IMREAD_REDUCED_COLOR_4,
    cv2.IMREAD_REDUCED_COLOR_8,
)
# What OpenCV shows as a person would see it; the rest (CMYK, see-through, palettes) goes through Pillow.
_PLAIN_MODES = {"RGB", "L", "1"}
_DEEP = {"I;16", "I;16B", "I;16L", "I;16N", "I"}

pillow_heif.register_heif_opener()


@contextmanager
def open_image(path: Path) -> Iterator[Image.Image]:
    """Pillow's view of a picture. Raises NOT_AN_IMAGE, also for what fails inside the block."""
    # Our own cap decides; Pillow's would warn about honest A3 scans.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(path) as image:
            yield image
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise ReadingProblem("NOT_AN_IMAGE", type(error).__name__) from None


def short_mm(image: Image.Image) -> float | None:
    """The short side in millimetres by the dots per inch in the file; phones write 72, which means nothing."""
    dpi = float(image.info.get("dpi", (0, 0))[0])
    return min(image.size) / dpi * MM_PER_INCH if dpi >= _LEAST_DPI else None


def load_still(path: Path, limits: Limits) -> Loaded:
    """JPEG, PNG or HEIC; OpenCV halves JPEGs while decoding and obeys the EXIF turn."""
    with open_image(path) as image:
        size, short, mode, kind = image.size, short_mm(image), image.mode, image.format
        shrink = halvings(*size, limits)
        # OpenCV and Pillow fill what is missing with grey; a picture that was cut short must not pass.
        if kind in {"JPEG", "PNG", "MPO"} and not _is_whole(path.read_bytes()):
            raise ReadingProblem("NOT_AN_IMAGE", "cut short")
        if mode not in _PLAIN_MODES or kind == "HEIF" or "transparency" in image.info:
            return loaded(seen(image, 2**shrink), size, short)
    page = cv2.imread(str(path), _REDUCED[shrink])
    if page is None:
        raise ReadingProblem("NOT_AN_IMAGE", "cannot decode")
    return loaded(page, size, short, mode == "1")


def seen(image: Image.Image, factor: int) -> Colour:
    """A frame as a person sees it on white paper, made smaller by `factor` before anything is copied."""
    if image.mode in _DEEP:
        deep = np.asarray(image)[::factor, ::factor]
        grey = (deep >> 8 if deep.max() > 255 else deep).clip(0, 255).astype(np.uint8)
        return np.dstack([grey] * 3)
    plain = _on_white(image)
    small = plain.reduce(factor) if factor > 1 else plain
    return np.ascontiguousarray(np.asarray(ImageOps.exif_transpose(small).convert("RGB"))[:, :, ::-1])


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        white.alpha_composite(clear)
        return white.convert("RGB")
    if image.mode in {"RGB", "L"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _is_whole(data: bytes) -> bool:
    """Whether the end marker of the format stands behind the last piece of the picture."""
    if data.startswith(b"\x89PNG"):
        return b"IEND" in data[-64:]
    return data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda")
