"""What the signatures of a dossier are worth now: judged from the stored bytes, never from what a fact says."""

import threading

from dossier.state import DossierState
from node.ports import DocumentVerdict, Verifier
from node.usecases.enact import known_state
from node.usecases.scans import Scans
from node.usecases.workplace import Workplace
from plumbing.problem import Problem


class Verdicts:
    """Judges one document at a time: each look starts a child process."""

    def __init__(self, place: Workplace, scans: Scans, verifier: Verifier) -> None:
        self._place, self._scans, self._verifier = place, scans, verifier
        self._judging = threading.Lock()

    def document(self, dossier: str, key: str) -> DocumentVerdict:
        """The signatures of a signed document (its fact key), of a PDF that was handed in, or of the result
        ("outcome"). Raises Problem DOSSIER_UNKNOWN, DOCUMENT_UNKNOWN, BLOB_NOT_HERE, BLOB_CORRUPT, NO_SIGNATURES …"""
        if key not in _signed_keys(self._state(dossier)):
            raise Problem("DOCUMENT_UNKNOWN", "Hồ sơ không có văn bản ký số này; hãy tải lại trang hồ sơ.")
        file = self._scans.page_file(dossier, key)
        with self._judging:
            return self._verifier.verify(file.path, self._place.clock.now_ms())

    def _state(self, dossier: str) -> DossierState:
        with self._place.store.reading() as tables:
            return known_state(self._place, tables, dossier)


def _signed_keys(state: DossierState) -> set[str]:
    keys = {document.key for document in state.documents}
    # What somebody else signed came in as a scan; its bytes are kept as they were.
    keys |= {page.key for page in state.pages if page.media_type == "application/pdf"}
    return keys | {"outcome"} if state.outcome is not None and state.outcome.blob else keys
