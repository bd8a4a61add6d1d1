"""Dictionaries for packed letters, by number; read when first used.

A number is given once (`python -m bench.train_dictionary`) and its file never changes: letters in outboxes and on
sticks were written with it. The files are base64, because what is packaged is text.
"""

import base64
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources

NUMBERS = (1,)


class _Dictionaries(Mapping[int, bytes]):
    """All dictionaries that this program brings along."""

    def __getitem__(self, number: int) -> bytes:
        if number not in NUMBERS:
            raise KeyError(number)
        return _read(number)

    def __iter__(self) -> Iterator[int]:
        return iter(NUMBERS)

    def __len__(self) -> int:
        return len(NUMBERS)


DICTIONARIES: Mapping[int, bytes] = _Dictionaries()


@lru_cache
def _read(number: int) -> bytes:
    text = resources.files("plumbing").joinpath("wire_dictionaries", f"{number}.txt").read_text("ascii")
    return base64.b64decode(text)
