"""Every name that the glossary and the legal table promise exists in the code."""

from __future__ import annotations

import re
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = re.compile(r"`(dossier(?:\.\w+)+)`")
NAMES = sorted(
    {
        name
        for page in ("glossary.md", "legal-basis.md")
        for name in REFERENCE.findall((DOCS / page).read_text("utf-8"))
    }
)


def resolve(name: str) -> object:
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            module = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        return reduce(getattr, parts[end:], module)
    raise AssertionError(name)


def test_the_pages_name_something() -> None:
    assert len(NAMES) > 60


@pytest.mark.parametrize("name", NAMES)
def test_every_name_in_the_glossary_exists_in_code(name: str) -> None:
    assert resolve(name) is not None


def test_a_name_that_is_gone_is_noticed() -> None:
    with pytest.raises(AttributeError):
        resolve("dossier.deadline.Gone")
