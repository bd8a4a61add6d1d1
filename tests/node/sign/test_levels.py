"""Levels: what each adds, what it proves later, and what a missing authority costs."""

from __future__ import annotations

import datetime
import random
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from node.sign.child import raise_level
from node.sign.levels import raise_pdf
from node.sign.outside import NOWHERE
from node.sign.port import Role, SignRequest
from node.sign.problems import SigningProblem
from node.sign.report import Report, Verdict
from node.sign.trust import read_trust
from node.sign.verify import verify
from provisioning.test_ca import make_ca, revoke
from tests.node.sign.authority import STAMPED, Services, services
from tests.node.sign.people import END, NOW, PASSPHRASE, intake, signer

LATER = END + datetime.timedelta(days=400)


@pytest.fixture(scope="module")
def open_all_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with services(tmp_path_factory.mktemp("services")) as found:
        yield found


@pytest.fixture
def office(open_all_day: Services) -> Services:
    open_all_day.server.asked.clear()
    open_all_day.server.is_down, open_all_day.now = False, STAMPED
    return open_all_day


@pytest.fixture
def signed(office: Services, paper: bytes) -> bytes:
    return signer(office.officer).sign(paper, intake())


def raised(office: Services, pdf: bytes, wanted: str, fetches: bool = False) -> bytes:
    found = raise_pdf(pdf, wanted, read_trust(office.trust), NOW, office.line(fetches).answer)
    assert (found.level, found.missing) == (wanted, "")
    return found.pdf


def judged(office: Services, pdf: bytes, moment: datetime.datetime) -> Report:
    return verify(pdf, read_trust(office.trust), moment)


def test_a_batch_of_one_signer_asks_for_the_same_revocations_once(office: Services, paper: bytes) -> None:
    line = office.line(fetches=True)
    trust = b"".join(
        one for one in re.findall(rb"-----BEGIN CERT.+?-----END CERTIFICATE-----\n", office.trust, re.DOTALL)
    )
    crl = office.trust[office.trust.index(b"-----BEGIN X509 CRL") :].split(b"-----END X509 CRL-----\n")[0]
    known = read_trust(trust + crl + b"-----END X509 CRL-----\n")  # the root's list alone
    counted = []
    for _ in range(3):
        signed = signer(office.officer).sign(paper, intake())
        assert raise_pdf(signed, "B-LT", known, NOW, line.answer).level == "B-LT"
        counted.append([path for path, _ in office.server.asked if path != "/tsa"])
    assert counted[0]
    assert counted[0] == counted[2]


@pytest.mark.parametrize("what", ["ocsp", "crl"])
def test_an_address_in_our_own_network_is_never_asked_because_a_certificate_says_so(
    office: Services, what: str
) -> None:
    line, address = office.line(fetches=True, private=frozenset()), f"{office.server.address}/{what}"
    assert line.answer(what, address, b"") == ("refused", b"FETCH_ADDRESS_REFUSED")
    assert line.answer(what, "ldap://ca.example.vn/crl", b"")[0] == "refused"
    assert office.server.asked == []
    assert office.line(fetches=True).answer("crl", f"{office.server.address}/crl", b"")[0] == "told"
    assert office.line().answer("crl", f"{office.server.address}/crl", b"") == ("silent", b"")


def test_a_certificate_that_leads_into_our_own_network_costs_the_level_and_not_the_signature(
    office: Services, signed: bytes
) -> None:
    roots_alone = read_trust((office.folder / "root.pem").read_bytes())
    line = office.line(fetches=True, private=frozenset())
    found = raise_pdf(signed, "B-LT", roots_alone, NOW, line.answer)
    assert (found.level, found.missing) == ("B-T", "REVOCATION_UNAVAILABLE")
    assert [path for path, _ in office.server.asked] == ["/tsa"]


def outside_of_the_containers(pdf: bytes) -> bytes:
    return re.sub(rb"(?<=/Contents <)[0-9a-fA-F]+", b"", pdf)


def test_a_timestamp_takes_the_room_that_was_kept_and_touches_nothing_signed(
    office: Services, signed: bytes
) -> None:
    stamped = raised(office, signed, "B-T")
    assert len(stamped) == len(signed)
    assert outside_of_the_containers(stamped) == outside_of_the_containers(signed)
    (signature,) = judged(office, stamped, NOW).signatures
    assert (signature.level, signature.proven_by) == ("B-T", "TSA thử")
    assert signature.proven_at == "2026-11-24T10:00:00+07:00"
    assert office.server.asked == [("/tsa", 69)]  # a digest of 32 bytes and the words around it


@pytest.mark.parametrize("wanted", ["B-LT", "B-LTA"])
def test_higher_levels_are_one_more_revision_behind_the_stamped_bytes(
    office: Services, signed: bytes, wanted: str
) -> None:
    found = raised(office, signed, wanted)
    body = outside_of_the_containers(found)
    assert body.startswith(outside_of_the_containers(signed))
    report = judged(office, found, NOW)
    assert (report.verdict, report.signatures[0].level) == (Verdict.VALID, wanted)
    assert report.signatures[0].changed_after == "LTA_UPDATES"


@pytest.mark.parametrize(("wanted", "verdict"), [("B-T", "VALID"), ("B-LT", "VALID"), ("B-LTA", "VALID")])
def test_a_proven_signature_outlives_its_certificate(
    office: Services, signed: bytes, wanted: str, verdict: str
) -> None:
    assert judged(office, signed, LATER).verdict is Verdict.INDETERMINATE
    assert judged(office, raised(office, signed, wanted), LATER).verdict.value == verdict


def test_validation_data_in_the_file_stand_in_for_lists_that_are_gone(
    office: Services, signed: bytes
) -> None:
    roots_alone = (office.folder / "root.pem").read_bytes()
    for wanted, verdict in (
        ("B-T", Verdict.INDETERMINATE),
        ("B-LT", Verdict.VALID),
        ("B-LTA", Verdict.VALID),
    ):
        found = raised(office, signed, wanted)
        assert verify(found, read_trust(roots_alone), LATER).verdict is verdict


def test_revocation_data_that_did_not_travel_are_asked_for(office: Services, signed: bytes) -> None:
    issuers = (office.folder / "root.pem", office.folder / "issuing.pem", office.folder / "root.crl")
    trust = b"".join(path.read_bytes() for path in issuers)
    found = raise_pdf(signed, "B-LTA", read_trust(trust), NOW, office.line(fetches=True).answer)
    assert (found.level, found.missing) == ("B-LTA", "")
    assert "/ocsp" in office.asked
    roots_alone = read_trust((office.folder / "root.pem").read_bytes())
    assert verify(found.pdf, roots_alone, STAMPED + datetime.timedelta(hours=1)).verdict is Verdict.VALID


def test_without_revocation_data_the_level_reached_is_kept_and_the_reason_told(
    office: Services, signed: bytes
) -> None:
    trust = b"".join((office.folder / name).read_bytes() for name in ("root.pem", "issuing.pem"))
    found = raise_pdf(signed, "B-LTA", read_trust(trust), NOW, office.line().answer)
    assert (found.level, found.missing) == ("B-T", "REVOCATION_UNAVAILABLE")
    assert found.pdf != signed


def test_three_who_signed_without_a_line_are_proven_by_one_timestamp(office: Services, signed: bytes) -> None:
    by_leader = signer(office.leader).sign(signed, SignRequest("leader", Role.LEADER, "Lê Văn Đức", NOW))
    three = signer(office.seal).sign(by_leader, SignRequest("seal", Role.SEAL, "UBND", NOW))
    found = raised(office, three, "B-LTA")
    report = judged(office, found, LATER)
    assert [one.sub_indication for one in report.signatures] == ["OK"] * 3
    assert [one.level for one in report.signatures] == ["B-LTA"] * 3
    assert [one.covers for one in report.timestamps] == ["SIGNATURE", "DOCUMENT"]


def test_an_archive_timestamp_is_renewed_before_its_authority_ends(office: Services, signed: bytes) -> None:
    first = raised(office, signed, "B-LTA")
    office.now = STAMPED + datetime.timedelta(days=2000)
    again = raised(office, first, "B-LTA")
    assert again.startswith(first)
    far = STAMPED + datetime.timedelta(days=3000)
    assert [one.sub_indication for one in judged(office, again, far).timestamps] == ["OK"] * 3


def test_an_authority_that_is_down_costs_the_level_only(office: Services, signed: bytes) -> None:
    office.server.is_down = True
    with pytest.raises(SigningProblem) as caught:
        raise_level(signed, "B-LTA", office.trust, NOW, office.line())
    assert (caught.value.code, caught.value.retry) == ("TSA_UNREACHABLE", "later")
    assert judged(office, signed, NOW).verdict is Verdict.VALID
    with pytest.raises(SigningProblem):
        raise_level(signed, "B-T", office.trust, NOW, NOWHERE)


def test_through_the_child_process_and_the_real_line(office: Services, signed: bytes) -> None:
    found = raise_level(signed, "B-LTA", office.trust, NOW, office.line())
    assert found.level == "B-LTA"
    assert datetime.datetime.fromisoformat(found.renew_before) > LATER


def test_an_authority_that_nobody_knows_is_not_believed(
    office: Services, signed: bytes, tmp_path: Path
) -> None:
    stranger = make_ca(tmp_path / "stranger").read_bytes()
    with pytest.raises(SigningProblem) as caught:
        raise_pdf(signed, "B-T", read_trust(stranger), NOW, office.line().answer)
    assert caught.value.code == "TSA_UNTRUSTED"


@pytest.mark.parametrize("answer", [b"", b"<html>", b"0\x03\x02\x01\x02", bytes(400)])
def test_answers_that_are_no_timestamps(office: Services, signed: bytes, answer: bytes) -> None:
    with pytest.raises(SigningProblem) as caught:
        raise_pdf(signed, "B-T", read_trust(office.trust), NOW, lambda *_: ("told", answer))
    assert caught.value.code in ("TSA_REFUSED", "TSA_UNREACHABLE")


def test_a_timestamp_of_something_else_is_refused(office: Services, signed: bytes, paper: bytes) -> None:
    taken: list[bytes] = []

    def replay(what: str, url: str, query: bytes) -> tuple[str, bytes]:
        taken.append(office.line().answer(what, url, query)[1])
        return "told", taken[0]

    raise_pdf(signed, "B-T", read_trust(office.trust), NOW, replay)
    other = signer(office.leader).sign(paper, intake())
    with pytest.raises(SigningProblem) as caught:
        raise_pdf(other, "B-T", read_trust(office.trust), NOW, replay)
    assert caught.value.code == "TSA_REFUSED"


def test_the_timestamp_wins_over_a_clock_that_runs_ahead(office: Services, paper: bytes) -> None:
    ahead = NOW + datetime.timedelta(days=30)
    stamped = raised(office, signer(office.officer).sign(paper, intake(moment=ahead)), "B-T")
    (signature,) = judged(office, stamped, NOW).signatures
    assert signature.signed_at == "2026-12-22T10:00:00+07:00"
    assert signature.proven_at == "2026-11-24T10:00:00+07:00"
    assert "chạy nhanh" in signature.clock_vi
    assert signature.verdict is Verdict.VALID


def test_a_certificate_revoked_later_harms_only_what_has_no_proof(paper: bytes, tmp_path: Path) -> None:
    with services(tmp_path / "ca") as office:
        plain = signer(office.officer).sign(paper, intake())
        stamped = raised(office, plain, "B-LTA")
        gone = STAMPED + datetime.timedelta(days=10)
        office.trust = revoke(office.folder, office.officer, PASSPHRASE, gone).read_bytes()
        late = gone + datetime.timedelta(days=1)
        assert judged(office, stamped, late).verdict is Verdict.VALID
        assert judged(office, plain, late).signatures[0].sub_indication == "REVOKED_NO_POE"
        office.now = late
        after = raise_pdf(plain, "B-T", read_trust(office.trust), late, office.line().answer).pdf
        found = judged(office, after, late).signatures[0]
        assert (found.verdict, found.sub_indication) == (Verdict.INVALID, "REVOKED")


def test_poppler_and_openssl_agree(office: Services, signed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "lta.pdf"
    path.write_bytes(raised(office, signed, "B-LTA"))
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in said
    (tmp_path / "data").write_bytes(b"abc")
    query = ["openssl", "ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "q.tsq"]
    subprocess.run(query, cwd=tmp_path, check=True, capture_output=True)
    told, answer = office.line().answer("tsa", "", (tmp_path / "q.tsq").read_bytes())
    assert told == "told"
    (tmp_path / "r.tsr").write_bytes(answer)
    # By their names alone: openssl takes a folder with a space for a list of files.
    trust = ["-CAfile", "root.pem", "-untrusted", "issuing.pem"]
    asked, given = str(tmp_path / "q.tsq"), str(tmp_path / "r.tsr")
    check = ["openssl", "ts", "-verify", "-queryfile", asked, "-in", given, *trust]
    at = ["-attime", str(int(STAMPED.timestamp()))]
    done = subprocess.run([*check, *at], cwd=office.folder, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr


def _accepted(office: Services, pdf: bytes, places: list[int], chance: random.Random) -> list[int]:
    accepted = []
    for place in places:
        flipped = bytearray(pdf)
        flipped[place] ^= 1 << chance.randrange(8)
        try:
            if judged(office, bytes(flipped), NOW).verdict is Verdict.VALID:
                accepted.append(place)
        except SigningProblem:
            continue
    return accepted


def _places(pdf: bytes, count: int, chance: random.Random) -> list[int]:
    """Anywhere, and in each container, where the signed ranges do not look."""
    inside = [match.end() for match in re.finditer(rb"/Contents <(?=3)", pdf)]
    anywhere = [chance.randrange(len(pdf)) for _ in range(count)]
    return anywhere + [start + chance.randrange(12_000) for start in inside for _ in range(count)]


@pytest.mark.parametrize("wanted", ["B-T", "B-LT", "B-LTA"])
def test_a_flipped_bit_is_refused_at_every_level(office: Services, signed: bytes, wanted: str) -> None:
    chance = random.Random(11)
    found = raised(office, signed, wanted)
    assert _accepted(office, found, _places(found, 12, chance), chance) == []


@pytest.mark.full
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("wanted", ["B-T", "B-LT", "B-LTA"])
def test_hundreds_of_flipped_bits_are_refused_at_every_level(
    office: Services, signed: bytes, wanted: str
) -> None:
    chance = random.Random(12)
    found = raised(office, signed, wanted)
    places = _places(found, 200, chance)
    places += [chance.randrange(len(signed), len(found)) for _ in range(200 if wanted != "B-T" else 0)]
    assert _accepted(office, found, places, chance) == []
