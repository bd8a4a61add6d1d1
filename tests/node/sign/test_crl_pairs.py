"""Complete lists and deltas: each case of RFC 5280, 5.2.4, judged by a real signature."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key, pkcs12

from node.sign.levels import raise_pdf
from node.sign.trust import Trust, read_trust
from node.sign.verify import verify
from tests.node.sign.authority import Services, services
from tests.node.sign.people import NOW, PASSPHRASE, Office, intake, signer

DAY = datetime.timedelta(days=1)
HELD, FREED = x509.ReasonFlags.certificate_hold, x509.ReasonFlags.remove_from_crl
GOOD, REVOKED = ("VALID", "OK"), ("INDETERMINATE", "REVOKED_NO_POE")
UNKNOWN = ("INDETERMINATE", "CERTIFICATE_CHAIN_GENERAL_FAILURE")


class Authority:
    """Publishes lists that name the intake officer, or nobody."""

    def __init__(self, office: Office | Services) -> None:
        key = load_pem_private_key((office.folder / "issuing.key").read_bytes(), None)
        own = pkcs12.load_pkcs12(office.officer.read_bytes(), PASSPHRASE.encode()).cert
        assert own is not None
        assert isinstance(key, rsa.RSAPrivateKey)
        self._key, self._officer = key, own.certificate.serial_number
        self._name = x509.load_pem_x509_certificate((office.folder / "issuing.pem").read_bytes()).subject

    def complete(
        self, number: int, names: x509.ReasonFlags | None = None, freshest: bool = True, days: int = 10
    ) -> bytes:
        """A complete list of two days ago; `freshest`: it says where deltas are."""
        point = x509.UniformResourceIdentifier("http://ca.example.vn/delta.crl")
        place = x509.FreshestCRL([x509.DistributionPoint([point], None, None, None)])
        return self._made(
            NOW - 2 * DAY, days, (x509.CRLNumber(number), *([place] if freshest else [])), names
        )

    def delta(
        self, number: int, begins: int, names: x509.ReasonFlags | None = None, ago: float = 1.0
    ) -> bytes:
        """A delta that holds for a day and a half."""
        marks = (x509.CRLNumber(number), x509.DeltaCRLIndicator(begins))
        return self._made(NOW - ago * DAY, 1.5, marks, names)

    def _made(
        self,
        made: datetime.datetime,
        days: float,
        extensions: tuple[x509.ExtensionType, ...],
        names: x509.ReasonFlags | None,
    ) -> bytes:
        builder = x509.CertificateRevocationListBuilder().issuer_name(self._name)
        builder = builder.last_update(made).next_update(made + days * DAY)
        for one in extensions:
            builder = builder.add_extension(one, critical=isinstance(one, x509.DeltaCRLIndicator))
        if names is not None:
            entry = x509.RevokedCertificateBuilder().serial_number(self._officer).revocation_date(made)
            builder = builder.add_revoked_certificate(
                entry.add_extension(x509.CRLReason(names), False).build()
            )
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)


@pytest.fixture(scope="module")
def ca(office: Office) -> Authority:
    return Authority(office)


def trusting(office: Office | Services, *lists: bytes) -> Trust:
    """The roots, the root's own list, and these."""
    issuer = x509.load_pem_x509_certificate((office.folder / "issuing.pem").read_bytes()).subject
    pem = re.sub(
        rb"-----BEGIN X509 CRL-----.+?-----END X509 CRL-----\n",
        lambda found: b"" if x509.load_pem_x509_crl(found.group()).issuer == issuer else found.group(),
        office.trust,
        flags=re.DOTALL,
    )
    return read_trust(pem + b"".join(lists))


def judged(office: Office, pdf: bytes, *lists: bytes) -> tuple[str, str]:
    (one,) = verify(pdf, trusting(office, *lists), NOW).signatures
    return one.verdict.value, one.sub_indication


@pytest.mark.parametrize("freshest", [True, False])
def test_a_complete_list_stands_for_itself_until_it_ends(
    office: Office, certified: bytes, ca: Authority, freshest: bool
) -> None:
    assert judged(office, certified, ca.complete(5, freshest=freshest)) == GOOD
    assert judged(office, certified, ca.complete(5, HELD, freshest)) == REVOKED
    assert judged(office, certified, ca.complete(5, freshest=freshest, days=1)) == (
        "INDETERMINATE",
        "TRY_LATER",
    )


@pytest.mark.parametrize("freshest", [True, False])
def test_what_a_delta_says_counts(office: Office, certified: bytes, ca: Authority, freshest: bool) -> None:
    whole, held = ca.complete(5, freshest=freshest), ca.complete(5, HELD, freshest)
    assert judged(office, certified, whole, ca.delta(6, 5)) == GOOD
    assert judged(office, certified, whole, ca.delta(6, 5, HELD)) == REVOKED
    assert judged(office, certified, ca.delta(6, 4, HELD), whole) == REVOKED
    assert judged(office, certified, held, ca.delta(6, 5)) == REVOKED
    assert judged(office, certified, held, ca.delta(6, 5, FREED)) == GOOD


def test_of_several_deltas_the_newest_counts(office: Office, certified: bytes, ca: Authority) -> None:
    older, newer = ca.delta(6, 5, ago=1), ca.delta(7, 5, HELD, ago=0.2)
    for deltas in ((older, newer), (newer, older)):
        assert judged(office, certified, ca.complete(5), *deltas) == REVOKED


def test_a_delta_that_ended_has_still_told_who_is_revoked(
    office: Office, certified: bytes, ca: Authority
) -> None:
    assert judged(office, certified, ca.complete(5), ca.delta(6, 5, HELD, ago=1.9)) == REVOKED


def test_a_delta_does_no_harm_where_it_does_not_belong(
    office: Office, certified: bytes, ca: Authority
) -> None:
    assert judged(office, certified, ca.complete(5), ca.delta(9, 8)) == GOOD  # a gap between the two
    assert judged(office, certified, ca.complete(5, HELD), ca.delta(9, 8, FREED)) == REVOKED
    assert judged(office, certified, ca.complete(7), ca.delta(6, 5, HELD)) == GOOD  # told of before, and over
    assert judged(office, certified, ca.delta(6, 5)) == UNKNOWN  # no complete list at all
    assert judged(office, certified, ca.complete(5, days=1), ca.delta(6, 5)) == ("INDETERMINATE", "TRY_LATER")


def test_a_list_that_names_deltas_is_enough_to_raise_a_signature(paper: bytes, tmp_path: Path) -> None:
    with services(tmp_path / "ca") as running:
        signed = signer(running.officer).sign(paper, intake())
        whole = Authority(running).complete(5)
        raised = raise_pdf(signed, "B-LT", trusting(running, whole), NOW, running.line().answer)
        assert (raised.level, raised.missing) == ("B-LT", "")
        roots_alone = read_trust((running.folder / "root.pem").read_bytes())
        assert verify(raised.pdf, roots_alone, NOW).verdict.value == "VALID"
