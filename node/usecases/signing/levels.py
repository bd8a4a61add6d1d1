"""Raise the level of what was signed here, when there is a line: a durable row for each paper, oldest first.

A timestamping authority that is down for days costs a level, never a signature: rows wait in the queue with the
reason, and only one of them asks meanwhile. Each gain is a fact that replaces the one before; the bytes that were
signed stay in the new file as they were. Papers with an archive timestamp are stamped again before it ends.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.local_time import DAY_MS, HOUR_MS
from dossier.state import DossierState, Outcome, SignedDocument
from node.ports import JobRow, LevelRaiser, RaisedPdf, Rank, Tables
from node.usecases.record.enact import attempt, enact, known_state
from node.usecases.scans.queue import MakeWay
from node.usecases.signing.order import note_time
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

LEVEL_JOB = "timestamp"
OUTCOME = "outcome"
RESULT_ROLE = "result"
LEVELS = ("", "B-B", "B-T", "B-LT", "B-LTA")
_PAUSES_MS = (60_000, 300_000, 1_800_000, HOUR_MS)
_OPERATOR_MS = 6 * HOUR_MS
_YEAR_MS, _MARGIN_MS = 350 * DAY_MS, 60 * DAY_MS


@dataclass(frozen=True, slots=True)
class _Paper:
    """What is to be raised, and the values of the fact that will tell of it."""

    blob: str
    level: str
    values: Mapping[str, Any]
    replaces: tuple[str, ...]


class Levels:
    """Runs jobs of kind LEVEL_JOB: {dossier, key, officer}; `key` is that of the document's fact, or "outcome"."""

    def __init__(self, place: Workplace, raiser: LevelRaiser) -> None:
        self._place, self._raiser = place, raiser
        self._lock = threading.Lock()
        self._silent, self._resume_ms = 0, 0
        self._contact, self._done = 0, 0

    def run(self, job: JobRow) -> dict[str, Any]:
        """Raise one paper. Raises MakeWay (it waits in the queue), Problem when the paper itself is at fault."""
        paper = self._paper(str(job.args["dossier"]), str(job.args["key"]))
        if paper is None:
            return {"level": "", "why": "replaced"}
        with self._lock:
            self._wait_for_contact(job)
            raised = self._raised(job, paper)
            self._silent = 0
        note_time(self._place, raised.stamped_ms)
        return self._record(job, paper, raised)

    def _raised(self, job: JobRow, paper: _Paper) -> RaisedPdf:
        pdf = self._place.blobs.path(paper.blob).read_bytes()
        try:
            return self._raiser.raise_level(pdf, self._place.clock.now_ms())
        except Problem as problem:
            if not problem.code.startswith("TSA_"):
                raise
            pause = _PAUSES_MS[min(self._silent, len(_PAUSES_MS) - 1)]
            self._silent += 1
            now = self._place.clock.now_ms()
            self._resume_ms = now + (pause if problem.retry == "later" else _OPERATOR_MS)
            raise self._postponed(job, problem, self._resume_ms) from problem

    def _wait_for_contact(self, job: JobRow) -> None:
        """One answer of a silent authority stands for all; and a contact carries only so many."""
        now, config = self._place.clock.now_ms(), self._place.config
        if now < self._resume_ms:
            raise self._postponed(job, _waiting(), self._resume_ms)
        span = max(1, config.sync_seconds) * 1000
        if now // span != self._contact:
            self._contact, self._done = now // span, 0
        if self._done >= config.levels_per_contact:
            raise self._postponed(job, _waiting(), (self._contact + 1) * span)
        self._done += 1

    def _postponed(self, job: JobRow, problem: Problem, due_ms: int) -> MakeWay:
        """Back into the queue with the reason; this was no try, however long it takes."""
        with self._place.store.writing() as tables:
            tables.jobs.progress(job.id, 0, 0)
            tables.jobs.fail(job.id, problem.code, problem.hint_vi, due_ms)
        return MakeWay(problem.code)

    def _record(self, job: JobRow, paper: _Paper, raised: RaisedPdf) -> dict[str, Any]:
        """A fact when something was gained, and the next look at this paper, in one transaction."""
        place, dossier, officer = self._place, str(job.args["dossier"]), str(job.args["officer"])
        gained = LEVELS.index(raised.level) > LEVELS.index(paper.level) or job.args.get("renews")
        if not gained:
            return {"level": raised.level, "missing": raised.missing}
        ref = place.blobs.put(raised.data)
        values = {**paper.values, "blob": ref.sha256, "size": ref.size, "level": raised.level}
        command = Command(FactKind.DOCUMENT_SIGNED, values, paper.replaces)

        def record(tables: Tables) -> DossierState | Refuse:
            state = enact(place, tables, dossier, [command], officer)
            if not isinstance(state, Refuse):
                self._look_again(tables, state, ref.sha256, job, raised)
            return state

        done = attempt(place, record)
        if isinstance(done, Refuse):
            raise Problem(done.code, done.hint_vi, "operator")
        return {"level": raised.level, "missing": raised.missing}

    def _look_again(
        self, tables: Tables, state: DossierState, blob: str, job: JobRow, raised: RaisedPdf
    ) -> None:
        now = self._place.clock.now_ms()
        wanted = self._place.config.sign_level
        officer = str(job.args["officer"])
        if LEVELS.index(raised.level) < LEVELS.index(wanted):
            queue_levels(tables, state, blob, officer, now + _OPERATOR_MS)
        elif raised.level == "B-LTA":
            due = min(now + _YEAR_MS, (raised.renew_ms or now + _YEAR_MS) - _MARGIN_MS)
            queue_levels(tables, state, blob, officer, max(due, now + DAY_MS), renews=blob)

    def _paper(self, dossier: str, key: str) -> _Paper | None:
        with self._place.store.reading() as tables:
            state = known_state(self._place, tables, dossier)
        if key == OUTCOME:
            outcome = state.outcome
            if outcome is None or not outcome.blob or is_result_raised(state):
                return None
            values = {"role": RESULT_ROLE, "title": _raised_title(outcome)}
            return _Paper(outcome.blob, "B-B", values, ())
        found = next((one for one in state.documents if one.key == key), None)
        return None if found is None else _Paper(found.blob, found.level, _values(found), (key,))


def is_result_raised(state: DossierState) -> bool:
    """Whether the result that stands is among the signed papers, raised: one that lost a dispute may be too."""
    outcome = state.outcome
    raised = {one.title for one in state.documents if one.role == RESULT_ROLE}
    return outcome is not None and _raised_title(outcome) in raised


def _raised_title(outcome: Outcome) -> str:
    return f"Kết quả số {outcome.number} (có dấu thời gian)"


def queue_levels(
    tables: Tables, state: DossierState, blob: str, officer: str, due_ms: int, renews: str = ""
) -> None:
    """Queue the raising of a signed paper of this dossier, known by its bytes."""
    key = next((one.key for one in state.documents if one.blob == blob), OUTCOME)
    args = {"dossier": state.dossier, "key": key, "officer": officer}
    tables.jobs.add(LEVEL_JOB, args | ({"renews": renews} if renews else {}), due_ms, Rank.BULK)


def _values(document: SignedDocument) -> dict[str, Any]:
    given = {
        "component": document.component,
        "title": document.title,
        "pages": document.pages,
        "role": document.role,
        "signer": document.signer,
    }
    return {name: value for name, value in given.items() if value}


def _waiting() -> Problem:
    hint = "Đang chờ đến lượt xin dấu thời gian ở lần liên lạc sau; chữ ký vẫn có giá trị."
    return Problem("LEVEL_WAITS", hint, "later")
