"""Only the newest pages are compared, the nearest of them named first, also with pages that came meanwhile."""

from node.usecases.scans.same_print import KnownPrints

CELLS = {
    name: bytes([1 << (at % 8) if spot == at else 0 for spot in range(16)]).hex()
    for at, name in enumerate("abc")
}


def near(known: KnownPrints, bits: str) -> list[str]:
    return [name for _, name in known.nearest(bits, 5)]


def test_a_page_is_known_again_upside_down_and_a_page_without_print_never() -> None:
    known = KnownPrints([("a", 1, CELLS["a"])], 10)
    upside_down = bytes.fromhex(CELLS["a"])[::-1]
    mirrored = bytes(int(f"{byte:08b}"[::-1], 2) for byte in upside_down).hex()
    assert near(known, CELLS["a"]) == near(known, mirrored) == ["a:1"]
    assert near(known, CELLS["b"]) == near(known, "") == []


def test_pages_that_came_meanwhile_are_compared_and_the_oldest_are_let_go() -> None:
    known = KnownPrints([("new", 1, CELLS["b"]), ("old", 1, CELLS["a"])], 3)
    known.add([("now", 2, CELLS["a"]), ("empty", 1, "")])
    assert near(known, CELLS["a"]) == ["now:2", "old:1"]
    known.add([("later", 1, CELLS["c"])])
    assert near(known, CELLS["a"]) == ["now:2"]
    assert near(known, CELLS["b"]) == ["new:1"]
    known.add([("last", 1, CELLS["c"])])
    assert near(known, CELLS["b"]) == []
