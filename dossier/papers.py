"""The digitised papers that one dossier gives to its person's collection: signed at intake, issued, or an old result.

Node and hub index the same papers by the same code; what may be used of them is judged on the day (`dossier.reuse`).
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from dossier.fold import day_of
from dossier.local_time import local
from dossier.reuse import Held
from dossier.state import DossierState, Outcome, SignedDocument

RESULT: Final = "outcome"
"""The component, and the key, of a result paper."""

_ISSUE_FIELDS: Final = ("document_date", "issued_on", "issue_date", "registered_on")
_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Paper:
    """A digitised paper of a person. `person` is the holder's id number as the dossier carries it, `name` and `birth`
    go with it. `key` is what its file is asked by (a fact's key, or `RESULT`); `source` intake | result | old;
    `issued` the ISO day on the paper ("" = nobody recorded it); `revoked` why it may not be used any more."""

    person: str
    dossier: str
    component: str
    title: str
    blob: str
    size: int
    at_ms: int
    key: str
    source: str
    number: str
    issued: str
    name: str
    birth: str
    revoked: str

    @property
    def held(self) -> Held:
        """As the rules judge it."""
        year = _YEAR.search(self.birth)
        return Held(
            title=self.title,
            held=local(self.at_ms).date(),
            issued=date.fromisoformat(self.issued) if self.issued else None,
            birth_year=int(year[0]) if year else 0,
            revoked=self.revoked,
        )


def papers_of(state: DossierState, result_title: str) -> list[Paper]:
    """Papers that others may use; `result_title` is what the procedure calls its result ("" = nobody knows)."""
    found = [_intake_paper(state, document) for document in state.documents if document.role == "intake"]
    if state.outcome is not None and state.outcome.kind == "granted" and not state.archived:
        found.append(_result_paper(state, state.outcome, result_title))
    return [paper for paper in found if paper.person and paper.blob]


def _intake_paper(state: DossierState, document: SignedDocument) -> Paper:
    old = state.outcome.day.isoformat() if state.archived and state.outcome else ""
    return Paper(
        person=str(state.applicant.get("id_number", "")),
        dossier=state.dossier,
        component=document.component,
        title=document.title,
        blob=document.blob,
        size=document.size,
        at_ms=state.received_ms or state.finished_ms,
        key=document.key,
        source="old" if state.archived else "intake",
        number=str(state.archived.get("number", "")),
        issued=old or _issued(state, document.component),
        name=str(state.applicant.get("name", "")),
        birth=str(state.applicant.get("birth", "")),
        revoked=state.revoked.get(document.blob, ""),
    )


def _result_paper(state: DossierState, outcome: Outcome, title: str) -> Paper:
    """The result belongs to whom it speaks of, where a person confirmed who that is; else to the applicant."""
    holder = {name: _confirmed(state, f"person_{name}") for name in ("id_number", "name", "birth_date")}
    by_applicant = not holder["id_number"]
    return Paper(
        person=str(state.applicant.get("id_number", "")) if by_applicant else holder["id_number"],
        dossier=state.dossier,
        component=RESULT,
        title=title or "Kết quả giải quyết thủ tục",
        blob=outcome.blob,
        size=outcome.size,
        at_ms=outcome.at_ms,
        key=RESULT,
        source="result",
        number=outcome.number,
        issued=outcome.day.isoformat(),
        name=str(state.applicant.get("name", "")) if by_applicant else holder["name"],
        birth=str(state.applicant.get("birth", "")) if by_applicant else holder["birth_date"],
        revoked=state.revoked.get(outcome.blob, ""),
    )


def _confirmed(state: DossierState, field: str) -> str:
    standing = state.fields.get(field)
    return str(standing.value) if standing is not None and standing.confirmed else ""


def _issued(state: DossierState, component: str) -> str:
    """The day on a paper, where a person confirmed one that stands on its pages."""
    pages = {page.key for page in state.pages if page.component == component}
    for name in _ISSUE_FIELDS:
        field = state.fields.get(name)
        if field is not None and field.confirmed and field.page in pages:
            found = _DAY.fullmatch(str(field.value).strip())
            day = day_of(f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}") if found else None
            if day is not None:
                return day.isoformat()
    return ""
