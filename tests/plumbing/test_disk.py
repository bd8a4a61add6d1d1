"""A file gets its new contents whole or keeps the old; what is secret is nobody else's from the first byte on."""

import stat
from pathlib import Path

import pytest

from plumbing.disk import replace_file
from plumbing.problem import Problem


def test_contents_are_replaced_and_nothing_is_left_beside_them(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings"
    replace_file(file, b"first")
    (file.parent / "settings.new").write_bytes(b"left by a power cut")
    replace_file(file, b"second")
    assert file.read_bytes() == b"second"
    assert list(file.parent.iterdir()) == [file]


def test_a_secret_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "key.new").write_bytes(b"prepared by somebody else, to read what comes")
    (tmp_path / "key.new").chmod(0o644)
    replace_file(tmp_path / "key", b"secret", 0o600)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_what_cannot_be_written_keeps_the_old(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    with pytest.raises(Problem, match="DISK_FAILED"):
        replace_file(tmp_path / "file", b"x")
    assert (tmp_path / "file").is_dir()
