"""Where digitised papers are: one signed question of a device, one answer."""

import base64
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hub.api.access import HubOf
from hub.api.bodies import PieceBody
from hub.api.signed import SignedBy
from hub.usecases.exchange.look_up import Found, Question, look_up
from plumbing.problem import Problem

router = APIRouter(tags=["papers"])


class QuestionBody(BaseModel):
    """POST /papers/look-up"""

    model_config = ConfigDict(extra="ignore", frozen=True)
    dossier: Annotated[str, Field(max_length=40)]
    component: Annotated[str, Field(max_length=64)]
    officer: Annotated[str, Field(max_length=40)]


@router.post("/papers/look-up")
def post_look_up(hub: HubOf, body: PieceBody, node: SignedBy) -> dict[str, list[dict[str, Any]]]:
    """Papers of a dossier's applicant that other communes digitised and that may answer for one entry."""
    try:
        asked = QuestionBody.model_validate_json(body)
    except ValidationError as error:
        hint = "Yêu cầu không đúng mẫu; hãy cập nhật chương trình."
        raise Problem("REQUEST_MALFORMED", hint, detail=str(error.error_count())) from error
    return {"papers": [_shown(one) for one in look_up(hub, node, Question(**asked.model_dump()))]}


def _shown(one: Found) -> dict[str, Any]:
    paper = one.paper
    return {
        "blob": paper.blob,
        "title": f"{paper.title} số {paper.number}" if paper.number else paper.title,
        "code": one.code,
        "dossier": paper.dossier,
        "source": paper.source,
        "unit_name": one.unit_name,
        "size": paper.size,
        "issued": paper.issued,
        "held_ms": paper.at_ms,
        "good": one.judged.good,
        "reason_vi": one.judged.reason_vi,
        "picture": base64.b64encode(one.picture).decode("ascii"),
    }
