"""The authority for demonstrations: files for the owner's eyes only, names with all their letters."""

from __future__ import annotations

import datetime
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from provisioning.test_ca import Holder, issue_p12, make_ca, revoke

START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
END = datetime.datetime(2028, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ca") / "new"
    make_ca(folder)
    return folder


def test_everything_is_for_the_owner_only(folder: Path) -> None:
    issue_p12(folder, "Lò Thị Ỏn", "UBND xã Mường Lát", Holder.OFFICER, "bí mật", START, END)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 8
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_second_call_keeps_the_authority(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.glob("*") if path.is_file()}
    assert make_ca(folder) == folder / "trust.pem"
    assert {path: path.read_bytes() for path in folder.glob("*") if path.is_file()} == before


def test_a_certificate_names_its_holder_in_vietnamese(folder: Path) -> None:
    key = issue_p12(folder, "H'Lan Êban Ỹ", "UBND phường Hàm Rồng", "leader", "x", START, END)
    store = pkcs12.load_pkcs12(key.read_bytes(), b"x")
    assert store.cert is not None
    subject = store.cert.certificate.subject.rfc4514_string()
    for part in ("H'Lan Êban Ỹ", "UBND phường Hàm Rồng", "Người có thẩm quyền"):
        assert part in subject
    assert store.cert.certificate.not_valid_after_utc == END


def test_the_trust_file_holds_both_authorities_and_both_lists(folder: Path) -> None:
    pem = (folder / "trust.pem").read_bytes()
    assert (pem.count(b"BEGIN CERTIFICATE"), pem.count(b"BEGIN X509 CRL")) == (2, 2)


def test_each_revocation_keeps_those_before_it(folder: Path) -> None:
    keys = [issue_p12(folder, f"Người {n}", "UBND", "officer", "x", START, END) for n in range(2)]
    for key in keys:
        revoke(folder, key, "x", START)
    listed = x509.load_pem_x509_crl((folder / "issuing.crl").read_bytes())
    assert len(list(listed)) == 2


def test_an_unknown_kind_of_holder_is_refused(folder: Path) -> None:
    with pytest.raises(KeyError):
        issue_p12(folder, "X", "Y", "king", "x", START, END)
