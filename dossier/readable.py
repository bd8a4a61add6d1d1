"""Whether the fold can read a fact: what it counts with is a number, what it walks over is a list or an object, and
what names something is no longer than such names are.

A device with a mistake in its program signs such facts as well as good ones, and a fact never goes away. It is kept,
shown and void; it must not keep the fold, and with it every letter that brings the dossier, from going on.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from dossier.facts import Fact, FactKind

_MOST = 2**53  # RFC 8785 numbers; SQLite's integers end later
_SPAN_MS = tuple(
    int(datetime(year, 6, 1, tzinfo=UTC).timestamp()) * 1000 for year in (2, 9998)
)  # what a date can say, in every zone


def is_readable(fact: Fact) -> bool:
    """Whether the fold may touch the fact. A kind that this version does not know is never touched."""
    checks = _CHECKS.get(fact.kind)
    if checks is None:
        return True
    if not all(map(_is_moment, (fact.device_ms, fact.hlc.ms, fact.hub_ms))) or not _is_number(
        fact.hlc.logical
    ):
        return False
    return all(checks[name](value) for name, value in fact.values.items() if name in checks)


def _is_number(value: Any) -> bool:
    try:
        return -_MOST <= int(value) <= _MOST
    except (ValueError, TypeError, OverflowError):
        return False


def _is_moment(value: Any) -> bool:
    return _is_number(value) and _SPAN_MS[0] <= int(value) <= _SPAN_MS[1]


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_list_of(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, (list, tuple)) and all(map(check, value))


def _is_name(most: int) -> Callable[[Any], bool]:
    """No longer than such names are, and without the one letter that no server database keeps."""
    return lambda value: len(str(value)) <= most and "\0" not in str(value)


_UNIT = _is_name(24)
_ALWAYS: Mapping[str, Callable[[Any], bool]] = {
    "due_ms": _is_moment,
    "received_ms": _is_moment,
    "size": _is_number,
    "pages": _is_number,
    "amount": _is_number,
    "channel": _is_number,
    "box": _is_list_of(_is_number),
    "applicant": _is_object,
    "components": _is_list_of(_is_object),
    "code": _is_name(64),
    "procedure": _is_name(40),
    "competent_unit": _UNIT,
    "blob": _is_name(64),
}
_BESIDE: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    FactKind.PAGE_SCANNED: {"number": _is_number},
    FactKind.CUSTODY_OFFERED: {"to": _UNIT},
    FactKind.ALLOCATED: {"to": _UNIT},
    FactKind.DOCUMENT_SIGNED: {"of": _is_list_of(_is_name(64))},
}
_CHECKS = {str(kind): {**_ALWAYS, **_BESIDE.get(kind, {})} for kind in FactKind}
