"""PKCS#11: the right certificate, a PIN that is tried once, tokens that are pulled, drivers that hang or die."""

from __future__ import annotations

import datetime
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from node.sign.child import ChildSigner, list_tokens
from node.sign.keys import TokenKey
from node.sign.pin_guard import PinGuard
from node.sign.problems import SigningProblem
from node.sign.report import Verdict
from node.sign.trust import read_trust
from node.sign.verify import verify
from provisioning.test_ca import Holder, issue_p12
from tests.node.sign.people import END, NOW, PASSPHRASE, START, Office, intake
from tests.node.sign.tokens import MODULE, PIN, Rack, key, rack_of

pytestmark = pytest.mark.skipif(not MODULE.exists(), reason="no SoftHSM")


@pytest.fixture
def rack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office: Office) -> Rack:
    """One token with the officer's key."""
    return rack_of(tmp_path, monkeypatch, office.officer)


def refusal(signer: ChildSigner, paper: bytes, moment: datetime.datetime = NOW) -> SigningProblem:
    with pytest.raises(SigningProblem) as caught:
        signer.sign(paper, intake(moment=moment))
    return caught.value


def test_a_token_signs_as_well_as_a_file(rack: Rack, office: Office, paper: bytes, tmp_path: Path) -> None:
    signed = ChildSigner(key()).sign(paper, intake())
    report = verify(signed, read_trust(office.trust), NOW)
    assert (report.verdict, report.signatures[0].signer) == (Verdict.VALID, "Nguyễn Thị Lan")
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in said


def test_an_elliptic_key_signs_too(rack: Rack, office: Office, paper: bytes) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    p12 = issue_p12(office.folder, "Trần Văn Ê", "UBND", Holder.OFFICER, PASSPHRASE, START, END, key=private)
    rack.store("lan", "ec", "02", p12)
    signed = ChildSigner(key(certificate="ec")).sign(paper, intake())
    assert verify(signed, read_trust(office.trust), NOW).verdict is Verdict.VALID


def test_the_certificate_of_the_officer_goes_before_others(rack: Rack, office: Office, paper: bytes) -> None:
    rack.store("lan", "duc", "02", office.leader)
    assert refusal(ChildSigner(key()), paper).code == "TOKEN_CERT_AMBIGUOUS"
    for chosen in (key(holder="Lê Văn Đức"), key(certificate="duc"), key(certificate="Lê Văn Đức")):
        signed = ChildSigner(chosen).sign(paper, intake())
        assert verify(signed, read_trust(office.trust), NOW).signatures[0].signer == "Lê Văn Đức"
    assert refusal(ChildSigner(key(certificate="nobody")), paper).code == "TOKEN_CERT_MISSING"


def test_a_certificate_that_ended_is_not_chosen_and_not_used(rack: Rack, paper: bytes) -> None:
    late = END + datetime.timedelta(days=1)
    assert refusal(ChildSigner(key()), paper, late).code == "TOKEN_CERT_MISSING"
    assert refusal(ChildSigner(key(certificate="ky")), paper, late).code == "KEY_EXPIRED"


def test_a_wrong_pin_is_sent_once_and_the_right_one_still_works(rack: Rack, paper: bytes) -> None:
    wrong = refusal(ChildSigner(key(pin="999999")), paper)
    assert (wrong.code, wrong.retry) == ("PIN_WRONG", "never")
    assert ChildSigner(key()).sign(paper, intake())


def test_the_same_wrong_pin_never_reaches_the_token_again(tmp_path: Path) -> None:
    guard = PinGuard(tmp_path / "guard")
    wrong = TokenKey(MODULE, "999999", "lan")
    guard.check(wrong)
    guard.note(wrong, SigningProblem("PIN_WRONG"))
    with pytest.raises(SigningProblem, match="PIN_REFUSED_BEFORE"):
        PinGuard(tmp_path / "guard").check(wrong)
    guard.check(TokenKey(MODULE, PIN, "lan"))
    guard.check(TokenKey(MODULE, "999999", "another"))
    (file,) = (tmp_path / "guard").iterdir()
    assert "999999" not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    guard.note(TokenKey(MODULE, PIN, "lan"), None)
    guard.check(wrong)


def test_a_pulled_token_and_one_that_is_put_back(rack: Rack, paper: bytes) -> None:
    assert ChildSigner(key()).sign(paper, intake())
    rack.pull()
    gone = refusal(ChildSigner(key()), paper)
    assert (gone.code, gone.retry) == ("TOKEN_NOT_FOUND", "later")
    rack.put_back()
    assert ChildSigner(key()).sign(paper, intake())


def test_a_driver_that_hangs_is_ended_and_the_node_lives(rack: Rack, paper: bytes) -> None:
    hung = refusal(ChildSigner(key(), seconds=0.05), paper)
    assert (hung.code, hung.retry) == ("TOKEN_NOT_ANSWERING", "later")
    assert ChildSigner(key()).sign(paper, intake())


def test_a_driver_that_dies_takes_only_the_child_with_it(paper: bytes, tmp_path: Path) -> None:
    source, driver = tmp_path / "dies.c", tmp_path / "dies.so"
    source.write_text("#include <stdlib.h>\nint C_GetFunctionList(void *list) { abort(); }\n")
    if subprocess.run(["cc", "-shared", "-fPIC", "-o", driver, source], check=False).returncode:
        pytest.skip("no C compiler")
    died = refusal(ChildSigner(TokenKey(driver, PIN)), paper)
    assert (died.code, died.retry) == ("TOKEN_NOT_ANSWERING", "later")


@pytest.mark.parametrize("module", ["/nowhere/driver.so", "/etc/passwd"])
def test_a_driver_that_is_none(paper: bytes, module: str) -> None:
    problem = refusal(ChildSigner(TokenKey(Path(module), PIN)), paper)
    assert (problem.code, problem.retry) == ("TOKEN_MODULE_MISSING", "operator")


def test_tokens_are_listed_without_a_pin(rack: Rack) -> None:
    rack.plug("seal")
    found = {one.label: one for one in list_tokens(str(MODULE))}
    assert set(found) == {"lan", "seal"}
    assert found["lan"].pin_state == "ok"
    assert ("ky", "Nguyễn Thị Lan") in [one[1:3] for one in found["lan"].certificates]


def test_the_pin_shows_in_no_text() -> None:
    assert PIN not in repr(key())
    assert PIN not in repr(ChildSigner(key()))
