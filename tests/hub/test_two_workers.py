"""Two workers of one hub over one database: letters about the same dossiers at the same time, nothing lost, no gaps."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from dossier.facts import FactKind
from hub.bootstrap import open_hub
from hub.usecases.context import Hub
from hub.usecases.exchange.round import exchange
from plumbing.problem import Problem
from tests.hub.province import HAM_RONG, QUANG_YEN, Province, province, receive
from tests.hub.simple_node import SimpleNode


@pytest.fixture(params=["sqlite", "postgres"])
def workers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Province, Hub]]:
    url = request.getfixturevalue("postgres_url")() if request.param == "postgres" else ""
    with (
        province(tmp_path / "hub", lambda config: replace(config, database_url=url)) as tinh,
        open_hub(tinh.hub.config, tinh.clock) as second,
    ):
        yield tinh, second


def talk(hub: Hub, node: SimpleNode, envelope: bytes) -> bool:
    """Send until it is taken, as a node does; whether there is more."""
    for _ in range(3_000):
        try:
            return node.take(exchange(hub, envelope)).more
        except Problem as problem:
            if problem.retry != "later":
                raise
            time.sleep(0.02)
    raise AssertionError("never taken")


def test_letters_about_the_same_dossiers_meet_in_one_database(workers: tuple[Province, Hub]) -> None:
    tinh, second = workers
    hubs = (tinh.hub, second)
    nodes = [tinh.node(unit) for unit in (QUANG_YEN, HAM_RONG, QUANG_YEN, HAM_RONG)]
    lan, son = tinh.officer("lan", QUANG_YEN), tinh.officer("son", HAM_RONG)
    for node in nodes:
        tinh.talk_all(node)
    made: dict[str, list[str]] = {node.node: [] for node in nodes}

    def work(number: int) -> None:
        node = nodes[number]
        officer, other = ((lan, HAM_RONG), (son, QUANG_YEN))[number % 2]
        for turn in range(6):
            dossier = receive(node, officer, other)
            node.act(dossier, officer, FactKind.CUSTODY_OFFERED, {"to": other})
            made[node.node].append(dossier)
            talk(hubs[(number + turn) % 2], node, node.envelope())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    for _ in range(2):
        for at, node in enumerate(nodes):
            while talk(hubs[at % 2], node, node.envelope()):
                pass
    every = {dossier for dossiers in made.values() for dossier in dossiers}
    assert [set(node.log) for node in nodes] == [every] * 4
    assert len({node.digest(dossier) for dossier in every for node in nodes}) == len(every)
    with tinh.hub.store.read() as tx:
        assert tx.changes.quarantined() == 0
        assert set(tx.dossiers.get(sorted(every))) == every
