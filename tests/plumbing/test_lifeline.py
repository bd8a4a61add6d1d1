"""Nothing that was started for a process outlives it."""

import subprocess
import sys
import time
from pathlib import Path

import psutil

PARENT = """
import os, subprocess, sys
theirs, ours = os.pipe()
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], str(theirs)], pass_fds=(theirs,), process_group=0)
os.close(theirs)
child.wait()
"""
CHILD = """
import subprocess, sys
from plumbing.lifeline import end_group_with
end_group_with(int(sys.argv[1]))
grandchild = subprocess.Popen(["sleep", "1000"])
print(grandchild.pid, flush=True)
grandchild.wait()
"""


def ended(process: psutil.Process) -> bool:
    """Sooner or later; an orphan may wait as a zombie for somebody to collect it."""
    for _ in range(2400):
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_child_and_grandchild_end_with_a_killed_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert parent.stdout is not None
    grandchild = psutil.Process(int(parent.stdout.readline()))
    child = grandchild.parent()
    assert child is not None
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert ended(child)
    assert ended(grandchild)


def test_a_child_whose_parent_is_gone_already_ends_at_once() -> None:
    code = (
        "import os; theirs, ours = os.pipe(); os.close(ours); os.setpgid(0, 0)\n"
        "from plumbing.lifeline import end_group_with\n"
        "end_group_with(theirs)\nprint('still here')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-9, "")
