"""What is asked for every page, letter and act finds its rows by an index, however many years lie in the tables."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from node.store.schema import migrations
from node.store.tables import SqlTables
from plumbing.sqlite import Connection, connect

GREAT = (
    "backfile_papers",
    "blobs",
    "changes",
    "docs",
    "dossier_blobs",
    "dossiers",
    "jobs",
    "letters",
    "marks",
    "outbox",
    "papers",
)
GREAT_TOO = (
    "previews",
    "receipt_heads",
    "receipts",
    "reading",
    "sealed",
    "seals",
    "tray_files",
    "tray_pages",
)
HASH = bytes(32)
ASKED: dict[str, Callable[[SqlTables], Any]] = {
    "scans to send": lambda tables: tables.blobs.unsent(1000),
    "scans to fetch": lambda tables: tables.blobs.wanted(10),
    "scans on the line's page": lambda tables: tables.blobs.totals(),
    "lanes in the head of every page": lambda tables: tables.outbox.totals(),
    "what has no receipt": lambda tables: tables.outbox.by_dossier(500),
    "what a courier carries": lambda tables: tables.outbox.unreceipted(1000),
    "the next letter": lambda tables: tables.outbox.next_dossiers(1000, 100_000),
    "whether anything waits": lambda tables: tables.outbox.unsent(1),
    "letters under way": lambda tables: tables.outbox.pending("hub"),
    "letters of a fast clock": lambda tables: tables.outbox.sealed_later_than(1),
    "what the hub holds": lambda tables: tables.outbox.held_by_hub(["d"]),
    "the ladder": lambda tables: tables.outbox.ladder("d"),
    "receipts of a dossier": lambda tables: tables.roads.receipts_of("d"),
    "a document": lambda tables: tables.changes.document("d"),
    "logs to merge on": lambda tables: tables.changes.logs(["d"]),
    "all changes of a dossier": lambda tables: tables.changes.listed("d"),
    "a seal over a change": lambda tables: tables.seals.covering(HASH, "n"),
    "dossiers that left": lambda tables: tables.scope.departed(),
    "a bucket of the digest": lambda tables: tables.scope.in_bucket(7),
    "the work list": lambda tables: tables.projections.rows({"open": 1}, 50, 0),
    "everything by urgency": lambda tables: tables.projections.rows({}, 50, 0),
    "how many are open": lambda tables: tables.projections.count({"open": 1}),
    "how many are late": lambda tables: tables.projections.count(
        {"open": 1, "unfinished": 1, "due_before": 9}
    ),
    "units named by open dossiers": lambda tables: tables.projections.units(),
    "figures of a period": lambda tables: list(tables.projections.bodies(1, 2)),
    "what is not synced": lambda tables: tables.outbox.open_dossiers(),
    "previews to tell": lambda tables: tables.scan_lane.untold(9),
    "scans without a preview": lambda tables: tables.scan_lane.unpictured(9),
    "previews to ask for": lambda tables: tables.scan_lane.lacking(9, 1),
    "papers of a person": lambda tables: tables.projections.papers("001"),
    "dossiers of a scan": lambda tables: tables.projections.dossiers_of("ab"),
    "pages that wait": lambda tables: tables.tray.open_pages(9),
    "how many pages wait": lambda tables: tables.tray.waiting(),
    "files to look at": lambda tables: tables.tray.files_to_look_at(9),
    "how many files to look at": lambda tables: tables.tray.to_look_at(),
    "files that cannot be read": lambda tables: tables.tray.files("unreadable", 9),
    "print to compare with": lambda tables: tables.tray.prints(9),
    "blank pages to drop": lambda tables: tables.tray.drop_blank(1),
    "pages of a file": lambda tables: tables.tray.pages("ab"),
    "whether work is due": lambda tables: tables.jobs.is_due(["read"], 1),
    "the next work": lambda tables: tables.jobs.claim(["read"], 1),
    "whether to make way": lambda tables: tables.jobs.must_make_way(1, 1),
    "the queue": lambda tables: tables.jobs.list(""),
    "the queue's totals": lambda tables: tables.jobs.totals(),
    "work of a dossier": lambda tables: tables.jobs.of_dossier("d"),
    "how far a batch is": lambda tables: tables.backfile.counts(1),
    "papers of a batch": lambda tables: tables.backfile.papers(1, ("read",)),
    "what was read": lambda tables: tables.reading.of("d"),
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Connection]:
    with closing(connect(tmp_path / "node.db")) as connection:
        migrations.apply(Database(connection))
        yield connection


def walks(connection: Connection, ask: Callable[[SqlTables], Any]) -> list[str]:
    """Steps of the plans that walk through a whole great table."""
    said: list[str] = []
    connection.set_trace_callback(said.append)
    ask(SqlTables(connection))
    connection.set_trace_callback(None)
    assert said
    steps = [row[3] for text in said for row in connection.execute(f"EXPLAIN QUERY PLAN {text}")]
    return [
        step for step in steps if step.split(" USING ")[0] in {f"SCAN {one}" for one in (*GREAT, *GREAT_TOO)}
    ]


@pytest.mark.parametrize("what", ASKED)
def test_no_great_table_is_walked_through(database: Connection, what: str) -> None:
    partial = {
        row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE sql LIKE '%INDEX% WHERE %'")
    }
    few = partial | {"dossiers_urgent"}  # walked in its order, as far as the page is long
    walked = [step for step in walks(database, ASKED[what]) if step.split()[-1] not in few]
    assert walked == []


def test_a_walk_through_a_whole_table_is_seen(database: Connection) -> None:
    assert walks(database, lambda tables: list(tables.changes.dossiers())) != []
