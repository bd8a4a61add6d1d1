"""One factory opens SQLite, with the settings that keep a backup true."""

import os
import re
from pathlib import Path

import pytest

from plumbing.problem import Problem
from plumbing.sqlite import OperationalError, check_version, connect, wal_bytes, writer_checkpoint

ROOT = Path(__file__).parents[2]
PACKAGES = ["motcua", "node", "hub", "provisioning", "plumbing", "dossier", "demo"]
OTHER_DOORS = re.compile(
    r"^\s*(import|from) (sqlite3|pysqlite3|apsw|sqlcipher3)\b"
    r"|sqlite3\.connect|dbapi2\.connect"
    r"|create_engine\(\s*f?[\"']sqlite:///"
    r"|\bDatabase\(\s*(f?[\"']|str\(|Path\(|\w*path\b|memory)",
    re.MULTILINE,
)


def _pragma(connection, name):
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_settings_of_a_writer(tmp_path):
    connection = connect(tmp_path / "a.db")
    found = {
        name: _pragma(connection, name)
        for name in ("journal_mode", "synchronous", "wal_autocheckpoint", "foreign_keys", "mmap_size")
    }
    connection.close()
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "wal_autocheckpoint": 0, "foreign_keys": 1, "mmap_size": 0,
    }  # fmt: skip


def test_a_new_database_and_its_log_are_for_their_owner_alone(tmp_path):
    before = os.umask(0o022)
    try:
        connection = connect(tmp_path / "a.db")
        connection.execute("CREATE TABLE t (x)")
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
        connection.close()
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}
    assert "a.db-wal" in modes


def test_a_reader_sees_commits_and_cannot_write(tmp_path):
    writer = connect(tmp_path / "có dấu #1?.db")
    writer.execute("CREATE TABLE t (x)")
    reader = connect(tmp_path / "có dấu #1?.db", readonly=True)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO t VALUES (1)")
    assert reader.execute("SELECT count(*) FROM t").fetchone()[0] == 0
    writer.execute("COMMIT")
    assert reader.execute("SELECT count(*) FROM t").fetchone()[0] == 1
    assert _pragma(reader, "wal_autocheckpoint") == 0
    with pytest.raises(OperationalError):
        reader.execute("INSERT INTO t VALUES (2)")
    reader.close()
    writer.close()


def test_the_wal_grows_until_the_writer_says_so(tmp_path):
    path = tmp_path / "a.db"
    connection = connect(path)
    connection.execute("CREATE TABLE t (x)")
    for _ in range(1200):  # SQLite would have checkpointed at 1000 pages
        connection.execute("INSERT INTO t VALUES (zeroblob(4000))")
    assert wal_bytes(path) > 1000 * 4096
    assert writer_checkpoint(connection) == 0
    assert wal_bytes(path) == 0
    connection.close()


def test_a_checkpoint_beside_a_reader_reports_what_is_left(tmp_path):
    path = tmp_path / "a.db"
    writer, reader = connect(path), connect(path)
    writer.execute("PRAGMA busy_timeout=1")
    writer.execute("CREATE TABLE t (x)")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM t").fetchone()
    writer.execute("INSERT INTO t VALUES (1)")
    assert writer_checkpoint(writer) > 0
    reader.execute("COMMIT")
    assert writer_checkpoint(writer) == 0
    reader.close()
    writer.close()


def test_a_library_with_the_wal_reset_bug_is_refused():
    check_version((3, 51, 3))
    for version in [(3, 40, 1), (3, 51, 2)]:
        with pytest.raises(Problem) as raised:
            check_version(version)
        assert raised.value.code == "SQLITE_TOO_OLD"


def test_what_is_not_a_database_is_refused(tmp_path):
    (tmp_path / "junk.db").write_bytes(b"not a database, but long enough to be looked at" * 40)
    for path, readonly in [
        (tmp_path / "junk.db", False),
        (tmp_path / "junk.db", True),
        (tmp_path / "no.db", True),
    ]:
        with pytest.raises(Problem) as raised:
            connect(path, readonly=readonly)
        assert (raised.value.code, raised.value.retry) == ("DATABASE_UNREADABLE", "operator")
    assert not (tmp_path / "no.db").exists()


def _other_doors(text: str) -> list[str]:
    return [match.group(0).strip() for match in OTHER_DOORS.finditer(text)]


def test_nobody_else_opens_sqlite():
    sources = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert ROOT / "plumbing" / "sqlite.py" in sources
    found = {
        str(path.relative_to(ROOT)): doors
        for path in sources
        if path != ROOT / "plumbing" / "sqlite.py"
        if (doors := _other_doors(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize("line", [
    "import sqlite3", "from pysqlite3 import dbapi2", "db = sqlite3.connect(p)", 'Database("a.db")',
    "sqlite_utils.Database(path)", "Database(str(p))", 'create_engine("sqlite:///x.db")', "import apsw",
])  # fmt: skip
def test_the_search_finds_other_doors(line):
    assert _other_doors(f"x = 1\n{line}\n")


@pytest.mark.parametrize("line", ["Database(connection)", 'create_engine("sqlite://", creator=opened)'])
def test_the_search_lets_the_front_door_be(line):
    assert not _other_doors(line)
