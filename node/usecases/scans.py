"""Scans: original bytes first, then the fact, then reading as durable work; people confirm what was read."""

from collections.abc import Sequence
from typing import BinaryIO

from dossier.errors import Refuse
from dossier.state import DossierState
from node.usecases.models import BlobFile, Candidate, FieldEntry


class Scans:
    """Stores scans and what people confirm of them."""

    def add_upload(
        self, dossier: str, component: str, stream: BinaryIO, media_type: str, officer: str
    ) -> DossierState | Refuse:
        """Keep one file (JPEG, PNG, TIFF, PDF) as page(s) of a paper and queue its reading. Raises Problem
        FILE_TOO_LARGE, FILE_EMPTY, UNSUPPORTED_FILE_TYPE, PDF_ENCRYPTED, DISK_FULL: nothing is stored then."""
        raise NotImplementedError

    def candidates(self, dossier: str) -> tuple[Candidate, ...]:
        """What the machine read, beside what stands."""
        raise NotImplementedError

    def confirm_fields(
        self, dossier: str, entries: Sequence[FieldEntry], officer: str
    ) -> DossierState | Refuse:
        """Record confirmed values as one act; a value that settles a field dispute supersedes every side."""
        raise NotImplementedError

    def page_file(self, dossier: str, key: str) -> BlobFile:
        """The original of a page or the PDF of a document, by its fact key; bytes checked against their name.
        Raises Problem BLOB_NOT_HERE (it is asked for at the next contact), BLOB_DAMAGED, PAGE_UNKNOWN."""
        raise NotImplementedError

    def reuse(self, dossier: str, component: str, blob: str, basis: str, officer: str) -> DossierState | Refuse:
        """Use a paper digitised before instead of asking for it again."""
        raise NotImplementedError
