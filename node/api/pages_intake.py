"""Pages: intake and the receipt."""

import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from dossier.errors import KernelError, Refuse
from node.api.files import pdf_response
from node.api.json_dossiers import DossierId
from node.api.posted import FormPosted, Posted
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.api.words import CHANNEL_VI, LIMIT_UNIT_VI
from node.usecases.models import ComponentEntry, IntakeForm, Session
from node.usecases.node import Node
from node.usecases.reuse.again import AGAIN_VI

router = APIRouter(include_in_schema=False)

_APPLICANT = ("name", "id_number", "birth", "address", "phone")
_COMPONENT = re.compile(r"component\.(\d{1,3})\.code")
_EMPTY = IntakeForm("", dict.fromkeys(_APPLICANT, ""))


@router.get("/tiep-nhan")
def intake_page(request: Request, session: SignedIn, node: NodeDep) -> Response:
    """The intake form."""
    return _show(request, session, node, _EMPTY, None)


@router.post("/tiep-nhan")
def receive(request: Request, posted: FormPosted, node: NodeDep) -> Response:
    """Take it in and show the receipt; a refusal comes back with what was typed."""
    form, named = intake_form(posted), posted.text("competent_name")
    try:
        result = _not_picked(form, named) or node.intake.receive(form, posted.session.officer)
    except KernelError as error:
        result = Refuse(error.code, error.hint_vi)
    if isinstance(result, Refuse):
        return _show(request, posted.session, node, form, result, named)
    return RedirectResponse(f"/ho-so/{result.dossier}/giay-hen", 303)


@router.get("/ho-so/{dossier}/giay-hen")
def receipt_page(request: Request, session: SignedIn, dossier: DossierId, node: NodeDep) -> Response:
    """Code, due day and why; the paper to print."""
    view = node.views.dossier(dossier, session.officer)
    return pages_of(request).show(request, "received.html", session, view=view)


@router.get("/ho-so/{dossier}/giay-hen.pdf")
def receipt_pdf(_: SignedIn, dossier: DossierId, node: NodeDep) -> Response:
    """Form 01."""
    return pdf_response(node.intake.receipt_pdf(dossier), f"giay-hen-{dossier}")


def intake_form(posted: Posted) -> IntakeForm:
    """What the form brought; a paper whose tick was removed is not handed in yet."""
    numbers = [match[1] for name in posted.fields if (match := _COMPONENT.fullmatch(name))]
    components = tuple(_component(posted, number) for number in numbers)
    channel = posted.text("channel")
    return IntakeForm(
        procedure=posted.text("procedure"),
        applicant={name: posted.text(f"applicant.{name}") for name in _APPLICANT},
        components=tuple(component for component in components if component.name),
        competent_unit=posted.text("competent_unit"),
        channel=int(channel) if channel in ("1", "2", "3") else 1,
        note=posted.text("note"),
        limit=_limit(posted.text("limit_count"), posted.text("limit_unit")),
    )


def _not_picked(form: IntakeForm, named: str) -> Refuse | None:
    """A unit that was typed but not picked: taken as our own, the dossier would stay here without a word."""
    if not named or form.competent_unit:
        return None
    return Refuse(
        "UNIT_NOT_PICKED",
        f"Chưa chọn “{named}” trong danh sách đơn vị; gõ lại rồi chọn một dòng, hoặc xóa trắng nếu giải quyết tại đây.",
    )


def _limit(count: str, unit: str) -> str:
    """ "3wd", "10d", "2h", "SD" as `dossier.limit` reads them; "" where none was given."""
    if unit == "SD":
        return unit
    return f"{count}{unit}" if count else ""


def _component(posted: Posted, number: str) -> ComponentEntry:
    def text(name: str) -> str:
        return posted.text(f"component.{number}.{name}")

    return ComponentEntry(
        text("code"),
        text("name"),
        text("copy_kind") or "original",
        1,
        bool(text("satisfied")),
        text("reuse"),
        text("again"),
        text("again_note"),
    )


def _show(
    request: Request,
    session: Session,
    node: Node,
    form: IntakeForm,
    refused: Refuse | None,
    competent_name: str = "",
) -> Response:
    unit = form.limit.lstrip("0123456789")
    values: dict[str, Any] = {
        "limit_count": form.limit.removesuffix(unit) if unit else "",
        "limit_unit": unit or "wd",
        "limit_units": LIMIT_UNIT_VI,
        "form": form,
        "refused": refused,
        "procedures": node.intake.procedures(),
        "channels": CHANNEL_VI,
        "code_left": node.line.state().lease_left,
        "competent_name": competent_name,
        "again_reasons": AGAIN_VI,
    }
    return pages_of(request).show(request, "intake.html", session, 409 if refused else 200, **values)
