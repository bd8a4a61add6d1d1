"""The catalogue of procedures: what each asks for, how long it takes, what it costs, who keeps the record.

Starter data at commune level, to be replaced by the province's own decisions before go-live. Every
entry is one *version* of a code with the days on which it is in force; a dossier keeps the version
of its day of receipt for ever, and withdrawn codes stay readable. Each statement carries its confidence:
`L` read in the law, `s` secondary source, `m` from memory.

Where two sources give different codes for one name the entry is `C?` and lists the conflict, so that
an importer shows it to a person instead of choosing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final, Literal

from dossier.codes import national_procedure
from dossier.deadline import Regime
from dossier.errors import MalformedValue, Refuse
from dossier.limit import Limit, parse_limit
from dossier.vietnamese import search_key

CodeStatus = Literal["C", "C?", "m"]
Confidence = Literal["L", "s", "m"]
Reach = Literal["nationwide", "province", "no"]
Offline = Literal["prepare", "receive", "process"]
FeeBasis = Literal["free", "fixed", "province"]


@dataclass(frozen=True, slots=True)
class Component:
    """One paper of the dossier. `kind`: original, copy, electronic, or shown (returned at once)."""

    name: str
    kind: Literal["original", "copy", "electronic", "shown"]
    count: int
    must_digitise: bool


@dataclass(frozen=True, slots=True)
class Fee:
    """One charge in đồng per `unit`; `online_amount` when filing online costs another amount."""

    name: str
    amount: int
    unit: str
    online_amount: int | None


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of a procedure.

    `limit` is None where no source gives one: a person sets the date. `verified_limit` is the whole
    limit when the sector's law allows verification. `offline_allowed` is how far a node without a line
    may go; `system_of_record` is `province`, `police` or `ministry:…`. `effective_to` is included.
    """

    code: str
    version: int
    code_status: CodeStatus
    name: str
    field: str
    components: tuple[Component, ...]
    components_confidence: Confidence
    limit: Limit | None
    verified_limit: Limit | None
    limit_text: str
    limit_confidence: Confidence
    regime: Regime
    same_day_cut_off: time | None
    fee_basis: FeeBasis
    fee_text: str
    fees: tuple[Fee, ...]
    fee_confidence: Confidence
    result: str
    needs_result_paper: bool
    reach: Reach
    system_of_record: str
    offline_allowed: Offline
    sources: tuple[str, ...]
    conflicts: tuple[str, ...]
    replaced_by: tuple[str, ...]
    effective_from: date
    effective_to: date | None

    @property
    def phi_dia_gioi(self) -> bool:
        """Whether a centre outside the competent unit may take the dossier in."""
        return self.reach != "no"

    @property
    def is_fee_bearing(self) -> bool:
        """Whether a fee may be due (index 3.6 counts only these)."""
        return self.fee_basis != "free"

    def is_in_force(self, day: date) -> bool:
        """Whether dossiers received on `day` follow this version."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class ProcedureTable:
    """All versions of all procedures of one edition."""

    edition: str
    source: str
    by_code: Mapping[str, tuple[Procedure, ...]]

    def known(self, code: str, day: date) -> Procedure | None:
        """The version in force on `day`; None when there is none."""
        found = self.at(code, day)
        return None if isinstance(found, Refuse) else found

    def at(self, code: str, day: date) -> Procedure | Refuse:
        """The version in force on `day`, or why there is none and what replaced it. A local code will do."""
        versions = self.by_code.get(national_procedure(code), ())
        if not versions:
            return Refuse(
                "PROCEDURE_UNKNOWN",
                f"Không có thủ tục mã {code} trong danh mục {self.edition}. Hãy kiểm tra mã.",
            )
        for version in versions:
            if version.is_in_force(day):
                return version
        return Refuse("PROCEDURE_NOT_IN_FORCE", _not_in_force(versions, day))

    def versions(self, code: str) -> tuple[Procedure, ...]:
        """All versions, oldest first; empty for an unknown code."""
        return self.by_code.get(code, ())

    def in_force(self, day: date) -> tuple[Procedure, ...]:
        """Every procedure that takes dossiers in on `day`, by code."""
        found = (version for versions in self.by_code.values() for version in versions)
        return tuple(version for version in found if version.is_in_force(day))

    def search(self, text: str, day: date) -> tuple[Procedure, ...]:
        """Procedures in force on `day` whose code, name or field holds every word, marks or not.

        Codes first, then names that begin with the words, then the shortest names.
        """
        text = national_procedure(text)
        words = search_key(text)
        found = [item for item in self.in_force(day) if _holds(item, words.split())]
        return tuple(sorted(found, key=lambda item: _rank(item, text.strip(), words)))

    def unsettled(self, day: date) -> tuple[Procedure, ...]:
        """Procedures in force on `day` about which sources disagree (`C?`), for a person of the province to settle."""
        return tuple(item for item in self.in_force(day) if item.conflicts)


def _not_in_force(versions: tuple[Procedure, ...], day: date) -> str:
    latest = versions[-1]
    if latest.replaced_by:
        return f"Mã {latest.code} đã bãi bỏ, thay bằng {', '.join(latest.replaced_by)}."
    return f"Thủ tục {latest.code} không có hiệu lực vào ngày {day:%d/%m/%Y}."


def _holds(item: Procedure, words: list[str]) -> bool:
    haystack = search_key(f"{item.code} {item.name} {item.field}").split()
    return all(any(part.startswith(word) for part in haystack) for word in words)


def _rank(item: Procedure, text: str, words: str) -> tuple[bool, bool, int, str]:
    begins = search_key(item.name).startswith(words)
    return (not item.code.startswith(text), not begins, len(item.name), item.code)


def parse_procedures(text: str) -> ProcedureTable:
    """Build the table from the text of its JSON file.

    Raises MalformedValue (PROCEDURES_MALFORMED) for a missing or unknown key, a value of the wrong
    kind, or two versions of a code in force on one day.
    """
    try:
        document = json.loads(text)
        items = [_procedure(row) for row in document["procedures"]]
        edition, source = str(document["edition"]), str(document["source"])
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        raise _malformed(f"{type(cause).__name__} {cause}") from cause
    by_code: dict[str, tuple[Procedure, ...]] = {}
    for item in sorted(items, key=lambda item: (item.code, item.effective_from)):
        earlier = by_code.get(item.code, ())
        if earlier and (earlier[-1].effective_to is None or earlier[-1].effective_to >= item.effective_from):
            raise _malformed(f"mã {item.code} có hai phiên bản cùng hiệu lực")
        by_code[item.code] = (*earlier, item)
    return ProcedureTable(edition, source, by_code)


_CHOICES: Final[Mapping[str, frozenset[str]]] = {
    "code_status": frozenset({"C", "C?", "m"}),
    "components_confidence": frozenset({"L", "s", "m"}),
    "limit_confidence": frozenset({"L", "s", "m"}),
    "fee_confidence": frozenset({"L", "s", "m"}),
    "fee_basis": frozenset({"free", "fixed", "province"}),
    "reach": frozenset({"nationwide", "province", "no"}),
    "offline_allowed": frozenset({"prepare", "receive", "process"}),
}


def _procedure(row: Mapping[str, Any]) -> Procedure:
    values = dict(row)
    for key, choices in _CHOICES.items():
        if values[key] not in choices:
            raise ValueError(f"{key}={values[key]!r}")
    values["components"] = tuple(Component(**part) for part in row["components"])
    values["fees"] = tuple(Fee(**part) for part in row["fees"])
    values["limit"] = _optional_limit(row["limit"])
    values["verified_limit"] = _optional_limit(row["verified_limit"])
    values["regime"] = Regime(row["regime"])
    cut_off = row["same_day_cut_off"]
    values["same_day_cut_off"] = None if cut_off is None else time.fromisoformat(cut_off)
    for key in ("sources", "conflicts", "replaced_by"):
        values[key] = tuple(map(str, row[key]))
    values["effective_from"] = date.fromisoformat(row["effective_from"])
    last = row["effective_to"]
    values["effective_to"] = None if last is None else date.fromisoformat(last)
    return Procedure(**values)


def _optional_limit(text: str | None) -> Limit | None:
    return None if text is None else parse_limit(text)


def _malformed(detail: str) -> MalformedValue:
    return MalformedValue("PROCEDURES_MALFORMED", f"Tệp danh mục thủ tục không đọc được: {detail}.")
