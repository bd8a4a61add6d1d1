"""Scans: original bytes first, then the fact, then reading as durable work; people confirm what was read."""

from collections.abc import Sequence
from typing import Any, BinaryIO

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.state import DossierState
from node.ports import Reader, Tables
from node.usecases.models import BlobFile
from node.usecases.page_models import Candidate, FieldEntry
from node.usecases.record.enact import attempt, enact, known_state, open_document, state_of
from node.usecases.record.projecting import blobs_of
from node.usecases.scans.learned import learn
from node.usecases.scans.moved_pages import move_page
from node.usecases.scans.proposals import candidates_of
from node.usecases.scans.queue import READ_JOB, rank_of
from node.usecases.scans.uploads import checked_upload
from node.usecases.scans.withdrawals import Withdrawals
from node.usecases.workplace import Workplace
from plumbing.problem import Problem


class Scans:
    """Stores scans and what people confirm of them."""

    def __init__(self, place: Workplace, reader: Reader) -> None:
        self._place, self._reader = place, reader
        self.withdrawals = Withdrawals(place)

    def add_upload(
        self, dossier: str, component: str, stream: BinaryIO, media_type: str, officer: str
    ) -> DossierState | Refuse:
        """Keep one file (JPEG, PNG, TIFF, PDF) as a page of a paper and queue its reading. `media_type` is a
        hint: the bytes decide. Raises Problem FILE_TOO_LARGE, FILE_EMPTY, UNSUPPORTED_FILE_TYPE,
        PDF_ENCRYPTED, DISK_FULL: nothing is recorded then."""
        del media_type
        place = self._place
        with checked_upload(stream, place.config.upload_bytes, self._reader) as upload:
            ref = place.blobs.put(upload.stream)
        values = {
            "component": component,
            "blob": ref.sha256,
            "media_type": upload.media_type,
            "size": ref.size,
        }
        return attempt(place, lambda tables: record_scan(place, tables, dossier, values, officer))

    def candidates(self, dossier: str) -> tuple[Candidate, ...]:
        """What the machine read, beside what stands."""
        place = self._place
        with place.store.reading() as tables:
            state = known_state(place, tables, dossier)
            return candidates_of(tables, state, place.register.units, place.clock.today())

    def confirm_fields(
        self, dossier: str, entries: Sequence[FieldEntry], officer: str
    ) -> DossierState | Refuse:
        """Record confirmed values as one act; a value that settles a field dispute supersedes every side."""
        commands = [Command(FactKind.FIELD_RECORDED, _field_values(entry)) for entry in entries]
        if not commands:
            return Refuse("VALUE_MISSING", "Chưa có trường nào được chọn để ghi.")
        if len({entry.field for entry in entries}) != len(entries):
            return Refuse("FIELD_TWICE", "Một trường được ghi hai lần; hãy giữ lại một giá trị.")
        place = self._place
        return attempt(place, lambda tables: self._confirmed(tables, dossier, commands, entries, officer))

    def move_page(self, dossier: str, key: str, component: str, officer: str) -> DossierState | Refuse:
        """A page of one paper becomes a page of another one of the dossier; what was read of it goes along."""
        return move_page(self._place, dossier, key, component, officer)

    def page_file(self, dossier: str, key: str) -> BlobFile:
        """The original of a page or the PDF of a document, by its fact key, or "outcome" for the result; bytes
        checked against their name. Raises Problem BLOB_NOT_HERE (asked for at the next contact), BLOB_CORRUPT,
        PAGE_UNKNOWN."""
        place = self._place
        with place.store.reading() as tables:
            state = known_state(place, tables, dossier)
        sha256, media_type = _blob_under(state, key)
        return self._blob_file(sha256, media_type)

    def shown_blob(self, sha256: str, officer: str) -> BlobFile:
        """A blob by its name, if a dossier here names it; the look is audited. Raises Problem BLOB_UNKNOWN (no dossier
        here names it, whether or not its bytes lie on the disk), BLOB_NOT_HERE, BLOB_CORRUPT."""
        place = self._place
        with place.store.reading() as tables:
            dossiers = tables.projections.dossiers_of(sha256)
        if not dossiers:
            raise Problem("BLOB_UNKNOWN", "Không hồ sơ nào ở máy này có tệp đó; hãy mở tệp từ trang hồ sơ.")
        file = self._blob_file(sha256, "")
        with place.store.writing() as tables:
            tables.audit.add(place.clock.now_ms(), officer, f"blob {sha256[:16]}", dossiers[0])
        return file

    def _blob_file(self, sha256: str, media_type: str) -> BlobFile:
        """The file; a missing or damaged one is asked for at the next contact."""
        place = self._place
        try:
            path = place.blobs.path(sha256)
        except Problem:
            with place.store.writing() as tables:
                tables.blobs.want(sha256)
            raise
        return BlobFile(path, media_type, path.stat().st_size)

    def _confirmed(
        self,
        tables: Tables,
        dossier: str,
        commands: Sequence[Command],
        entries: Sequence[FieldEntry],
        officer: str,
    ) -> DossierState | Refuse:
        """Record, and remember what a person made of what was read."""
        place = self._place
        state = enact(place, tables, dossier, commands, officer)
        if not isinstance(state, Refuse):
            read = candidates_of(tables, state, place.register.units, place.clock.today())
            learn(tables, dossier, entries, read, officer, place.clock.now_ms())
        return state


def record_scan(
    place: Workplace, tables: Tables, dossier: str, values: dict[str, Any], officer: str
) -> DossierState | Refuse:
    """The fact of one scan that is stored already (component, blob, media_type, size), and its reading as work."""
    document = open_document(place, tables, dossier)
    before = state_of(place, document, dossier).pages if document.heads() else ()
    number = 1 + max((page.number for page in before if page.component == values["component"]), default=0)
    command = Command(FactKind.PAGE_SCANNED, {**values, "number": number})
    state = enact(place, tables, dossier, [command], officer)
    if isinstance(state, Refuse):
        return state
    known = {page.key for page in before}
    for page in state.pages:
        if page.key not in known:
            args = {"dossier": dossier, "page": page.key, "blob": page.blob}
            tables.jobs.add(READ_JOB, args, place.clock.now_ms(), rank_of(page.size))
    return state


def _field_values(entry: FieldEntry) -> dict[str, Any]:
    """A person confirms; what she confirms may have been read by the machine."""
    values: dict[str, Any] = {
        "field": entry.field,
        "value": entry.value,
        "source": entry.source,
        "confirmed": True,
    }
    if entry.page:
        values |= {"page": entry.page, "box": list(entry.box)}
    if entry.confidence:
        values["confidence"] = entry.confidence
    return values


def _blob_under(state: DossierState, key: str) -> tuple[str, str]:
    for page in state.pages:
        if page.key == key:
            return page.blob, page.media_type
    for document in state.documents:
        if document.key == key:
            return document.blob, "application/pdf"
    if key == "outcome" and state.outcome is not None and state.outcome.blob:
        return state.outcome.blob, "application/pdf"
    for sha256, _, media_type in blobs_of(state):
        if sha256 == key:
            return sha256, media_type
    raise Problem("PAGE_UNKNOWN", "Hồ sơ không có trang này; hãy tải lại trang hồ sơ.")
