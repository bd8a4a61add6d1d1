"""Settings: every wrong key is named, and nothing starts half-configured."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from plumbing.problem import Problem
from plumbing.toml_config import load_config


@dataclass(frozen=True, slots=True)
class Settings:
    data: Path
    hub_url: str
    port: int = 8080
    rate: float = 1.5
    demo: bool = False
    tags: tuple[str, ...] = ()
    spare: Path | None = None


def write(tmp_path: Path, text: str) -> Path:
    (tmp_path / "node.toml").write_text(text, encoding="utf-8")
    return tmp_path / "node.toml"


def wrong(path, env=None) -> str:
    with pytest.raises(Problem) as raised:
        load_config(Settings, path, "X_", env or {})
    assert (raised.value.code, raised.value.retry) == ("CONFIG_INVALID", "operator")
    return raised.value.hint_vi


def test_file_and_environment_together(tmp_path):
    path = write(tmp_path, 'data = "d"\nhub_url = "https://hub"\nrate = 2\ntags = ["a", "b"]')
    environ = {"X_PORT": "9000", "X_DEMO": "yes", "X_SPARE": "/s", "OTHER": "1", "X": "2"}
    assert load_config(Settings, path, "X_", environ) == Settings(
        tmp_path / "d", "https://hub", 9000, 2.0, True, ("a", "b"), Path("/s")
    )


def test_the_environment_wins_and_suffices(tmp_path):
    path = write(tmp_path, 'data = "d"\nhub_url = "old"')
    assert load_config(Settings, path, "X_", {"X_HUB_URL": "new"}).hub_url == "new"
    environ = {"X_DATA": "d", "X_HUB_URL": "h", "X_TAGS": "a, b,"}
    assert load_config(Settings, None, "X_", environ) == Settings(Path("d"), "h", tags=("a", "b"))


def test_absolute_paths_stay_as_they_are(tmp_path):
    assert load_config(Settings, write(tmp_path, 'data = "/d"\nhub_url = ""'), "X_", {}).data == Path("/d")


def test_every_wrong_key_is_named(tmp_path):
    path = write(tmp_path, 'data = "d"\nprot = 1\nport = "80"\ndemo = 1')
    hint = wrong(path, {"X_RATE": "fast", "X_HUBURL": "h"})
    for named in ("mục lạ: prot", "sai kiểu: port", "sai kiểu: demo", "sai kiểu: rate", "thiếu mục: hub_url"):
        assert named in hint
    assert "biến môi trường lạ: X_HUBURL" in hint


@pytest.mark.parametrize(
    "line", ["port = true", "port = 1.5", "tags = 'a'", "tags = [1]", "spare = 1", "data = 1", "rate = 'x'"]
)
def test_a_value_of_the_wrong_kind_is_named(tmp_path, line):
    assert "sai kiểu" in wrong(write(tmp_path, f"hub_url = 'h'\n{line}"))


def test_files_that_cannot_be_read(tmp_path):
    assert "không có tệp" in wrong(tmp_path / "none.toml")
    assert "không đọc được" in wrong(write(tmp_path, "data = "))
    (tmp_path / "node.toml").write_bytes(b"\xff\xfe")
    assert "không đọc được" in wrong(tmp_path / "node.toml")


@pytest.mark.parametrize("text", ["maybe", ""])
def test_a_doubtful_yes_is_no_answer(text):
    assert "sai kiểu: demo" in wrong(None, {"X_DATA": "d", "X_HUB_URL": "h", "X_DEMO": text})
