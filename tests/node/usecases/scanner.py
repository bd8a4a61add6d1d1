"""A scanner's folder in front of a real node, and stacks of pages to drop into it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import segno
from PIL import Image

from node.bootstrap import Running
from node.ocr.process.child import ChildReader
from node.tools import ChildStacks
from node.usecases.models import ComponentEntry
from node.usecases.scans.tray import PageRef
from node.usecases.scans.tray_intake import TrayIntake
from node.usecases.scans.tray_looks import TrayLooks
from node.usecases.workplace import Workplace
from plumbing.drop_folder import DropFolder
from tests.node.commune import Commune, commune

PAPERS = (ComponentEntry("TK", "Tờ khai"), ComponentEntry("CC", "Căn cước"))
Desk = tuple[Commune, Running, Path]


def loose(running: Running) -> list[PageRef]:
    """The pages of the tray that belong to no dossier yet."""
    return [(page.sha256, page.page) for _, page in running.node.tray.view().stack.loose]


def picture(text: str = "", code: str = "") -> Image.Image:
    """A page of 100 dpi with some print, or with a QR code, or empty."""
    page = np.full((1170, 827), 255, np.uint8)
    for row in range(14 if text else 0):
        cv2.putText(page, f"{text} {row}", (80, 120 + row * 60), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 20, 3)
    if code:
        drawn = io.BytesIO()
        segno.make_qr(code).save(drawn, kind="png", scale=5, border=4)
        square = np.asarray(Image.open(drawn).convert("L"))
        page[200 : 200 + square.shape[0], 150 : 150 + square.shape[1]] = square
    return Image.fromarray(page).convert("1")


def drop(folder: Path, name: str, pages: Sequence[Image.Image]) -> None:
    """What a scanner writes: a TIFF of several pages, long finished."""
    path = folder / name
    pages[0].save(path, save_all=True, append_images=list(pages[1:]), compression="group4", dpi=(100, 100))
    os.utime(path, (1_000_000, 1_000_000))


def empty(running: Running, folder: Path) -> int:
    """Take twice, for a file is finished at the second look at the folder, and look at the pages; gives how many files
    left the folder."""
    return take_all(running.place, folder)


def take_all(place: Workplace, folder: Path) -> int:
    """The same of a place without the rest of a node."""
    watched = DropFolder(folder, settled=0.0)
    taking = TrayIntake(place, watched)
    taking.take()
    left = taking.take()
    TrayLooks(place, watched, ChildStacks(ChildReader())).look()
    return left


@contextmanager
def scanner(root: Path) -> Iterator[Desk]:
    """A node and its scanner's folder."""
    made = commune(root)
    folder = root / "quet"
    folder.mkdir(exist_ok=True)
    with made.open("yen") as running:
        yield made, running, folder


def main() -> None:
    """`python -m tests.node.usecases.scanner DATA FOLDER`: takes until somebody kills it."""
    from node.bootstrap import build
    from node.config import Config

    data, folder = map(Path, sys.argv[1:])
    running = build(Config(data=data, hub_url="https://hub.invalid", replica_dir=""))
    print("ready", flush=True)
    while True:
        empty(running, folder)


if __name__ == "__main__":
    main()
