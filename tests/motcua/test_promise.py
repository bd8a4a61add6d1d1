"""What the front door promises to programs, command by command, with bad input: one JSON error, a status, no trace."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from motcua.cli import main

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "motcua"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a province's hub."""
    folder = tmp_path_factory.mktemp("province") / "hub"
    made = [*PROGRAM, "provision", "hub", "--data", str(folder), "--province", "38", "--prefix", "H56"]
    subprocess.run(made, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with files that are not what they say."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MOTCUA_NODE_DATA", raising=False)
    monkeypatch.setenv("MOTCUA_P12_PASSPHRASE", "x")
    (tmp_path / "text.pdf").write_bytes(b"no pdf at all")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    (tmp_path / "odd.json").write_text(
        '{"title": "x", "effective": "2027-01-01", "ops": [{"op": "unheard of"}]}'
    )
    (tmp_path / "none.json").write_text('{"title": "x", "effective": "2027-01-01", "ops": []}')
    return tmp_path


def fails(capsys: Capture, words: str) -> tuple[int, str]:
    """Status and code of a command that must fail as promised."""
    try:
        status = main(shlex.split(words))
    except SystemExit as stop:
        status = int(stop.code or 0)
    out, err = capsys.readouterr()
    assert out == ""
    error = json.loads(err)["error"]
    assert error["message_vi"]
    assert error["retry"] in ("never", "later", "operator")
    assert "Traceback" not in err
    return status, error["code"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("units show 16480 --on 2026-13-01", "DATE_MALFORMED"),
        ("units counts --on yesterday", "DATE_MALFORMED"),
        ("units --batch absent.jsonl", "BATCH_FILE_UNREADABLE"),
        ("units --batch .", "BATCH_FILE_UNREADABLE"),
        ("deadline --received 0001-01-01 --limit 3d", "CALENDAR_TOO_SHORT"),
        ("deadline --received 2025-04-24 --limit 99999999999m", "LIMIT_MALFORMED"),
        ("deadline --batch .", "BATCH_FILE_UNREADABLE"),
        ("cccd a|b|c|d|e|f|g|h|i", "CCCD_MALFORMED"),
        ("read absent.jpg", "FILE_NOT_FOUND"),
        ("read text.pdf", "NOT_A_PDF"),
        ("sign absent.pdf --p12 text.pdf --out o.pdf", "FILE_NOT_FOUND"),
        ("sign text.pdf --p12 absent.p12 --out o.pdf", "KEY_NOT_READABLE"),
        ("sign text.pdf --p12 text.pdf --out o.pdf --passphrase-file absent", "FILE_NOT_FOUND"),
        ("verify absent.pdf", "FILE_NOT_FOUND"),
        ("verify text.pdf", "NOT_A_PDF"),
        ("verify text.pdf --trust text.pdf", "TRUST_NOT_READABLE"),
        ("node run --data absent", "CONFIG_INVALID"),
        ("node status --data absent", "CONFIG_INVALID"),
        ("node status", "CONFIG_INVALID"),
        ("node rebuild --data absent", "CONFIG_INVALID"),
        ("node export stick --data absent", "CONFIG_INVALID"),
        ("node import stick --data absent", "CONFIG_INVALID"),
        ("node sync --data absent", "CONFIG_INVALID"),
        ("node restore --data new --replica absent", "PASSPHRASE_MISSING"),
        ("node restore --data new --replica absent --passphrase-file absent", "FILE_TROUBLE"),
        ("hub run --data absent", "CONFIG_INVALID"),
        ("hub status --data absent", "CONFIG_INVALID"),
        ("hub reorganise plan absent.json", "FILE_TROUBLE"),
        ("provision hub --data new --province 99", "PROVINCE_UNKNOWN"),
        ("provision enrol --token x --hub-url https://127.0.0.1:1 --data new", "TOKEN_MALFORMED"),
        ("provision certificate --hub-data absent --host 127.0.0.1", "HUB_MISSING"),
        ("provision units build --wheels absent --out new", "UNIT_WHEEL_MISSING"),
        ("provision units import-gso text.pdf --out new", "GSO_TABLE_UNREADABLE"),
        ("provision test-ca --dir ca --name X --passphrase-file absent", "FILE_TROUBLE"),
        ("provision test-ca --dir text.pdf --name X", "FILE_TROUBLE"),
    ],
)
def test_bad_input_is_one_json_error_with_status_1(
    place: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, words: str, code: str
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert fails(capsys, words) == (1, code)
    assert not (place / "o.pdf").exists()


@pytest.mark.parametrize(
    "words",
    [
        "units show",
        "units show 16480 --zzz",
        "cccd",
        "read",
        "read text.pdf --page-seconds x",
        "sign text.pdf",
        "sign text.pdf --p12 a --out b --role king",
        "verify text.pdf --at 2026-01-01",
        "verify text.pdf --at noon",
        "node",
        "node dance",
        "node export",
        "node restore --data new",
        "hub",
        "hub dance",
        "hub kpis --first x --last y",
        "hub invite --unit 16480 --kind ship",
        "hub invite --unit 16480 --days -1",
        "hub invite --unit 16480 --days 99999999999",
        "hub lease x --size -1",
        "provision",
        "provision dance",
        "provision hub --data new",
        "provision hub --data new --province 38 --port 99999",
        "provision hub --data new --province 38 --prefix thanh-hoa",
        "provision hub --data new --province 38 --host bad_host!",
        "provision enrol --token x",
        "provision units",
        "provision test-ca --dir ca --name X --days 0",
        "provision test-ca --dir ca --name X --from noon",
        "doctor --zzz",
    ],
)
def test_a_wrong_command_line_is_usage_with_status_2_and_writes_nothing(
    place: Path, capsys: Capture, words: str
) -> None:
    before = sorted(place.iterdir())
    assert fails(capsys, words) == (2, "USAGE")
    assert sorted(place.iterdir()) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("hub invite --unit 99999", "UNIT_UNKNOWN"),
        ("hub lease nobody", "NODE_UNKNOWN"),
        ("hub revoke nobody", "NODE_UNKNOWN"),
        ("hub kpis --first 2026-03-01 --last 2026-02-01", "PERIOD_BACKWARDS"),
        ("hub kpis --first 2026-01-01 --last 2026-02-01 --unit 99999", "UNIT_UNKNOWN"),
        ("hub allocate nothing --to 16480 --reason x --login quantri", "DOSSIER_UNKNOWN"),
        ("hub allocate nothing --to 16480 --reason x --login nobody", "OFFICER_UNKNOWN"),
        ("hub courier text.pdf --answers out", "ENVELOPE_FOREIGN"),
        ("hub courier absent.mce --answers out", "FILE_TROUBLE"),
        ("hub reorganise plan bytes.json", "BAD_REORGANISATION"),
        ("hub reorganise plan odd.json", "BAD_REORGANISATION"),
        ("hub reorganise issue odd.json", "BAD_REORGANISATION"),
        ("hub reorganise issue none.json", "BAD_REORGANISATION"),
        ("hub officer add --unit 16480 --login a --name A --roles tiep_nhan", "PASSPHRASE_MISSING"),
    ],
)
def test_the_hub_refuses_by_name_and_its_register_stays_as_it_was(
    hub: Path, place: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, words: str, code: str
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert main(["hub", "register", "--data", str(hub)]) == 0
    before = capsys.readouterr().out
    assert fails(capsys, f"{words} --data {shlex.quote(str(hub))}") == (1, code)
    assert main(["hub", "register", "--data", str(hub)]) == 0
    assert capsys.readouterr().out == before


@pytest.mark.parametrize("what", ["status", "register", "work", "rebuild"])
def test_the_hub_answers_in_json(hub: Path, capsys: Capture, what: str) -> None:
    assert main(["hub", what, "--data", str(hub)]) == 0
    out, err = capsys.readouterr()
    json.loads(out)
    assert err == ""


@pytest.mark.parametrize(("roles", "code"), [("thu_linh", "ROLE_UNKNOWN"), (",", "ROLE_UNKNOWN")])
def test_an_officer_gets_only_roles_that_exist(hub: Path, roles: str, code: str) -> None:
    words = ["hub", "officer", "add", "--data", str(hub), "--unit", "16480", "--login", "b", "--name", "B"]
    done = subprocess.run(
        [*PROGRAM, *words, "--roles", roles, "--password-stdin"],
        cwd=ROOT, input="mat-khau-dai-1\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads(done.stderr)["error"]["code"] == code


SHOW = ["units", "show", "16480", "--on", "2026-01-01"]


@pytest.mark.parametrize(
    ("streams", "status", "code"),
    [
        ("<&-", 0, ""),
        (">&-", 1, "FILE_TROUBLE"),
        (">/dev/full", 1, "FILE_TROUBLE"),
        ("2>&-", 0, ""),
    ],
)
def test_closed_and_full_streams_are_told_and_leave_no_trace(streams: str, status: int, code: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f'"$@" {streams}', "sh", *PROGRAM, *SHOW],
        cwd=ROOT, capture_output=True, text=True, check=False, env=_buffered(),
    )  # fmt: skip
    assert done.returncode == status
    assert (json.loads(done.stderr)["error"]["code"] if code else done.stderr) == code


def test_a_reader_that_goes_away_gets_no_complaint(tmp_path: Path) -> None:
    requests = tmp_path / "many.jsonl"
    requests.write_text('{"cmd": "show", "code": "16480", "on": "2026-01-01"}\n' * 5000)
    with subprocess.Popen(
        [*PROGRAM, "units", "--batch", str(requests)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_buffered(),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["code"] == "16480"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


def _buffered() -> dict[str, str]:
    """As a program started from a shell: output is written in blocks."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
