"""JSON: a signature by a token in the clerk's own PC, as a browser's plug-in or another program asks for it."""

from base64 import b64encode
from dataclasses import dataclass

from fastapi import APIRouter

from dossier.state import DossierState
from node.api.bodies import HandedBody, PrepareBody
from node.api.json_dossiers import DossierId
from node.api.session import NodeDep, Writer
from node.usecases.signing.elsewhere import Waiting
from node.usecases.signing.handed_file import signature_of
from plumbing.problem import given

router = APIRouter(prefix="/api", tags=["signing"])


@dataclass(frozen=True, slots=True)
class PreparedReply:
    """Sign `attributes` (base 64 of DER; SHA-256 with RSA PKCS#1 v1.5, or ECDSA) by the key of `chain`'s first
    certificate. `digest` is their SHA-256 in hex, for tokens that sign digests; `what_vi` is shown to the signer."""

    id: str
    attributes: str
    digest: str
    digest_algorithm: str
    chain: str
    what_vi: str
    pages: int
    prepared_sha256: str
    until: str


@router.post("/dossiers/{dossier}/sign/prepare", status_code=201)
def prepare(session: Writer, dossier: DossierId, body: PrepareBody, node: NodeDep) -> PreparedReply:
    """Prepare a paper's copy for a signature made elsewhere: good for 30 minutes, once, for this officer."""
    certificates = body.certificate.encode()
    made = given(node.signing_elsewhere.prepare(dossier, body.component, certificates, session.officer))
    return _reply(made)


@router.post("/dossiers/{dossier}/sign/finish")
def finish(session: Writer, dossier: DossierId, body: HandedBody, node: NodeDep) -> DossierState:
    """Put the signature into its place: the same fact as a signature made here."""
    signature, certificate = signature_of(body.signature), body.certificate.encode()
    return given(node.signing_elsewhere.finish(dossier, body.id, signature, session.officer, certificate))


def _reply(made: Waiting) -> PreparedReply:
    asked = made.request
    return PreparedReply(
        id=made.id,
        attributes=b64encode(asked.attributes).decode(),
        digest=made.digest,
        digest_algorithm="SHA-256",
        chain=asked.chain.decode("ascii"),
        what_vi=made.what_vi,
        pages=made.pages,
        prepared_sha256=asked.prepared_sha256,
        until=asked.until.isoformat(),
    )
