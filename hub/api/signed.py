"""Requests that a device signs with its key (RFC 9421): which device is it?"""

from typing import Annotated

from fastapi import Depends, Request

from hub.api.access import HubOf
from hub.api.bodies import EnvelopeBody, PieceBody
from hub.usecases.context import Hub
from hub.usecases.exchange.blobs import public_key_of
from plumbing.http_auth import verify_request


def signed_by(request: Request, hub: HubOf, body: PieceBody) -> str:
    """Node id of the device whose key signed the request, body included. Raises Problem as
    `plumbing.http_auth.verify_request`."""
    return _signer(request, hub, body)


def signed_envelope_by(request: Request, hub: HubOf, body: EnvelopeBody) -> str:
    """As `signed_by`, for a body as large as an envelope."""
    return _signer(request, hub, body)


def _signer(request: Request, hub: Hub, body: bytes) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return verify_request(
        request.method,
        request.url.path + query,
        request.headers,
        body,
        lambda node: public_key_of(hub, node),
        hub.clock.now_ms(),
        request.app.state.replay,
    )


SignedBy = Annotated[str, Depends(signed_by)]
SignedEnvelopeBy = Annotated[str, Depends(signed_envelope_by)]
