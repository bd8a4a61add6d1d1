"""Timestamps for devices, by way of the hub. Every request is signed by the device."""

from fastapi import APIRouter, Request, Response

from hub.api.access import HubOf
from hub.api.bodies import PieceBody
from hub.api.signed import SignedBy
from hub.usecases.devices.timestamps import stamp
from plumbing.timestamps import REPLY_TYPE

router = APIRouter(tags=["timestamps"])


@router.post("/timestamp", response_class=Response)
def post_timestamp(request: Request, hub: HubOf, body: PieceBody, node: SignedBy) -> Response:
    """An RFC 3161 query, DER; the answer of the province's authority, DER."""
    answer = stamp(hub, request.app.state.timestamp_counts, node, body)
    return Response(answer, media_type=REPLY_TYPE)
