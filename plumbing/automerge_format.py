"""Reads from an Automerge change, without the engine, whether it replaces or removes anything.

Honest nodes only ever add facts. A change that replaces or deletes is either an edit of the free note or an
attempt to hide what somebody else wrote; the engine wrapper looks behind such changes. Source: the change
chunk of automerge.org/automerge-binary-format-spec (operations name their predecessors in columns 7x).
"""

from dossier.errors import KernelError

_PREDECESSOR_ACTORS = 113  # column id 7, type 1: present when some operation of the change has a predecessor
_HASH_BYTES = 32
_CONTENTS_AT = 9  # after magic 4, checksum 4 and type 1


def replaces_something(raw: bytes) -> bool:
    """True when the change (an uncompressed chunk) overwrites or deletes. Raises KernelError(BAD_CHANGE)."""
    try:
        return _PREDECESSOR_ACTORS in _column_specs(raw)
    except IndexError as error:
        raise KernelError("BAD_CHANGE", "Bản ghi hỏng; hãy gửi lại, dữ liệu đã có không bị mất.") from error


def _column_specs(raw: bytes) -> list[int]:
    count, at = _number(raw, _after_number(raw, _CONTENTS_AT))
    at = _after_bytes(raw, at + _HASH_BYTES * count)  # dependencies, then the actor
    for _field in ("sequence", "first operation", "time"):
        at = _after_number(raw, at)
    at = _after_bytes(raw, at)  # message
    others, at = _number(raw, at)
    for _actor in range(others):
        at = _after_bytes(raw, at)
    columns, at = _number(raw, at)
    specs = []
    for _column in range(columns):
        spec, at = _number(raw, at)
        at = _after_number(raw, at)
        specs.append(spec)
    return specs


def _after_number(raw: bytes, at: int) -> int:
    while raw[at] >= 0x80:
        at += 1
    return at + 1


def _number(raw: bytes, at: int) -> tuple[int, int]:
    if raw[at] < 0x80:
        return raw[at], at + 1
    value = shift = 0
    while raw[at] >= 0x80:
        value |= (raw[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return value | raw[at] << shift, at + 1


def _after_bytes(raw: bytes, at: int) -> int:
    length, at = _number(raw, at)
    return at + length
