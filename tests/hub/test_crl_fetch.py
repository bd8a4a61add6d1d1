"""The province fetches revocation lists by itself: newer ones go out, nothing else replaces what stands, and an address
that fails is told with since when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from hub.usecases.context import Hub
from hub.usecases.register.crl_fetch import crl_sources, refresh_lists
from hub.usecases.register.trust_list import issue_trust_list, trust_entries, trust_list_held, trust_list_now
from plumbing.problem import Problem
from plumbing.web_fetch import WebFetcher
from provisioning.test_ca import make_ca
from tests.hub.province import QUANG_YEN, Province
from tests.plumbing.test_web_fetch import OURS, Site, send, served

DAY = timedelta(days=1)
CRITICAL = (x509.DeltaCRLIndicator, x509.IssuingDistributionPoint)
FETCHER = WebFetcher(OURS)


@pytest.fixture
def ca(tmp_path: Path) -> Path:
    make_ca(tmp_path / "ca")
    return tmp_path / "ca"


@pytest.fixture
def hub(tinh: Province, ca: Path, site: Site) -> Hub:
    """A province that trusts the authority, with an old list of its own, and knows where newer ones are."""
    made = replace(tinh.hub, config=replace(tinh.hub.config, crl_urls=(site.url,)))
    tinh.node(QUANG_YEN)
    pem = [(ca / name).read_bytes() for name in ("root.pem", "issuing.pem")]
    issue_trust_list(made, b"".join(pem) + crl(ca, now(made) - 2 * DAY), "")
    return made


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as server:
        yield server


def now(hub: Hub) -> datetime:
    return datetime.fromtimestamp(hub.clock.now_ms() / 1000, UTC)


def crl(
    ca: Path,
    made: datetime,
    revoked: tuple[int, ...] = (),
    days: int = 10,
    key: object = None,
    der: bool = False,
    extensions: tuple[x509.ExtensionType, ...] = (),
) -> bytes:
    """A list of the issuing authority, signed with its key or with another."""
    issuer = x509.load_pem_x509_certificate((ca / "issuing.pem").read_bytes())
    own = key or load_pem_private_key((ca / "issuing.key").read_bytes(), None)
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.subject)
    builder = builder.last_update(made).next_update(made + days * DAY)
    for one in extensions:
        builder = builder.add_extension(one, critical=isinstance(one, CRITICAL))
    for number in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(made).build()
        builder = builder.add_revoked_certificate(entry)
    signed = builder.sign(own, hashes.SHA256())  # type: ignore[arg-type]
    return signed.public_bytes(Encoding.DER if der else Encoding.PEM)


def revoked(hub: Hub) -> list[int]:
    return [one.revoked for one in trust_entries(hub) if one.kind == "crl"]


def number(hub: Hub) -> int:
    issued = trust_list_now(hub)
    assert issued is not None
    return issued.number


def later(hub: Hub, minutes: int) -> None:
    hub.clock.ms += minutes * 60_000  # type: ignore[attr-defined]


def told(hub: Hub) -> tuple[str, bool]:
    (row,) = crl_sources(hub)
    return row.code, row.failed_ms > 0


@pytest.mark.parametrize("der", [True, False])
def test_a_newer_list_is_signed_and_mailed_once(hub: Hub, ca: Path, site: Site, der: bool) -> None:
    body = crl(ca, now(hub) - DAY, (7, 8), der=der)
    site.reply = lambda handler: (
        send(handler, 304)
        if handler.headers["If-None-Match"] == '"2"'
        else send(handler, 200, body, ETag='"2"')
    )
    assert refresh_lists(hub, FETCHER) == 1
    assert (revoked(hub), number(hub), told(hub)) == ([2], 2, ("", False))
    assert refresh_lists(hub, FETCHER) == 0  # not yet its time
    assert len(site.asked) == 1
    later(hub, 61)
    assert refresh_lists(hub, FETCHER) == 0
    assert (number(hub), site.asked[1]["If-None-Match"]) == (2, '"2"')


def test_a_list_that_says_nothing_new_waits_for_half_of_the_old_ones_time(
    hub: Hub, ca: Path, site: Site
) -> None:
    site.reply = lambda handler: send(handler, 200, crl(ca, now(hub), der=True), ETag='"3"')
    assert refresh_lists(hub, FETCHER) == 0
    later(hub, 4 * 24 * 60)
    assert refresh_lists(hub, FETCHER) == 1
    assert "If-None-Match" not in site.asked[1]  # it was not taken before


def test_what_is_not_better_never_replaces_what_stands(
    hub: Hub, ca: Path, site: Site, tmp_path: Path
) -> None:
    stranger = rsa.generate_private_key(65537, 2048)
    make_ca(tmp_path / "other")
    with (tmp_path / "other" / "issuing.pem").open("rb") as file:
        other = x509.load_pem_x509_certificate(file.read())
    nobody = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Nobody")]))
        .last_update(now(hub))
        .next_update(now(hub) + DAY)
        .sign(stranger, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )
    bad = {
        "CRL_SIGNATURE_WRONG": crl(ca, now(hub), (9,), key=stranger),
        "CRL_OLDER": crl(ca, now(hub) - 3 * DAY, (9,)),
        "CRL_OVER": crl(ca, now(hub) - 3 * DAY, (9,), days=2),
        "CRL_FROM_THE_FUTURE": crl(ca, now(hub) + DAY, (9,)),
        "CRL_ISSUER_UNKNOWN": nobody,
        "CRL_UNREADABLE": other.public_bytes(Encoding.DER),
        "FETCH_TOO_LARGE": b"x" * 2_000_000,
    }
    for code, body in bad.items():
        site.reply = lambda handler, body=body: send(handler, 200, body, ETag='"x"')  # type: ignore[misc]
        later(hub, 61)
        assert refresh_lists(hub, FETCHER) == 0
        assert told(hub) == (code, True)
    assert (revoked(hub), number(hub)) == ([0], 1)
    assert all("If-None-Match" not in asked for asked in site.asked)


def test_an_authority_that_fails_is_told_since_when_and_asked_ever_later(
    hub: Hub, ca: Path, site: Site
) -> None:
    began = hub.clock.now_ms()
    for _ in range(12):
        refresh_lists(hub, FETCHER)
        later(hub, 10)
    (row,) = crl_sources(hub)
    assert (row.failed_ms, row.code, row.got_ms) == (began, "FETCH_REFUSED", 0)
    assert 4 <= row.tries <= 7
    site.reply = lambda handler: send(handler, 200, crl(ca, now(hub), (5,)))
    later(hub, 61)
    assert refresh_lists(hub, FETCHER) == 1
    assert told(hub) == ("", False)


def test_addresses_come_from_lists_and_certificates_and_go_with_them(hub: Hub, ca: Path, site: Site) -> None:
    made = replace(hub, config=replace(hub.config, crl_urls=("ftp://198.51.100.1/x", " ", site.url)))
    refresh_lists(made, FETCHER)
    assert [row.url for row in crl_sources(made)] == [site.url]
    none = replace(hub, config=replace(hub.config, crl_urls=()))
    refresh_lists(none, FETCHER)
    assert crl_sources(none) == ()
    off = replace(hub, config=replace(hub.config, crl_minutes=0))
    asked = len(site.asked)
    assert (refresh_lists(off, FETCHER), len(site.asked)) == (0, asked)


def test_a_private_address_is_asked_only_where_it_was_named(hub: Hub, site: Site) -> None:
    refresh_lists(hub, WebFetcher())
    assert (told(hub), site.asked) == (("FETCH_ADDRESS_REFUSED", True), [])


def test_a_list_that_somebody_uploads_must_be_its_authoritys_too(hub: Hub, ca: Path) -> None:
    stranger = rsa.generate_private_key(65537, 2048)
    with pytest.raises(Problem, match="CRL_SIGNATURE_WRONG"):
        issue_trust_list(hub, crl(ca, now(hub), (9,), key=stranger), "")
    assert len(trust_list_held(hub).revocations) == 1


def kinds(hub: Hub) -> list[tuple[str, int]]:
    return sorted((one.kind, one.revoked) for one in trust_entries(hub) if one.kind in ("crl", "delta"))


def complete(ca: Path, made: datetime, count: int, revoked: tuple[int, ...], site: Site) -> bytes:
    deltas = x509.UniformResourceIdentifier(site.url.replace("list", "delta"))
    freshest = x509.FreshestCRL([x509.DistributionPoint([deltas], None, None, None)])
    return crl(ca, made, revoked, extensions=(x509.CRLNumber(count), freshest))


def delta(ca: Path, made: datetime, count: int, begins: int, revoked: tuple[int, ...]) -> bytes:
    marks = (x509.CRLNumber(count), x509.DeltaCRLIndicator(begins))
    return crl(ca, made, revoked, days=1, extensions=marks)


def test_a_delta_is_asked_for_where_its_list_says_and_goes_out_when_it_says_something(
    hub: Hub, ca: Path, site: Site
) -> None:
    lists = {
        "/list.crl": complete(ca, now(hub) - DAY, 5, (7,), site),
        "/delta.crl": delta(ca, now(hub) - DAY / 2, 6, 5, ()),
    }
    site.reply = lambda handler: send(handler, 200, lists[handler.path])
    assert [refresh_lists(hub, FETCHER) for _ in range(2)] == [1, 0]
    assert kinds(hub) == [("crl", 1)]  # an empty delta tells the nodes nothing
    lists["/delta.crl"] = delta(ca, now(hub), 7, 5, (8,))
    later(hub, 61)
    assert refresh_lists(hub, FETCHER) == 1
    assert kinds(hub) == [("crl", 1), ("delta", 1)]
    later(hub, 2 * 24 * 60)  # the delta ended; its complete list holds
    issued = trust_list_now(hub)
    assert issued is not None
    assert not issued.is_stale
    lists["/list.crl"] = complete(ca, now(hub), 8, (7, 8), site)
    assert refresh_lists(hub, FETCHER) == 1
    assert kinds(hub) == [("crl", 2)]  # says all that the delta did


@pytest.mark.parametrize(("count", "begins"), [(9, 8), (9, 6)])
def test_a_delta_with_a_gap_before_it_is_left_and_asked_again(
    hub: Hub, ca: Path, site: Site, count: int, begins: int
) -> None:
    issue_trust_list(hub, complete(ca, now(hub) - DAY, 5, (7,), site), "")
    body = delta(ca, now(hub), count, begins, (8,))
    site.reply = lambda handler: send(handler, 200, body)
    assert refresh_lists(hub, FETCHER) == 0
    assert {row.code for row in crl_sources(hub)} == {"CRL_DELTA_APART"}
    with pytest.raises(Problem, match="CRL_DELTA_APART"):
        issue_trust_list(hub, body, "")
    assert kinds(hub) == [("crl", 1)]


def test_a_part_of_a_list_never_stands_for_the_whole(hub: Hub, ca: Path, site: Site) -> None:
    indirect = x509.IssuingDistributionPoint(None, None, False, False, None, True, False)
    part = crl(ca, now(hub), (9,), extensions=(indirect,))
    with pytest.raises(Problem, match="CRL_PARTIAL"):
        issue_trust_list(hub, part, "")
    site.reply = lambda handler: send(handler, 200, part)
    assert refresh_lists(hub, FETCHER) == 0
    assert (told(hub), revoked(hub)) == (("CRL_PARTIAL", True), [0])


def test_lists_of_an_authoritys_people_and_of_its_other_authorities_stand_side_by_side(
    hub: Hub, ca: Path, site: Site
) -> None:
    people = x509.IssuingDistributionPoint(None, None, True, False, None, False, False)
    others = x509.IssuingDistributionPoint(None, None, False, True, None, False, False)
    for number, scope in ((1, people), (2, others), (3, people)):
        body = crl(ca, now(hub) + number * timedelta(minutes=1), (number,), extensions=(scope,))
        issue_trust_list(hub, body, "")
    named = [[entry.serial_number for entry in one] for one in trust_list_held(hub).revocations]
    assert sorted(named) == [[], [2], [3]]
