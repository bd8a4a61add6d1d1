"""Codes: read what others issue, issue only what is ours, and never the same one twice."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.codes import (
    Lease,
    LeaseUse,
    fresh_use,
    national_procedure,
    parse_code,
    provisional_code,
    remaining,
    take,
)
from dossier.errors import MalformedValue

DAY = date(2026, 11, 22)
LEASE = Lease("L1", "QY1", "H56.16480", 1000, 1009, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "style", "issuer", "day", "sequence"),
    [
        ("000.00.01.H26-260930-0012", "old", "000.00.01.H26", date(2026, 9, 30), 12),
        ("H55.242-260930-00012", "new", "H55.242", date(2026, 9, 30), 12),
        ("G09.20-20260609-0092637", "new", "G09.20", date(2026, 6, 9), 92637),
        ("H56-250701-0001", "new", "H56", date(2025, 7, 1), 1),
        ("TAM-QY1-261122-0003", "provisional", "QY1", DAY, 3),
    ],
)
def test_codes_seen_in_the_field(text: str, style: str, issuer: str, day: date, sequence: int) -> None:
    code = parse_code(f" {text} ")
    assert (code.text, code.style, code.issuer, code.day, code.sequence) == (
        text,
        style,
        issuer,
        day,
        sequence,
    )
    assert code.is_official is (style != "provisional")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H55.242-260930",
        "H55.242-261330-00012",  # month 13
        "H55.242-260930-012",
        "Z55.242-260930-00012",
        "000.00.01.Z26-260930-0012",
        "h55.242-260930-00012",
        "H55.242-260930-00012\nH55",
        "H55." + "A." * 40 + "A-260930-00012",
        "TAM-qy1-261122-0003",
    ],
)
def test_what_is_not_a_code_is_refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="CODE_MALFORMED"):
        parse_code(text)


def test_issue_until_the_lease_is_empty_then_provisional() -> None:
    used = fresh_use(LEASE, DAY)
    codes = []
    for _ in range(12):
        code, used = take(LEASE, used)
        codes.append(code)
    assert codes[0].text == "H56.16480-261122-01000"
    assert [code.is_official for code in codes] == [True] * 10 + [False] * 2
    assert codes[-1].text == "TAM-QY1-261122-0002"
    assert len({code.text for code in codes}) == 12


@pytest.mark.parametrize(
    ("lease", "day"),
    [
        (Lease("L1", "QY1", "H56.16480", 1, 99, date(2026, 11, 21)), DAY),
        (Lease("L1", "QY1", "H56.16480", 1, 99, date(2026, 12, 31), day=date(2026, 11, 21)), DAY),
    ],
)
def test_an_expired_lease_or_one_for_another_day_gives_provisional_codes(lease: Lease, day: date) -> None:
    code, used = take(lease, fresh_use(lease, day))
    assert not code.is_official
    assert remaining(lease, used) == 0


def test_a_stored_use_holds_for_its_own_day_only() -> None:
    kept = LeaseUse(DAY, 1004, 2)
    assert fresh_use(LEASE, DAY, kept) == kept
    assert fresh_use(LEASE, date(2026, 11, 23), kept) == LeaseUse(date(2026, 11, 23), 1000)
    assert fresh_use(LEASE, DAY) == LeaseUse(DAY, 1000)


@pytest.mark.parametrize(
    ("first", "last", "org"), [(0, 5, "H56"), (9, 8, "H56"), (1, 100000, "H56"), (1, 5, "16480")]
)
def test_a_lease_that_cannot_be_right(first: int, last: int, org: str) -> None:
    with pytest.raises(MalformedValue, match="LEASE_MALFORMED"):
        Lease("L", "N", org, first, last, DAY)


@given(
    st.text("ABCXYZ0189", min_size=1, max_size=12),
    st.dates(date(2025, 1, 1), date(2099, 12, 31)),
    st.integers(1, 999999),
)
def test_a_provisional_code_is_never_an_official_one(node: str, day: date, counter: int) -> None:
    code = provisional_code(node, day, counter)
    assert not code.is_official
    assert (code.issuer, code.day, code.sequence) == (node, day, counter)


@given(st.lists(st.sampled_from(["A", "B"]), max_size=60))
def test_two_nodes_with_disjoint_blocks_never_share_a_code(turns: list[str]) -> None:
    leases = {
        "A": Lease("L1", "A", "H56.16480", 1, 20, date(2026, 12, 31)),
        "B": Lease("L2", "B", "H56.16480", 21, 40, date(2026, 12, 31)),
    }
    used: dict[str, LeaseUse] = {}
    everything = []
    for node in turns:
        code, used[node] = take(leases[node], fresh_use(leases[node], DAY, used.get(node)))
        everything.append(code.text)
    assert len(set(everything)) == len(everything)


@pytest.mark.parametrize(
    ("typed", "national"),
    [
        ("1.004873", "1.004873"),
        (" 2.000815.000.00.00.H55 ", "2.000815"),
        ("khai sinh", "khai sinh"),
        ("0.004873", "0.004873"),
        ("1.0048731", "1.0048731"),
    ],
)
def test_a_local_procedure_code_names_the_national_one(typed: str, national: str) -> None:
    assert national_procedure(typed) == national
