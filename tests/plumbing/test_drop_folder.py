"""Nothing is taken while it is written, nothing is lost, nothing is left without a word."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from plumbing.drop_folder import DropFolder, Dropped
from plumbing.problem import Problem


class Time:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def folder(tmp_path: Path, time: Time) -> DropFolder:
    return DropFolder(tmp_path, settled=3.0, now=time)


def ready(folder: DropFolder, time: Time, seconds: float = 3.0) -> list[Dropped]:
    time.now += seconds
    return folder.ready()


def names(found: list[Dropped]) -> list[str]:
    return [one.name for one in found]


def test_a_file_is_ready_when_it_has_not_changed_for_a_while(
    folder: DropFolder, time: Time, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    assert ready(folder, time) == []
    assert ready(folder, time, 2.9) == []
    (tmp_path / "a.pdf").write_bytes(b"12")
    assert ready(folder, time) == []
    assert names(ready(folder, time)) == ["a.pdf"]


def test_a_file_that_is_replaced_by_another_of_the_same_size_waits_again(
    folder: DropFolder, time: Time, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    ready(folder, time)
    (tmp_path / "new").write_bytes(b"2")
    os.replace(tmp_path / "new", tmp_path / "a.pdf")
    assert ready(folder, time) == []


def test_what_is_locked_waits(folder: DropFolder, time: Time, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    ready(folder, time)
    with (tmp_path / "a.pdf").open("rb") as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)
        assert ready(folder, time) == []
    assert names(ready(folder, time)) == ["a.pdf"]


def test_half_written_names_hidden_files_folders_and_links_are_let_alone(
    folder: DropFolder, time: Time, tmp_path: Path
) -> None:
    for name in (
        ".hidden.pdf",
        "a.pdf.part",
        "b.TMP",
        "c.crdownload",
        "~d.pdf",
        "Thumbs.db",
        "desktop.ini",
        "good.pdf",
    ):
        (tmp_path / name).write_bytes(b"1")
    (tmp_path / "da-nhan").mkdir()
    (tmp_path / "link.pdf").symlink_to(tmp_path / "good.pdf")
    ready(folder, time)
    assert names(ready(folder, time)) == ["good.pdf"]


def test_the_oldest_file_comes_first(folder: DropFolder, time: Time, tmp_path: Path) -> None:
    for name, age in (("a", 10), ("b", 30), ("c", 20)):
        (tmp_path / name).write_bytes(b"1")
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    ready(folder, time)
    assert names(ready(folder, time)) == ["b", "c", "a"]


def test_putting_away_keeps_files_of_the_same_name_apart_and_says_why(
    folder: DropFolder, time: Time, tmp_path: Path
) -> None:
    for content in (b"one", b"two"):
        (tmp_path / "scan.pdf").write_bytes(content)
        ready(folder, time)
        (arrival,) = ready(folder, time)
        with folder.open(arrival) as file:
            assert file.read() == content
        folder.put_away([arrival], "khong-doc-duoc", "Không đọc được.")
    away = tmp_path / "khong-doc-duoc"
    assert {path.name: path.read_bytes() for path in away.glob("*.pdf")} == {
        "scan.pdf": b"one",
        "scan-2.pdf": b"two",
    }
    assert (away / "scan.pdf.ly-do.txt").read_text(encoding="utf-8") == "Không đọc được.\n"
    assert (away / "scan-2.pdf.ly-do.txt").exists()
    assert ready(folder, time) == []


def test_a_file_that_somebody_took_away_meanwhile_is_no_error(
    folder: DropFolder, time: Time, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    ready(folder, time)
    (arrival,) = ready(folder, time)
    arrival.path.unlink()
    folder.put_away([arrival], "da-nhan")
    with pytest.raises(FileNotFoundError), folder.open(arrival):
        pass


def test_a_link_that_takes_the_place_of_a_file_is_not_followed(
    folder: DropFolder, time: Time, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    ready(folder, time)
    (arrival,) = ready(folder, time)
    arrival.path.unlink()
    arrival.path.symlink_to("/etc/hostname")
    with pytest.raises(OSError, match="symbolic"), folder.open(arrival):
        pass


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        DropFolder(tmp_path / "nowhere").ready()
    assert (caught.value.code, caught.value.retry) == ("SCAN_FOLDER_UNREACHABLE", "operator")


def test_a_file_that_was_put_away_is_found_by_what_it_is_and_moved_on(
    folder: DropFolder, time: Time, tmp_path: Path
) -> None:
    sources = []
    for content in (b"one", b"two!"):
        (tmp_path / "scan [1].pdf").write_bytes(content)
        ready(folder, time)
        arrivals = ready(folder, time)
        folder.put_away(arrivals, "da-nhan")
        sources += [arrival.source for arrival in arrivals]
    folder.move_on(sources[1], "da-nhan", "khong-doc-duoc", "Không đọc được.")
    assert [path.read_bytes() for path in (tmp_path / "da-nhan").iterdir()] == [b"one"]
    (moved,) = (tmp_path / "khong-doc-duoc").glob("*.pdf")
    assert moved.read_bytes() == b"two!"
    assert (moved.parent / f"{moved.name}.ly-do.txt").exists()
    folder.move_on(sources[1], "da-nhan", "khong-doc-duoc", "Đã đi rồi.")
    assert [path.read_bytes() for path in (tmp_path / "da-nhan").iterdir()] == [b"one"]


def test_a_file_on_its_way_into_the_first_folder_is_moved_on_as_well(
    folder: DropFolder, time: Time, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    ready(folder, time)
    arrivals = ready(folder, time)
    folder.move_on(arrivals[0].source, "da-nhan", "khong-doc-duoc", "Không đọc được.")
    folder.put_away(arrivals, "da-nhan")
    assert (tmp_path / "khong-doc-duoc" / "a.pdf").exists()
    assert list((tmp_path / "da-nhan").iterdir()) == []
