"""The schema's promises: it can be spread by dossier or node, and only one file knows the database behind it."""

from pathlib import Path

import pytest
from sqlalchemy import Table, create_mock_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from hub.store import tables
from hub.store.database import Database
from hub.store.dialect import checkpoint, sqlite_engine
from plumbing.problem import Problem

TABLES = list(tables.metadata.sorted_tables)
OWNERS = {"dossier", "node", "authority"}
STORE = Path(tables.__file__).parent


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_unique_key_contains_dossier_or_node(table: Table) -> None:
    unique = [set(table.primary_key.columns.keys())]
    unique += [set(index.columns.keys()) for index in table.indexes if index.unique]
    assert all(key & OWNERS for key in unique)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_can_be_made_in_postgresql(table: Table) -> None:
    assert table.name in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_only_the_dialect_file_names_a_database() -> None:
    for path in STORE.glob("*.py"):
        text = path.read_text(encoding="utf-8").lower()
        if path.name not in ("dialect.py", "__init__.py"):
            assert "import sqlite" not in text, path.name
            assert "pragma" not in text, path.name
            assert "exec_driver_sql" not in text, path.name


def test_all_of_it_is_one_metadata() -> None:
    made: list[str] = []
    engine = create_mock_engine("postgresql+psycopg://", lambda sql, *_: made.append(str(sql)))
    tables.metadata.create_all(engine, checkfirst=False)
    assert len([one for one in made if "CREATE TABLE" in one]) == len(TABLES)


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "hub.db"
    monkeypatch.setattr(tables, "SCHEMA_VERSION", 2)
    newer = Database(sqlite_engine(path), "h" * 16)
    newer.prepare()
    newer.close()
    monkeypatch.undo()
    older = Database(sqlite_engine(path), "h" * 16)
    with pytest.raises(Problem) as caught:
        older.prepare()
    assert caught.value.code == "HUB_SCHEMA_NEWER"
    older.close()


def test_the_log_of_writes_is_cut_only_beyond_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    engine = sqlite_engine(path)
    database = Database(engine, "h" * 16)
    database.prepare()
    wal = path.with_name("hub.db-wal")
    assert wal.stat().st_size > 0
    assert checkpoint(engine, path, 10**9) == 0
    assert wal.stat().st_size > 0
    assert checkpoint(engine, path, 0) == 0
    assert wal.stat().st_size == 0
    database.close()
