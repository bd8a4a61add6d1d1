"""Sign and verify in a child process, so that the node stays small and a broken token driver costs nothing.

Imports nothing heavy. The passphrase goes over standard input, never into arguments or the environment.
"""

from __future__ import annotations

import datetime
import io
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from node.sign.framing import frame, read_frame, request_to_json
from node.sign.port import SignRequest
from node.sign.problems import CODES, SigningProblem
from node.sign.report import Report, report_from_json

_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ChildSigner:
    """A `Signer` with the key of a PKCS#12 file; one child process a signature."""

    key: Path
    passphrase: str = field(repr=False)
    seconds: float = _SECONDS

    def sign(self, pdf: bytes, request: SignRequest) -> bytes:
        """See `Signer.sign`; besides, SIGNING_TIMEOUT."""
        try:
            p12 = self.key.read_bytes()
        except OSError as error:
            raise SigningProblem("KEY_NOT_READABLE", type(error).__name__) from None
        header = {"op": "sign", "passphrase": self.passphrase, "request": request_to_json(request)}
        image = [] if request.image is None else [request.image]
        _, parts = _ask(header, [p12, pdf, *image], self.seconds)
        return parts[0]


def verify_pdf(pdf: bytes, trust_pem: bytes, moment: datetime.datetime, seconds: float = _SECONDS) -> Report:
    """Judge a PDF's signatures at `moment` (aware). `trust_pem`: roots, other certificates and CRLs as PEM.

    Raises `SigningProblem`: NOT_A_PDF, PDF_ENCRYPTED, NO_SIGNATURES, TRUST_NOT_READABLE, SIGNING_TIMEOUT.
    """
    answer, _ = _ask({"op": "verify", "moment": moment.isoformat()}, [trust_pem, pdf], seconds)
    return report_from_json(answer["report"])


def _ask(header: dict[str, Any], parts: list[bytes], seconds: float) -> tuple[dict[str, Any], list[bytes]]:
    """One request to a fresh child; its problems become ours."""
    command = [sys.executable, "-m", "node.sign.worker"]
    try:
        child = subprocess.run(
            command,
            input=frame(header, parts),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            cwd=Path(__file__).parents[2],
            check=False,
        )
        answer, attached = read_frame(io.BytesIO(child.stdout))
    except subprocess.TimeoutExpired:
        raise SigningProblem("SIGNING_TIMEOUT") from None
    except (ValueError, KeyError):
        raise SigningProblem("SIGNING_FAILED", "the worker died") from None
    if not answer["ok"]:
        raise SigningProblem(
            answer["code"] if answer["code"] in CODES else "SIGNING_FAILED", answer["detail"]
        )
    return answer, attached
