"""What the signatures of a dossier are worth now: judged from the stored bytes, never from what a fact says."""

import shutil
import threading
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from dossier.state import DossierState
from node.ports import DocumentVerdict, Verifier
from node.usecases.record.enact import known_state
from node.usecases.scans.pages import Scans
from node.usecases.scans.uploads import checked_upload
from node.usecases.workplace import Workplace
from plumbing.problem import Problem
from plumbing.scratch import Scratch


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that was only brought to be judged. `found` is None where it carries no signature at all."""

    name: str
    sha256: str
    size: int
    found: DocumentVerdict | None


class Verdicts:
    """Judges one document at a time, in a child process."""

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

    def brought(self, stream: BinaryIO, name: str, officer: str) -> Brought:
        """Judge a PDF that somebody brought; nothing of it is kept but a line in the log. Raises Problem FILE_EMPTY,
        FILE_TOO_LARGE, VERDICT_NOT_A_PDF, PDF_ENCRYPTED, NOT_A_PDF …"""
        place = self._place
        with checked_upload(stream, place.config.upload_bytes) as upload:
            if upload.media_type != "application/pdf":
                hint = "Chỉ kiểm tra được chữ ký trong tệp PDF; ảnh chụp hoặc bản quét không mang chữ ký số."
                raise Problem("VERDICT_NOT_A_PDF", hint)
            with Scratch(place.config.data) as folder:
                path = folder / "brought.pdf"
                with path.open("wb") as file:
                    shutil.copyfileobj(upload.stream, file)
                digest = sha256(path.read_bytes()).hexdigest()
                found = self._found(path)
        with place.store.writing() as tables:
            tables.audit.add(place.clock.now_ms(), officer, f"verdict {digest[:16]}", "")
        return Brought(Path(name).name[:200], digest, upload.size, found)

    def _found(self, path: Path) -> DocumentVerdict | None:
        try:
            with self._judging:
                return self._verifier.verify(path, self._place.clock.now_ms())
        except Problem as problem:
            if problem.code == "NO_SIGNATURES":
                return None
            raise

    def _state(self, dossier: str) -> DossierState:
        with self._place.store.reading() as tables:
            return known_state(self._place, tables, dossier)


def _signed_keys(state: DossierState) -> set[str]:
    keys = {document.key for document in state.documents}
    # What somebody else signed came in as a scan; its bytes are kept as they were.
    keys |= {page.key for page in state.pages if page.media_type == "application/pdf"}
    return keys | {"outcome"} if state.outcome is not None and state.outcome.blob else keys
