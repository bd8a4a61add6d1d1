"""What devices call: enrolment, coming back after a loss. (Letters: `hub.api.exchange`.)"""

import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field

from dossier.authors import short_id
from hub.api.access import HubOf
from hub.api.bodies import PieceBody
from hub.api.signed import SignedBy
from hub.records import GrantRow, RegisterRow
from hub.usecases.context import Hub
from hub.usecases.devices.enrol import Enrolled, enrol, resurrect
from hub.usecases.exchange.leaning import our_capabilities
from hub.usecases.register.tls import ca_pem
from plumbing.problem import Problem

router = APIRouter(tags=["devices"])


class EnrolRequest(BaseModel):
    """A device introduces itself with the secret of its invitation."""

    model_config = ConfigDict(extra="forbid")
    secret: str = Field(max_length=200)
    public_key: str = Field(pattern="^[0-9a-f]{64}$")
    name: str = Field(default="", max_length=120)


@router.get("/health")
def health(hub: HubOf) -> dict[str, Any]:
    """That the hub answers, with its time: what a device measures its clock against."""
    return {"node": hub.node, "hub_ms": hub.clock.now_ms()}


@router.get("/ca.pem", response_class=PlainTextResponse)
def ca_certificate(hub: HubOf) -> PlainTextResponse:
    """The province's CA; a device compares its fingerprint with the one in its invitation before it trusts it."""
    return PlainTextResponse(ca_pem(hub.config), media_type="application/x-pem-file")


@router.post("/enrol")
def post_enrol(hub: HubOf, asked: EnrolRequest) -> JSONResponse:
    """Enrol a device. Problems: TOKEN_UNKNOWN, TOKEN_USED, TOKEN_EXPIRED, SHORT_ID_TAKEN."""
    answer = enrol(hub, asked.secret, bytes.fromhex(asked.public_key), asked.name)
    return JSONResponse(_welcome(hub, answer))


@router.post("/resurrect")
def post_resurrect(hub: HubOf, body: PieceBody, node: SignedBy) -> dict[str, int]:
    """A new incarnation for a device that starts again from a backup; the request is signed with its key."""
    try:
        asked = json.loads(body)
        said, seen = str(asked["node"]), int(asked["incarnation_seen"])
    except (ValueError, KeyError, TypeError) as error:
        raise Problem(
            "REQUEST_MALFORMED", "Yêu cầu khôi phục không đúng mẫu; hãy cập nhật chương trình."
        ) from error
    if said != node:
        raise Problem("NODE_MISMATCH", "Chữ ký không phải của máy xin khôi phục; hãy dùng đúng khóa của máy.")
    answer = resurrect(hub, node, seen)
    return {
        "incarnation": answer.incarnation,
        "last_seq": answer.last_seq,
        "dossiers": answer.dossiers,
    }


def _welcome(hub: Hub, answer: Enrolled) -> dict[str, Any]:
    return {
        "node": answer.entry.node,
        "short": short_id(answer.entry.node),
        "unit": answer.entry.unit,
        "kind": str(answer.entry.kind),
        "incarnation": 1,
        "hub": {
            "node": hub.node,
            "public_key": hub.keys.public_key.hex(),
            "caps": sorted(our_capabilities()),
        },
        "register": [_register(row) for row in answer.register],
        "grants": [_grant(row) for row in answer.grants],
    }


def _register(row: RegisterRow) -> dict[str, Any]:
    return {"number": row.number, "text": row.text, "signature": row.signature.hex()}


def _grant(row: GrantRow) -> dict[str, Any]:
    return {"kind": row.kind, "text": row.text, "signature": row.signature.hex()}
