"""Settings: a frozen dataclass, filled from a TOML file and the environment, or no start at all.

Every key that is unknown, missing or of the wrong kind is named at once. Secrets never are settings: they lie
in files of their own.
"""

import dataclasses
import os
import tomllib
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from plumbing.problem import Problem

ConfigT = TypeVar("ConfigT")

_WORDS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def load_config(
    cls: type[ConfigT], path: Path | None, env_prefix: str, environ: Mapping[str, str] | None = None
) -> ConfigT:
    """Settings of `cls` from the TOML file (None = none) with `{env_prefix}{NAME}` variables over it. A relative
    `Path` in the file is meant from the file's folder. Raises Problem(CONFIG_INVALID) naming every wrong key."""
    hints = get_type_hints(cls)
    from_file = _from_file(path, hints)
    from_env, unknown = _from_environment(hints, env_prefix, os.environ if environ is None else environ)
    values: dict[str, Any] = {**from_file, **from_env}
    complaints = [f"biến môi trường lạ: {name}" for name in unknown]
    complaints += [f"mục lạ: {name}" for name in values if name not in hints]
    complaints += [f"thiếu mục: {field.name}" for field in _required(cls) if field.name not in values]
    settings: dict[str, Any] = {}
    for name in values.keys() & hints.keys():
        try:
            settings[name] = _convert(values[name], hints[name], spoken=name in from_env)
        except (ValueError, TypeError):
            complaints.append(f"sai kiểu: {name} (cần {_spelt(hints[name])})")
    if complaints:
        raise _invalid(path, "; ".join(sorted(complaints)))
    return cls(**settings)


def _from_file(path: Path | None, hints: Mapping[str, Any]) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _invalid(path, "không có tệp này") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _invalid(path, f"tệp không đọc được: {error}") from error
    for name, value in values.items():
        if Path in _alternatives(hints.get(name)) and isinstance(value, str):
            values[name] = str(path.parent / value)
    return values


def _from_environment(
    hints: Mapping[str, Any], prefix: str, environ: Mapping[str, str]
) -> tuple[dict[str, Any], list[str]]:
    given = {name: value for name, value in environ.items() if name.startswith(prefix)}
    known = {prefix + name.upper(): name for name in hints}
    return {known[name]: given[name] for name in given if name in known}, sorted(set(given) - set(known))


def _required(cls: type[Any]) -> list["dataclasses.Field[Any]"]:
    nothing = dataclasses.MISSING
    return [
        field
        for field in dataclasses.fields(cls)
        if field.default is nothing and field.default_factory is nothing
    ]


def _convert(value: Any, hint: Any, *, spoken: bool) -> Any:
    """The value as `hint` wants it; `spoken` values come from the environment and are text."""
    wanted = _alternatives(hint)
    if get_origin(wanted[0]) is tuple:
        items = [item.strip() for item in value.split(",") if item.strip()] if spoken else value
        if not isinstance(items, list):
            raise TypeError
        return tuple(_convert(item, get_args(wanted[0])[0], spoken=spoken) for item in items)
    if Path in wanted and isinstance(value, str):
        return Path(value)
    if spoken and bool in wanted:
        return _yes_or_no(value)
    if spoken and (int in wanted or float in wanted):
        return int(value) if int in wanted else float(value)
    if float in wanted and type(value) is int:
        return float(value)
    if type(value) not in wanted:
        raise TypeError
    return value


def _yes_or_no(text: str) -> bool:
    if text.lower() not in _WORDS:
        raise ValueError
    return _WORDS[text.lower()]


def _alternatives(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in {Union, types.UnionType} else (hint,)


def _spelt(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) else str(hint)


def _invalid(path: Path | None, what: str) -> Problem:
    where = path.name if path else "cấu hình"
    return Problem(
        "CONFIG_INVALID", f"Cấu hình {where} chưa đúng, hãy sửa rồi chạy lại: {what}.", "operator", what
    )
