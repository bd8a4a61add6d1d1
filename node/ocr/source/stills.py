"""Pictures of one page: JPEG, PNG and BMP from scanners, JPEG, HEIC, AVIF and WebP from phones and chat programs, GIF
from old ones, whatever their colours and depth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path

import cv2
import numpy as np
import pillow_heif
from PIL import ExifTags, Image

from node.ocr.limits import Limits
from node.ocr.problems import ReadingProblem
from node.ocr.reader import Colour
from node.ocr.source.loaded import MM_PER_INCH, Loaded, halvings, loaded
from node.ocr.source.webp import webp_size

_LEAST_DPI = 100
_REDUCED = (
    cv2.IMREAD_COLOR,
    cv2.IMREAD_REDUCED_COLOR_2,
    cv2.IMREAD_REDUCED_COLOR_4,
    cv2.IMREAD_REDUCED_COLOR_8,
)
# What OpenCV shows as a person would see it; the rest (CMYK, see-through, palettes) goes through Pillow.
_PLAIN_MODES = {"RGB", "L", "1"}
#: What OpenCV opens here, halved while it is decoded where it can be; it fills with grey what is missing of these.
_BY_OPENCV = {"JPEG", "PNG", "MPO"}
_STRIP_PIXELS = 4_000_000
# EXIF's eight ways in which a page may lie (CIPA DC-008, Orientation).
_TURNS: dict[int, Callable[[Colour], Colour]] = {
    1: lambda page: page,
    2: np.fliplr,
    3: lambda page: np.rot90(page, 2),
    4: np.flipud,
    5: lambda page: page.transpose(1, 0, 2),
    6: lambda page: np.rot90(page, -1),
    7: lambda page: np.rot90(page.transpose(1, 0, 2), 2),
    8: np.rot90,
}
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
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError) as error:
        raise ReadingProblem("NOT_AN_IMAGE", type(error).__name__) from None


def short_mm(image: Image.Image) -> float | None:
    """The short side in millimetres by the dots per inch in the file; phones write 72, which means nothing."""
    across, down = dots_per_inch(image)
    if across < _LEAST_DPI:
        return None
    return min(image.width / across, image.height / down) * MM_PER_INCH


def dots_per_inch(image: Image.Image) -> tuple[float, float]:
    """Across and down, as the file tells; faxes have half as many down, and a file that tells none has 0."""
    across, down = (float(dots) for dots in image.info.get("dpi", (0, 0)))
    return across, down if down > 0 else across


def load_still(path: Path, limits: Limits) -> Loaded:
    """The one page. OpenCV halves JPEGs while decoding and obeys the EXIF turn. Raises `ReadingProblem`."""
    claimed = webp_size(path)
    if claimed is not None:
        halvings(*claimed, limits)  # Pillow makes room for a WebP when it opens it
    with open_image(path) as image:
        size, short, mode = image.size, short_mm(image), image.mode
        shrink, opencv_can = halvings(*size, limits), image.format in _BY_OPENCV
        if opencv_can and not _is_whole(path):
            raise ReadingProblem("NOT_AN_IMAGE", "cut short")
        if not opencv_can and getattr(image, "is_animated", False) and image.format != "HEIF":
            raise ReadingProblem("IMAGE_ANIMATED", f"{image.format}")
        if mode not in _PLAIN_MODES or not opencv_can or "transparency" in image.info:
            image.draft(None, (size[0] >> shrink, size[1] >> shrink))  # a JPEG is halved while it is decoded
            return loaded(seen(image, 2**shrink * image.width // size[0]), size, short)
    page = cv2.imread(str(path), _REDUCED[shrink])
    if page is None:
        raise ReadingProblem("NOT_AN_IMAGE", "cannot decode")
    return loaded(page, size, short, mode == "1")


def seen(image: Image.Image, factor: int) -> Colour:
    """A frame as a person sees it on white paper, made smaller by `factor`. What is converted is converted strip by
    strip: a copy of an A3 page at 600 dpi would be 280 MB."""
    if image.mode in _DEEP:
        deep = np.asarray(image)[::factor, ::factor]
        grey = (deep >> 8 if deep.max() > 255 else deep).clip(0, 255).astype(np.uint8)
        return np.dstack([grey] * 3)
    high = factor * max(1, _STRIP_PIXELS // (image.width * factor))
    strips = [
        _plain(image.crop((0, top, image.width, min(top + high, image.height))), factor)
        for top in range(0, image.height, high)
    ]
    turn = image.getexif().get(ExifTags.Base.Orientation, 1)
    return np.ascontiguousarray(_TURNS[turn if turn in _TURNS else 1](np.concatenate(strips)))


def _plain(strip: Image.Image, factor: int) -> Colour:
    plain = _on_white(strip)
    small = plain.reduce(factor) if factor > 1 else plain
    return np.asarray(small.convert("RGB"))[:, :, ::-1]


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        white.alpha_composite(clear)
        return white.convert("RGB")
    if image.mode in {"RGB", "L"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _is_whole(path: Path) -> bool:
    """Whether the end marker of the format stands behind the last piece of the picture."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        if data[:4] == b"\x89PNG":
            return b"IEND" in data[-64:]
        return data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda")
