"""What only passes through is gone when its holder is, however that ended."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from plumbing.scratch import Scratch, clear, memory_room

HOLDER = """
import sys, time
from pathlib import Path
from plumbing.scratch import Scratch
held = Scratch(Path(sys.argv[1]))
(held.path / "page.bmp").write_bytes(b"a citizen's paper")
print(held.path, flush=True)
time.sleep(1000)
"""


@pytest.fixture(autouse=True)
def as_after_a_start() -> None:
    clear.cache_clear()


def holder(room: Path) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(room)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_a_folder_is_private_and_goes_with_what_is_in_it(tmp_path: Path) -> None:
    with Scratch(tmp_path) as folder:
        (folder / "deep").mkdir()
        (folder / "deep" / "page.bmp").write_bytes(b"x")
        assert folder.stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.iterdir()) == []


def test_closing_twice_harms_nobody_else(tmp_path: Path) -> None:
    first = Scratch(tmp_path)
    first.close()
    with Scratch(tmp_path) as second:
        first.close()
        clear.cache_clear()
        clear(tmp_path)
        assert second.is_dir()


def test_what_a_killed_holder_left_goes_at_the_next_start_and_what_is_held_stays(tmp_path: Path) -> None:
    (tmp_path / "motcua.db").touch()
    killed, left = holder(tmp_path)
    alive, kept = holder(tmp_path)
    try:
        killed.kill()
        killed.communicate()
        assert (left / "page.bmp").exists()
        clear(tmp_path)
        assert {path.name for path in tmp_path.iterdir()} == {"motcua.db", kept.name}
    finally:
        alive.kill()
        alive.communicate()


@pytest.mark.parametrize("shm", ["absent", "small"])
def test_without_enough_memory_to_write_in_it_is_the_folder_of_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shm: str
) -> None:
    if shm == "small":
        monkeypatch.setattr("plumbing.scratch._ROOMY_BYTES", 1 << 60)
    else:
        monkeypatch.setattr("plumbing.scratch._SHARED_MEMORY", tmp_path / "absent")
    assert memory_room() == Path(tempfile.gettempdir())


def test_the_room_in_memory_can_be_written() -> None:
    with Scratch(memory_room()) as folder:
        (folder / "page.bmp").write_bytes(b"x")
    assert not folder.exists()
