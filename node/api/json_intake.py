"""JSON: what the intake form asks for, and receiving."""

from typing import Annotated

from fastapi import APIRouter, Query

from node.api.answers import given
from node.api.bodies import CardBody, IntakeBody
from node.api.replies import CardReply, UnitReply, UnitsReply
from node.api.session import NodeDep, SignedIn, Writer
from node.usecases.models import IntakePreview, ProcedureChoice, Received

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
    read = dict(node.intake.read_qr(body.text))
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
