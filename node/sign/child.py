"""Sign, verify and raise levels in a child process: a broken token driver costs one request, never the node.

Imports nothing heavy. Passphrases and PINs go over standard input, never into arguments or the environment. A child
that hangs, as drivers of pulled tokens do, is ended after its time.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from node.sign.framing import request_to_json
from node.sign.keys import Key, TokenKey
from node.sign.outside import NOWHERE, Outside
from node.sign.port import Raised, Signed, SignRequest, TokenFound
from node.sign.problems import SigningProblem
from node.sign.report import Report, report_from_json
from node.sign.spare import FreshWorkers, Workers
from node.sign.talk import DIED, Talk

AskChild = Callable[[dict[str, Any], list[bytes], float, Outside], tuple[dict[str, Any], list[bytes]]]
"""`Talk.ask` of some child: `asked_of`, or that of a `node.sign.kept.KeptChild`."""

SECONDS = 60.0
_RAISE_SECONDS = 180.0  # several questions to servers far away


@dataclass(frozen=True, slots=True)
class ChildSigner:
    """A `Signer` with the key of a PKCS#12 file or a token; one child process a signature."""

    key: Key
    seconds: float = SECONDS
    workers: Workers = field(default_factory=FreshWorkers)

    def sign(self, pdf: bytes, request: SignRequest) -> bytes:
        """See `Signer.sign`; besides, SIGNING_TIMEOUT and, with tokens, TOKEN_NOT_ANSWERING."""
        return self.signed(pdf, request).pdf

    def signed(self, pdf: bytes, request: SignRequest) -> Signed:
        """The same, with what is known of the key."""
        header = {"op": "sign", "key": self.key.as_json(), "request": request_to_json(request)}
        parts = [pdf, self.key.material(), request.image or b""]
        try:
            answer, attached = _ask(self.workers, header, parts, self.seconds)
            return Signed(attached[0], answer["ends"])
        except SigningProblem as problem:
            raise of_token(problem) if isinstance(self.key, TokenKey) else problem from None


def asked_of(workers: Workers) -> AskChild:
    """A child of its own for each request."""
    return partial(_ask, workers)


def verify_pdf(
    pdf: bytes,
    trust_pem: bytes,
    moment: datetime.datetime,
    seconds: float = SECONDS,
    ask: AskChild | None = None,
) -> Report:
    """Judge a PDF's signatures at `moment` (aware). `trust_pem`: roots, other certificates and CRLs as PEM; `ask` is
    the child that does it, one of its own where none is named.

    Raises `SigningProblem`: NOT_A_PDF, PDF_ENCRYPTED, NO_SIGNATURES, TRUST_NOT_READABLE, SIGNING_TIMEOUT.
    """
    header = {"op": "verify", "moment": moment.isoformat()}
    answer, _ = (ask or asked_of(FreshWorkers()))(header, [pdf, trust_pem], seconds, NOWHERE)
    return report_from_json(answer["report"])


def raise_level(
    pdf: bytes,
    wanted: str,
    trust_pem: bytes,
    moment: datetime.datetime,
    outside: Outside,
    ask: AskChild | None = None,
) -> Raised:
    """Add timestamps and validation data to a signed PDF up to `wanted` (B-T, B-LT, B-LTA); the bytes that were signed
    stay. What `outside` cannot give now costs the level, see `Raised.missing`; `ask` as in `verify_pdf`.

    Raises `SigningProblem`: TSA_UNREACHABLE, TSA_REFUSED, TSA_UNTRUSTED (nothing was gained), NO_SIGNATURES …
    """
    header = {"op": "raise", "wanted": wanted, "moment": moment.isoformat()}
    answer, parts = (ask or asked_of(FreshWorkers()))(header, [pdf, trust_pem], _RAISE_SECONDS, outside)
    times = (answer["renew_before"], answer["stamped_at"])
    return Raised(parts[0], answer["level"], answer["missing"], *times)


@dataclass(frozen=True, slots=True)
class Handed:
    """A file whose signature is made elsewhere: the file with an empty place, and the attributes whose signature (RSA
    PKCS#1 v1.5 or ECDSA, SHA-256) belongs there."""

    pdf: bytes
    attributes: bytes


def prepare_handed(
    pdf: bytes, request: SignRequest, chain: bytes, holder: str = "", workers: Workers | None = None
) -> Handed:
    """Prepare a signature by the first certificate of `chain` (PEM), which must be the one of `holder` where one is
    named; the rest of the chain goes into it. Raises HANDED_CERTIFICATE_MALFORMED, HANDED_OTHER_HOLDER, else as
    `Signer.sign`."""
    header = {"op": "prepare", "request": request_to_json(request), "holder": holder}
    _, parts = _ask(workers or FreshWorkers(), header, [pdf, chain, request.image or b""], SECONDS)
    return Handed(parts[0], parts[1])


def answer_handed(
    attributes: bytes, chain: bytes, key: Key, moment: datetime.datetime, seconds: float = SECONDS
) -> bytes:
    """The signature of prepared attributes by a key at hand. Raises HANDED_SIGNATURE_WRONG where it is not the key of
    the certificate, else as `ChildSigner.sign`."""
    header = {"op": "answer", "key": key.as_json(), "moment": moment.isoformat()}
    try:
        return _ask(FreshWorkers(), header, [attributes, chain, key.material()], seconds)[1][0]
    except SigningProblem as problem:
        raise of_token(problem) if isinstance(key, TokenKey) else problem from None


def finish_handed(handed: Handed, chain: bytes, signature: bytes, workers: Workers | None = None) -> bytes:
    """The signed PDF. Raises HANDED_CHANGED, HANDED_SIGNATURE_WRONG."""
    parts = [handed.pdf, handed.attributes, chain, signature]
    return _ask(workers or FreshWorkers(), {"op": "finish"}, parts, SECONDS)[1][0]


def list_tokens(module: str, seconds: float = SECONDS) -> tuple[TokenFound, ...]:
    """What is plugged in, without a PIN. Raises TOKEN_MODULE_MISSING, TOKEN_NOT_ANSWERING."""
    try:
        answer, _ = _ask(FreshWorkers(), {"op": "tokens", "module": module}, [], seconds)
    except SigningProblem as problem:
        raise of_token(problem) from None
    return tuple(
        TokenFound(**{**raw, "certificates": tuple(map(tuple, raw["certificates"]))})
        for raw in answer["tokens"]
    )


def of_token(problem: SigningProblem) -> SigningProblem:
    """A child that died or hung with a token in its hands: the driver, not the paper."""
    if problem.code == "SIGNING_TIMEOUT" or problem.detail == DIED:
        return SigningProblem("TOKEN_NOT_ANSWERING", problem.code)
    return problem


def _ask(
    workers: Workers, header: dict[str, Any], parts: list[bytes], seconds: float, outside: Outside = NOWHERE
) -> tuple[dict[str, Any], list[bytes]]:
    """One request to a child of its own."""
    with Talk(workers) as talk:
        return talk.ask(header, parts, seconds, outside)
