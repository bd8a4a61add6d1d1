"""Says on the terminal what happens, in Vietnamese with an English gloss, with times; stops at the first ✗."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class DemoFailed(Exception):
    """A step did not hold. `step` is its number and title."""

    def __init__(self, step: str, what: str) -> None:
        super().__init__(f"{step}: {what}")
        self.step, self.what = step, what


class Show:
    """The running commentary. Every `check` is a promise of the story; a broken one raises DemoFailed."""

    def __init__(self) -> None:
        self._step = "0. Chuẩn bị"
        self._mark = self._begun = time.monotonic()

    def title(self, vi: str, en: str) -> None:
        """The headline."""
        _say(f"\n{_bold(vi)}\n{_dim(en)}")

    @contextmanager
    def step(self, number: int, vi: str, en: str) -> Iterator[None]:
        """One numbered step of the story, timed as a whole."""
        self._step = f"{number}. {vi}"
        start = self._mark = time.monotonic()
        _say(f"\n{_bold(f'Bước {number}. {vi}')}\n        {_dim(en)}")
        yield
        _say(f"        {_dim(f'{_ms(start)} ms cho cả bước (whole step)')}")

    def check(self, holds: bool, vi: str, en: str = "") -> None:
        """Show ✓ with the time since the line before, or ✗ and stop. Raises DemoFailed."""
        taken = _ms(self._mark)
        self._mark = time.monotonic()
        gloss = f" {_dim(f'({en})')}" if en else ""
        _say(f"  {'✓' if holds else '✗'} {taken:>6} ms  {vi}{gloss}")
        if not holds:
            raise DemoFailed(self._step, vi)

    @property
    def current(self) -> str:
        """The step that is being played."""
        return self._step

    def note(self, vi: str) -> None:
        """A line that promises nothing."""
        _say(f"              {vi}")

    def broken(self, failure: DemoFailed) -> None:
        """Name the step that did not hold, last of all."""
        _say(f"\n✗ Hỏng ở bước {failure.step} (step failed)\n  {failure.what}")

    def done(self) -> None:
        """All steps held."""
        total = time.monotonic() - self._begun
        _say(f"\n✓ Cả tám bước đều đúng, trong {total:.1f} giây (all eight steps held).")


def _ms(since: float) -> int:
    return round((time.monotonic() - since) * 1000)


def _say(text: str) -> None:
    print(text, flush=True)


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m" if sys.stdout.isatty() else text


def _dim(text: str) -> str:
    return f"\x1b[2m{text}\x1b[0m" if sys.stdout.isatty() else text
