"""The examination sees what it is there to see: each check has a test in which it does not pass."""

import json
import os
from contextlib import closing

import pytest

from motcua import cli
from plumbing.keys import NodeKeys
from plumbing.sqlite import connect
from provisioning import doctor
from provisioning.doctor import Finding, Verdict, examine, worst
from provisioning.tls import issue_server, make_ca


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    NodeKeys.generate().save(folder / "keys")
    make_ca(folder / "tls", "thử")
    issue_server(folder / "tls", ("127.0.0.1",))
    with closing(connect(folder / "node.db")) as connection:
        connection.execute("CREATE TABLE fact (n INTEGER PRIMARY KEY, text TEXT)")
        connection.executemany("INSERT INTO fact (text) VALUES (?)", [("x" * 500,)] * 200)
    return folder


def _verdict(data, check):
    return next(one for one in examine(data) if one.check == check)


def test_a_good_folder_on_this_machine_has_no_failure(data):
    findings = examine(data)
    assert [one for one in findings if one.verdict is Verdict.FAIL] == []
    assert all(one.message_vi.endswith(".") for one in findings)
    assert len({one.check for one in findings}) == len(findings)


def test_a_key_that_others_can_read_fails(data):
    (data / "keys" / "node.key").chmod(0o644)
    assert _verdict(data, "keys").code == "KEY_EXPOSED"


def test_a_folder_without_a_key_fails(data):
    for path in (*data.glob("keys/*"), *data.glob("tls/*.key")):
        path.unlink()
    assert _verdict(data, "keys").code == "KEY_MISSING"


def test_a_folder_open_to_all_fails(data):
    data.chmod(0o755)
    assert _verdict(data, "rights").code == "DATA_EXPOSED"


def test_a_damaged_database_fails(data):
    size = (data / "node.db").stat().st_size
    with (data / "node.db").open("rb+") as file:
        file.seek(size // 2)
        file.write(os.urandom(4096))
    assert _verdict(data, "database").code == "DATABASE_DAMAGED"


def test_a_missing_folder_fails_and_a_new_one_is_warned_about(tmp_path):
    assert examine(tmp_path / "none")[-1].code == "DATA_MISSING"
    assert _verdict(tmp_path, "database").code == "DATABASE_NOT_YET"


def test_a_disk_with_little_room_warns_then_fails(data, monkeypatch):
    for free, code in ((4 * 1024**3, "DISK_LOW"), (100 * 1024**2, "DISK_FULL")):
        usage = type("Usage", (), {"free": free})
        monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _path, usage=usage: usage)
        assert _verdict(data, "disk").code == code


def test_without_tesseract_or_vietnamese_it_fails(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert _verdict(None, "tesseract").code == "TESSERACT_MISSING"
    tool = tmp_path / "tesseract"
    tool.write_text("#!/bin/sh\nprintf 'eng\\nosd\\n'\n")
    tool.chmod(0o755)
    assert _verdict(None, "tesseract").code == "LANG_MISSING"


def test_the_gravest_verdict_counts():
    one = {verdict: Finding("x", verdict, "X", "x.") for verdict in Verdict}
    assert worst([one[Verdict.OK], one[Verdict.WARN]]) is Verdict.WARN
    assert worst([one[Verdict.FAIL], one[Verdict.OK]]) is Verdict.FAIL


def test_the_command_prints_json_and_fails_when_a_check_fails(data, capsys):
    assert cli.main(["doctor", "--data", str(data)]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] in {"ok", "warn"}
    (data / "keys" / "node.key").chmod(0o644)
    assert cli.main(["doctor", "--data", str(data)]) == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "fail"
