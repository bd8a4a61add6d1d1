"""Signed PDFs of other make, as citizens bring them: each gets the verdict and the reason that a clerk can act on."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import parser

from node.sign.opening import open_signed
from node.sign.problems import SigningProblem
from node.sign.report import SignatureReport, meaning
from node.sign.trust import read_trust
from node.sign.verify import verify
from tests.node.sign.people import NOW, Office, intake, signer

GOLDEN = Path(__file__).parents[2] / "golden" / "foreign"
AT = datetime.datetime(2026, 11, 23, 3, 0, tzinfo=datetime.UTC)
EXPECTED = {
    "signpdf-adbe": ("VALID", "OK", "Trần Công Dân", "RSA 2048, SHA-256"),
    "signpdf-cades": ("VALID", "OK", "Trần Công Dân", "RSA 2048, SHA-256"),
    "endesive-rsa": ("VALID", "OK", "Trần Công Dân", "RSA 2048, SHA-256"),
    "endesive-broken": ("INVALID", "FORMAT_FAILURE", "Lê Thị Doanh", "ECDSA 256, SHA-256"),
    "openssl-sha1": ("INDETERMINATE", "CRYPTO_CONSTRAINTS_FAILURE", "Trần Công Dân", "RSA 2048, SHA-1"),
    "openssl-pss": ("VALID", "OK", "Trần Công Dân", "RSA 2048, SHA-256"),
    "openssl-ec": ("VALID", "OK", "Lê Thị Doanh", "ECDSA 256, SHA-256"),
    "openssl-keyid": ("VALID", "OK", "Trần Công Dân", "RSA 2048, SHA-256"),
    "openssl-gone": ("INDETERMINATE", "REVOKED_NO_POE", "Người Bị Thu Hồi", "RSA 2048, SHA-256"),
    "openssl-old": ("INDETERMINATE", "OUT_OF_BOUNDS_NO_POE", "Người Hết Hạn", "RSA 2048, SHA-256"),
    "openssl-unknown": ("INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND", "Không Ai Biết", "RSA 2048, SHA-256"),
    "openssl-stream": ("INVALID", "FORMAT_FAILURE", "Trần Công Dân", "RSA 2048, SHA-256"),
}


def judged(pdf: bytes) -> list[SignatureReport]:
    return list(verify(pdf, read_trust((GOLDEN / "trust.pem").read_bytes()), AT).signatures)


def file(name: str) -> bytes:
    return (GOLDEN / f"{name}.pdf").read_bytes()


def test_every_frozen_paper_has_its_expectation() -> None:
    assert {path.stem for path in GOLDEN.glob("*.pdf")} == {*EXPECTED, "endesive-two"}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_maker_and_each_fault_is_judged_and_explained(name: str) -> None:
    (found,) = judged(file(name))
    assert (found.verdict.value, found.sub_indication, found.signer, found.algorithm) == EXPECTED[name]
    assert found.meaning_vi == meaning(found.sub_indication) != meaning("no such word")
    assert found.coverage == "ENTIRE_FILE" or name == "endesive-broken"


def test_the_chain_is_told_and_whether_it_ends_at_a_root_that_we_trust() -> None:
    (known,), (unknown,) = judged(file("openssl-ec")), judged(file("openssl-unknown"))
    assert known.chain == ("Lê Thị Doanh", "MotCua Demo Issuing CA", "MotCua Demo Root CA")
    assert (known.chain_trusted, unknown.chain_trusted) == (True, False)
    assert (known.valid_from, known.valid_to, len(known.serial) > 8) == ("2026-01-01", "2036-01-01", True)


def test_a_second_signature_behind_the_first_is_told_apart() -> None:
    first, second = judged(file("endesive-two"))
    assert (first.verdict.value, first.coverage, first.changed_after) == (
        "VALID",
        "ENTIRE_REVISION",
        "SIGNATURES",
    )
    assert (second.sub_indication, second.coverage) == ("REVOKED_NO_POE", "ENTIRE_FILE")


@pytest.mark.parametrize("name", ["signpdf-adbe", "endesive-rsa", "openssl-pss", "openssl-ec"])
def test_no_flipped_bit_of_the_signed_bytes_passes(name: str) -> None:
    pdf = file(name)
    for at in range(40, len(pdf) - 40, len(pdf) // 25):
        flipped = bytearray(pdf)
        flipped[at] ^= 0x04
        try:
            assert judged(bytes(flipped))[0].verdict.value != "VALID" or pdf[at : at + 1] == b"0", at
        except SigningProblem:
            continue


def test_a_container_with_open_ends_is_read_like_any_other() -> None:
    """NSS (Firefox, poppler) writes BER: the outermost length is not told, the value ends with two zero bytes."""
    pdf = file("signpdf-adbe")
    assert judged(with_open_end(pdf))[0].verdict.value == "VALID"


def with_open_end(pdf: bytes) -> bytes:
    signature = open_signed(pdf)[0].embedded_signatures[0]
    _, first, second, _ = (int(number) for number in signature.byte_range)
    header, body = map(bytes, parser.parse(bytes(signature.pkcs7_content), strict=False)[3:5])
    opened = (b"\x30\x80" + body + b"\x00\x00").hex().encode()
    room = second - first - 2
    assert header.startswith(b"\x30\x82")
    return pdf[: first + 1] + opened + b"0" * (room - len(opened)) + pdf[second - 1 :]


def test_a_file_that_only_forbids_changes_is_judged_and_one_with_a_password_is_not(
    office: Office, paper: bytes
) -> None:
    signed = signer(office.officer).sign(paper, intake())
    assert len(open_signed(signed)[1]) == 1
    for user, code in (("", "NO_SIGNATURES"), ("mo", "PDF_ENCRYPTED")):
        locked = io.BytesIO()
        with pikepdf.open(io.BytesIO(paper)) as pdf:
            pdf.save(locked, encryption=pikepdf.Encryption(owner="chu", user=user))
        with pytest.raises(SigningProblem, match=code):
            verify(locked.getvalue(), read_trust(office.trust), NOW)
