"""The machine's part of a batch of old results: read and digitise each paper behind everything else, then sign all
that is ready with one PIN.

The PIN lives in memory while it is used and is stored nowhere: after a power cut the officer types it again and the
signing goes on with the papers that are left. A wrong PIN stops at the first paper; it is never tried again.
"""

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dossier.decide import Command
from dossier.errors import KernelError, Refuse
from dossier.facts import FactKind
from dossier.state import DossierState
from node.ports import PAPER_FAULTS, Digitiser, FoundField, JobRow, ReadPage, Signer, Tables
from node.ports.backfile import Batch, OldPaper
from node.usecases.backfile.batches import archived, known_batch, known_paper
from node.usecases.backfile.sample import progress_of
from node.usecases.record.enact import attempt, enact
from node.usecases.signing.key_ends import note_key
from node.usecases.signing.levels import queue_levels
from node.usecases.signing.order import sign_order
from node.usecases.workplace import Workplace
from plumbing.problem import Problem
from plumbing.scratch import Scratch

COMPONENT = "KQ"  # the one paper of an old result's dossier
_REASON_VI = "Số hóa kết quả cũ từ bản giấy"
#: What the machine's fields are called in a batch, best first.
_PROPOSED: Mapping[str, tuple[str, ...]] = {
    "number": ("document_number", "number"),
    "day": ("registered_on", "document_date", "date"),
    "name": ("person_name", "requester_name", "wife_name", "deceased_name"),
    "id_number": ("person_id_number", "requester_id_number"),
    "birth": ("person_birth_date", "requester_birth_date"),
}


class Prepare:
    """Runs jobs of kind BACKFILE_JOB: one paper each, small enough to be done whole."""

    def __init__(self, place: Workplace, digitiser: Digitiser) -> None:
        self._place, self._digitiser = place, digitiser

    def run(self, job: JobRow) -> dict[str, int]:
        """Digitise one paper and note what the machine read. What cannot be read is written up by hand."""
        place, number = self._place, int(job.args["n"])
        with place.store.reading() as tables:
            batch = known_batch(tables, int(job.args["batch"]))
            paper = known_paper(tables, batch.id, number)
        if paper.state != "stored":
            return {"pages": paper.pages}
        try:
            done = self._digitised(batch, paper)
        except Problem as problem:
            if problem.retry == "later" and job.tries < 2:
                raise
            done = replace(paper, state="aside", code=problem.code, hint_vi=problem.hint_vi)
        with place.store.writing() as tables:
            if known_paper(tables, batch.id, number).state == "stored":
                tables.backfile.save(done)
        return {"pages": done.pages}

    def _digitised(self, batch: Batch, paper: OldPaper) -> OldPaper:
        fields: list[FoundField] = []

        def take(page: ReadPage) -> None:
            fields.extend(page.fields)

        with Scratch(self._place.config.data) as folder:
            target = folder / "old.pdf"
            source = self._place.blobs.path(paper.blob)
            pages = self._digitiser.digitise_pages([source], target, batch.paper, take)
            pdf = self._place.blobs.put(target.read_bytes())
        return replace(paper, state="read", pdf=pdf.sha256, pages=pages, read=proposals(fields))


def proposals(fields: list[FoundField]) -> dict[str, Any]:
    """What the machine read, as the batch's form names it; days as ISO days."""
    found: dict[str, Any] = {}
    for name, sources in _PROPOSED.items():
        for source in sources:
            best = max((f for f in fields if f.name == source), key=lambda f: f.confidence, default=None)
            if best is not None:
                found[name] = _iso(best.value) if name == "day" else best.value
                break
    return found


def _iso(text: str) -> str:
    """ "02/03/2009" as "2009-03-02"; "" for anything else, which a person then types."""
    parts = text.split("/")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return ""
    day, month, year = map(int, parts)
    return f"{year:04}-{month:02}-{day:02}"


class BulkSigning:
    """Signs what is ready of a batch; one batch at a time."""

    def __init__(self, place: Workplace, signer: Signer) -> None:
        self._place, self._signer = place, signer
        self._one, self._ending = threading.Lock(), threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, batch: int, passphrase: str, officer: str) -> None:
        """Sign in the background; the batch's page says how far it is. Raises Problem as `sign` does before its first
        paper."""
        self._ready(batch)
        if self._one.locked():
            raise Problem("BACKFILE_SIGNING", "Đang ký một tập khác; đợi xong rồi ký tập này.", "later")
        work = (batch, passphrase, officer)
        self._thread = threading.Thread(target=self._in_background, args=work, name="bulk signing")
        self._thread.start()

    def stop(self) -> None:
        """End after the paper that is being signed."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def busy(self) -> bool:
        """Whether a batch is being signed now."""
        return self._one.locked()

    def sign(self, batch: int, passphrase: str, officer: str) -> int:
        """Sign everything that is ready, here and now; gives how many papers. Raises Problem BACKFILE_UNKNOWN,
        BACKFILE_NOT_READY, and what stopped it; what is signed stays signed."""
        known, signed = self._ready(batch), 0
        with self._one, self._signer.batch() as many:
            for paper in self._papers(batch):
                if self._ending.is_set():
                    break
                outcome = self._outcome(known, paper, many, passphrase, officer)
                if isinstance(outcome, Refuse):
                    self._set_aside(paper, outcome)
                else:
                    signed += 1
        with self._place.store.writing() as tables:
            tables.backfile.stopped(batch, "", "")
        return signed

    def _in_background(self, batch: int, passphrase: str, officer: str) -> None:
        try:
            self.sign(batch, passphrase, officer)
        except Problem as problem:
            self._note(batch, problem.code, problem.hint_vi)
        except KernelError as error:
            self._note(batch, error.code, error.hint_vi)

    def _note(self, batch: int, code: str, hint_vi: str) -> None:
        with self._place.store.writing() as tables:
            tables.backfile.stopped(batch, code, hint_vi)

    def _ready(self, batch: int) -> Batch:
        with self._place.store.reading() as tables:
            known = known_batch(tables, batch)
            step = progress_of(known, tables.backfile.counts(batch), "").step
        if step != "sign":
            hint = (
                "Tập chưa ký được: còn giấy chưa đọc, chưa nhập, hoặc mẫu chưa được cán bộ thứ hai kiểm tra."
            )
            raise Problem("BACKFILE_NOT_READY", hint, "later", step)
        return known

    def _papers(self, batch: int) -> list[OldPaper]:
        with self._place.store.reading() as tables:
            return [paper for paper in tables.backfile.papers(batch, ("indexed",)) if paper.pdf]

    def _outcome(
        self, batch: Batch, paper: OldPaper, signer: Signer, passphrase: str, officer: str
    ) -> DossierState | Refuse:
        """What is wrong with one paper is its own affair; what is wrong with the key ends the batch."""
        try:
            return self._sign_one(batch, paper, signer, passphrase, officer)
        except Problem as problem:
            if problem.code not in PAPER_FAULTS:
                raise
            return Refuse(problem.code, problem.hint_vi)

    def _sign_one(
        self, batch: Batch, paper: OldPaper, signer: Signer, passphrase: str, officer: str
    ) -> DossierState | Refuse:
        place = self._place
        order = sign_order(place, "intake", officer, passphrase, _REASON_VI)
        signed = signer.sign(place.blobs.path(paper.pdf).read_bytes(), order)
        note_key(place, officer, signed)
        ref = place.blobs.put(signed.data)
        document = {
            "component": COMPONENT,
            "title": paper.values["title"],
            "blob": ref.sha256,
            "size": ref.size,
            "pages": paper.pages,
            "role": "intake",
            "level": signed.level,
            "signer": officer,
        }

        def record(tables: Tables) -> DossierState | Refuse:
            if known_paper(tables, batch.id, paper.n).state != "indexed":
                return Refuse("BACKFILE_CHANGED", "Giấy này vừa được sửa; ký lại sau khi kiểm tra.")
            dossier = place.identity.dossier_id(tables.meta.take("dossiers"))
            state = enact(place, tables, dossier, [archived(paper, batch)], officer)
            if not isinstance(state, Refuse):
                command = Command(FactKind.DOCUMENT_SIGNED, document)
                state = enact(place, tables, dossier, [command], officer)
            if not isinstance(state, Refuse):
                queue_levels(tables, state, ref.sha256, officer, place.clock.now_ms())
                done = replace(paper, state="signed", dossier=dossier, signed_ms=place.clock.now_ms())
                tables.backfile.save(replace(done, code="", hint_vi=""))
            return state

        return attempt(place, record)

    def _set_aside(self, paper: OldPaper, refused: Refuse) -> None:
        """The rules refuse this one: it is shown with the reason, and the others go on."""
        with self._place.store.writing() as tables:
            tables.backfile.save(replace(paper, state="read", code=refused.code, hint_vi=refused.hint_vi))
