"""What a fold gives: the state of one dossier, as values. Nothing here is ever stored as truth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from dossier.facts import Fact


class Stage(StrEnum):
    """Stages of the reference life cycle; the names are the field's own."""

    DRAFT = "NHAP"
    AWAITING_INTAKE = "CHO_TIEP_NHAN"
    RECEIVED = "DA_TIEP_NHAN"
    AWAITING_SUPPLEMENT = "CHO_BO_SUNG"
    IN_APPRAISAL = "DANG_THU_LY"
    SUBMITTED = "TRINH_DUYET"
    APPROVED = "DA_PHE_DUYET"
    ISSUED = "DA_PHAT_HANH"
    DECLINED = "KHONG_GIAI_QUYET"
    REFUSED = "TU_CHOI"
    STOPPED = "DUNG"
    COMPLETED = "HOAN_THANH"


@dataclass(frozen=True, slots=True)
class Void:
    """A fact that is kept and shown but has no effect, and why."""

    key: str
    code: str
    reason_vi: str


@dataclass(frozen=True, slots=True)
class Option:
    """One side of a dispute."""

    key: str
    value: Any
    officer: str
    unit: str
    node: str
    device_ms: int
    source: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two acts that exclude each other. `subject` is a field name, or "transition"; a person settles it."""

    kind: str  # "field" | "transition"
    subject: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The value that stands for a field now."""

    name: str
    value: Any
    key: str
    source: str  # person | qr | machine
    confirmed: bool
    officer: str
    page: str = ""
    box: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A scanned page: `blob` is the SHA-256 (hex) of the original bytes, `component` the paper it belongs to,
    `scanned_by` the device and `unit` the unit that scanned it, wherever it was moved since."""

    key: str
    component: str
    number: int
    blob: str
    media_type: str
    size: int
    scanned_by: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawnPage:
    """A page that was taken out of the dossier by the fact `key`, and why. `page` is the fact that named it, `tray` the
    device in whose tray it waits for its right dossier, `scanned_by` the one that scanned it and `scanned_for` the unit
    that did; `copies` are the bytes of signed copies that went with it or with another withdrawn page."""

    key: str
    page: str
    component: str
    number: int
    blob: str
    media_type: str
    size: int
    scanned_by: str
    scanned_for: str
    tray: str
    reason: str
    officer: str
    unit: str
    day: date
    device_ms: int
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """A digitised or issued PDF. `role` is intake | leader | seal (of the last signature in it)."""

    key: str
    component: str
    title: str
    blob: str
    size: int
    pages: int
    role: str
    level: str
    signer: str


@dataclass(frozen=True, slots=True)
class Reused:
    """A paper of another dossier that answers for a component of this one. `basis` says why it holds; `source` is the
    dossier that it was digitised in ("" = not told); `size` 0 = not told."""

    key: str
    component: str
    blob: str
    size: int = 0
    basis: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """Paper was asked for although a digitised copy exists; `reason` is a code, `note` the clerk's words."""

    component: str
    blob: str
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Custody:
    """Who holds the dossier (unit_id as of the act) and to whom it is offered ("" = nobody)."""

    holder: str
    since: str
    offered_to: str = ""
    offer: str = ""


@dataclass(frozen=True, slots=True)
class ResultDraft:
    """What is proposed for the result: the newest appraisal ("" = none) with its reasons, and the text drafted for it
    ("" = nobody drafted one)."""

    verdict: str = ""
    opinion: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result: `granted` or `declined`, with the paper that says so. Of an old result `day` and `unit` are those
    of the paper, `at_ms` is when it was digitised."""

    kind: str
    number: str
    blob: str
    size: int
    at_ms: int
    day: date
    unit: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One effective spine act with the stage it led to."""

    key: str
    kind: str
    stage: Stage
    officer: str
    unit: str
    day: date
    device_ms: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class DossierState:
    """Folded from facts; equal on every replica that holds the same facts.

    `received_ms`, `due_ms` are instants in milliseconds UTC. `spine` lists the keys of the effective spine
    acts, oldest first; the last is the head that the next act follows. `waiting` are facts whose
    predecessor has not arrived; `unknown` are facts of kinds that this version does not know.
    """

    dossier: str
    stage: Stage = Stage.DRAFT
    sub: str = ""
    code: str = ""
    provisional: bool = False
    procedure: str = ""
    procedure_version: str = ""
    applicant: Mapping[str, Any] = field(default_factory=dict)
    components: tuple[Mapping[str, Any], ...] = ()
    channel: int = 1
    receiving_unit: str = ""
    competent_unit: str = ""
    received_day: date | None = None
    received_ms: int = 0
    due_ms: int = 0
    original_due_ms: int = 0
    extended: bool = False  # the one re-appointment has been made
    custody: Custody | None = None
    holders: tuple[str, ...] = ()
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    withdrawn: tuple[WithdrawnPage, ...] = ()
    documents: tuple[SignedDocument, ...] = ()
    reused: tuple[str, ...] = ()
    reuses: tuple[Reused, ...] = ()
    asked_again: tuple[AskedAgain, ...] = ()
    revoked: Mapping[str, str] = field(default_factory=dict)  # blob → why it may not be used any more
    archived: Mapping[str, Any] = field(default_factory=dict)  # what is known of an old result
    draft: ResultDraft = ResultDraft()
    outcome: Outcome | None = None
    finished_ms: int = 0
    finish_kind: str = ""
    supplements: tuple[tuple[int, int], ...] = ()  # (asked ms, answered ms or 0)
    fees_paid: int = 0
    disputes: tuple[Dispute, ...] = ()
    void: tuple[Void, ...] = ()
    waiting: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    spine: tuple[str, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    facts: int = 0

    @property
    def head(self) -> str:
        """Key of the newest effective spine act; "" before the first."""
        return self.spine[-1] if self.spine else ""


@dataclass(frozen=True, slots=True)
class SealedFact:
    """A fact with the node whose seal vouches for it ("" = not proved: it will be void)."""

    fact: Fact
    author: str
