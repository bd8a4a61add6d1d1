"""Answers of the JSON interface that are not already values of a use case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from node.api.head import Head
from node.usecases.exchange.line_state import LineState
from node.usecases.models import FileOutcome, KpiLine, Session, WorkRow


@dataclass(frozen=True, slots=True)
class SessionReply:
    """Who is signed in. The token itself is in the cookie and nowhere else; `csrf` goes into X-CSRF-Token."""

    csrf: str
    officer: str
    name: str
    title: str
    unit: str
    unit_name: str
    roles: tuple[str, ...]
    expires_ms: int


def session_reply(session: Session) -> SessionReply:
    """The session without its token."""
    return SessionReply(
        session.csrf,
        session.officer,
        session.name,
        session.title,
        session.unit,
        session.unit_name,
        tuple(sorted(session.roles)),
        session.expires_ms,
    )


@dataclass(frozen=True, slots=True)
class LineReply:
    """The line as values, and in the words that the head of a page shows."""

    state: LineState
    words: Head


@dataclass(frozen=True, slots=True)
class RowsReply:
    """Lines of the work list, and how many there are for each filter."""

    rows: tuple[WorkRow, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class UnitReply:
    """A unit to choose."""

    unit: str
    name: str


@dataclass(frozen=True, slots=True)
class UnitsReply:
    """Units that match."""

    units: tuple[UnitReply, ...]


@dataclass(frozen=True, slots=True)
class CardReply:
    """Applicant fields off a card, and what an officer should look at."""

    fields: Mapping[str, str]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LegacyReply:
    """What text in an old code (`tcvn3`, `vni` …) would be in Unicode: a proposal, the text itself stays."""

    encoding: str
    proposal: str


@dataclass(frozen=True, slots=True)
class KpiReply:
    """Figures of a period, both days included."""

    first: date
    last: date
    lines: tuple[KpiLine, ...]


@dataclass(frozen=True, slots=True)
class ImportReply:
    """What became of each file."""

    outcomes: tuple[FileOutcome, ...]


@dataclass(frozen=True, slots=True)
class HealthReply:
    """Alive, and who."""

    status: str
    node: str
    incarnation: int


@dataclass(frozen=True, slots=True)
class FieldOddity:
    """What cannot be of a value; "" where nothing speaks against it."""

    odd_vi: str


@dataclass(frozen=True, slots=True)
class NoteReply:
    """The note as it stands now."""

    note: str


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more to say."""

    done: bool = True
