"""A really small disk: a tmpfs of its own, where the machine lets us mount one; elsewhere the test is skipped and
the tests beside it, which plant the error of a full disk, stand in."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Disk:
    """A mounted disk."""

    folder: Path

    def grow(self, megabytes: int) -> None:
        """Somebody makes room."""
        again = f"remount,size={megabytes}m"
        subprocess.run(["mount", "-o", again, str(self.folder)], check=True)

    def fill(self) -> None:
        """Somebody else takes all that is left."""
        with (self.folder / "ballast").open("wb", buffering=0) as file:
            for piece in (1 << 16, 1 << 12):
                try:
                    while file.write(bytes(piece)) == piece:
                        pass
                except OSError:
                    continue


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """A disk of so many megabytes at `folder`."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
