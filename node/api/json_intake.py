"""JSON: what the intake form asks for, and receiving."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query

from dossier.legacy_encoding import guess_encoding
from node.api.bodies import CardBody, IntakeBody
from node.api.posted import FormPosted
from node.api.replies import CardReply, LegacyReply, UnitReply, UnitsReply
from node.api.session import NodeDep, SignedIn, Writer
from node.usecases.models import IntakePreview, ProcedureChoice, Received
from plumbing.problem import Problem, given

router = APIRouter(prefix="/api", tags=["intake"])


@router.get("/procedures")
def procedures(
    _: SignedIn, node: NodeDep, q: Annotated[str, Query(max_length=120)] = ""
) -> tuple[ProcedureChoice, ...]:
    """Procedures in force today."""
    return node.intake.procedures(q)


@router.get("/units/find")
def units(_: SignedIn, node: NodeDep, q: Annotated[str, Query(max_length=120)]) -> UnitsReply:
    """Communes that stand today, by old or new name, with or without marks."""
    return UnitsReply(tuple(UnitReply(unit, name) for unit, name in node.intake.units(q)))


@router.post("/cccd")
def card(_: Writer, body: CardBody, node: NodeDep) -> CardReply:
    """Fields out of a citizen card's QR text."""
    return _card_reply(node.cards.read_qr(body.text))


@router.post("/cccd/photo")
def card_photo(posted: FormPosted, node: NodeDep) -> CardReply:
    """Fields out of a photo or scan of a card; nothing is kept."""
    if not posted.files:
        raise Problem("UPLOAD_EMPTY", "Chưa có tệp nào được gửi; hãy chọn ảnh chụp thẻ.")
    return _card_reply(node.cards.read_photo(posted.files[0].stream))


@router.post("/text/legacy")
def legacy(_: Writer, body: CardBody) -> LegacyReply:
    """What pasted text would be in Unicode, where it was typed in an old font's code; "" = it is as it should be."""
    guess = guess_encoding(body.text)
    return LegacyReply(guess.encoding, guess.proposal) if guess else LegacyReply("", "")


def _card_reply(fields: Mapping[str, str]) -> CardReply:
    read = dict(fields)
    notices = read.pop("notices", "")
    return CardReply(read, (notices,) if notices else ())


@router.post("/intake/preview")
def preview(_: Writer, body: IntakeBody, node: NodeDep) -> IntakePreview:
    """Due day with its reasons; stores nothing."""
    return given(node.intake.preview(body.form()))


@router.post("/dossiers", status_code=201)
def receive(session: Writer, body: IntakeBody, node: NodeDep) -> Received:
    """Take a dossier in. Durable when this answers."""
    return given(node.intake.receive(body.form(), session.officer))
