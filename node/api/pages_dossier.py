"""Pages: one dossier, its fields beside the picture, its disputes and scans."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from dossier.decide import Command
from dossier.facts import FactKind
from dossier.withdrawals import REASONS_VI
from node.api import dossier_page, fields_page
from node.api.act_forms import BY_KIND
from node.api.json_dossiers import DossierId, keep_uploads
from node.api.posted import FormPosted, Posted
from node.api.render import pages_of
from node.api.reuse_page import asked_again, basis_vi, lookable, offer_lines
from node.api.session import NodeDep, SignedIn
from node.api.withdrawn_page import out_lines
from node.api.words import CHANNEL_VI, COPY_VI
from node.usecases.models import AllowedCommand, DossierView
from node.usecases.page_models import FieldEntry
from node.usecases.record.notes import MOST_CHARACTERS
from node.usecases.reuse.again import AGAIN_VI
from plumbing.problem import Problem, given

router = APIRouter(include_in_schema=False)

_ADDABLE = (
    "requester_name",
    "requester_id_number",
    "requester_birth_date",
    "requester_residence",
    "person_name",
    "person_birth_date",
    "person_id_number",
    "mother_name",
    "father_name",
    "wife_name",
    "husband_name",
)


@dataclass(frozen=True, slots=True)
class Button:
    """An act as a button; greyed with a sentence when `refused`."""

    name: str
    icon: str
    tone: str
    href: str
    key: str
    refused: str


def buttons(view: DossierView) -> tuple[Button, ...]:
    """What the officer may do, as the use case says; the first main act that comes next gets F9 and stands first."""
    shown = [_button(view.state.dossier, act) for act in view.allowed if _has_a_use(view, act.kind)]
    ready = [button for button in shown if button is not None]
    ready.sort(key=lambda button: (button.tone != "primary", button.tone == "danger"))
    done = _done_already(view)
    first = next((b for b in ready if b.tone == "primary" and not b.refused and b.name != done), None)
    ready.sort(key=lambda button: button is not first)
    return tuple(
        Button(
            b.name, b.icon, "" if b.name == done else b.tone, b.href, "F9" if b is first else "", b.refused
        )
        for b in ready
    )


def _done_already(view: DossierView) -> str:
    """The act that was the last one and may be done again, but is no longer what comes next."""
    last = view.state.timeline[-1].kind if view.state.timeline else ""
    return BY_KIND[last].button if last == FactKind.APPRAISED else ""


def _has_a_use(view: DossierView, kind: str) -> bool:
    """Whether the act would change anything now; what it may is judged elsewhere."""
    custody, over = view.state.custody, dossier_page.is_over(view)
    offered = bool(custody and custody.offered_to)
    match kind:
        case FactKind.CODE_ASSIGNED:
            return view.state.provisional
        case FactKind.CUSTODY_RECALLED | FactKind.CUSTODY_DECLINED:
            return offered
        case FactKind.CUSTODY_OFFERED:
            return not (offered or over)
        case FactKind.DEADLINE_EXTENDED:
            return not over
    return True


def _button(dossier: str, act: AllowedCommand) -> Button | None:
    if act.kind in (FactKind.ISSUED, FactKind.DECLINED):
        declining = act.kind == FactKind.DECLINED
        name = "Không giải quyết" if declining else "Ký số, phát hành"
        tone = "danger" if declining else "primary"
        href = f"/ho-so/{dossier}/phat-hanh" + ("?tu-choi=1" if declining else "")
        return Button(name, "stop" if declining else "stamp", tone, href, "", act.refused)
    form = BY_KIND.get(act.kind)
    if form is None:
        return None
    return Button(form.button, form.icon, form.tone, f"/ho-so/{dossier}/lam/{form.kind}", "", act.refused)


@router.get("/ho-so/{dossier}")
def dossier_view(request: Request, session: SignedIn, dossier: DossierId, node: NodeDep) -> Response:
    """Everything about one dossier."""
    node.queue.looked_at(dossier)
    page = node.views.page(dossier, session.officer)
    view, acts = page.view, buttons(page.view)
    return pages_of(request).show(
        request,
        "dossier.html",
        session,
        view=view,
        steps=dossier_page.steps(view.state.stage),
        rungs=dossier_page.ladder_rungs(page.ladder),
        previews={one.blob for one in view.pages if not one.here and node.ways.preview(one.blob)},
        papers=dossier_page.papers(view),
        results=dossier_page.results(view),
        timeline=dossier_page.timeline(view),
        over=dossier_page.is_over(view),
        cards=fields_page.cards(view),
        fields=fields_page.field_lines(view),
        reading_vi=fields_page.reading_vi,
        reading=dossier_page.is_reading(view),
        notices=page.notices,
        acts=[act for act in acts if not act.refused],
        not_yet=[act for act in acts if act.refused],
        can_sign=any(act.kind == FactKind.DOCUMENT_SIGNED and not act.refused for act in view.allowed),
        can_revoke=any(act.kind == FactKind.PAPER_REVOKED and not act.refused for act in view.allowed),
        reuse=offer_lines(view),
        reused={one.component: one for one in view.state.reuses},
        basis_vi=basis_vi,
        again_reasons=AGAIN_VI,
        asked_again=asked_again(view),
        outs=out_lines(view, node.identity.node),
        out_reasons=REASONS_VI,
        lookable=lookable(view),
        channels=CHANNEL_VI,
        copy_kinds=COPY_VI,
        upload_bytes=node.config.upload_bytes,
        note_most=MOST_CHARACTERS,
    )


@router.get("/ho-so/{dossier}/truong")
def fields_view(
    request: Request,
    session: SignedIn,
    dossier: DossierId,
    node: NodeDep,
    to: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Fields beside the page picture."""
    view = node.views.dossier(dossier, session.officer)
    lines = fields_page.field_lines(view)
    standing = {line.name for line in lines}
    return pages_of(request).show(
        request,
        "fields.html",
        session,
        view=view,
        fields=lines,
        open=sum(line.state != "confirmed" for line in lines),
        sure=sum(line.sure for line in lines),
        reading=dossier_page.is_reading(view),
        sheets=fields_page.sheets(view),
        cards=fields_page.cards(view),
        wanted=to,
        addable=[name for name in _ADDABLE if name not in standing],
    )


@router.post("/ho-so/{dossier}/truong")
def confirm_field(posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Record one field (the way without scripts)."""
    given(node.scans.confirm_fields(dossier, [_entry(posted)], posted.session.officer))
    return RedirectResponse(f"/ho-so/{dossier}/truong?da=confirmed", 303)


def _entry(posted: Posted) -> FieldEntry:
    value, offer, box = posted.text("value"), posted.text("offer"), posted.text("box").split(",")
    accepted = bool(value) and value == offer
    corners = tuple(int(n) for n in box) if len(box) == 4 and all(map(str.isdecimal, box)) else ()
    confidence = posted.text("confidence")
    return FieldEntry(
        posted.text("field"),
        value,
        "machine" if accepted else "person",
        posted.text("page") if corners else "",
        corners,
        int(confidence) if accepted and confidence.isdecimal() else 0,
    )


@router.post("/ho-so/{dossier}/tranh-chap")
def settle(posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Settle a dispute: a chosen side, or a value typed again."""
    officer, subject, chosen = posted.session.officer, posted.text("subject"), posted.text("chosen")
    if posted.text("kind") == "transition":
        command = Command(FactKind.DISPUTE_SETTLED, {"chosen": chosen})
        given(node.acts.perform(dossier, command, officer))
    else:
        entry = _settled(node.views.dossier(dossier, officer), subject, chosen, posted.text("value"))
        given(node.scans.confirm_fields(dossier, [entry], officer))
    return RedirectResponse(f"/ho-so/{dossier}?da=settled", 303)


def _settled(view: DossierView, subject: str, chosen: str, typed: str) -> FieldEntry:
    sides = [o for d in view.state.disputes if d.kind == "field" and d.subject == subject for o in d.options]
    side = next((option for option in sides if option.key == chosen), None)
    return FieldEntry(subject, side.value if side is not None else typed)


@router.post("/ho-so/{dossier}/quet")
def upload(posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Keep scans (the way without scripts)."""
    keep_uploads(posted, dossier, node)
    return RedirectResponse(f"/ho-so/{dossier}?da=uploaded", 303)


@router.post("/ho-so/{dossier}/chuyen-trang")
def move_page(posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """A page that was scanned for the wrong paper."""
    given(
        node.scans.move_page(dossier, posted.text("page"), posted.text("component"), posted.session.officer)
    )
    return RedirectResponse(f"/ho-so/{dossier}?da=moved#quet", 303)


@router.post("/ho-so/{dossier}/xin-ban-quet")
def ask_for_scan(posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Fetch a scan that is not here now, before the night."""
    node.ways.ask_for_scan(dossier, posted.text("blob"), posted.session.officer)
    node.bell.ring("sync")
    return RedirectResponse(f"/ho-so/{dossier}?da=asked", 303)


@router.get("/ho-so/{dossier}/xem-truoc/{blob}")
def preview(session: SignedIn, dossier: DossierId, blob: str, node: NodeDep) -> Response:
    """The small picture of a page whose scan is still on its way."""
    view = node.views.dossier(dossier, session.officer)
    picture = node.ways.preview(blob) if blob in {page.blob for page in view.pages} else None
    if picture is None:
        raise Problem("PREVIEW_NOT_COME", "Ảnh xem trước chưa về; hãy đợi lần liên lạc tới.", "later")
    return Response(picture, media_type="image/jpeg", headers={"cache-control": "private, no-store"})


@router.post("/ho-so/{dossier}/ky")
def sign(posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Sign the digitised paper."""
    component, passphrase = posted.text("component"), posted.fields.get("passphrase", "")
    given(node.signing.digitise_and_sign(dossier, component, posted.session.officer, passphrase))
    return RedirectResponse(f"/ho-so/{dossier}?da=signed", 303)
