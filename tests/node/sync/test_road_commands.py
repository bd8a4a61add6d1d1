"""The commands that checks and technicians call, in one process: JSON out, `--json` accepted everywhere."""

import json
from pathlib import Path
from typing import Any

import pytest

from motcua.cli import main
from tests.node.commune import Commune, receive


def motcua(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    status = main(["node", *words, "--json"])
    told = capsys.readouterr()
    assert status == 0, told.err
    return json.loads(told.out)


def test_plan_ladder_export_and_import_answer_in_json(
    xa: Commune, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with xa.open("yen") as yen:
        dossier = receive(yen).dossier
    for name in ("yen", "kit"):
        text = 'data = "."\nhub_url = "https://hub.invalid"\nreplica_dir = ""\n'
        (xa.root / name / "node.toml").write_text(text, encoding="utf-8")
    at, kit = ("--data", str(xa.root / "yen")), ("--data", str(xa.root / "kit"))
    plan = motcua(capsys, "plan", *at)
    assert plan["dossiers"] == 1
    assert plan["message_vi"].startswith("1 hồ sơ, ")
    assert [rung["rung"] for rung in motcua(capsys, "ladder", *at, dossier)["ladder"]][-1] == "timestamped"
    assert motcua(capsys, "status", *at)["ladder"] == {"saved": 1, "left": 0, "received": 0}
    export = motcua(capsys, "export", *at, str(stick), "--to", xa.keys["kit"].node)
    assert export["safe_to_remove"]
    taken = motcua(capsys, "import", *kit, str(stick), "--answer")
    assert taken["files"][0]["name"] in export["files"]
    assert motcua(capsys, "status", *at)["ladder"]["left"] == 1
    assert main(["node", "proof", *at, dossier, "--json"]) == 1
    assert json.loads(capsys.readouterr().err.splitlines()[-1])["error"]["code"] == "RECEIPT_NOT_HERE"
