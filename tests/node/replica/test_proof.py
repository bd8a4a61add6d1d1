"""The nightly proof finds what `integrity_check` does not, and recovery takes the newest whole copy."""

import os
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest_replica import NODE, secured, write

from dossier.form_text import FormText
from node.ports.tools import ResultPdf
from node.replica.copies import daily_copies, daily_copy, mirror_blobs
from node.replica.digest import differing, digest_file
from node.replica.paper import CopiedFirst
from node.replica.recover import copies_in, recover_database
from node.replica.service import Backup
from node.replica.target import FolderTarget, Generation
from plumbing.clock import SystemClock
from plumbing.problem import Problem
from plumbing.sqlite import connect

PAPER = FormText("01", (), "", "", "", (), ())


class Unasked:
    """The other half of a drawer of forms."""

    def result(self, model: object) -> ResultPdf:
        raise AssertionError(model)


@pytest.fixture
def backup(watched, tmp_path):
    (tmp_path / "data" / "blobs").mkdir()
    service = Backup(watched, tmp_path / "data" / "blobs", SystemClock())
    service.start()
    assert secured(service)
    yield service
    service.stop()


def _tamper(target, generation):
    for file in target.folder(NODE, generation).rglob("*.ltx"):
        raw = bytearray(file.read_bytes())
        raw[len(raw) // 2] ^= 0xFF
        file.write_bytes(raw)


def test_a_drill_of_a_good_copy_compares_every_table(watched, backup):
    with closing(connect(watched.database)) as connection:
        write(connection, 30)
        report = backup.prove()
        write(connection, 5)
    assert report.equal
    assert report.tables == 1
    assert backup.state().state == "running"
    assert secured(backup)


def test_a_drill_notices_a_tampered_copy_and_begins_a_new_generation(watched, backup, tmp_path):
    with closing(connect(watched.database)) as connection:
        write(connection, 30)
        assert secured(backup)
        _tamper(watched.target, Generation(1, 1))
        with pytest.raises(Problem) as found:
            backup.prove()
        assert found.value.code in {"REPLICA_UNREADABLE", "DRILL_DIFFERS"}
        for _ in range(2400):
            if backup._supervisor.generation.number == 2 and backup.secure(30):
                break
            time.sleep(0.05)
        assert backup.prove().equal
        write(connection, 5)
        assert secured(backup)
    recovered = recover_database(copies_in(watched.target, NODE), NODE, tmp_path / "out.db")
    assert recovered.source == "generation 1.2"
    assert differing(digest_file(watched.database), digest_file(tmp_path / "out.db")) == []


def test_rows_missing_in_the_middle_are_seen_though_sqlite_says_ok(database, tmp_path):
    with closing(connect(database)) as connection:
        write(connection, 30)
    short = daily_copy(database, tmp_path / "daily", date(2026, 11, 22))
    with closing(connect(short)) as connection:
        connection.execute("DELETE FROM fact WHERE n = 12")
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert differing(digest_file(database), digest_file(short)) == ["fact"]


def test_when_no_running_copy_is_whole_the_daily_one_is_taken(watched, backup, tmp_path):
    with closing(connect(watched.database)) as connection:
        write(connection, 10)
    backup.daily(date(2026, 11, 21))
    backup.stop()
    _tamper(watched.target, Generation(1, 1))
    recovered = recover_database(copies_in(watched.target, NODE), NODE, tmp_path / "out.db")
    assert recovered.source == "node-2026-11-21.db"
    assert [name for name, _ in recovered.passed_over] == ["generation 1.1"]
    assert differing(digest_file(watched.database), digest_file(tmp_path / "out.db")) == []


def test_recovery_never_writes_over_a_database_and_says_when_there_is_nothing(watched, tmp_path):
    with pytest.raises(Problem, match="DATABASE_IN_THE_WAY"):
        recover_database(copies_in(watched.target, NODE), NODE, watched.database)
    with pytest.raises(Problem, match="NO_COPY"):
        recover_database(copies_in(FolderTarget(tmp_path / "nowhere"), NODE), NODE, tmp_path / "out.db")
    assert not (tmp_path / "out.db").exists()


def test_daily_copies_are_whole_and_a_week_of_them_is_kept(database, tmp_path):
    first = date(2026, 11, 1)
    for number in range(10):
        daily_copy(database, tmp_path / "daily", first + timedelta(days=number))
    kept = daily_copies(tmp_path / "daily")
    assert [path.name[5:15] for path in (kept[0], kept[-1])] == ["2026-11-04", "2026-11-10"]
    assert differing(digest_file(database), digest_file(kept[-1])) == []


def test_every_finished_scan_is_copied_once_and_a_cut_copy_is_made_good(tmp_path):
    blobs, copy = tmp_path / "blobs", tmp_path / "copy"
    name = "ab" * 32
    place = Path("ab") / "ab"
    (blobs / place).mkdir(parents=True)
    (blobs / "damaged").mkdir()
    (blobs / place / name).write_bytes(b"scan")
    (blobs / "damaged" / name).write_bytes(b"set aside")
    (blobs / place / (name + ".part")).write_bytes(b"unfinished")
    assert mirror_blobs(blobs, copy) == 1
    assert mirror_blobs(blobs, copy) == 0
    (copy / place / name).write_bytes(b"sc")
    assert mirror_blobs(blobs, copy) == 1
    assert [path.name for path in copy.rglob("*") if path.is_file()] == [name]
    assert (copy / place / name).read_bytes() == b"scan"


def test_a_paper_is_drawn_after_its_promise_is_in_the_copy_and_also_when_there_is_none(
    watched, backup, tmp_path
):
    class Drawer(Unasked):
        def form(self, model: FormText) -> bytes:
            recover_database(copies_in(watched.target, NODE), NODE, tmp_path / "at-drawing.db")
            return b"paper"

    with closing(connect(watched.database)) as connection:
        assert secured(backup)
        write(connection, 1)
        assert CopiedFirst(Drawer(), lambda: backup.secure(60)).form(PAPER) == b"paper"
        assert differing(digest_file(watched.database), digest_file(tmp_path / "at-drawing.db")) == []

    class Plain(Unasked):
        def form(self, model: FormText) -> bytes:
            return b"paper"

    backup.stop()
    assert CopiedFirst(Plain(), lambda: backup.secure(0.1)).form(PAPER) == b"paper"


def test_the_state_is_honest_when_the_copy_cannot_be_written(watched, tmp_path):
    (tmp_path / "copy").write_text("a file")
    backup = Backup(watched, tmp_path, SystemClock())
    backup._supervisor.start(0.5)
    assert not backup.secure(0.3)
    assert backup.state().state in {"failing", "stopped"}
    assert backup.state().hint_vi
    backup.stop()
    os.unlink(tmp_path / "copy")
