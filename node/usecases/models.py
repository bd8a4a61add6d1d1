"""What use cases take and give, as frozen values: the API and the commands show these and nothing else.

Instants are milliseconds since 1970 UTC, 0 = not yet. Names ending in `_vi` are Vietnamese sentences or words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from dossier.register.unit_values import UnitNames
from dossier.state import DossierState
from node.usecases.page_models import Candidate, PageView


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in officer. `token` is given once, to the browser; only its hash is stored. `roles` are the
    values of `dossier.register.view.Role`; `csrf` is derived from the token, for forms."""

    token: str
    csrf: str
    officer: str
    name: str
    title: str
    unit: str
    unit_name: str
    roles: frozenset[str]
    expires_ms: int


@dataclass(frozen=True, slots=True)
class ComponentEntry:
    """One paper handed in. `copy_kind` is original | copy | electronic. `reuse` is the blob of a digitised paper that
    answers for it; `again` is why paper is taken although there is one (a code, see `reuse.AGAIN_VI`), with a note."""

    code: str
    name: str
    copy_kind: str = "original"
    count: int = 1
    satisfied: bool = True
    reuse: str = ""
    again: str = ""
    again_note: str = ""


@dataclass(frozen=True, slots=True)
class IntakeForm:
    """What the counter fills in. `competent_unit` "" = our own unit; `received_ms` 0 = now; `channel`
    1 counter, 2 online, 3 post. `limit` "" = the procedure's own limit (else "3wd", "SD" …)."""

    procedure: str
    applicant: Mapping[str, str]  # name, id_number, birth, address, phone
    components: tuple[ComponentEntry, ...] = ()
    competent_unit: str = ""
    channel: int = 1
    note: str = ""
    received_ms: int = 0
    limit: str = ""


@dataclass(frozen=True, slots=True)
class IntakePreview:
    """What the form would give, before anybody confirms it."""

    procedure_name: str
    limit_vi: str
    due_ms: int
    steps: tuple[str, ...]
    warnings: tuple[str, ...]
    competent_unit: str
    competent_name: str
    code_left: int  # official numbers left in today's lease
    reuse: tuple["ReusePaper", ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """A dossier that was taken in and is durably stored."""

    dossier: str
    code: str
    provisional: bool
    due_ms: int
    steps: tuple[str, ...]
    warnings: tuple[str, ...]
    state: DossierState


@dataclass(frozen=True, slots=True)
class ReusePaper:
    """A digitised paper of the person. `component` is the entry of the list of papers that it answers for ("" = none
    of them); `good` is a `dossier.reuse.Good` with `reason_vi`: only "valid" and "look" may be used. `key` shows its
    picture in `dossier`, the one that it was digitised in; `unit_name` is set when the province found it elsewhere."""

    dossier: str
    code: str
    component: str
    title: str
    blob: str
    size: int
    at_ms: int
    key: str
    source: str  # intake | result | old
    issued: str
    good: str
    reason_vi: str
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class ProcedureChoice:
    """A procedure for the intake form. `offline` is prepare | receive | process."""

    code: str
    name: str
    limit: str
    limit_vi: str
    offline: str
    across_boundaries: bool
    components: tuple[str, ...] = ()  # names; `entries` has the same papers ready for the form
    entries: tuple[ComponentEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class AllowedCommand:
    """What the officer may do now. `kind` is a `dossier.facts.FactKind` value. When `refused` is not empty the
    act is shown greyed with that sentence (`code` is its stable code)."""

    kind: str
    name_vi: str
    code: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """How far the dossier's own facts have come. Only a hub-signed receipt sets `received_ms`."""

    saved_ms: int
    left_ms: int
    received_ms: int
    road: str = ""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of the work list. `lateness` is "" | soon | late | waiting (the clock stands)."""

    dossier: str
    code: str
    provisional: bool
    procedure: str
    procedure_name: str
    applicant: str
    stage: str
    stage_vi: str
    national: int
    holder: str
    holder_name: str
    due_ms: int
    lateness: str
    offered: bool
    disputes: int
    needs_person: bool
    receiving_unit: str
    updated_ms: int
    received: bool  # the hub's receipt covers every fact of ours
    left: bool = False  # every fact of ours has left in a letter
    signed: bool = False  # a digitised paper carries an officer's signature
    offered_to: str = ""  # to whom it is being sent, until that unit accepts; "" = to nobody
    offered_to_name: str = ""


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Which lines: `what` is all | open | new | mine | late | soon | offered | disputes | person | done; `stage` ""
    = any (a `dossier.state.Stage` value). `officer` narrows `mine` to the next steps that are hers ("" = what our
    unit holds)."""

    what: str = "open"
    stage: str = ""
    limit: int = 100
    offset: int = 0
    officer: str = ""


@dataclass(frozen=True, slots=True)
class DossierView:
    """Everything the dossier's page shows."""

    state: DossierState
    row: WorkRow
    ladder: Ladder
    receiving: UnitNames
    competent: UnitNames
    holder: UnitNames
    holder_options: tuple[str, ...]  # after a split that needs a person
    holder_reason_vi: str
    pages: tuple[PageView, ...]
    candidates: tuple[Candidate, ...]
    allowed: tuple[AllowedCommand, ...]
    reuse: tuple[ReusePaper, ...]
    note: str
    due_steps: tuple[str, ...] = ()
    officers: Mapping[str, str] = field(default_factory=dict)  # id → name, of everybody in the state
    units: Mapping[str, UnitNames] = field(default_factory=dict)  # of every unit in timeline and disputes


@dataclass(frozen=True, slots=True)
class BlobFile:
    """A blob on disk, checked against its name."""

    path: Path
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class ResultSheet:
    """Data of a result paper (a decision sheet) for `node.forms_pdf`."""

    number: str
    title: str
    unit_name: str
    place: str
    day: date
    code: str
    procedure_name: str
    applicant: Mapping[str, Any]
    verdict: str  # granted | declined
    content: str
    leader_name: str
    leader_title: str
    then_now: str = ""  # both names after a reorganisation


@dataclass(frozen=True, slots=True)
class IssueForm:
    """A result to issue: `number` "" = the next of our book; `verdict` granted | declined; `leader` is the
    officer who signs; `passphrase` opens the leader's key, `seal_passphrase` the agency's. Never stored."""

    verdict: str
    leader: str
    passphrase: str
    seal_passphrase: str
    number: str = ""
    content: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ExportDone:
    """What went on the stick. `safe_to_remove` after the file was read back from the medium and compared."""

    files: tuple[str, ...]
    letters: int
    bytes: int
    safe_to_remove: bool
    message_vi: str


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file from a stick. `code` "" = merged."""

    name: str
    code: str
    message_vi: str
    changes: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CourierRound:
    """A stick that was read and answered: what came, and what was written back for each sender."""

    taken: tuple[FileOutcome, ...]
    answers: tuple[ExportDone, ...]


@dataclass(frozen=True, slots=True)
class KpiLine:
    """One indicator: percent is shown with its numerator, denominator and cut-off; "" when there is no answer."""

    code: str
    name_vi: str
    numerator: int
    denominator: int
    percent: str
    cutoff_ms: int
    note_vi: str = ""
