"""A fact: one thing that happened to a dossier, said once, by one author.

Facts are canonical JSON (RFC 8785) and never change. Everything else about a dossier (stage, custody,
deadline, disputes, figures) is folded from them (`dossier.fold`). Numbers are integers: RFC 8785 prints
floating-point numbers as ECMAScript does, which no fact needs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from dossier.errors import KernelError

MAX_FACT_BYTES = 64 * 1024
_DEEPEST = 64  # lists and objects in one another


class FactKind(StrEnum):
    """The kinds this version knows. A kind from a newer node is kept and shown, and has no effect."""

    # spine: each follows exactly one spine fact; two that follow the same one are a dispute
    DRAFTED = "Drafted"
    SUBMITTED = "Submitted"
    RECEIVED = "Received"
    INTAKE_REFUSED = "IntakeRefused"
    ASSIGNED = "Assigned"
    SUPPLEMENT_REQUESTED = "SupplementRequested"
    SUPPLEMENTED = "Supplemented"
    SUPPLEMENT_EXPIRED = "SupplementExpired"
    FEE_REQUESTED = "FeeRequested"
    APPRAISED = "Appraised"
    SUBMITTED_FOR_APPROVAL = "SubmittedForApproval"
    RETURNED_FOR_REVISION = "ReturnedForRevision"
    APPROVED = "Approved"
    DECLINED = "Declined"
    ISSUED = "Issued"
    RETURNED = "Returned"
    WITHDRAWN = "Withdrawn"
    STOPPED = "Stopped"
    CUSTODY_ACCEPTED = "CustodyAccepted"
    ALLOCATED = "Allocated"
    RESULT_ARCHIVED = "ResultArchived"  # founds a dossier of an old result: it is over from the start
    # custody, beside the spine
    CUSTODY_OFFERED = "CustodyOffered"
    CUSTODY_DECLINED = "CustodyDeclined"
    CUSTODY_RECALLED = "CustodyRecalled"
    # data: merge freely
    PAGE_SCANNED = "PageScanned"
    DOCUMENT_SIGNED = "DocumentSigned"
    FIELD_RECORDED = "FieldRecorded"
    COMPONENT_REUSED = "ComponentReused"
    PAPER_ASKED_AGAIN = "PaperAskedAgain"
    PAPER_REVOKED = "PaperRevoked"
    PAGE_WITHDRAWN = "PageWithdrawn"
    PAGE_RESTORED = "PageRestored"
    CODE_ASSIGNED = "CodeAssigned"
    FEE_PAID = "FeePaid"
    DEADLINE_EXTENDED = "DeadlineExtended"
    DISPUTE_SETTLED = "DisputeSettled"


class Hlc(NamedTuple):
    """Hybrid logical clock: milliseconds since 1970 UTC, then a counter within that millisecond."""

    ms: int
    logical: int

    def tick(self, now_ms: int) -> "Hlc":
        """The stamp of a new act at `now_ms`, later than this one whatever the device clock says."""
        return Hlc(now_ms, 0) if now_ms > self.ms else Hlc(self.ms, self.logical + 1)


@dataclass(frozen=True, slots=True)
class Fact:
    """One act. `key` is derivable (author + counter), `after` names what it follows, `supersedes` what it
    replaces. `unit` is the unit_id that the author acted for; `day` is local (Asia/Ho_Chi_Minh); `device_ms`
    and `hub_ms` (last hub time seen, 0 = never) are milliseconds since 1970 UTC."""

    key: str
    kind: str
    dossier: str
    node: str
    officer: str
    unit: str
    day: date
    hlc: Hlc
    device_ms: int
    hub_ms: int = 0
    after: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, int, str]:
        """Total order used to break ties; never to choose a winner between people."""
        return (self.hlc.ms, self.hlc.logical, self.key)


def canonical(value: Any) -> str:
    """RFC 8785 text of a value of objects with ASCII names, lists, strings, integers, booleans and nulls."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def fact_key(short: str, incarnation: int, count: int) -> str:
    """Key of the `count`-th fact that this author (short node id, incarnation) put into the dossier."""
    return f"{short}-{incarnation}-{count}"


def fact_to_text(fact: Fact) -> str:
    """Canonical JSON of a fact; the key is not inside, it is the key in the document's map."""
    body: dict[str, Any] = {
        "kind": fact.kind,
        "dossier": fact.dossier,
        "node": fact.node,
        "officer": fact.officer,
        "unit": fact.unit,
        "day": fact.day.isoformat(),
        "hlc": list(fact.hlc),
        "device": fact.device_ms,
    }
    optional = {"hub": fact.hub_ms, "after": list(fact.after), "supersedes": list(fact.supersedes)}
    body |= {name: value for name, value in optional.items() if value}
    if fact.values:
        body["values"] = dict(fact.values)
    return canonical(body)


def fact_from_text(key: str, text: str) -> Fact:
    """Read a fact back. Raises KernelError(BAD_FACT) for anything that is not one; members that this
    version does not know are ignored, so that newer nodes can add some."""
    if len(text) > MAX_FACT_BYTES:
        raise KernelError("BAD_FACT", "Dữ kiện quá lớn; giữ lại để kiểm tra, không dùng.")
    try:
        body = _DECODER.decode(text)
        _require_plain(text, body)
        ms, count = body["hlc"]
        return Fact(
            key=key,
            kind=str(body["kind"]),
            dossier=str(body["dossier"]),
            node=str(body["node"]),
            officer=str(body["officer"]),
            unit=str(body["unit"]),
            day=date.fromisoformat(body["day"]),
            hlc=Hlc(int(ms), int(count)),
            device_ms=int(body["device"]),
            hub_ms=int(body.get("hub", 0)),
            after=tuple(map(str, body.get("after", ()))),
            supersedes=tuple(map(str, body.get("supersedes", ()))),
            values=dict(body.get("values", {})),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise KernelError("BAD_FACT", "Dữ kiện không đọc được; giữ lại để kiểm tra, không dùng.") from error


def _no_number(name: str) -> None:
    raise ValueError(name)  # NaN and the infinities, which JSON does not have


_DECODER = json.JSONDecoder(parse_constant=_no_number)


def _require_plain(text: str, body: Any) -> None:
    """Refuse what JSON can say and no store can keep: halves of characters, NUL, and nesting without end (how much
    of it one gets through depends on the caller's stack, and replicas must agree). Raises ValueError."""
    if "\\u" in text:
        canonical(body).encode()
        if "\\u0000" in canonical(body).replace("\\\\", ""):
            raise ValueError("NUL")
    if text.count("[") + text.count("{") > _DEEPEST and _depth(body) > _DEEPEST:
        raise ValueError("nested too deep")


def _depth(body: Any) -> int:
    depth, level = 0, [body]
    while level:
        depth += 1
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return depth
