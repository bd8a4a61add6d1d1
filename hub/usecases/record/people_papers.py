"""Which dossier of the province holds which digitised paper of whom, so that no commune asks for it again.

A person is found by a hash of her number under a key that only this hub has: whoever gets hold of the index alone
learns nobody's papers.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence

from dossier.errors import KernelError
from dossier.papers import Paper, papers_of
from dossier.register.register import Register
from dossier.state import DossierState
from hub.ports import Transaction
from hub.usecases.context import Hub
from hub.usecases.record.documents import open_stored
from hub.usecases.record.project import fold_document

_KEY_TAG = b"motcua/people-papers/1"
_BATCH = 500


def mark_of(hub: Hub, id_number: str) -> str:
    """The name of a person in the index."""
    key = hashlib.sha256(hub.keys.sign(_KEY_TAG)).digest()
    return hmac.new(key, id_number.strip().encode(), hashlib.sha256).hexdigest()


def index_papers(hub: Hub, tx: Transaction, register: Register, states: Iterable[DossierState]) -> None:
    """Bring the index in step with these dossiers. Most dossiers of a letter have no digitised paper yet: they cost
    nothing."""
    for state in states:
        papers = _papers(state, register)
        if papers or state.withdrawn:  # the only one may have been withdrawn
            tx.papers.replace(state.dossier, [(mark_of(hub, paper.person), paper) for paper in papers])


def index_all_papers(hub: Hub) -> int:
    """Once, on a database from before there was the index; how many dossiers."""
    with hub.store.read() as tx:
        if tx.papers.made_ms():
            return 0
        dossiers = [row.dossier for row in tx.dossiers.all_figures()]
    for at in range(0, len(dossiers), _BATCH):
        with hub.store.write() as tx:
            register = hub.register.current(tx)
            index_papers(hub, tx, register, _states(hub, tx, register, dossiers[at : at + _BATCH]))
    with hub.store.write() as tx:
        tx.papers.note_made(hub.clock.now_ms())
    return len(dossiers)


def _states(hub: Hub, tx: Transaction, register: Register, dossiers: Sequence[str]) -> Iterable[DossierState]:
    for dossier in dossiers:
        try:
            yield fold_document(dossier, open_stored(hub, tx, dossier), register)
        except (KernelError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
            continue  # what cannot be folded has its work item already


def _papers(state: DossierState, register: Register) -> list[Paper]:
    if not (state.documents or state.outcome):
        return []
    day = state.received_day
    procedure = register.procedures.known(state.procedure, day) if state.procedure and day else None
    return papers_of(state, procedure.result if procedure else "")
