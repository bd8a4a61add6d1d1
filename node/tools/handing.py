"""Preparing and finishing signatures that are made in another PC; no key is here."""

import re
import ssl
from dataclasses import dataclass
from pathlib import Path

from dossier.local_time import local
from node.ports import Reader, SignedPdf, SignOrder
from node.ports.handed import HandedPdf
from node.sign.child import Handed, finish_handed, prepare_handed, verify_pdf
from node.sign.port import LEVELS
from node.sign.problems import SigningProblem
from node.sign.report import Verdict
from node.tools.signing import request_of
from node.usecases.signing.digitised import DigitisedCopies
from node.usecases.signing.elsewhere import SigningElsewhere
from node.usecases.workplace import Workplace
from plumbing.blobs import FolderBlobs
from plumbing.clock import SystemClock

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")
_UNKNOWN = "NO_CERTIFICATE_CHAIN_FOUND"


@dataclass(frozen=True, slots=True)
class PlaceForSignature:
    """`node.ports.handed.HandedSigner`; what comes back is judged by the trusted roots of the PEM file `trust`, where
    there is one: a certificate that somebody made for herself bears any name."""

    trust: Path

    def prepare(self, pdf: bytes, order: SignOrder, certificates: bytes) -> HandedPdf:
        """See `HandedSigner.prepare`."""
        chain = _chain(certificates)
        request = request_of(order, Path())
        handed = prepare_handed(pdf, request, chain, holder=order.name)
        return HandedPdf(handed.pdf, handed.attributes, chain)

    def finish(self, handed: HandedPdf, signature: bytes, certificates: bytes, at_ms: int) -> SignedPdf:
        """See `HandedSigner.finish`."""
        if certificates and _own(_chain(certificates)) != _own(handed.chain):
            raise SigningProblem("HANDED_SIGNATURE_WRONG", "another certificate")
        prepared = Handed(handed.pdf, handed.attributes)
        data = finish_handed(prepared, handed.chain, signature)
        if self.trust.is_file():
            report = verify_pdf(data, self.trust.read_bytes(), local(at_ms))
            newest = report.signatures[-1]
            if newest.verdict is Verdict.INVALID or newest.sub_indication == _UNKNOWN:
                raise SigningProblem("HANDED_NOT_TRUSTED", newest.sub_indication)
        return SignedPdf(data, LEVELS[0])


def elsewhere(place: Workplace, reader: Reader, trust: Path) -> SigningElsewhere:
    """Signing by tokens in other PCs; what is prepared lies in a folder of its own, which no copy takes along."""
    kept = FolderBlobs(place.config.data / "handed")
    kept.sweep(SystemClock().now_ms())  # nobody writes there yet: temporary files are left over from a crash
    return SigningElsewhere(place, DigitisedCopies(place, reader), PlaceForSignature(trust), kept)


def _chain(certificates: bytes) -> bytes:
    """Certificates alone, as PEM: whatever else stands in the file (names, even a key) goes no further."""
    found = _PEM.findall(certificates)
    if not found and certificates.startswith(b"\x30"):
        found = [ssl.DER_cert_to_PEM_cert(certificates).encode("ascii").strip()]
    if not found:
        raise SigningProblem("HANDED_CERTIFICATE_MALFORMED", "neither PEM nor DER")
    return b"\n".join(found) + b"\n"


def _own(chain: bytes) -> bytes:
    """The first certificate, however its lines are broken."""
    return b"".join(_PEM.findall(chain)[0].split())
