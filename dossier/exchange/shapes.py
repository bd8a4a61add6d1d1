"""A fact's text as a shape and tokens: what facts of one kind share, and what each says of its own.

The text is cut where a scalar of JSON begins and ends; the pieces between are its shape. Nothing is parsed and nothing
is normalised, so that any text comes back as it was. A token's column is the name of the member before it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SCALAR = re.compile(r'(?<=[:\[,])("[^"\\]*(?:\\.[^"\\]*)*"(?!:)|-?\d+|true|false|null)')
_NAME = re.compile(r'"([^"]*)":')
_JOINT = "\0"
MOST_PIECES = 400


@dataclass(frozen=True, slots=True)
class Shape:
    """`text` is the pieces joined by NUL; `names` gives each token's column, `size` the pieces' bytes at most."""

    text: str
    template: str
    names: tuple[str, ...]
    size: int

    def fill(self, tokens: Sequence[str]) -> str:
        """The text again."""
        return self.template % tuple(tokens)


def cut(text: str) -> tuple[str, list[str]]:
    """The shape's text and the tokens."""
    parts = _SCALAR.split(text)
    return _JOINT.join(parts[::2]), parts[1::2]


def shape_of(text: str) -> Shape:
    """The shape with this text."""
    pieces = text.split(_JOINT)
    template = "%s".join(piece.replace("%", "%%") for piece in pieces)
    names, name, seen = [], "", False
    for piece in pieces[:-1]:
        found = _NAME.findall(piece)
        name, seen = (found[-1], False) if found else (name, True)
        names.append(f"{name}," if seen else name)
    return Shape(text, template, tuple(names), 4 * len(text))
