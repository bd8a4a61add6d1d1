"""Kept pictures are drawn once; the folder stays about as large as it may be, and is not looked through each time."""

import os
from pathlib import Path

import pytest

from node.usecases.scans.kept_pictures import KeptPictures


def put(pictures: KeptPictures, number: int) -> Path:
    kept = pictures.get(f"{number:04}.jpg", lambda fresh: fresh.write_bytes(b"%d" % number))
    os.utime(kept, (number, number))
    return kept


def names(folder: Path) -> list[int]:
    return sorted(int(path.stem) for path in folder.iterdir())


def test_a_picture_is_drawn_once(tmp_path: Path) -> None:
    pictures = KeptPictures(tmp_path / "small", 5)
    assert put(pictures, 1).read_bytes() == b"1"
    assert pictures.get("0001.jpg", lambda _: pytest.fail("drawn again")).read_bytes() == b"1"


def test_the_oldest_go_when_a_tenth_more_have_come(tmp_path: Path) -> None:
    pictures = KeptPictures(tmp_path, 20)
    for number in range(1, 60):
        put(pictures, number)
        assert len(names(tmp_path)) <= 22
    assert set(range(40, 60)) <= set(names(tmp_path))


def test_what_a_start_finds_is_cut_down_at_the_first_drawing(tmp_path: Path) -> None:
    for number in range(1, 40):
        put(KeptPictures(tmp_path, 1000), number)
    put(KeptPictures(tmp_path, 20), 40)
    assert len(names(tmp_path)) == 20


def test_what_could_not_be_drawn_is_not_kept(tmp_path: Path) -> None:
    def fail(fresh: Path) -> None:
        fresh.write_bytes(b"half")
        raise OSError("no room")

    pictures = KeptPictures(tmp_path, 5)
    with pytest.raises(OSError, match="no room"):
        pictures.get("a.jpg", fail)
    assert pictures.get("a.jpg", lambda fresh: fresh.write_bytes(b"whole")).read_bytes() == b"whole"
