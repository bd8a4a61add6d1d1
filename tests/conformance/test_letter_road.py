"""Every letter road: an answer for an envelope, the same envelope twice is harmless, a dead line is LINE_DOWN."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from node.ports import LetterRoad
from node.sync.http import HttpRoad
from plumbing.keys import NodeKeys
from plumbing.problem import Problem


class EchoRoad:
    """The fake: a peer that answers with what it got."""

    name = "echo"

    def exchange(self, envelope: bytes) -> bytes:
        return envelope


class _Echo(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _http() -> Iterator[LetterRoad]:
    server = HTTPServer(("127.0.0.1", 0), _Echo)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    road = HttpRoad(f"http://127.0.0.1:{server.server_port}", Path("none"), NodeKeys.generate(), lambda: 0)
    yield road
    road.close()
    server.shutdown()
    server.server_close()


def _echo() -> Iterator[LetterRoad]:
    yield EchoRoad()


@pytest.fixture(params=[_http, _echo], ids=["http", "fake"])
def road(request: pytest.FixtureRequest) -> Iterator[LetterRoad]:
    make: Callable[[], Iterator[LetterRoad]] = request.param
    yield from make()


@pytest.mark.parametrize("envelope", [b"x", b"\0" * 70_000])
def test_it_brings_the_answer_and_twice_is_harmless(road: LetterRoad, envelope: bytes) -> None:
    assert road.name
    assert [road.exchange(envelope), road.exchange(envelope)] == [envelope, envelope]


def test_a_dead_line_is_said_to_be_down_and_worth_trying_again() -> None:
    road = HttpRoad("http://127.0.0.1:9", Path("none"), NodeKeys.generate(), lambda: 0)
    with pytest.raises(Problem) as caught:
        road.exchange(b"x")
    assert (caught.value.code, caught.value.retry) == ("LINE_DOWN", "later")
    road.close()


def test_a_missing_ca_is_an_operators_matter(tmp_path: Path) -> None:
    road = HttpRoad("https://127.0.0.1:9", tmp_path / "none.pem", NodeKeys.generate(), lambda: 0)
    with pytest.raises(Problem, match="HUB_CA_MISSING"):
        road.exchange(b"x")
