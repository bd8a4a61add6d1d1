"""Using papers again: at intake and afterwards, with why it holds; asking for paper all the same needs a reason.

No demand for paper when a valid digitised copy exists (Chỉ thị of Hà Nội 2025; NĐ 61/2018/NĐ-CP art. 21a): what is
at hand and certainly good is either used or asked for with a reason that is recorded and counted.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.reuse import USABLE, Good
from dossier.state import DossierState
from node.ports import FoundPaper, Tables
from node.usecases.models import ComponentEntry, ReusePaper
from node.usecases.record.enact import attempt, enact, known_state
from node.usecases.reuse.papers import Person, answered_by, offers_for
from node.usecases.workplace import Workplace

#: Why paper is taken although a digitised copy is at hand.
AGAIN_VI: Mapping[str, str] = MappingProxyType(
    {
        "tu_nop": "Người dân tự mang bản giấy đến nộp",
        "da_doi": "Nội dung giấy tờ đã thay đổi",
        "khong_ro": "Bản số không rõ, không đọc được",
        "luat_doi": "Luật chuyên ngành đòi bản giấy",
        "khac": "Lý do khác (ghi rõ)",
    }
)
#: Why a digitised paper counts as the paper itself, by where it came from.
BASIS_VI: Mapping[str, str] = MappingProxyType(
    {
        "intake": "Bản số hóa có ký số khi tiếp nhận",
        "result": "Kết quả điện tử do cơ quan ký số",
        "old": "Bản số hóa kết quả cũ có ký số",
    }
)
#: The same as facts carry it.
BASIS: Mapping[str, str] = {
    "intake": "so_hoa_ky_so",
    "result": "ket_qua_dien_tu",
    "old": "so_hoa_ket_qua_cu",
}


class Reuse:
    """Reuse on a dossier that was taken in."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def use(self, dossier: str, component: str, blob: str, officer: str) -> DossierState | Refuse:
        """Use a paper that is offered for this dossier instead of asking for it."""

        def work(tables: Tables) -> DossierState | Refuse:
            state = known_state(self._place, tables, dossier)
            entry = ComponentEntry(component, component, reuse=blob)
            command = _use(entry, offers_of(self._place, tables, state))
            if isinstance(command, Refuse):
                return command
            _fetch(self._place, tables, blob)
            return enact(self._place, tables, dossier, [command], officer)

        return attempt(self._place, work)

    def ask_for_paper(
        self, dossier: str, component: str, blob: str, reason: str, note: str, officer: str
    ) -> DossierState | Refuse:
        """Paper is asked for although a digitised copy exists; the reason is kept and counted."""
        command = _again(ComponentEntry(component, component, again=reason, again_note=note), blob)
        if isinstance(command, Refuse):
            return command
        place = self._place
        return attempt(place, lambda tables: enact(place, tables, dossier, [command], officer))

    def revoke(self, dossier: str, blob: str, reason: str, officer: str) -> DossierState | Refuse:
        """A paper of this dossier is no longer good: it is offered to nobody from now on."""
        place = self._place
        command = Command(FactKind.PAPER_REVOKED, {"blob": blob, "reason": reason.strip()})
        return attempt(place, lambda tables: enact(place, tables, dossier, [command], officer))


def _fetch(place: Workplace, tables: Tables, blob: str) -> None:
    """A paper that another commune holds is asked for at the next contact, before other scans."""
    if not place.blobs.has(blob):
        tables.scan_lane.hurry(blob, False, place.clock.now_ms())


def offers_of(place: Workplace, tables: Tables, state: DossierState) -> tuple[ReusePaper, ...]:
    """Papers of the dossier's applicant that may answer for what it has no file of yet: ours, then what the province
    found elsewhere."""
    person = Person(str(state.applicant.get("id_number", "")), str(state.applicant.get("name", "")))
    have = {page.component for page in state.pages} | set(state.reused)
    listed = [(str(one.get("code", "")), str(one.get("name", ""))) for one in state.components]
    open_ = [(code, name) for code, name in listed if code not in have]
    ours = offers_for(place, tables, person, open_, state.dossier) if open_ else ()
    known = {one.blob for one in ours}
    codes = {code for code, _ in open_}
    found = (one for one in tables.found_papers.of(state.dossier) if one.component in codes)
    return (*ours, *(_found(one) for one in found if one.blob not in known))


def take_over(
    place: Workplace, tables: Tables, state: DossierState, entries: Sequence[ComponentEntry], officer: str
) -> DossierState | Refuse:
    """At intake: use what the clerk accepted, record why paper was taken where a good copy is at hand, refuse when
    she did neither."""
    offers = offers_of(place, tables, state)
    listed = {str(one.get("code", "")) for one in state.components}
    chosen = {entry.code: entry for entry in entries if entry.code in listed}
    commands: list[Command] = []
    for code in [str(one.get("code", "")) for one in state.components]:
        entry = chosen.get(code, ComponentEntry(code, code))
        command = _settle(entry, answered_by(offers, code), offers)
        if isinstance(command, Refuse):
            return command
        if command is not None:
            commands.append(command)
    return enact(place, tables, state.dossier, commands, officer) if commands else state


def _settle(
    entry: ComponentEntry, good: Sequence[ReusePaper], offers: Sequence[ReusePaper]
) -> Command | Refuse | None:
    if entry.reuse:
        return _use(entry, offers)
    certain = next((one for one in good if one.good == Good.VALID), None)
    if entry.again:
        return _again(entry, certain.blob if certain else "") if good else None
    if certain is None:
        return None
    hint = (
        f"«{certain.title}» đã có bản số còn giá trị (hồ sơ {certain.code}). "
        "Hãy dùng lại, hoặc chọn lý do vẫn nhận bản giấy."
    )
    return Refuse("PAPER_EXISTS", hint)


def _use(entry: ComponentEntry, offers: Sequence[ReusePaper]) -> Command | Refuse:
    offer = next((one for one in offers if one.blob == entry.reuse), None)
    if offer is None:
        hint = "Bản số này không thuộc người nộp, hoặc máy này không giữ; hãy tải lại trang hồ sơ."
        return Refuse("REUSE_NOT_OFFERED", hint)
    if offer.good not in USABLE:
        return Refuse("REUSE_NOT_GOOD", f"Không dùng lại được. {offer.reason_vi}")
    if offer.component != entry.code:
        hint = "Bản số này không phải loại giấy đang cần; hãy chọn đúng giấy tờ trong danh sách."
        return Refuse("REUSE_OTHER_KIND", hint)
    values: dict[str, Any] = {
        "component": entry.code,
        "blob": offer.blob,
        "size": offer.size,
        "basis": BASIS[offer.source],
        "judged": offer.reason_vi,
        "source": offer.dossier,
    }
    return Command(FactKind.COMPONENT_REUSED, values)


def _again(entry: ComponentEntry, blob: str) -> Command | Refuse:
    if entry.again not in AGAIN_VI:
        return Refuse("AGAIN_REASON", "Hãy chọn lý do vẫn nhận bản giấy trong danh sách.")
    if entry.again == "khac" and not entry.again_note.strip():
        return Refuse("AGAIN_REASON_WORDS", "Chọn «lý do khác» thì phải ghi rõ lý do.")
    values = {"component": entry.code, "blob": blob, "reason": entry.again, "note": entry.again_note.strip()}
    return Command(FactKind.PAPER_ASKED_AGAIN, {name: value for name, value in values.items() if value})


def _found(one: FoundPaper) -> ReusePaper:
    return ReusePaper(
        dossier=one.source_dossier,
        code=one.code,
        component=one.component,
        title=one.title,
        blob=one.blob,
        size=one.size,
        at_ms=one.held_ms,
        key="picture" if one.picture else "",
        source=one.source,
        issued=one.issued,
        good=one.good,
        reason_vi=one.reason_vi,
        unit_name=one.unit_name,
    )
