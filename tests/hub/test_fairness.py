"""Nobody waits for another's flood; a deep mailbox gets shallow without losing a number or a change."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.exchange.frames import split_hashes
from hub.records import MailItem
from hub.usecases.context import joined
from hub.usecases.exchange.compact import DEEP, compact_all, compacted
from hub.usecases.exchange.round import exchange
from hub.usecases.turns import FairShare
from plumbing.problem import Problem
from tests.hub.province import HAM_RONG, QUANG_YEN, Province, receive

KINDS = st.sampled_from(["changes", "dossier", "left", "joined", "register", "grant"])


def test_turns_go_round_by_device_whoever_asks_more_often() -> None:
    share, served = FairShare(most_of_one=100), list[str]()

    def work(node: str) -> None:
        with share.turn(node):
            served.append(node)

    with share.turn("gate"):
        threads = [threading.Thread(target=work, args=("flood",)) for _ in range(20)]
        for at, name in enumerate("abcdefg"):
            threads += [threading.Thread(target=work, args=(name,)) for _ in range(2)]
            assert at >= 0
        for count, thread in enumerate(threads, start=1):
            thread.start()
            while share.waiting() < count:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert Counter(served[:16]) == dict.fromkeys("abcdefg", 2) | {"flood": 2}
    assert served[16:] == ["flood"] * 18


def test_more_than_a_few_requests_of_one_device_are_sent_away() -> None:
    share = FairShare(permits=9, most_of_one=2)
    with share.turn("a"), share.turn("a"), share.turn("b"):
        with pytest.raises(Problem) as caught, share.turn("a"):
            pass
        assert (caught.value.code, caught.value.retry) == ("NODE_BUSY", "later")
    with share.turn("a"):
        assert share.waiting() == 0


def test_eight_devices_are_served_while_one_floods(tinh: Province) -> None:
    nodes = [tinh.node(QUANG_YEN if at % 2 else HAM_RONG) for at in range(8)]
    people = {QUANG_YEN: tinh.officer("lan", QUANG_YEN), HAM_RONG: tinh.officer("son", HAM_RONG)}
    for node in nodes:
        tinh.talk_all(node)
    stop = threading.Event()
    outcomes: Counter[str] = Counter()

    def flood() -> None:
        letter = nodes[0].envelope()
        while not stop.is_set():
            try:
                exchange(tinh.hub, letter)
                outcomes["answered"] += 1
            except Problem as problem:
                outcomes[problem.code] += 1

    def work(at: int) -> int:
        node = nodes[at]
        for _ in range(3):
            receive(node, people[node.unit])
            node.take(exchange(tinh.hub, node.envelope()))
        return len(node.receipts)

    with ThreadPoolExecutor(20) as pool:
        floods = [pool.submit(flood) for _ in range(12)]
        done = [one.result() for one in [pool.submit(work, at) for at in range(1, 8)]]
        stop.set()
        for one in floods:
            one.result()
    assert min(done) >= 3
    assert outcomes["NODE_BUSY"] > 0
    assert set(outcomes) == {"answered", "NODE_BUSY"}


@given(st.lists(st.tuples(KINDS, st.sampled_from("ab"), st.integers(0, 5)), max_size=30))
def test_compaction_keeps_all_news_and_the_last_word(made: list[tuple[str, str, int]]) -> None:
    items = [
        MailItem(kind, subject, bytes([change]) * 32 if kind == "changes" else b"", number)
        for number, (kind, subject, change) in enumerate(made, start=1)
    ]
    found = compacted(items)
    rest = [item for item in items if item.number not in found.dropped]
    assert [one for one in items if one.kind in ("register", "grant")] == [
        one for one in rest if one.kind in ("register", "grant")
    ]
    for subject in "ab":
        mine = [item for item in items if item.subject == subject]
        left = [item for item in rest if item.subject == subject]
        words = [item.kind for item in mine if item.kind in ("left", "joined")]
        assert [item.kind for item in left if item.kind in ("left", "joined")] == words[-1:]
        whole = max((item.number for item in mine if item.kind == "dossier"), default=0)
        assert whole in (0, max((item.number for item in left if item.kind == "dossier"), default=0))
        wanted = {item.hashes for item in mine if item.kind == "changes" and item.number > whole}
        kept = {h for item in left for h in split_hashes(found.gathered.get(item.number, item.hashes))}
        assert wanted <= kept
        assert len([item for item in left if item.kind in ("changes", "dossier")]) <= 2


def test_a_deep_mailbox_becomes_as_deep_as_it_has_dossiers(tinh: Province) -> None:
    yen = tinh.node(QUANG_YEN)
    with tinh.hub.store.write() as tx:
        for at in range(3 * DEEP):
            tx.mailboxes.append(yen.node, [MailItem("changes", f"d{at % 5}", bytes([at % 250]) * 32)])
        last = tx.mailboxes.state(yen.node).last
    assert compact_all(tinh.hub) > DEEP
    with tinh.hub.store.read() as tx:
        items = tx.mailboxes.after(yen.node, 0, 10_000)
        assert tx.mailboxes.state(yen.node).last == items[-1].number == last
        window = tinh.hub.config.letter_items
        assert len([item for item in items if item.number > window]) == 5
        hashes = {h for item in items for h in split_hashes(item.hashes)}
    assert hashes == {bytes([at % 250]) * 32 for at in range(3 * DEEP)}
    assert split_hashes(joined([b"a" * 32])) == (b"a" * 32,)
