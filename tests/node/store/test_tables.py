"""What single tables promise: jobs, audit, migrations, search, leases of numbers after a restore."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from dossier.vietnamese import search_key
from node.ports import AsidePage, CandidateRow
from node.ports.learning import KindRow
from node.store.database import SqliteStore
from node.store.projections import match_query
from node.store.schema import migrations
from node.usecases.life.rebirth import begin_incarnation
from plumbing.problem import Problem
from plumbing.sqlite import connect
from tests.node.commune import Commune, receive


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "node.db")
    yield opened
    opened.close()


def test_equal_work_is_queued_once_and_survives_a_crash(store: SqliteStore) -> None:
    with store.writing() as tables:
        first = tables.jobs.add("read", {"page": "a"}, 10)
        assert tables.jobs.add("read", {"page": "a"}, 10) == first
        assert tables.jobs.claim(["read"], 5) is None
        job = tables.jobs.claim(["read"], 10)
        assert job is not None
        assert tables.jobs.recover() == 1
        assert tables.jobs.claim(["read"], 10) is not None


def test_work_that_kills_the_process_again_and_again_is_set_aside(store: SqliteStore) -> None:
    with store.writing() as tables:
        tables.jobs.add("read", {}, 0)
        for _ in range(3):
            assert tables.jobs.claim(["read"], 1) is not None
            tables.jobs.recover()
        (poison,) = tables.jobs.list("aside")
        assert poison.code == "JOB_KEEPS_DYING"
        tables.jobs.retry(poison.id, 1)
        assert tables.jobs.claim(["read"], 1) is not None


def test_an_altered_audit_row_is_found(store: SqliteStore) -> None:
    with store.writing() as tables:
        for number in range(5):
            tables.audit.add(number, "lan", "Received", f"d{number}")
        assert tables.audit.broken_at() == 0
    store._writer.execute("UPDATE audit SET officer = 'hoa' WHERE n = 3")
    with store.reading() as tables:
        assert tables.audit.broken_at() == 3
    store._writer.execute("DELETE FROM audit WHERE n = 3")
    with store.reading() as tables:
        assert tables.audit.broken_at() == 3


def test_migrations_are_recorded_and_run_once(tmp_path: Path) -> None:
    for _ in range(2):
        SqliteStore(tmp_path / "node.db").close()
    connection = connect(tmp_path / "node.db")
    applied = [one.name for one in migrations.applied(Database(connection))]
    assert applied[:2] == ["m001_first_form", "m002_numbers_and_blobs"]
    assert len(set(applied)) == len(applied)
    connection.close()


def test_pages_of_two_dossiers_with_the_same_key_keep_what_was_read_of_each(store: SqliteStore) -> None:
    """A page's key is its author's count in its dossier: the first scans of two dossiers carry the same one."""
    with store.writing() as tables:
        for dossier in ("n-1-1", "n-1-2"):
            tables.reading.put([CandidateRow(dossier, "n-1-2", 1, 10, 10, f"text {dossier}", "[]", "[]")])
            tables.learning.put_kind(KindRow(dossier, "n-1-2", 1, f"kind {dossier}", 90))
            tables.jobs.set_page_aside(AsidePage(dossier, "n-1-2", 1, "OCR_TIMEOUT", "Quá lâu.", 1))
        tables.jobs.page_read("n-1-1", "n-1-2", 1)
        for dossier in ("n-1-1", "n-1-2"):
            assert [row.text for row in tables.reading.of(dossier)] == [f"text {dossier}"]
            assert [row.kind for row in tables.learning.kinds(dossier)] == [f"kind {dossier}"]
        assert [page.dossier for page in tables.jobs.pages_aside()] == ["n-1-2"]


def test_a_reading_that_another_dossier_took_away_is_done_again_after_the_update(tmp_path: Path) -> None:
    connection = connect(tmp_path / "node.db")
    migrations.apply(Database(connection), stop_before="m013_pages_of_their_dossier")
    row = ("n-1-2", 1, "n-1-2", 10, 10, "text", "[]", "[]")  # what stood for n-1-1 was replaced by it
    connection.execute("INSERT INTO reading VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    for dossier in ("n-1-1", "n-1-2"):
        args = f'{{"blob":"b","dossier":"{dossier}","page":"n-1-2"}}'
        connection.execute(
            "INSERT INTO jobs (kind, args, state, tries, due_ms, dossier, progress, pages)"
            " VALUES ('read', ?, 'done', 1, 5, ?, 1, 1)",
            (args, dossier),
        )
    connection.commit()
    migrations.apply(Database(connection))
    states = dict(connection.execute("SELECT dossier, state FROM jobs").fetchall())
    assert states == {"n-1-1": "queued", "n-1-2": "done"}
    assert connection.execute("SELECT dossier, text FROM reading").fetchall() == [("n-1-2", "text")]
    connection.close()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tran thi hoa", True),
        ("Trần Thị Hoà", True),  # the other way to place the mark
        ("trần", True),
        ("trấn", False),
        ("tran th", True),
        ("h56.16480-261120-00001", True),
        ("00001", True),
        ('"* OR NEAR(', False),
        ("", False),
    ],
)
def test_search_with_and_without_marks(xa: Commune, query: str, found: bool) -> None:
    with xa.open("yen") as running:
        receive(running, name="Trần Thị Hòa")
        assert bool(running.node.views.search(query)) is found


@given(st.text(max_size=60))
def test_no_text_breaks_the_query(text: str) -> None:
    query = match_query(text)
    assert bool(query) == bool(search_key(text).split()) or not query


def test_after_a_restore_letters_are_written_anew_and_old_leases_rest_for_days(xa: Commune) -> None:
    with xa.open("yen") as running:
        receive(running)
        (letter,) = running.node.exchange.next_letters()
        begin_incarnation(running.store, 2, xa.clock)
        with pytest.raises(Problem, match="INCARNATION_OLD"):
            begin_incarnation(running.store, 2, xa.clock)
    with xa.open("yen") as again:
        assert again.node.identity.incarnation == 2
        (anew,) = again.node.exchange.next_letters()
        assert anew.envelope != letter.envelope
        taken = receive(again)
        assert taken.provisional
        assert taken.dossier.split("-")[1] == "2"
        xa.clock.pass_time(days=3)
        assert not receive(again).provisional
