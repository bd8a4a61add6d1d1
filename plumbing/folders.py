"""Folders on a disk: what was renamed or removed in them survives a power cut."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Put the folder's own list of names on the disk (fsync of the directory). Raises `OSError`."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
