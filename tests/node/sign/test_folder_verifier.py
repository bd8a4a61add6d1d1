"""The node's `Verifier` port: live verdicts by the trust roots in its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.tools import FolderVerifier
from plumbing.problem import Problem
from tests.node.sign.people import NOW, Office

AT_MS = int(NOW.timestamp() * 1000) + 7_200_000


@pytest.fixture
def paper_file(signed_by_three: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed_by_three)
    return path


def test_with_the_roots_three_signatures_are_told_apart(
    office: Office, paper_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "trust.pem").write_bytes(office.trust)
    found = FolderVerifier(tmp_path / "trust.pem").verify(paper_file, AT_MS)
    assert (found.verdict, found.trusted) == ("VALID", True)
    assert [one.field_name for one in found.signatures] == ["intake", "leader", "seal"]
    assert {one.indication for one in found.signatures} == {"TOTAL-PASSED"}
    assert found.signatures[0].changed_after == "SIGNATURES"
    assert found.signatures[0].signed_at


def test_without_roots_nothing_is_called_valid(paper_file: Path, tmp_path: Path) -> None:
    found = FolderVerifier(tmp_path / "trust.pem").verify(paper_file, AT_MS)
    assert (found.verdict, found.trusted) == ("INDETERMINATE", False)


def test_a_changed_byte_is_invalid(office: Office, paper_file: Path, tmp_path: Path) -> None:
    (tmp_path / "trust.pem").write_bytes(office.trust)
    data = bytearray(paper_file.read_bytes())
    at = data.index(b"/MediaBox")
    data[at + 12] ^= 1
    paper_file.write_bytes(bytes(data))
    assert FolderVerifier(tmp_path / "trust.pem").verify(paper_file, AT_MS).verdict == "INVALID"


def test_a_paper_without_signatures_says_so(paper: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plain.pdf"
    path.write_bytes(paper)
    with pytest.raises(Problem, match="NO_SIGNATURES"):
        FolderVerifier(tmp_path / "trust.pem").verify(path, AT_MS)
