"""What devices bring beside their own letters: envelopes that they carry for others, and talk about scans."""

from fastapi import APIRouter, Response

from dossier.exchange.parcels import ScanTalk, decode_parcel, encode_parcel
from hub.api.access import HubOf
from hub.api.bodies import EnvelopeBody, PieceBody
from hub.api.signed import SignedBy, SignedEnvelopeBy
from hub.usecases.exchange.post import carried
from hub.usecases.exchange.scan_talk import scan_talk
from plumbing.envelopes import MEDIA_TYPE
from plumbing.problem import Problem

router = APIRouter(tags=["roads"])
PARCEL_TYPE = "application/vnd.motcua.parcel"


@router.post("/carry", response_class=Response)
def post_carry(hub: HubOf, envelope: EnvelopeBody, carrier: SignedEnvelopeBy) -> Response:
    """An envelope of somebody else; the answer is for that somebody (204 = none). Signed by the carrier."""
    answer = carried(hub, carrier, envelope)
    return Response(answer, media_type=MEDIA_TYPE) if answer else Response(status_code=204)


@router.post("/scans", response_class=Response)
def post_scans(hub: HubOf, body: PieceBody, node: SignedBy) -> Response:
    """Previews and requests of scans, both ways; signed by the device."""
    said = decode_parcel(body)
    if not isinstance(said, ScanTalk):
        raise Problem("REQUEST_MALFORMED", "Yêu cầu không đúng mẫu; hãy cập nhật chương trình.")
    return Response(encode_parcel(scan_talk(hub, node, said)), media_type=PARCEL_TYPE)
