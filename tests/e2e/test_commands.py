"""The commands of provisioning and recovery against a real hub process, with what bad input gets."""

import json
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from demo.world import CommandFailed, command
from tests.real_province import UNIT, RealProvince

pytestmark = pytest.mark.timeout(900)  # a machine may be ten times slower than ours

ROOT = Path(__file__).resolve().parents[2]


def restore(province, name, *more):
    data = province.world.root / name
    told = command(
        "node", "restore", "--data", data, "--replica", province.replica,
        "--passphrase-file", province.passphrase, *more,
    )  # fmt: skip
    return data, told


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    stands = RealProvince(tmp_path_factory.mktemp("province") / "p")
    stands.start_node()
    stands.node.stop()
    yield stands
    stands.close()


def _fails(*words):
    with pytest.raises(CommandFailed) as failed:
        command(*words)
    return str(failed.value)


def test_an_enrolled_node_is_known_to_the_hub_and_passes_the_doctor(province):
    assert province.enrolled["unit"] == "16480@2025-07-01"
    status = command("hub", "status", "--data", province.world.hub_data)
    assert province.enrolled["node"] in json.dumps(status)
    checks = {one["check"]: one["verdict"] for one in command("doctor", "--data", province.data)["checks"]}
    assert checks["keys"] == checks["rights"] == checks["database"] == "ok"


def test_a_token_works_once_and_a_made_up_one_never(province, tmp_path):
    used = _fails(
        "provision",
        "enrol",
        "--token",
        province.token,
        "--hub-url",
        province.hub_url,
        "--data",
        tmp_path / "two",
    )
    assert "TOKEN_USED" in used
    made_up = province.token[:-43] + "x" * 43
    unknown = _fails(
        "provision", "enrol", "--token", made_up, "--hub-url", province.hub_url, "--data", tmp_path / "three"
    )
    assert "TOKEN_UNKNOWN" in unknown


def test_what_does_not_exist_is_refused_by_name(province, tmp_path):
    hub = province.world.hub_data
    assert "UNIT_UNKNOWN" in _fails("provision", "invite", "--hub-data", hub, "--unit", "99999")
    assert "HUB_EXISTS" in _fails("provision", "hub", "--data", hub, "--province", "38")
    assert "PROVINCE_UNKNOWN" in _fails("provision", "hub", "--data", tmp_path / "h", "--province", "00")
    assert "USAGE" in _fails("provision", "enrol", "--token", "MC1")
    assert "CONFIG_INVALID" in _fails("node", "status", "--data", tmp_path)


def test_the_certificate_is_renewed_and_nodes_need_nothing_new(province):
    before = (province.world.hub_data / "tls" / "hub.pem").read_bytes()
    command("provision", "certificate", "--hub-data", province.world.hub_data, "--host", "127.0.0.1")
    assert (province.world.hub_data / "tls" / "hub.pem").read_bytes() != before
    trust = ssl.create_default_context(cafile=str(province.world.ca))
    answer = httpx.get(f"{province.world.hub_url}/health", verify=trust, timeout=120, trust_env=False)
    assert answer.status_code == 200


def test_an_officer_entered_at_the_console_can_be_seen_in_the_register(province):
    done = subprocess.run(
        [
            sys.executable, "-m", "motcua", "provision", "officer", "--hub-data", str(province.world.hub_data),
            "--unit", UNIT, "--login", "ha", "--name", "Lê Thị Hà", "--roles", "tiep_nhan", "--password-stdin",
        ],
        input="mat-khau-dai-1\n", capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["login"] == "ha"
    history = subprocess.run(
        [sys.executable, "-m", "motcua", "hub", "register", "--data", str(province.world.hub_data)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    assert "ha" in history


def test_a_node_comes_back_from_copy_and_hub_in_a_new_life_each_time(province):
    data, first = restore(province, "mot")
    assert first["hub"]["reached"] is True
    assert first["copy"]["source"].startswith("generation 1.")
    assert command("node", "status", "--data", data)["node"] == province.enrolled["node"]
    _, second = restore(province, "hai")
    assert second["incarnation"] == first["incarnation"] + 1


def test_with_the_identity_alone_everything_comes_from_the_hub(province):
    sealed = province.world.root / "usb-khac.sealed"
    shutil.copy(province.replica / province.enrolled["node"] / "identity.sealed", sealed)
    data, told = restore(province, "ba", "--identity", sealed, "--replica", province.world.root / "trong")
    assert "copy" not in told
    assert told["hub"]["reached"] is True
    talked = command("node", "sync", "--data", data)
    assert talked["mail"] > 0
    assert command("node", "status", "--data", data)["register"] > 0


def test_a_node_that_comes_back_without_a_line_is_accepted_later(province):
    line = province.world.lines["xa"]
    line.cut()
    data, told = restore(province, "bon")
    assert told["hub"]["reached"] is False
    assert "LINE_DOWN" in _fails("node", "sync", "--data", data)
    assert command("node", "status", "--data", data)["last_error"] == "LINE_DOWN"
    line.mend()
    command("node", "sync", "--data", data)
    status = command("node", "status", "--data", data)
    assert (status["last_error"], status["incarnation"]) == ("", told["incarnation"])


def test_the_older_life_is_refused_and_keeps_its_data(province):
    restore(province, "nam")
    refused = _fails("node", "sync", "--data", province.data)
    assert "INCARNATION_OLD" in refused
    assert command("node", "status", "--data", province.data)["database"] == "ok"
