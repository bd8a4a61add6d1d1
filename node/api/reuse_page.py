"""Papers that may be used again, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from dossier.reuse import USABLE, Good, kinds_of
from node.api.words import day_vi
from node.usecases.models import DossierView, ReusePaper
from node.usecases.reuse.again import AGAIN_VI, BASIS, BASIS_VI

GOOD_VI = {
    Good.VALID: ("còn giá trị", "good"),
    Good.LOOK: ("xem ảnh rồi mới dùng", "warn"),
    Good.EXPIRED: ("hết giá trị", "bad"),
    Good.REVOKED: ("đã thu hồi", "bad"),
    Good.OTHER_PERSON: ("của người khác", "bad"),
    Good.DAMAGED: ("tệp hỏng", "bad"),
    Good.ABSENT: ("chưa về máy này", "warn"),
}


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One digitised paper beside the entry that it may answer for; `picture` "" = nothing to show here."""

    dossier: str
    code: str
    component: str
    title: str
    blob: str
    good: str
    good_vi: str
    tone: str
    usable: bool
    reason_vi: str
    basis_vi: str
    where_vi: str
    picture: str
    file: str


def offer_lines(view: DossierView) -> tuple[OfferLine, ...]:
    """Papers for what the dossier has no file of yet; what cannot be used is told with its reason."""
    return lines_of((one for one in view.reuse if one.component), view.state.dossier)


def lines_of(papers: Iterable[ReusePaper], shown_in: str = "") -> tuple[OfferLine, ...]:
    """Offers as they are shown; `shown_in` is the dossier for which the province was asked."""
    return tuple(_line(paper, shown_in) for paper in papers)


def basis_vi(code: str) -> str:
    """Why a paper in use counts, in words; an older or newer version's own word where it is not known here."""
    return next((BASIS_VI[source] for source, known in BASIS.items() if known == code), code)


def asked_again(view: DossierView) -> tuple[tuple[str, str], ...]:
    """(component, why paper was taken although there is a digitised copy)."""
    return tuple(
        (one.component, f"{AGAIN_VI.get(one.reason, one.reason)}{f': {one.note}' if one.note else ''}")
        for one in view.state.asked_again
    )


def lookable(view: DossierView) -> dict[str, str]:
    """Entries (code → name) of which the province may be asked for a digitised copy: kinds that can be used again,
    of which nothing is here."""
    if not view.state.applicant.get("id_number"):
        return {}
    here = {one.component for one in view.reuse if one.good in USABLE} | set(view.state.reused)
    here |= {page.component for page in view.state.pages}
    listed = {str(one.get("code", "")): str(one.get("name", "")) for one in view.state.components}
    return {code: name for code, name in listed.items() if code not in here and kinds_of(name)}


def _line(paper: ReusePaper, shown_in: str) -> OfferLine:
    good_vi, tone = GOOD_VI[Good(paper.good)]
    elsewhere = bool(paper.unit_name)
    seen = f"/api/dossiers/{paper.dossier}"
    picture, here = f"/ho-so/{shown_in}/anh-tim-thay/{paper.blob}", f"{seen}/pages/{paper.key}/image?page=1"
    where = f"{paper.unit_name} giữ" if elsewhere else "máy này giữ"
    return OfferLine(
        dossier=paper.dossier,
        code=paper.code,
        component=paper.component,
        title=paper.title,
        blob=paper.blob,
        good=paper.good,
        good_vi=good_vi,
        tone=tone,
        usable=paper.good in USABLE,
        reason_vi=paper.reason_vi,
        basis_vi=BASIS_VI.get(paper.source, ""),
        where_vi=f"hồ sơ {paper.code or paper.dossier}, {day_vi(paper.at_ms)}, {where}",
        picture=(picture if elsewhere else here) if paper.key else "",
        file="" if elsewhere else f"{seen}/files/{paper.key}",
    )
