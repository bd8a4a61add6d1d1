"""What the hub asks for every page finds its rows by an index, however many years of a province lie in the tables."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from hub.ports import Transaction
from hub.records import DossierQuery
from tests.hub.province import QUANG_YEN, Province, receive

GREAT = ("change", "dossier", "entitlement", "seal", "letter", "scope_mark", "dossier_blob", "mailbox_item")
ASKED: dict[str, Callable[[Transaction], Any]] = {
    "disputes in the menu": lambda tx: tx.dossiers.disputed(),
    "how many still run": lambda tx: tx.dossiers.count_unfinished(),
    "what has void facts": lambda tx: tx.dossiers.with_void(),
    "figures of a period": lambda tx: list(tx.dossiers.figures_between(1, 2)),
    "dossiers of a device": lambda tx: tx.scope.count("n"),
    "a code": lambda tx: tx.dossiers.search(DossierQuery(text="H56.16480-261120-00001")),
    "the logs to merge on": lambda tx: tx.changes.logs(["d"]),
    "a letter that came before": lambda tx: tx.letters.find("n", 1, 1),
    "mail": lambda tx: tx.mailboxes.after("n", 0, 10),
    "who is entitled": lambda tx: tx.dossiers.entitled(["d"]),
    "whether a device may have a scan": lambda tx: tx.dossiers.may_have_blob("n", "ab"),
}


def walks(tinh: Province, ask: Callable[[Transaction], Any]) -> list[str]:
    """Steps of the plans that walk through a whole great table."""
    said: list[tuple[str, Any]] = []
    engine = tinh.hub.store._engine  # type: ignore[attr-defined]

    def hear(_connection: Any, _cursor: Any, text: str, values: Any, *_: Any) -> None:
        said.append((text, values))

    with tinh.hub.store.read() as tx:
        event.listen(engine, "before_cursor_execute", hear)
        ask(tx)
        event.remove(engine, "before_cursor_execute", hear)
    assert said
    with engine.connect() as db:
        plans = [db.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all() for text, values in said]
    steps = [row[3] for plan in plans for row in plan]
    return [step for step in steps if step.split(" USING ")[0] in {f"SCAN {one}" for one in GREAT}]


@pytest.fixture
def one(tinh: Province) -> str:
    if tinh.hub.store._engine.dialect.name != "sqlite":  # type: ignore[attr-defined]
        pytest.skip("plans are told in SQLite's words")
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    tinh.talk(qy)
    return dossier


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.usefixtures("one")
def test_no_great_table_is_walked_through(tinh: Province, what: str) -> None:
    assert walks(tinh, ASKED[what]) == []


@pytest.mark.usefixtures("one")
def test_a_walk_through_a_whole_table_is_seen(tinh: Province) -> None:
    assert walks(tinh, lambda tx: tx.dossiers.search(DossierQuery(text="nobody"))) != []
