"""A letter goes on where its line broke: one that takes longer than the line ever holds comes through all the same."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from demo.line import Line
from dossier.facts import FactKind
from node.sync.letter_line import LetterLine
from plumbing.problem import Problem
from tests.hub.province import QUANG_YEN, Province, province, received
from tests.hub.simple_node import SimpleNode
from tests.node.sync.test_dialogue import served

BREATH = 12_000


class ShortOfBreath(Line):
    """Breaks off whenever it has carried so many bytes more."""

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while piece := await source.read(1024):
                before = self.carried // BREATH
                self.carried += len(piece)
                sink.write(piece)
                await sink.drain()
                await asyncio.sleep(0.002)
                if self.carried // BREATH > before:
                    self._drop_all()
                    return
        except OSError:
            return
        sink.close()


class LosesAnAnswer(Line):
    """The first answer never arrives."""

    lost = False

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while piece := await source.read(65536):
            if piece.startswith(b"HTTP/") and not self.lost:
                self.lost = True
                self._drop_all()
                return
            self.carried += len(piece)
            sink.write(piece)
            await sink.drain()
        sink.close()


@contextmanager
def over(kind: type[Line], url: str) -> Iterator[tuple[Line, LetterLine]]:
    """A road to the hub over such a line."""
    line = kind(int(url.rsplit(":", 1)[1]))
    road = LetterLine(f"http://127.0.0.1:{line.port}", plain)
    try:
        yield line, road
    finally:
        road.close()
        line.close()


@pytest.fixture
def tinh(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path / "hub") as opened:
        yield opened


def long_letter(tinh: Province, node: SimpleNode) -> bytes:
    """Some 60 kB that do not pack."""
    lan, pick = tinh.officer("lan", QUANG_YEN), Random(1)
    tinh.talk_all(node)
    for _ in range(60):
        dossier = node.new_dossier()
        values = {**received(node), "applicant": {"name": pick.randbytes(500).hex()}}
        node.act(dossier, lan, FactKind.RECEIVED, values)
    return node.envelope()


def plain() -> ssl.SSLContext:
    raise AssertionError("no TLS on this road")


def tries_until_through(road: LetterLine, envelope: bytes) -> int:
    for tries in range(1, 40):
        try:
            road.exchange(envelope)
            return tries
        except Problem as broken:
            if broken.retry != "later":
                raise
    raise AssertionError("it never came through")


def test_a_letter_longer_than_the_line_ever_holds_comes_through(tinh: Province) -> None:
    node = tinh.node(QUANG_YEN)
    envelope = long_letter(tinh, node)
    assert len(envelope) > 3 * BREATH
    with served(tinh) as url, over(ShortOfBreath, url) as (line, road):
        assert tries_until_through(road, envelope) > 3
        assert line.carried < 1.5 * len(envelope)
    with tinh.hub.store.read() as tx:
        assert len(list(tx.dossiers.all_figures())) == 60
        assert tx.letters.last_seq(node.node, 1) > 0


def test_an_answer_that_got_lost_costs_no_second_letter(tinh: Province) -> None:
    envelope = long_letter(tinh, tinh.node(QUANG_YEN))
    with served(tinh) as url, over(LosesAnAnswer, url) as (line, road):
        assert tries_until_through(road, envelope) == 2
        assert line.carried < 1.5 * len(envelope)


def test_a_letter_that_was_answered_is_sent_whole_the_next_time(tinh: Province) -> None:
    envelope = long_letter(tinh, tinh.node(QUANG_YEN))
    with served(tinh) as url, over(Line, url) as (line, road):
        assert road.exchange(envelope)
        assert road.exchange(envelope)
        assert line.carried > 2 * len(envelope)
