"""The workload's dossiers as facts, and back out of the folded state.

A creation is one `Received`; an edit (one event, one status) is one `FieldRecorded` whose value is the event with the
status that it leads to: two people who note something at the same time both stand. The status of a dossier is that of
its latest event; before the first it is the one it was received with.
"""

from collections.abc import Mapping
from typing import Any

from dossier.decide import Command
from dossier.facts import FactKind
from dossier.state import DossierState

FALLBACK = "1.000656"
"""Received in place of a procedure that the catalogue does not know; the text that was asked for is kept."""
FIRST_STATUS = "moi_tao"
_APPLICANT = {"name": "name", "dob": "birth", "id": "id_number", "address": "address", "phone": "phone"}
_COMPONENT = {"uuid": "code", "type": "name", "sha256": "blob", "pages": "count", "signed": "signed"}
_LIMIT_MS = 72 * 3600 * 1000


def received(doc: Mapping[str, Any], procedure: str, unit: str, now_ms: int) -> Command:
    """The act that takes the dossier in. Raises ValueError for a document of another shape."""
    if doc["events"] or doc["status"] != FIRST_STATUS:
        raise ValueError("a dossier begins without events")
    values = {
        "procedure": procedure,
        "procedure_version": doc["proc"],
        "code": doc["id"],
        "applicant": _renamed(doc["applicant"], _APPLICANT),
        "components": [_renamed(component, _COMPONENT) for component in doc["components"]],
        "competent_unit": unit,
        "due_ms": now_ms + _LIMIT_MS,
        "received_ms": now_ms,
    }
    return Command(FactKind.RECEIVED, values)


def noted(event: Mapping[str, Any], status: str, name: str) -> Command:
    """The act that notes an event and the status after it, under a name of its own."""
    return Command(FactKind.FIELD_RECORDED, {"field": name, "value": {**event, "status": status}})


def document_of(state: DossierState) -> dict[str, Any]:
    """The workload's document, out of the state alone."""
    steps = sorted(
        (dict(field.value) for field in state.fields.values()),
        key=lambda value: tuple(str(value[name]) for name in ("time", "kind", "actor", "note")),
    )
    status = steps[-1]["status"] if steps else FIRST_STATUS
    return {
        "id": state.code,
        "proc": state.procedure_version,
        "applicant": _renamed(state.applicant, _reversed(_APPLICANT)),
        "components": [_renamed(component, _reversed(_COMPONENT)) for component in state.components],
        "events": [{name: value for name, value in step.items() if name != "status"} for step in steps],
        "status": status,
    }


def _renamed(values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in values.items()}


def _reversed(names: Mapping[str, str]) -> dict[str, str]:
    return {ours: theirs for theirs, ours in names.items()}
