"""Pictures that were drawn once and are kept: a cache, which may be deleted at any time."""

import os
from collections.abc import Callable
from pathlib import Path

_SHARE = 10  # what may be there too many: looking through a folder of thousands at each drawing costs more than these


class KeptPictures:
    """About `most` pictures in a folder: the oldest are forgotten when a tenth more may have come. One thread at a
    time."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most, self._fresh = folder, most, 0

    def get(self, name: str, draw: Callable[[Path], object]) -> Path:
        """The picture of that name; `draw` writes it where it is not kept yet. Raises what `draw` raises."""
        kept = self._folder / name
        if not kept.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = kept.with_suffix(".part")
            draw(fresh)
            os.replace(fresh, kept)
            self._forget_oldest()
        return kept

    def _forget_oldest(self) -> None:
        """Also at the first one after a start: nobody knows what is there."""
        if self._fresh % max(1, self._most // _SHARE) == 0:
            pictures = sorted(self._folder.glob("*.jpg"), key=_age)
            for old in pictures[: -self._most]:
                old.unlink(missing_ok=True)
        self._fresh += 1


def _age(path: Path) -> float:
    """One that went meanwhile is the oldest."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
