"""Writes the flat TOML files that nodes and hub read. Only strings, integers and booleans, one key a line."""

import json
from collections.abc import Mapping
from pathlib import Path

Value = str | int | bool


def write_toml(path: Path, values: Mapping[str, Value], about: str) -> None:
    """Write `values` with a comment on top. A JSON string is a TOML basic string."""
    lines = [
        f"# {about}",
        *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
