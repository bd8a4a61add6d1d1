"""Signed PDFs: the digitised paper at intake, and the result.

The clerk's passphrase opens her key for one signature and is stored nowhere; so signing is done while she waits,
and only the reading of scans is queued.
"""

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.state import DossierState
from node.ports import Forms, NumberRow, Reader, SignedPdf, Signer, SignOrder, Spot, Tables
from node.usecases.enact import attempt, enact, known_state, rehearse
from node.usecases.levels import queue_levels
from node.usecases.models import IssueForm, ResultSheet
from node.usecases.receipt import office_of
from node.usecases.result_numbers import ResultNumbers, Taken
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

_NOT_YET: Mapping[str, Any] = MappingProxyType({"blob": "?", "size": 0})


class Signing:
    """Makes signed documents and records them."""

    def __init__(self, place: Workplace, reader: Reader, signer: Signer, forms: Forms) -> None:
        self._place, self._reader, self._signer, self._forms = place, reader, signer, forms
        self._numbers = ResultNumbers(place)

    def digitise_and_sign(
        self, dossier: str, component: str, officer: str, passphrase: str
    ) -> DossierState | Refuse:
        """All pages of the paper as one searchable PDF/A with the officer's signature. Raises Problem."""
        place, state = self._place, self._state(dossier)
        pages = sorted((p for p in state.pages if p.component == component), key=lambda p: (p.number, p.key))
        if not pages:
            return Refuse("NO_PAGES", "Thành phần này chưa có trang quét nào; hãy quét trước khi ký.")
        title = _title(state, component)
        asked = Command(FactKind.DOCUMENT_SIGNED, {"component": component, "blob": "?", "role": "intake"})
        refused = rehearse(place, dossier, asked, officer)
        if refused is not None:
            return refused
        self._signer.get_ready()
        sources = [place.blobs.path(page.blob) for page in pages]
        with tempfile.TemporaryDirectory(dir=place.config.data) as folder:
            target = Path(folder) / "digitised.pdf"
            count = self._reader.digitise(sources, target, title)
            signed = self._sign(target.read_bytes(), "intake", officer, passphrase, "Số hóa từ bản giấy")
        ref = place.blobs.put(signed.data)
        values = {
            "component": component,
            "title": title,
            "blob": ref.sha256,
            "size": ref.size,
            "pages": count,
            "role": "intake",
            "level": signed.level,
            "signer": officer,
        }
        return self._record(dossier, Command(FactKind.DOCUMENT_SIGNED, values), officer)

    def issue(self, dossier: str, form: IssueForm, officer: str) -> DossierState | Refuse:
        """Make the result paper, sign it as leader and as agency, give it a number, record it (Issued, or
        Declined when the verdict is so). The rules are asked first: a refused result takes no number and opens no
        key. Raises Problem."""
        state, day = self._state(dossier), self._place.clock.today()
        if form.verdict not in ("granted", "declined"):
            return Refuse("VALUE_NOT_ALLOWED", "Kết quả là «giải quyết» hoặc «không giải quyết».")
        refused = rehearse(self._place, dossier, _result(form, form.number or "?", _NOT_YET), officer)
        if refused is not None:
            return refused
        taken = None if form.number else self._numbers.take(dossier, day)
        number = taken.text if taken else form.number
        try:
            signed = self._signed_result(self._sheet(state, form, number, officer, day), form, officer)
        except BaseException as error:
            self._numbers.give_back(taken, _reason_vi(error))
            raise
        return self._record_result(dossier, form, officer, signed, number, taken)

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

    def _record(self, dossier: str, command: Command, officer: str) -> DossierState | Refuse:
        """The fact and, in the same transaction, the row that will ask for its timestamp."""
        place = self._place

        def record(tables: Tables) -> DossierState | Refuse:
            state = enact(place, tables, dossier, [command], officer)
            if not isinstance(state, Refuse):
                queue_levels(tables, state, str(command.values["blob"]), officer, place.clock.now_ms())
            return state

        return attempt(place, record)

    def _state(self, dossier: str) -> DossierState:
        with self._place.store.reading() as tables:
            return known_state(self._place, tables, dossier)

    def _sign(
        self,
        pdf: bytes,
        role: str,
        key: str,
        passphrase: str,
        reason_vi: str,
        spots: Mapping[str, Spot] = MappingProxyType({}),
    ) -> SignedPdf:
        place, day = self._place, self._place.clock.today()
        person = place.register.officer(key)
        unit_name = place.register.unit_name(place.our_unit(day), day)
        order = SignOrder(
            role=role,
            officer=key,
            name=person.name if person else unit_name,
            passphrase=passphrase,
            reason_vi=reason_vi,
            place=unit_name,
            at_ms=place.clock.now_ms(),
            spots=spots,
        )
        return self._signer.sign(pdf, order)

    def _seal_name(self, officer: str, day: date) -> str:
        """The agency's key is named after the unit that the officer acts for."""
        return self._place.actor(officer, day).unit

    def _sheet(
        self, state: DossierState, form: IssueForm, number: str, officer: str, day: date
    ) -> ResultSheet:
        place, register = self._place, self._place.register
        leader = register.officer(form.leader)
        if leader is None:
            raise Problem(
                "OFFICER_UNKNOWN", "Không có lãnh đạo này trong danh bạ; hãy chọn lại người ký.", "operator"
            )
        unit = place.actor(officer, day).unit
        office = office_of(place, unit, day)
        rule = register.procedure(state.procedure, state.received_day or day)
        return ResultSheet(
            number=number,
            title="Thông báo kết quả giải quyết"
            if form.verdict == "granted"
            else "Thông báo không giải quyết",
            unit_name=register.unit_name(unit, day),
            province_name=office.parent_agency.removeprefix("Ủy ban nhân dân "),
            place=office.place,
            day=day,
            code=state.code,
            procedure_name=rule.name if rule else state.procedure,
            applicant={**state.applicant, "full_name": state.applicant.get("name", "")},
            verdict=form.verdict,
            content=form.content or form.reason,
            leader_name=leader.name,
            leader_title=leader.title,
            then_now=_then_now(place, state, day),
        )


def _result(form: IssueForm, number: str, paper: Mapping[str, Any]) -> Command:
    values = {"number": number, **paper}
    if form.verdict == "declined":
        return Command(FactKind.DECLINED, {**values, "reason": form.reason or form.content})
    return Command(FactKind.ISSUED, values)


def _reason_vi(error: BaseException) -> str:
    """What a person may read beside the number: the error's own sentence."""
    return str(getattr(error, "hint_vi", "")) or f"Lỗi khi ký phát hành ({type(error).__name__})."


def _title(state: DossierState, component: str) -> str:
    names = {str(c.get("code")): str(c.get("name", "")) for c in state.components}
    return names.get(component) or component


def _then_now(place: Workplace, state: DossierState, day: date) -> str:
    """Both names of the unit that received the dossier, when it was reorganised since."""
    standing = place.register.units_on(state.receiving_unit, day)
    if not standing or standing == (state.receiving_unit,) or state.received_day is None:
        return ""
    then = place.register.unit_name(state.receiving_unit, state.received_day)
    now = ", ".join(place.register.unit_name(unit, day) for unit in standing)
    return f"Hồ sơ do {then} (nay là {now}) tiếp nhận."
