"""Facts per second merged at the hub, against the raw engine's load and apply of the same documents.

`python -m bench.hub_merge [DOSSIERS]` prints one JSON object. The hub's side is everything that stands between an
envelope and its receipt: signature, seal, storage with synchronous=FULL, fold, projection, routing, mailboxes.
"""

import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dossier.facts import FactKind
from hub.usecases.exchange.round import exchange
from plumbing.automerge_engine import AutomergeEngine
from tests.hub.province import HAM_RONG, QUANG_YEN, Province, province, receive
from tests.hub.simple_node import SimpleNode

DOSSIERS = 500
FIELDS = 6
LETTER = 50  # dossiers in one letter
ROUNDS = 3


def write_letters(
    tinh: Province, node: SimpleNode, officer: str, dossiers: int
) -> tuple[list[bytes], list[str]]:
    """Letters of new dossiers with a receipt, fields and an assignment each."""
    letters, made = [], []
    for at in range(dossiers):
        dossier = receive(node, officer, HAM_RONG if at % 5 == 0 else "")
        for number in range(FIELDS):
            values = {
                "field": f"truong_{number}",
                "value": f"giá trị {at}",
                "source": "person",
                "confirmed": True,
            }
            node.act(dossier, officer, FactKind.FIELD_RECORDED, values)
        if at % 5:
            node.act(dossier, officer, FactKind.ASSIGNED, {"to": officer})
        made.append(dossier)
        if len(made) % LETTER == 0 or at == dossiers - 1:
            letters.append(node.envelope())
    tinh.clock.ms = max(tinh.clock.ms, node.ms)
    return letters, made


def raw_seconds(node: SimpleNode, made: Sequence[str]) -> float:
    """The engine alone: load the first change, apply the rest, read the entries. Best of several rounds."""
    engine = AutomergeEngine()
    documents = [[change.raw for change in node.log[dossier].values()] for dossier in made]
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for changes in documents:
            engine.open(b"", changes).entries()
        rounds.append(time.perf_counter() - start)
    return min(rounds)


def measure(folder: Path, dossiers: int = DOSSIERS) -> dict[str, Any]:
    """Everything, once."""
    with province(folder) as tinh:
        officer = tinh.officer("lan", QUANG_YEN)
        node = tinh.node(QUANG_YEN)
        tinh.node(HAM_RONG)
        letters, made = write_letters(tinh, node, officer, dossiers)
        facts = sum(len(node.log[dossier]) for dossier in made)
        spent = []
        for letter in letters:
            start = time.perf_counter()
            exchange(tinh.hub, letter)
            spent.append(time.perf_counter() - start)
        raw = raw_seconds(node, made)
    hub = sum(spent)
    return {
        "dossiers": dossiers,
        "facts": facts,
        "letters": len(letters),
        "hub_facts_per_second": round(facts / hub),
        "raw_engine_facts_per_second": round(facts / raw),
        "hub_to_raw_ratio": round(hub / raw, 2),
        "median_letter_ms": round(statistics.median(spent) * 1000, 1),
        "peak_resident_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Print the figures."""
    dossiers = int(sys.argv[1]) if len(sys.argv) > 1 else DOSSIERS
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder), dossiers)))


if __name__ == "__main__":
    main()
