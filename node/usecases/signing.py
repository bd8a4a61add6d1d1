"""Signed PDFs: the digitised paper at intake, and the result.

The clerk's passphrase opens her key for one signature and is stored nowhere; so signing is done while she waits,
and only the reading of scans is queued.
"""

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.state import DossierState
from node.ports import Forms, Reader, SignedPdf, Signer, SignOrder, Spot
from node.usecases.enact import attempt, enact, open_document, state_of
from node.usecases.models import IssueForm, ResultSheet
from node.usecases.receipt import office_of
from node.usecases.workplace import Workplace, unknown_dossier
from plumbing.problem import Problem


class Signing:
    """Makes signed documents and records them."""

    def __init__(self, place: Workplace, reader: Reader, signer: Signer, forms: Forms) -> None:
        self._place, self._reader, self._signer, self._forms = place, reader, signer, forms

    def digitise_and_sign(
        self, dossier: str, component: str, officer: str, passphrase: str
    ) -> DossierState | Refuse:
        """All pages of the paper as one searchable PDF/A with the officer's signature. Raises Problem."""
        place, state = self._place, self._state(dossier)
        pages = sorted((p for p in state.pages if p.component == component), key=lambda p: (p.number, p.key))
        if not pages:
            return Refuse("NO_PAGES", "Thành phần này chưa có trang quét nào; hãy quét trước khi ký.")
        title = _title(state, component)
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
        Declined when the verdict is so). Raises Problem."""
        place, state, day = self._place, self._state(dossier), self._place.clock.today()
        if form.verdict not in ("granted", "declined"):
            return Refuse("VALUE_NOT_ALLOWED", "Kết quả là «giải quyết» hoặc «không giải quyết».")
        number = form.number or self._next_number(day)
        drawn = self._forms.result(self._sheet(state, form, number, officer, day))
        signed = self._sign(
            drawn.pdf, "leader", form.leader, form.passphrase, "Ký duyệt kết quả", drawn.spots
        )
        signed = self._sign(
            signed.data, "seal", self._seal_name(officer, day), form.seal_passphrase, "Cơ quan ký số"
        )
        ref = place.blobs.put(signed.data)
        values = {"number": number, "blob": ref.sha256, "size": ref.size, "level": signed.level}
        if form.verdict == "declined":
            return self._record(
                dossier,
                Command(FactKind.DECLINED, {**values, "reason": form.reason or form.content}),
                officer,
            )
        return self._record(dossier, Command(FactKind.ISSUED, values), officer)

    def _record(self, dossier: str, command: Command, officer: str) -> DossierState | Refuse:
        place = self._place
        return attempt(place, lambda tables: enact(place, tables, dossier, [command], officer))

    def _state(self, dossier: str) -> DossierState:
        place = self._place
        with place.store.reading() as tables:
            document = open_document(place, tables, dossier)
            if not document.heads():
                raise unknown_dossier(dossier)
            return state_of(place, document, dossier)

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

    def _next_number(self, day: date) -> str:
        """The next number of this node's book of outgoing results. A number whose signing fails stays unused and
        is written off in the book, never given twice."""
        with self._place.store.writing() as tables:
            count = tables.meta.take(f"result_number:{day.year}")
        return f"{count:02d}/{day.year}/{self._place.identity.short.upper()}"

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
        office = office_of(place, unit)
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
