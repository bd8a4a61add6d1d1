"""The running copy holds what the database holds, whoever dies in between (real Litestream)."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from contextlib import closing

import pytest
from conftest_replica import NODE, PATIENCE, write

from node.replica.digest import differing, digest_file
from node.replica.marker import may_continue, observe, read_marker
from node.replica.recover import copies_by_asking, copies_in, recover_database
from node.replica.supervisor import Supervisor
from plumbing.problem import Problem
from plumbing.sqlite import connect


def _restored_equals_live(watched, tmp_path):
    out = tmp_path / "restored" / "node.db"
    recovered = recover_database(copies_in(watched.target, NODE), NODE, out)
    assert differing(digest_file(watched.database), digest_file(out)) == []
    return recovered


def _litestream_pids(runtime):
    found = subprocess.run(["pgrep", "-f", str(runtime)], capture_output=True, text=True, check=False)
    return [int(word) for word in found.stdout.split()]


def test_what_is_synced_comes_back_after_everything_was_killed(watched, tmp_path):
    script = textwrap.dedent(
        """
        import sys, time
        sys.path[:0] = sys.argv[3:]
        from pathlib import Path
        from conftest_replica import NODE, write
        from node.replica.supervisor import Supervisor, Watched
        from node.replica.target import FolderTarget
        from plumbing.sqlite import connect
        watched = Watched(Path(sys.argv[1]), NODE, 1, FolderTarget(Path(sys.argv[2])))
        supervisor = Supervisor(watched)
        supervisor.start(120)
        connection = connect(watched.database)
        write(connection, 60)
        supervisor.sync(60)
        print("synced", supervisor._runtime, flush=True)
        time.sleep(600)
        """
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, watched.database, watched.target.root, *sys.path],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with child.stdout as out:
        said, runtime = out.readline().split()
    assert said == "synced"
    child.kill()
    child.wait()
    assert _restored_equals_live(watched, tmp_path).passed_over == ()
    for _ in range(1200):  # an orphan would go on writing into the copy
        if not _litestream_pids(runtime):
            break
        time.sleep(0.05)
    assert _litestream_pids(runtime) == []


def test_a_backup_killed_under_load_is_restarted_and_stays_equal(watched, running, tmp_path):
    with closing(connect(watched.database)) as connection:
        for _ in range(3):
            write(connection, 150)
            os.kill(running._child.pid, signal.SIGKILL)
            write(connection, 150)
            _until_in_step(running)
    assert running.status().restarts >= 3
    _restored_equals_live(watched, tmp_path)


def test_a_backup_killed_while_nothing_else_happened_goes_on_where_it_was(watched, running, tmp_path):
    with closing(connect(watched.database)) as connection:
        write(connection, 5)
        _until_marked(running, watched)
        os.kill(running._child.pid, signal.SIGKILL)
        write(connection, 5)
        _until_in_step(running)
    assert running.generation.number == 1
    _restored_equals_live(watched, tmp_path)


def test_after_a_clean_stop_the_same_generation_goes_on(watched, tmp_path):
    for expected in (20, 40):
        supervisor = Supervisor(watched)
        supervisor.start(PATIENCE)
        with closing(connect(watched.database)) as connection:
            write(connection, 20)
        supervisor.stop()
        assert supervisor.generation.number == 1, expected
    _restored_equals_live(watched, tmp_path)


def test_a_log_that_was_checkpointed_behind_its_back_opens_a_new_generation(watched, tmp_path):
    first = Supervisor(watched)
    first.start(PATIENCE)
    with closing(connect(watched.database)) as connection:
        write(connection, 20)
        first.sync(60)
        first.stop()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        write(connection, 20)
        second = Supervisor(watched)
        second.start(PATIENCE)
        second.sync(60)
        assert second.generation.number == 2
    second.stop()
    listed = copies_in(watched.target, NODE).generations
    assert (
        copies_by_asking(watched.target, NODE).generations == listed
    )  # a bucket cannot be listed, only asked
    assert len(listed) == 2
    assert _restored_equals_live(watched, tmp_path).source == "generation 1.2"


def test_a_copy_answers_also_where_temporary_files_lie_deep(watched, tmp_path, monkeypatch):
    deep = tmp_path / ("thư mục tạm " * 12)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    supervisor = Supervisor(watched)
    supervisor.start(PATIENCE)
    with closing(connect(watched.database)) as connection:
        write(connection, 5)
        _until_in_step(supervisor)
    supervisor.stop()
    _restored_equals_live(watched, tmp_path)


def test_a_copy_that_cannot_be_written_never_stops_the_counter(watched, tmp_path):
    (tmp_path / "copy").write_text("a file where the folder should be")
    supervisor = Supervisor(watched)
    supervisor.start(0.5)
    with closing(connect(watched.database)) as connection:
        write(connection, 5)
        assert connection.execute("SELECT count(*) FROM fact").fetchone()[0] == 5
    with pytest.raises(Problem) as refused:
        supervisor.sync(0.5)
    assert refused.value.code in {"BACKUP_SILENT", "BACKUP_BEHIND"}
    supervisor.stop()


def test_a_log_past_its_limit_is_emptied_and_the_copy_begins_anew(watched, tmp_path):
    from dataclasses import replace

    small = replace(watched, wal_limit=200_000)
    (tmp_path / "copy").write_text("no folder here")
    supervisor = Supervisor(small)
    supervisor.start(0.1)
    with closing(connect(small.database)) as connection:
        write(connection, 300)
        log = small.database.with_name("node.db-wal")
        for _ in range(2400):
            if log.stat().st_size <= small.wal_limit:
                break
            time.sleep(0.05)
        assert log.stat().st_size <= small.wal_limit
        (tmp_path / "copy").unlink()
        before = supervisor.generation.number
        _until_in_step(supervisor)
        assert supervisor.generation.number >= before
    supervisor.stop()
    _restored_equals_live(small, tmp_path)


def _until_marked(supervisor, watched):
    """Wait until the marker tells how the log stands now."""
    for _ in range(2400):
        now = observe(watched.database, watched.incarnation, supervisor.generation.number)
        if may_continue(read_marker(watched.marker), now):
            return
        time.sleep(0.05)
    raise AssertionError("the marker was never written")


def _until_in_step(supervisor):
    for _ in range(2400):
        try:
            done = supervisor.sync(2)
        except Problem:
            time.sleep(0.05)
            continue
        if done.replicated == done.transaction:
            return
    raise AssertionError("the copy never caught up")
