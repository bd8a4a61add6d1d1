"""Papers to print: the notices of acts (forms 02–05), the control sheet (06), the tracking book (07)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from node.api.files import pdf_response
from node.api.json_dossiers import DossierId
from node.api.period import day_asked, period
from node.api.session import NodeDep, SignedIn

router = APIRouter(include_in_schema=False)

FactKey = Annotated[str, Path(max_length=80)]


@router.get("/ho-so/{dossier}/phieu/{key}.pdf")
def notice(_: SignedIn, dossier: DossierId, key: FactKey, node: NodeDep) -> Response:
    """The paper of one act."""
    return pdf_response(node.printing.notice(dossier, key), f"phieu-{dossier}")


@router.get("/ho-so/{dossier}/phieu-kiem-soat.pdf")
def control_sheet(_: SignedIn, dossier: DossierId, node: NodeDep) -> Response:
    """Form 06."""
    return pdf_response(node.printing.control_sheet(dossier), f"phieu-kiem-soat-{dossier}")


@router.get("/so-theo-doi.pdf")
def tracking_book(
    _: SignedIn,
    node: NodeDep,
    tu: Annotated[str, Query(max_length=10)] = "",
    den: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Form 07."""
    first, last = period(node, day_asked(tu), day_asked(den))
    return pdf_response(node.printing.tracking_book(first, last), f"so-theo-doi-{first}-{last}")
