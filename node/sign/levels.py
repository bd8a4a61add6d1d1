"""Raise a signed PDF to B-T, B-LT, B-LTA (EN 319 142-1) without touching a byte that was signed.

The timestamp of the last signature goes into the room that was kept in its container, outside the signed ranges: same
length, same file otherwise. Validation data and the timestamp over the whole document come as one more revision behind
it. Several officers may have signed without a line: then the later timestamp vouches for them all (`node.sign.proof`).
"""

from __future__ import annotations

import asyncio
import datetime
import io
from dataclasses import dataclass
from hashlib import sha256

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESPassed
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.validation import EmbeddedPdfSignature

from node.sign.asking import Ask, PipeTimeStamper
from node.sign.evidence import add_evidence
from node.sign.opening import open_for_signing, open_signed
from node.sign.port import LEVELS, Raised
from node.sign.problems import SigningProblem
from node.sign.proof import judge_token, proofs_of, proven_by, token_of
from node.sign.store_mark import BLANK_MARK, fill_mark
from node.sign.trust import Trust
from node.sign.verify import read_levels
from plumbing.der import SEQUENCE, SET, append_inside, der_length, wrap

_DIGEST = "sha256"
_SIGNER_DEPTH = (
    4  # ContentInfo > [0] > SignedData > SignerInfos > SignerInfo, each the last part of the one before
)
_TOKEN_TYPE = cms.CMSAttributeType("signature_time_stamp_token").dump()
_BYTES_RESERVED = 32768
_BELIEVED = {AdESPassed.OK, AdESIndeterminate.TRY_LATER, AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE}


@dataclass(frozen=True, slots=True)
class _Work:
    trust: Trust
    moment: datetime.datetime
    ask: Ask
    stamper: PipeTimeStamper


def raise_pdf(pdf: bytes, wanted: str, trust: Trust, moment: datetime.datetime, ask: Ask) -> Raised:
    """See `node.sign.child.raise_level`. A file that is B-LTA already is stamped once more: that is its renewal."""
    if wanted not in LEVELS[1:]:
        raise SigningProblem("SIGNING_FAILED", "no such level")
    return asyncio.run(_raise(pdf, wanted, _Work(trust, moment, ask, PipeTimeStamper(ask))))


async def _raise(pdf: bytes, wanted: str, work: _Work) -> Raised:
    reader, _ = open_signed(pdf)
    last = reader.embedded_signatures[-1]
    if _has_room(pdf, last):
        pdf = await _stamp_signature(pdf, last, work)
    missing = ""
    if wanted != "B-T":
        try:
            pdf = await (_add_store(pdf, work) if wanted == "B-LT" else _stamp_document(pdf, work))
        except SigningProblem as problem:
            if not token_of(open_signed(pdf)[0].embedded_signatures[-1]):
                raise
            missing = problem.code
    return await _told(pdf, missing, work)


def _has_room(pdf: bytes, last: EmbeddedPdfSignature) -> bool:
    """Only the last signature's container may still change: later ones would cover its bytes."""
    if last.sig_object.get("/Type") == "/DocTimeStamp" or token_of(last):
        return False
    _, _, start, length = (int(number) for number in last.byte_range)
    return bool(start + length == len(pdf))


async def _stamp_signature(pdf: bytes, last: EmbeddedPdfSignature, work: _Work) -> bytes:
    """The token in the room behind the signature; unsigned attributes lie outside the signed ranges (RFC 5652)."""
    _, first, second, _ = (int(number) for number in last.byte_range)
    content = bytes(last.pkcs7_content)
    content = content[: der_length(content)]
    digest = sha256(last.signer_info["signature"].native).digest()
    token = await work.stamper.async_timestamp(digest, _DIGEST)
    await _check(token, digest, work)
    attribute = wrap(SEQUENCE, _TOKEN_TYPE + wrap(SET, token.dump()))
    filled = append_inside(content, _SIGNER_DEPTH, wrap(0xA1, attribute)).hex().encode()
    room = second - first - 2
    if len(filled) > room:
        raise SigningProblem("SIGNING_FAILED", "no room for a timestamp")
    start, end = pdf[: first + 1], pdf[second - 1 :]
    return start + filled + b"0" * (room - len(filled)) + end


async def _check(token: cms.ContentInfo, digest: bytes, work: _Work) -> None:
    """A timestamp that nobody can judge later is worse than none: its authority must be known now, where anything is
    known at all."""
    try:
        der = token.dump()
        time = cms.ContentInfo.load(der)["content"]["encap_content_info"]["content"].parsed["gen_time"].native
        status = await judge_token(der, lambda _: digest, work.trust, time)
    except (ValueError, TypeError, KeyError) as error:
        raise SigningProblem("TSA_REFUSED", type(error).__name__) from error
    is_unknown = not work.trust.roots and status is AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND
    if status not in _BELIEVED and not is_unknown:
        raise SigningProblem("TSA_UNTRUSTED", status.standard_name)


async def _add_store(pdf: bytes, work: _Work) -> bytes:
    writer = open_for_signing(pdf + BLANK_MARK)
    if not await add_evidence(writer, await _moments(pdf, work), work.trust, work.ask):
        return pdf
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return fill_mark(pdf, out.getvalue())


async def _stamp_document(pdf: bytes, work: _Work) -> bytes:
    """Validation data and the timestamp over everything in one revision, so that no byte stays uncovered."""
    writer = open_for_signing(pdf)
    await add_evidence(writer, await _moments(pdf, work), work.trust, work.ask)
    out = io.BytesIO()
    stamper = PdfTimeStamper(work.stamper)
    await stamper.async_timestamp_pdf(writer, _DIGEST, bytes_reserved=_BYTES_RESERVED, output=out)
    stamped = out.getvalue()
    newest = PdfFileReader(io.BytesIO(stamped), strict=False).embedded_signatures[-1]
    newest.compute_integrity_info()
    content = bytes(newest.pkcs7_content)
    token = cms.ContentInfo.load(content[: der_length(content)])
    await _check(token, bytes(newest.compute_digest()), work)
    return stamped


async def _moments(pdf: bytes, work: _Work) -> dict[int, datetime.datetime]:
    """For each signature of the file the time at which its certificates are to be judged: the proven one, whatever the
    clock of this machine says."""
    reader, _ = open_signed(pdf)
    proofs = await proofs_of(pdf, reader, work.trust, work.moment)
    stamped = {proof.place: proof.time for proof in proofs}
    newest = max(stamped.values(), default=work.moment)
    return {
        place: (proof.time if (proof := proven_by(proofs, place)) else stamped.get(place, newest))
        for place in range(len(reader.embedded_signatures))
    }


async def _told(pdf: bytes, missing: str, work: _Work) -> Raised:
    reader, signatures = open_signed(pdf)
    levels = read_levels(reader, signatures)
    proofs = await proofs_of(pdf, reader, work.trust, work.moment)
    ends = max((proof.ends for proof in proofs if proof.place == proofs[-1].place), default=None)
    proven = max((proof.time for proof in proofs if proof.status in _BELIEVED), default=None)
    # What vouches for the last signature vouches for those before it.
    return Raised(pdf, levels[-1], missing, _iso(ends), _iso(proven))


def _iso(moment: datetime.datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
