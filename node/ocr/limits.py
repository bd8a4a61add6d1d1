"""How much one reading job may take before it is stopped with a clear error."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps of one job. Pixels admit an A3 sheet at 600 dpi (7016 × 9921 = 69.6 million).

    `second_reader`: whether a second reader is asked too, where one is installed.
    """

    file_bytes: int = 150_000_000
    pages: int = 300
    pixels: int = 80_000_000
    page_seconds: float = 90.0
    memory_bytes: int = 2_000_000_000
    second_reader: bool = True
