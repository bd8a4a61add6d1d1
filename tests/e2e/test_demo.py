"""`make demo ONCE=1` as a test: the whole way with real processes; and its parts tell the truth when it fails."""

import fcntl
import os
import re
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from demo.client import wait_until
from demo.line import Line
from demo.show import DemoFailed, Show

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(1300)
def test_all_eight_steps_hold_and_nothing_is_left_running(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "demo"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=1200,
        env={**os.environ, "ONCE": "1", "DEMO_ROOT": str(tmp_path / "demo")},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert re.findall(r"^Bước (\d)\.", done.stdout, re.MULTILINE) == [str(n) for n in range(9)]
    assert "✗" not in done.stdout
    assert "https://127.0.0.1:" in done.stdout
    assert _running(tmp_path / "demo") == []


def test_a_promise_that_does_not_hold_stops_the_story_and_names_the_step(capsys):
    show = Show()
    with pytest.raises(DemoFailed) as failed:
        _tell(show)
    show.broken(failed.value)
    out = capsys.readouterr().out
    assert failed.value.step.startswith("3.")
    assert "một điều đúng" in out
    assert "không tới" not in out
    assert "Phong bì về xã" in out.splitlines()[-2]


@pytest.mark.timeout(700)
def test_a_step_that_fails_makes_the_command_fail_and_cleans_up(tmp_path):
    """A setting that nobody knows stops the hub at its start: step 0 must say so."""
    done = subprocess.run(
        [sys.executable, "-m", "demo"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
        env={**os.environ, "ONCE": "1", "DEMO_ROOT": str(tmp_path / "demo"), "MOTCUA_HUB_NONSENSE": "1"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "Hỏng ở bước 0." in done.stdout
    assert "CONFIG_INVALID" in done.stdout
    assert _running(tmp_path / "demo") == []


def test_a_second_demo_leaves_the_first_one_its_folder(tmp_path):
    root = tmp_path / "demo"
    root.mkdir()
    (root / "in-use").touch()
    with (tmp_path / "demo.lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = subprocess.run(
            [sys.executable, "-m", "demo"],
            cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "DEMO_ROOT": str(root)},
        )  # fmt: skip
    assert done.returncode == 1
    assert "đang chạy" in done.stderr
    assert [path.name for path in root.iterdir()] == ["in-use"]


def _tell(show):
    with show.step(3, "Phong bì về xã", "envelope"):
        show.check(True, "một điều đúng")
        show.check(False, "một điều sai")
        show.check(True, "không tới")


def test_a_line_carries_both_ways_drops_when_cut_and_comes_back():
    with socket.create_server(("127.0.0.1", 0)) as far:
        threading.Thread(target=_echo, args=(far,), daemon=True).start()
        line = Line(far.getsockname()[1])
        assert _asks(line.port) == b"echo"
        with socket.create_connection(("127.0.0.1", line.port), 120) as under_way:
            under_way.sendall(b"echo")
            assert under_way.recv(4) == b"echo"
            line.cut()
            assert _rest_of(under_way) == b""
        assert wait_until(lambda: _asks(line.port) == b"")
        line.mend()
        assert _asks(line.port) == b"echo"
        assert line.carried >= 12
        line.close()


def _echo(server):
    while True:
        try:
            near, _ = server.accept()
        except OSError:
            return
        with near:
            while piece := near.recv(100):
                near.sendall(piece)


def _rest_of(connection):
    try:
        return connection.recv(4)
    except OSError:
        return b""


def _asks(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 120) as near:
            near.sendall(b"echo")
            return near.recv(4)
    except OSError:
        return b""


def _running(folder):
    """Who still works there; who was just told to end may take a moment."""
    wait_until(lambda: not _at_work(folder))
    return _at_work(folder)


def _at_work(folder):
    """The command lines that name the folder."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            line = " ".join(process.cmdline())
            found += [line] if str(folder) in line and process.status() != psutil.STATUS_ZOMBIE else []
    return found
