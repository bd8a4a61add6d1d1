"""Change sets: how the register grows, numbered, chained and (outside the kernel) signed by the hub.

A change set is canonical JSON (RFC 8785) that names the SHA-256 of the one before it. It may say today what
holds from a later day: every row carries its own dates, so nodes switch at local midnight without a line.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dossier.errors import KernelError, MalformedValue
from dossier.facts import canonical

MAX_CHANGESET_BYTES = 8 * 1024 * 1024


class RegisterGap(KernelError):
    """A change set before this one has not arrived; the exchange will bring it (retry: later)."""

    retry = "later"


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """`previous` is the hash (hex) of the change set before, "" for the first. `ops` are objects with a member
    `op`: node, revoke_node, officer, retire_officer, units, calendar, procedures."""

    number: int
    previous: str
    title: str
    basis: str
    issued: date
    effective: date
    ops: tuple[Mapping[str, Any], ...]

    def to_text(self) -> str:
        """Canonical JSON: these bytes are hashed and signed."""
        return canonical(
            {
                "number": self.number,
                "previous": self.previous,
                "title": self.title,
                "basis": self.basis,
                "issued": self.issued.isoformat(),
                "effective": self.effective.isoformat(),
                "ops": [dict(op) for op in self.ops],
            }
        )

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the canonical text; the next change set's `previous`."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()


def changeset_from_text(text: str) -> ChangeSet:
    """Read a change set back. Raises MalformedValue(BAD_CHANGESET), also when the text is not canonical (its
    signature would then vouch for other bytes)."""
    try:
        body = json.loads(text) if len(text) <= MAX_CHANGESET_BYTES else {}
        change = ChangeSet(
            number=int(body["number"]),
            previous=str(body["previous"]),
            title=str(body["title"]),
            basis=str(body["basis"]),
            issued=date.fromisoformat(body["issued"]),
            effective=date.fromisoformat(body["effective"]),
            ops=tuple(dict(op) for op in body["ops"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _bad() from error
    if change.to_text() != text:
        raise _bad()
    return change


def require_next(change: ChangeSet, number: int, head: str) -> None:
    """Raises RegisterGap when `change` does not come right after `number`, and KernelError(REGISTER_FORKED)
    when it does but continues another history than `head`."""
    if change.number != number + 1:
        raise RegisterGap(
            "REGISTER_GAP",
            f"Thiếu bản cập nhật danh mục số {number + 1}; máy sẽ tự lấy khi có đường truyền hoặc phong bì.",
        )
    if change.previous != head:
        raise KernelError(
            "REGISTER_FORKED",
            "Bản cập nhật danh mục không nối tiếp bản đang có; báo trung tâm tỉnh, dữ liệu cũ vẫn giữ nguyên.",
        )


def _bad() -> MalformedValue:
    return MalformedValue("BAD_CHANGESET", "Bản cập nhật danh mục không đọc được; giữ lại để kiểm tra.")
