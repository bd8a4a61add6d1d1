"""What `motcua read` costs as people call it, against Tesseract's own command on what was prepared for it.

The whole command is counted: starts, preparation, both readings, fields and addresses. The bare command is given the
prepared pages once as whole pages, which it cuts into lines itself, and once as the lines that `motcua` reads.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2

from node.ocr.limits import Limits
from node.ocr.lines.crops import Crop
from node.ocr.model import Word
from node.ocr.page import read_page
from node.ocr.readers.line_reader import LineReader
from node.ocr.readers.probe import has_second_reader
from node.ocr.readers.tesseract import Tesseract
from node.ocr.source.load import open_source

_MOTCUA = [sys.executable, "-m", "motcua"]
_BARE = ["-l", "vie", "-c", "tessedit_do_invert=0", "--dpi", "200"]
# As one column of lines (the mode that reads whole papers best), and as lines.
_PAGE, _LINE = [*_BARE, "--psm", "4"], [*_BARE, "--psm", "7"]


def measure(pictures: Sequence[Path], folder: Path) -> dict[str, Any]:
    """Figures of reading `pictures` in one call; `folder` takes the prepared pages and lines."""
    places = [_prepared(picture, folder / str(number)) for number, picture in enumerate(pictures)]
    bare = {
        "pages": _each([["tesseract", str(place / "page.pgm"), "-", *_PAGE] for place in places]),
        "lines": _each([["tesseract", str(place / "list.txt"), "-", *_LINE] for place in places]),
    }
    figures: dict[str, Any] = {f"bare tesseract on the {what}, cpu_s": cost for what, cost in bare.items()}
    read = [*_MOTCUA, "read", *map(str, pictures)]
    commands = {"tesseract alone": [*read, "--one-reader"]}
    if has_second_reader():
        commands["two readers"] = read
    for name, command in commands.items():
        said = _run(command)
        pace = round(60 * len(pictures) / said["wall_s"], 1)
        ratios = {f"cpu_to_bare_{what}": round(said["cpu_s"] / cost, 2) for what, cost in bare.items()}
        figures[name] = {**said, "pages_per_minute": pace, **ratios}
    return figures


@dataclass(frozen=True)
class _Keeping(Tesseract):
    """Reads, and leaves the lines of a page and their list in a folder; not the few that are looked at again."""

    folder: Path = Path()

    def read_lines(self, crops: Sequence[Crop]) -> list[list[Word]]:
        if (self.folder / "list.txt").exists():
            return super().read_lines(crops)
        paths = [self.folder / f"{number}.pgm" for number in range(len(crops))]
        for path, crop in zip(paths, crops, strict=True):
            cv2.imwrite(str(path), crop.picture)
        (self.folder / "list.txt").write_text("".join(f"{path}\n" for path in paths))
        return super().read_lines(crops)


def _prepared(picture: Path, folder: Path) -> Path:
    """`folder` with the prepared page of `picture` and the list of its lines."""
    folder.mkdir(parents=True)
    page = next(iter(open_source(picture, Limits()).from_page(1)))
    read = read_page(page, 1, 1, LineReader(_Keeping(folder=folder)))
    cv2.imwrite(str(folder / "page.pgm"), read.prepared.grey)
    return folder


def _each(commands: Sequence[list[str]]) -> float:
    return round(sum(_run(command)["cpu_s"] for command in commands), 2)


def _run(command: list[str]) -> dict[str, float]:
    """Wall time, and CPU of the command and all that it started."""
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} ended with {process.returncode}")
    return {
        "wall_s": round(time.monotonic() - started, 2),
        "cpu_s": round(used.ru_utime + used.ru_stime, 2),
    }
