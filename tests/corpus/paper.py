"""A sheet that is printed on and remembers what was printed where: the picture and its truth in one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageFont

DPI = 300
_FOLDERS = (Path("/usr/share/fonts/truetype"), Path("/usr/local/share/fonts"))
# Fonts of every machine that setup.sh prepared come first; the others widen what development sees.
BASIC = (
    "liberation2/LiberationSerif",
    "liberation2/LiberationSans",
    "dejavu/DejaVuSerif",
    "dejavu/DejaVuSans",
)
MORE = (
    "crosextra/Carlito",
    "noto/NotoSans",
    "noto/NotoSerif",
    "open-sans/OpenSans",
    "roboto/unhinted/RobotoTTF/Roboto",
)
MONO = "liberation2/LiberationMono"
Colour = tuple[int, int, int]
BLACK: Colour = (20, 20, 22)
INK: Colour = (28, 34, 110)
RED: Colour = (150, 20, 32)


@dataclass(frozen=True)
class Run:
    """Text in one style; `kind` makes it a field of the truth, `tail` is punctuation that belongs to no field."""

    text: str
    style: str = "label"
    kind: str = ""
    label: str = ""
    tail: str = ""


@dataclass
class Paper:
    """One sheet in the making."""

    rng: Random
    family: str
    size_mm: tuple[float, float] = (210, 297)
    value_style: str = "plain"
    points: float = 13
    background: Colour = (255, 255, 255)
    segments: list[tuple[float, float, str]] = field(default_factory=list)
    fields: list[dict[str, Any]] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.width, self.height = (round(mm / 25.4 * DPI) for mm in self.size_mm)
        self.image = Image.new("RGB", (self.width, self.height), self.background)
        self.draw = ImageDraw.Draw(self.image)
        self.left, self.right = round(0.135 * self.width), round(0.93 * self.width)
        self.y = round(0.06 * self.height)

    # Styles -------------------------------------------------------------------------------------------------

    def font(self, style: str, scale: float = 1.0) -> tuple[ImageFont.FreeTypeFont, Colour]:
        """Font and colour of a style: label, value, bold, italic, title, heading, small."""
        bold = style in {"bold", "title", "heading", "red"}
        italic, mono, colour = style == "italic", False, BLACK
        if style == "value":
            bold, italic = self.value_style == "bold", self.value_style in {"italic", "pen"}
            mono, colour = self.value_style == "mono", INK if self.value_style == "pen" else BLACK
        if style == "red":
            colour = RED
        size = self.points * scale * {"title": 1.12, "red": 1.5, "small": 0.82, "tiny": 0.7}.get(style, 1.0)
        family = MONO if mono else self.family
        suffix = ("Bold" if bold or mono else "") + ("Italic" if italic else "") or "Regular"
        return font_of(family, suffix, round(size / 72 * DPI)), colour

    def gap(self, lines: float) -> None:
        """Leave room."""
        self.y += round(lines * self.line_height())

    def line_height(self, scale: float = 1.0) -> float:
        """Pixels from row to row."""
        return self.points * scale / 72 * DPI * 1.32

    # Text ---------------------------------------------------------------------------------------------------

    def flow(
        self,
        runs: Sequence[Run],
        left: int | None = None,
        right: int | None = None,
        *,
        indent: int = 0,
        align: str = "left",
        leader: bool = False,
        scale: float = 1.0,
    ) -> int:
        """Print runs as a paragraph between `left` and `right`; the cursor goes below it. Number of rows."""
        x0, x1 = self.left if left is None else left, self.right if right is None else right
        rows = self._wrap(runs, x1 - x0, indent, scale)
        for number, row in enumerate(rows):
            start = x0 + (indent if number == 0 else 0)
            last = number == len(rows) - 1
            end = self._print_row(
                row, start, x1, align if not (align == "justify" and last) else "left", scale
            )
            self.segments.append((self.y, start, " ".join(word for word, _, _ in row)))
            if leader and last and end < x1 - 60:
                self._dots(end, x1, scale)
            self.y += round(self.line_height(scale))
        for run in runs:
            if run.kind:
                parts = [p for p in _by_row(rows, run) if p]
                self.fields.append({"type": run.kind, "label": run.label, "value": run.text, "pieces": parts})
        return len(rows)

    def text(self, text: str, style: str = "label", *, align: str = "left", left: int | None = None,
             right: int | None = None, scale: float = 1.0, at: float | None = None) -> None:  # fmt: skip
        """One run of text; `at` prints on that height and leaves the cursor alone."""
        keep = self.y
        if at is not None:
            self.y = round(at)
        self.flow([Run(text, style)], left, right, align=align, scale=scale)
        if at is not None:
            self.y = keep

    def _wrap(
        self, runs: Sequence[Run], width: float, indent: int, scale: float
    ) -> list[list[tuple[str, Run, str]]]:
        rows: list[list[tuple[str, Run, str]]] = [[]]
        used = float(indent)
        for run in runs:
            font, _ = self.font(run.style, scale)
            blank = font.getlength(" ")
            words = run.text.split()
            for place, word in enumerate(words):
                shown = word + (run.tail if place == len(words) - 1 else "")
                need = font.getlength(shown)
                if rows[-1] and used + need > width:
                    rows.append([])
                    used = 0.0
                rows[-1].append((shown, run, word))
                used += need + blank
        return rows

    def _print_row(
        self, row: list[tuple[str, Run, str]], x0: int, x1: int, align: str, scale: float
    ) -> float:
        fonts = [self.font(run.style, scale) for _, run, _ in row]
        widths = [font.getlength(word) for (word, _, _), (font, _) in zip(row, fonts, strict=True)]
        blanks = [font.getlength(" ") for font, _ in fonts]
        total = sum(widths) + sum(blanks[:-1])
        spare = x1 - x0 - total
        x = x0 + {"left": 0.0, "justify": 0.0, "center": spare / 2, "right": spare}[align]
        extra = min(spare / max(1, len(row) - 1), 40) if align == "justify" and spare > 0 else 0.0
        base = self.y + self.points * scale / 72 * DPI
        for (word, _, _), (font, colour), width, blank in zip(row, fonts, widths, blanks, strict=True):
            self.draw.text((x, base), word, font=font, fill=colour, anchor="ls")
            x += width + blank + extra
        return x

    def _dots(self, x0: float, x1: float, scale: float) -> None:
        font, _ = self.font("label", scale)
        step = font.getlength(".")
        base = self.y + self.points * scale / 72 * DPI
        self.draw.text((x0, base), "." * max(0, int((x1 - x0) / step)), font=font, fill=BLACK, anchor="ls")

    # Figures ------------------------------------------------------------------------------------------------

    def rule(self, left: float, right: float, thick: int = 3) -> None:
        """A thin line under a heading."""
        self.draw.line([(left, self.y + 6), (right, self.y + 6)], fill=BLACK, width=thick)

    def squiggle(self, x: float, y: float, width: float = 320) -> None:
        """A signature: a loop of ink."""
        rng, points = self.rng, []
        for step in range(70):
            t = step / 69
            wave = math.sin(t * rng.uniform(15, 17)) * 60 * (1 - 0.5 * t) + rng.uniform(-4, 4)
            points.append((x + t * width + 25 * math.sin(t * 31), y + wave))
        self.draw.line(
            points, fill=self.rng.choice([BLACK, INK, INK]), width=rng.randint(4, 7), joint="curve"
        )

    def seal(self, x: float, y: float, ring: str, middle: tuple[str, str], colour: Colour) -> None:
        """A round seal over what is already printed; its text may or may not be read."""
        size = 430
        stamp = Image.new("RGBA", (size, size), (0, 0, 0, 0))
        pen, c = ImageDraw.Draw(stamp), size / 2
        ink = (*colour, self.rng.randint(150, 215))
        for radius, thick in ((size / 2 - 6, 7), (size / 2 - 20, 3), (size / 2 - 90, 3)):
            pen.ellipse((c - radius, c - radius, c + radius, c + radius), outline=ink, width=thick)
        small = font_of("liberation2/LiberationSans", "Bold", 38)
        for place, letter in enumerate(ring):
            angle = math.radians(-225 + 270 * place / max(1, len(ring) - 1))
            tile = Image.new("RGBA", (70, 70), (0, 0, 0, 0))
            ImageDraw.Draw(tile).text((35, 35), letter, font=small, fill=ink, anchor="mm")
            tile = tile.rotate(-math.degrees(angle) - 90, Image.Resampling.BICUBIC)
            r = size / 2 - 56
            stamp.alpha_composite(
                tile, (round(c + r * math.cos(angle) - 35), round(c + r * math.sin(angle) - 35))
            )
        points = []
        for k in range(10):
            angle, radius = math.radians(-90 + 36 * k), 44 if k % 2 == 0 else 18
            points.append((c + radius * math.cos(angle), c - 40 + radius * math.sin(angle)))
        pen.polygon(points, fill=ink)
        for line, text in enumerate(middle):
            pen.text((c, c + 32 + 40 * line), text, font=small, fill=ink, anchor="mm")
        turned = stamp.rotate(self.rng.uniform(-12, 12), Image.Resampling.BICUBIC)
        self.image.paste(turned, (round(x), round(y)), turned)
        self.optional += [ring, *middle]

    def frame(self, left: float, top: float, right: float, bottom: float, thick: int = 3) -> None:
        """A rectangle of lines."""
        self.draw.rectangle((left, top, right, bottom), outline=BLACK, width=thick)

    # Truth --------------------------------------------------------------------------------------------------

    def truth(self) -> dict[str, Any]:
        """Rows top to bottom, segments, fields."""
        rows: list[list[tuple[float, float, str]]] = []
        for segment in sorted(self.segments, key=lambda s: s[0]):
            if rows and segment[0] - rows[-1][0][0] < 0.5 * self.line_height():
                rows[-1].append(segment)
            else:
                rows.append([segment])
        ordered = [sorted(row, key=lambda s: s[1]) for row in rows]
        return {
            "text": "\n".join(" ".join(text for _, _, text in row) for row in ordered),
            "segments": [text for row in ordered for _, _, text in row],
            "optional": self.optional,
            "fields": self.fields,
        }


_CACHE: dict[tuple[str, str, int], ImageFont.FreeTypeFont] = {}


def font_of(family: str, suffix: str, pixels: int) -> ImageFont.FreeTypeFont:
    """A font by family, style and height."""
    key = (family, suffix, pixels)
    if key not in _CACHE:
        _CACHE[key] = ImageFont.truetype(str(_font_file(family, suffix)), pixels)
    return _CACHE[key]


def _font_file(family: str, suffix: str) -> Path:
    oblique = suffix.replace("Italic", "Oblique")
    for folder in _FOLDERS:
        for name in (f"{family}-{suffix}.ttf", f"{family}-{oblique}.ttf", f"{family}.ttf"):
            if (folder / name).is_file():
                return folder / name
    raise FileNotFoundError(f"{family}-{suffix}")


def families(more: bool) -> list[str]:
    """Font families that are there; `more` also asks for those that setup.sh does not install."""
    wanted = (*BASIC, *MORE) if more else BASIC
    return [f for f in wanted if any(folder.joinpath(f"{f}-Bold.ttf").is_file() for folder in _FOLDERS)]


def _by_row(rows: list[list[tuple[str, Run, str]]], run: Run) -> list[str]:
    return [" ".join(part for _, owner, part in row if owner is run) for row in rows]
