"""Changes as the engine makes them, for the tests of the wire."""

from dossier.facts import canonical
from plumbing.automerge_engine import AutomergeEngine

ENGINE = AutomergeEngine()


def fact(kind: str, ms: int, dossier: str, node: str, **values: object) -> str:
    """The text of a fact, as `dossier.facts.fact_to_text` writes it."""
    body = {
        "kind": kind,
        "dossier": dossier,
        "node": node,
        "officer": "o1",
        "unit": "u-7",
        "day": "2026-11-22",
    }
    return canonical({**body, "hlc": [ms, 0], "device": ms, "values": values})


def concurrent(dossier: str, nodes: tuple[str, str], actors: tuple[bytes, bytes]) -> list[bytes]:
    """Two authors at once, notes, many facts in one change, and a change that joins the two heads."""
    (one, other), (a, b) = nodes, actors
    first = ENGINE.new()
    made = [
        first.commit(
            a, [(f"{one[:6]}-1-{n}", fact("Received", 10**12 + n, dossier, one, n=n)) for n in range(4)]
        )
    ]
    second = ENGINE.open(b"", [made[0].raw])
    made.append(
        first.commit(a, [(f"{one[:6]}-1-5", fact("Assigned", 10**12 + 5, dossier, one, to="Lê"))], "ghi chú")
    )
    made.append(
        second.commit(b, [(f"{other[:6]}-1-1", fact("FeePaid", 10**12 + 6, dossier, other, đồng=[1, 2]))])
    )
    made.append(second.commit(b, [], "note"))
    both = ENGINE.open(b"", [change.raw for change in made])
    made.append(both.commit(a, [(f"{one[:6]}-1-6", "no JSON at all"), (f"{one[:6]}-1-7", "{}")]))
    made.append(both.commit(a, [(f"{one[:6]}-1-8", fact("Approved", 10**12 + 9, dossier, one))]))
    return [change.raw for change in made]
