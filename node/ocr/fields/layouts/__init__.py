"""What is printed on each kind of paper, as data: `anchors.json` (labels) and `kinds.json` (titles, marks, lists).

Labels follow the forms of TT 04/2020/TT-BTP and TT 04/2024/TT-BTP (civil status), TT 03/2025/TT-VPCP (one-stop),
TT 53/2025/TT-BCA (residence), the cards of Luật Căn cước 2023 and of before, and NĐ 30/2020/NĐ-CP (heads of
documents). A new form is a new entry here and no code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from node.ocr.fields.grammars import skeleton


@dataclass(frozen=True, slots=True)
class Anchor:
    """A label: its spellings as skeletons, and what stands behind it ("" as `field` = it only ends a value)."""

    skeletons: tuple[str, ...]
    field: str = ""
    type: str = ""
    of: str = ""
    open: bool = False
    whole: bool = False
    heads: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class KindLayout:
    """One kind of paper. `columns` maps skeletons of the words above a column to its field, `sides` to whom it is
    about; on a card the number stands alone and is its holder's."""

    kind: str
    titles: tuple[str, ...]
    marks: tuple[str, ...]
    against: tuple[str, ...]
    subject: str
    ongba: str
    columns: Mapping[str, str]
    sides: Mapping[str, str] = field(default_factory=dict)
    is_card: bool = False


@lru_cache(maxsize=1)
def anchors() -> tuple[Anchor, ...]:
    """All labels."""
    return tuple(_anchor(raw) for raw in _read("anchors.json")["anchors"])


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, KindLayout]:
    """All kinds by name."""
    raw = _read("kinds.json")
    return {kind: _kind(kind, entry, raw["tables"]) for kind, entry in raw["kinds"].items()}


@lru_cache(maxsize=1)
def plain() -> KindLayout:
    """A paper of no known kind: what it says of people is read all the same, their lists too."""
    return _kind(
        "", {"titles": [], "marks": [], "ongba": "person", "table": "people"}, _read("kinds.json")["tables"]
    )


def _read(name: str) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))
    return raw


def _anchor(raw: Mapping[str, Any]) -> Anchor:
    rest = {key: value for key, value in raw.items() if key != "labels"}
    return Anchor(_skeletons(raw["labels"]), **rest)


def _kind(kind: str, raw: Mapping[str, Any], tables: Mapping[str, Mapping[str, list[str]]]) -> KindLayout:
    head = tables.get(raw.get("table", ""), {})
    return KindLayout(
        kind=kind,
        titles=_skeletons(raw["titles"]),
        marks=_skeletons(raw["marks"]),
        against=_skeletons(raw.get("against", ())),
        subject=raw.get("subject", "person"),
        ongba=raw.get("ongba", "requester"),
        columns={skeleton(words): field for field, spellings in head.items() for words in spellings},
        sides={skeleton(words): who for who, heads in raw.get("sides", {}).items() for words in heads},
        is_card=raw.get("card", False),
    )


def _skeletons(texts: list[str] | tuple[()]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(skeleton(text) for text in texts))
