"""Signed PDFs: the digitised paper at intake, and the result.

The clerk's passphrase opens her key for one signature and is stored nowhere; so signing is done while she waits,
and only the reading of scans is queued.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from types import MappingProxyType
from typing import Any

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.result_draft import DECLINED, GRANTED
from dossier.state import DossierState
from node.ports import Forms, NumberRow, Reader, SignedPdf, Signer, Spot, Tables
from node.usecases.models import IssueForm, ResultSheet
from node.usecases.record.enact import attempt, enact, rehearse
from node.usecases.signing.digitised import DigitisedCopies
from node.usecases.signing.key_ends import note_key
from node.usecases.signing.levels import queue_levels
from node.usecases.signing.order import INTAKE_VI, sign_order
from node.usecases.signing.result_numbers import ResultNumbers, Taken
from node.usecases.signing.result_sheet import result_sheet
from node.usecases.workplace import Workplace
from plumbing.scratch import Scratch

_NO_NUMBER = "……"
_NOT_YET: Mapping[str, Any] = MappingProxyType({"blob": "?", "size": 0})


class Signing:
    """Makes signed documents and records them."""

    def __init__(self, place: Workplace, reader: Reader, signer: Signer, forms: Forms) -> None:
        self._place, self._reader, self._signer, self._forms = place, reader, signer, forms
        self._copies = DigitisedCopies(place, reader)
        self._numbers = ResultNumbers(place)

    @contextmanager
    def batch(self) -> "Iterator[Signing]":
        """The same work for many papers, each key opened once."""
        with self._signer.batch() as many:
            yield Signing(self._place, self._reader, many, self._forms)

    def digitise_and_sign(
        self, dossier: str, component: str, officer: str, passphrase: str
    ) -> DossierState | Refuse:
        """All pages of the paper as one searchable PDF/A with the officer's signature. Raises Problem."""
        copies = self._copies
        state = copies.state(dossier)
        refused = copies.refusal(state, component, officer)
        if refused is not None:
            return refused
        self._signer.get_ready()
        copy, pdf = copies.make(state, component)
        signed = self._sign(pdf, "intake", officer, passphrase, INTAKE_VI)
        blob = self._place.blobs.put(signed.data).sha256
        return attempt(self._place, lambda tables: copies.record(tables, copy, signed, blob, officer))

    def issue(self, dossier: str, form: IssueForm, officer: str) -> DossierState | Refuse:
        """Make the result paper, sign it as leader and as agency, give it a number, record it (Issued, or
        Declined when the verdict is so). The rules are asked first: a refused result takes no number and opens no
        key. Raises Problem."""
        state, day = self._copies.state(dossier), self._place.clock.today()
        if form.verdict not in (GRANTED, DECLINED):
            return Refuse("VALUE_NOT_ALLOWED", "Kết quả là «giải quyết» hoặc «không giải quyết».")
        refused = rehearse(self._place, dossier, _result(form, form.number or "?", _NOT_YET), officer)
        if refused is not None:
            return refused
        taken = None if form.number else self._numbers.take(dossier, day)
        number = taken.text if taken else form.number
        try:
            sheet = result_sheet(self._place, state, form, number, officer, day)
            signed = self._signed_result(sheet, form, officer)
        except BaseException as error:
            self._numbers.give_back(taken, _reason_vi(error))
            raise
        return self._record_result(dossier, form, officer, signed, number, taken)

    def draft(self, dossier: str, form: IssueForm, officer: str) -> bytes:
        """The result paper as `issue` would draw it, with no number and nobody's signature: PDF. Raises Problem."""
        state, day = self._copies.state(dossier), self._place.clock.today()
        return self._forms.result(result_sheet(self._place, state, form, _NO_NUMBER, officer, day)).pdf

    def picture(self, pdf: bytes) -> bytes:
        """A paper's first page: JPEG. Raises Problem."""
        with Scratch(self._place.config.data) as folder:
            paper, target = folder / "draft.pdf", folder / "draft.jpg"
            paper.write_bytes(pdf)
            self._reader.preview(paper, 1, target)
            return target.read_bytes()

    def unused_numbers(self) -> tuple[NumberRow, ...]:
        """Numbers of the book that stand on no result: given back, or written off with the reason."""
        return self._numbers.unused()

    def _signed_result(self, sheet: ResultSheet, form: IssueForm, officer: str) -> SignedPdf:
        """Drawn, then signed by the leader, then by the agency."""
        drawn = self._forms.result(sheet)
        signed = self._sign(
            drawn.pdf, "leader", form.leader, form.passphrase, "Ký duyệt kết quả", drawn.spots
        )
        seal = self._seal_name(officer, sheet.day)
        return self._sign(signed.data, "seal", seal, form.seal_passphrase, "Cơ quan ký số")

    def _record_result(
        self, dossier: str, form: IssueForm, officer: str, signed: SignedPdf, number: str, taken: Taken | None
    ) -> DossierState | Refuse:
        """Keep the paper, then record it and its number in one transaction."""
        place = self._place

        def record(tables: Tables) -> DossierState | Refuse:
            if taken is not None:
                tables.numbers.use(taken.year, taken.number)
            command = _result(form, number, {"blob": ref.sha256, "size": ref.size, "level": signed.level})
            done = enact(place, tables, dossier, [command], officer)
            if not isinstance(done, Refuse):
                queue_levels(tables, done, ref.sha256, officer, place.clock.now_ms())
            return done

        try:
            ref = place.blobs.put(signed.data)
            result = attempt(place, record)
        except BaseException as error:
            self._numbers.write_off(taken, _reason_vi(error))
            raise
        if isinstance(result, Refuse):
            self._numbers.write_off(taken, result.hint_vi)
        return result

    def _sign(
        self,
        pdf: bytes,
        role: str,
        key: str,
        passphrase: str,
        reason_vi: str,
        spots: Mapping[str, Spot] = MappingProxyType({}),
    ) -> SignedPdf:
        order = sign_order(self._place, role, key, passphrase, reason_vi, spots)
        signed = self._signer.sign(pdf, order)
        note_key(self._place, key, signed)
        return signed

    def _seal_name(self, officer: str, day: date) -> str:
        """The agency's key is named after the unit that the officer acts for."""
        return self._place.actor(officer, day).unit


def _result(form: IssueForm, number: str, paper: Mapping[str, Any]) -> Command:
    values = {"number": number, **paper}
    if form.verdict == DECLINED:
        return Command(FactKind.DECLINED, {**values, "reason": form.reason or form.content})
    return Command(FactKind.ISSUED, values)


def _reason_vi(error: BaseException) -> str:
    """What a person may read beside the number: the error's own sentence."""
    return str(getattr(error, "hint_vi", "")) or f"Lỗi khi ký phát hành ({type(error).__name__})."
