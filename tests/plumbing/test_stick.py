"""What is written on a stick is proved, and a stick that was prepared to reach into the machine reaches nothing."""

from pathlib import Path

import pytest

from plumbing.problem import Problem
from plumbing.stick import PART, write_proved


def test_a_file_is_written_whole_and_an_unfinished_one_gives_way(tmp_path: Path) -> None:
    (tmp_path / f"a.mce{PART}").write_bytes(b"half of an earlier")
    write_proved(tmp_path, "a.mce", b"whole")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.mce", b"whole")]


@pytest.mark.parametrize("name", [f"a.mce{PART}", "a.mce"])
def test_a_link_on_the_stick_is_never_written_through(tmp_path: Path, name: str) -> None:
    key, stick = tmp_path / "node.key", tmp_path / "stick"
    key.write_bytes(b"the key of this machine")
    stick.mkdir()
    (stick / name).symlink_to(key)
    write_proved(stick, "a.mce", b"an envelope")
    assert key.read_bytes() == b"the key of this machine"
    assert (stick / "a.mce").read_bytes() == b"an envelope"
    assert not (stick / "a.mce").is_symlink()


def test_a_stick_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / f"a.mce{PART}").mkdir()
    with pytest.raises(Problem) as refused:
        write_proved(tmp_path, "a.mce", b"x")
    assert refused.value.code == "COURIER_READ_BACK"
