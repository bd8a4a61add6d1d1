"""The front door keeps its promise: JSON out, one JSON error, and one broken part never breaks the others."""

import json
import subprocess
import sys
import types

import pytest

from dossier.errors import KernelError
from motcua import cli
from plumbing.problem import Problem


def _command(monkeypatch, behave):
    """Put a command `probe` with the given behaviour behind the front door."""
    module = types.ModuleType("probe_cli")
    vars(module)["add_parser"] = lambda sub: sub.add_parser("probe").add_argument("--n", type=int, default=0)
    vars(module)["run"] = behave
    monkeypatch.setitem(sys.modules, "probe_cli", module)
    monkeypatch.setitem(cli.COMMANDS, "probe", ("probe_cli", "thử"))


def _error(capsys):
    out, err = capsys.readouterr()
    assert out == ""
    return json.loads(err)["error"]


def test_a_command_answers_with_its_own_status(monkeypatch, capsys):
    _command(monkeypatch, lambda args: args.n)
    assert cli.main(["probe", "--n", "3"]) == 3


@pytest.mark.parametrize(
    ("raised", "code", "retry"),
    [
        (Problem("LINE_DOWN", "Mất đường truyền; thử lại sau.", "later", "x"), "LINE_DOWN", "later"),
        (KernelError("BAD_FACT", "Dữ kiện hỏng."), "BAD_FACT", "never"),
        (FileNotFoundError(2, "No such file", "/secret/place/tep.pdf"), "FILE_TROUBLE", "operator"),
        (ZeroDivisionError("012345678901 Nguyễn Văn A"), "INTERNAL", "operator"),
    ],
)
def test_every_failure_is_one_json_object_with_what_to_do(monkeypatch, capsys, raised, code, retry):
    def behave(args):
        raise raised

    _command(monkeypatch, behave)
    assert cli.main(["probe"]) == 1
    error = _error(capsys)
    assert (error["code"], error["retry"]) == (code, retry)
    assert len(error["message_vi"]) > 10 or code == "BAD_FACT"
    assert "012345678901" not in json.dumps(error)
    assert "/secret/place" not in json.dumps(error)


@pytest.mark.parametrize("words", [[], ["nope"], ["probe", "--n", "x"], ["probe", "--what"]])
def test_a_wrong_command_line_is_status_2_and_json(monkeypatch, capsys, words):
    _command(monkeypatch, lambda args: 0)
    with pytest.raises(SystemExit) as stop:
        cli.main(words)
    assert stop.value.code == 2
    assert _error(capsys)["code"] == "USAGE"


def test_a_missing_part_says_so_and_leaves_the_others_alone(monkeypatch, capsys):
    _command(monkeypatch, lambda args: 0)
    monkeypatch.setitem(cli.COMMANDS, "absent", ("motcua.absent_cli", "không có"))
    assert cli.main(["absent"]) == 1
    assert _error(capsys)["code"] == "PART_NOT_INSTALLED"
    assert cli.main(["probe"]) == 0


def test_an_import_that_fails_inside_a_part_is_not_called_a_missing_part(monkeypatch, capsys):
    def behave(args):
        import no_such_library_at_all  # noqa: F401

    _command(monkeypatch, behave)
    assert cli.main(["probe"]) == 1
    assert _error(capsys)["code"] == "INTERNAL"


def test_help_names_every_command_and_starts_without_loading_any():
    out = subprocess.run(
        [sys.executable, "-c", "import sys, motcua.cli as c\ntry: c.main(['--help'])\n"
         "finally: print([m for m in ('node', 'hub', 'fastapi', 'automerge') if m in sys.modules])"],
        capture_output=True, text=True, check=True, env={"LANG": "C", "PYTHONPATH": "."},
    ).stdout  # fmt: skip
    assert all(name in out for name in cli.COMMANDS)
    assert out.rstrip().endswith("[]")


def test_every_room_is_found_from_any_folder(tmp_path):
    """The installed program, not the folder it happens to be called in."""
    rooms = "import motcua.cli, node.api.app, hub.api.app, provisioning.cli, web; print(web.static_dir())"
    found = subprocess.run(
        [sys.executable, "-P", "-c", rooms], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    asked = subprocess.run(
        [sys.executable, "-P", "-m", "motcua", "hub", "status", "--data", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(asked.stderr)["error"]["code"] == "CONFIG_INVALID"
