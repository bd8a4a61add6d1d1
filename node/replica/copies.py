"""Copies that do not depend on Litestream: one whole database a day, and every scan twice."""

import os
import shutil
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from pathlib import Path

from plumbing.sqlite import connect

_KEEP_DAYS = 7


def daily_copy(database: Path, folder: Path, day: date) -> Path:
    """Write the database as one compact file of that day (`VACUUM INTO`) and drop all but the newest seven.
    Written under another name first: a half copy is never taken for a whole one."""
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / f"node-{day.isoformat()}.db"
    fresh = final.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with closing(connect(database)) as connection:  # a read-only one may not VACUUM INTO
        connection.execute("VACUUM INTO ?", (str(fresh),))
    _settle(fresh, final)
    for old in daily_copies(folder)[:-_KEEP_DAYS]:
        old.unlink()
    return final


def daily_copies(folder: Path) -> list[Path]:
    """The daily copies, oldest first."""
    return sorted(folder.glob("node-????-??-??.db"))


def mirror_blobs(blobs: Path, copy: Path) -> int:
    """Bring every scan of `blobs` that `copy` lacks over to it, and say how many. Blobs never change (their
    name is their SHA-256), so presence and size decide; unfinished uploads are left alone."""
    copied = 0
    for source in _finished(blobs):
        wanted = copy / source.relative_to(blobs)
        if wanted.exists() and wanted.stat().st_size == source.stat().st_size:
            continue
        wanted.parent.mkdir(parents=True, exist_ok=True)
        fresh = wanted.with_name(wanted.name + ".new")
        shutil.copyfile(source, fresh)
        _settle(fresh, wanted)
        copied += 1
    return copied


def drop_copies(copy: Path, names: Iterable[str]) -> None:
    """Forget the copies of scans that the node keeps no longer."""
    for name in names:
        (copy / name[:2] / name[2:4] / name).unlink(missing_ok=True)


def _finished(blobs: Path) -> list[Path]:
    """Only what lies at a finished blob's place: not uploads under way, not what was set aside as damaged."""
    return sorted(path for path in blobs.glob("??/??/*") if len(path.name) == 64)


def _settle(fresh: Path, final: Path) -> None:
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(fresh, final)
