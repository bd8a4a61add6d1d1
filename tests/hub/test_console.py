"""The hub's console and bells: JSON on standard output, insecure settings refused, a new day noticed once."""

import argparse
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dossier.errors import KernelError, MalformedValue
from hub import cli
from hub.bootstrap import refuse_insecure
from hub.config import Config
from hub.jobs import DayWatch, start_jobs
from hub.usecases.register.reorganise import Reorganisation, issue_reorganisation
from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from tests.hub.province import HAM_RONG, PROVINCE, QUANG_YEN, Province, merger, province, receive

SWITCH = date(2027, 1, 1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "hub"
    folder.mkdir()
    NodeKeys.generate().save(folder / "keys")
    (folder / "tls").mkdir()
    pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    (folder / "tls" / "ca.pem").write_text(pem, encoding="ascii")
    (folder / "hub.toml").write_text(
        f'data = "."\nunit = "{PROVINCE}"\norg_prefix = "H56"\n', encoding="utf-8"
    )
    return folder


def motcua(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    parser = argparse.ArgumentParser()
    cli.add_parser(parser.add_subparsers(dest="command", required=True))
    assert cli.run(parser.parse_args(["hub", *words])) == 0
    return json.loads(capsys.readouterr().out)


def test_the_console_enters_people_and_devices(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("mat-khau-thu\n"))
    who = ("--login", "quantri", "--name", "Quản trị", "--unit", PROVINCE, "--roles", "quan_tri,dieu_phoi")
    entered = motcua(capsys, "officer", "add", "--data", str(data), *who, "--password-stdin")
    assert entered["login"] == "quantri"
    token = motcua(capsys, "invite", "--data", str(data), "--unit", "16480")
    assert (token["unit"], token["token"][:4]) == (QUANG_YEN, "MC1.")
    status = motcua(capsys, "status", "--data", str(data))
    assert (status["register"], status["devices"], status["unit"]) == (2, 0, PROVINCE)
    assert motcua(capsys, "work", "--data", str(data)) == []


def test_the_console_rehearses_and_issues(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = data / "merger.json"
    body = {"title": "Sáp nhập", "basis": "NQ", "effective": "2027-01-01", "ops": [merger(SWITCH)]}
    file.write_text(json.dumps(body), encoding="utf-8")
    planned = motcua(capsys, "reorganise", "--data", str(data), "plan", str(file))
    assert [unit["fate"] for unit in planned["units"]] == ["dissolved", "dissolved"]
    assert motcua(capsys, "register", "--data", str(data))[0]["number"] == 1
    issued = motcua(capsys, "reorganise", "--data", str(data), "issue", str(file))
    assert issued == {"number": 2, "title": "Sáp nhập", "effective": "2027-01-01"}
    file.write_text("{", encoding="utf-8")
    with pytest.raises(MalformedValue) as refused:
        motcua(capsys, "reorganise", "--data", str(data), "plan", str(file))
    assert refused.value.code == "BAD_REORGANISATION"


def test_the_console_leases_revokes_counts_and_takes_sticks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "hub"
    with province(folder) as tinh:
        lan = tinh.officer("lan", QUANG_YEN)
        node = tinh.node(QUANG_YEN)
        dossier = receive(node, lan)
        (tmp_path / "letter.mce").write_bytes(node.envelope())
    settings = f'data = "."\nunit = "{PROVINCE}"\nclock_file = "clock"\ndemo = true\n'
    (folder / "hub.toml").write_text(settings, encoding="utf-8")
    at = ("--data", str(folder))
    lease = motcua(capsys, "lease", *at, node.node, "--org", "H56.16480", "--size", "50")
    assert lease["org_identifier"] == "H56.16480"
    answers = tmp_path / "answers"
    taken = motcua(capsys, "courier", *at, str(tmp_path / "letter.mce"), "--answers", str(answers))
    node.take((answers / taken["envelopes"][0]["answer"]).read_bytes())
    assert node.receipts[-1].heads[0][0] == dossier
    period = ("--first", "2026-11-01", "--last", "2026-12-31")
    figures = motcua(capsys, "kpis", *at, *period, "--unit", "16480")
    assert figures[0]["numerator"] == 1
    assert motcua(capsys, "rebuild", *at) == {"dossiers": 1}
    assert motcua(capsys, "revoke", *at, node.node)["register"] > 2


def test_the_dispatcher_allocates_at_the_console(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with province(tmp_path / "hub") as tinh:
        lan = tinh.officer("lan", QUANG_YEN)
        node = tinh.node(QUANG_YEN)
        dossier = receive(node, lan)
        tinh.talk(node)
    (tmp_path / "hub" / "hub.toml").write_text(f'data = "."\nunit = "{PROVINCE}"\n', encoding="utf-8")
    choice = ("--to", "14758", "--reason", "thử", "--login", "lan")
    with pytest.raises((Problem, KernelError)) as caught:
        motcua(capsys, "allocate", "--data", str(tmp_path / "hub"), dossier, *choice)
    assert getattr(caught.value, "code", "") in ("OFFICER_OF_OTHER_UNIT", "NO_ROLE")


def test_insecure_settings_are_named_and_refused_outside_a_demonstration(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        refuse_insecure(Config(tmp_path, PROVINCE, plain_http=True, clock_file="clock"))
    assert caught.value.code == "INSECURE_SETTING"
    assert "plain_http, clock_file" in caught.value.hint_vi
    refuse_insecure(Config(tmp_path, PROVINCE, plain_http=True, demo=True))


def test_an_unknown_setting_stops_the_start_by_name(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "hub.toml").write_text(f'data = "."\nunit = "{PROVINCE}"\ncolour = 1\n', encoding="utf-8")
    with pytest.raises(Problem) as caught:
        motcua(capsys, "status", "--data", str(data))
    assert "colour" in caught.value.hint_vi


def test_a_new_day_is_noticed_once(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    dossier = receive(qy, lan)
    tinh.talk(qy)
    issue_reorganisation(tinh.hub, Reorganisation("Sáp nhập", "NQ", SWITCH, (merger(SWITCH),)), "x")
    watch = DayWatch(tinh.hub)
    assert [watch.look(), watch.look()] == [True, False]
    tinh.clock.set_day(SWITCH)
    assert [watch.look(), watch.look()] == [True, False]
    tinh.talk(hr)
    assert dossier in hr.log


def test_the_bells_ring_and_stop(tinh: Province) -> None:
    jobs = start_jobs(tinh.hub, lambda: 0)
    assert {job.id for job in jobs.get_jobs()} == {"day", "compact", "checkpoint", "fill", "crl"}
    jobs.shutdown(wait=True)
