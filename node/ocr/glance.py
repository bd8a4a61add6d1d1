"""What one look at a page tells, without reading it: as plain values without heavy imports."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Glance:
    """One page of a stack. `is_blank`: nothing is printed or written on it; `print_bits` (hexadecimal) tells where its
    ink stands, so that the same paper scanned twice is known again, `fine_bits` tells it of words; `codes` are the
    texts of its QR codes; `picture` is a small JPEG. `is_sealed` tells that the file carries signatures and must stay
    whole."""

    page: int
    pages: int
    width: int
    height: int
    is_blank: bool
    print_bits: str
    codes: tuple[str, ...]
    picture: bytes
    is_sealed: bool = False
    fine_bits: str = ""

    def as_json(self) -> dict[str, Any]:
        """The shape that crosses the process border."""
        return {**asdict(self), "picture": b64encode(self.picture).decode("ascii")}


def glance_from_json(raw: Mapping[str, Any]) -> Glance:
    """Rebuild from `Glance.as_json`; raises KeyError, TypeError or ValueError on foreign shapes."""
    return Glance(**{**raw, "codes": tuple(raw["codes"]), "picture": b64decode(raw["picture"])})
