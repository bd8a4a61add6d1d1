"""Files from addresses that somebody else wrote down: real servers that are well, changed, too large, hanging, leading
astray."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from plumbing.problem import Problem
from plumbing.web_fetch import Limits, Validators, WebFetcher

LIMITS = Limits(bytes=1000, seconds=20)
OURS = frozenset({"127.0.0.1", "localhost"})
Reply = Callable[[BaseHTTPRequestHandler], None]


class Site(ThreadingHTTPServer):
    """Answers as `reply` says; `asked` are the requests' headers."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.reply: Reply = lambda handler: send(handler, 404)
        self.over = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what is tested."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/list.crl"


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(dict(self.headers))
        self.server.reply(self)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        return


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def served() -> Iterator[Site]:
    """A site on a port of its own."""
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as server:
        yield server


def code_of(url: str, limits: Limits = LIMITS, private: frozenset[str] = OURS) -> str:
    with pytest.raises(Problem) as caught:
        WebFetcher(private).get(url, Validators(), limits)
    return caught.value.code


def test_a_file_comes_with_what_tells_its_version(site: Site) -> None:
    site.reply = lambda handler: send(
        handler, 200, b"list", ETag='"7"', Last_Modified="Sun, 22 Nov 2026 01:00:00 GMT"
    )
    found = WebFetcher(OURS).get(site.url, Validators(), LIMITS)
    assert (found.body, found.validators.etag) == (b"list", '"7"')
    assert site.asked[0]["Host"] == f"127.0.0.1:{site.server_port}"

    site.reply = lambda handler: send(handler, 304)
    again = WebFetcher(OURS).get(site.url, found.validators, LIMITS)
    assert (again.body, again.validators) == (None, found.validators)
    assert site.asked[1]["If-None-Match"] == '"7"'
    assert site.asked[1]["If-Modified-Since"] == "Sun, 22 Nov 2026 01:00:00 GMT"


def test_a_question_goes_with_its_body_to_where_it_is_redirected(site: Site) -> None:
    def echo(handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        if handler.path == "/x":
            send(handler, 200, body + handler.headers["Content-Type"].encode())
        else:
            send(handler, 307, Location="/x")

    site.reply = echo
    answer = WebFetcher(OURS).post(site.url, b"who? ", "application/ocsp-request", LIMITS)
    assert answer == b"who? application/ocsp-request"
    assert [one["Host"] for one in site.asked] == [f"127.0.0.1:{site.server_port}"] * 2

    site.reply = lambda handler: send(handler, 304)
    with pytest.raises(Problem, match="FETCH_REFUSED"):
        WebFetcher(OURS).post(site.url, b"who?", "text/plain", LIMITS)
    with pytest.raises(Problem, match="FETCH_ADDRESS_REFUSED"):
        WebFetcher().post(site.url, b"who?", "text/plain", LIMITS)
    assert len(site.asked) == 3


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_that_is_too_large_is_left_in_the_middle(site: Site, announced: bool) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        if announced:
            handler.send_header("Content-Length", "99999999")
        handler.end_headers()
        while not site.over.is_set():
            handler.wfile.write(b"x" * 4096)

    site.reply = endless
    assert code_of(site.url) == "FETCH_TOO_LARGE"


@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"]
)
def test_a_server_that_drips_or_hangs_is_cut_off(site: Site, first: bytes) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(first)
        while not site.over.wait(0.05):
            handler.wfile.write(b"x" if first.endswith(b": ") else b"")

    site.reply = drip
    assert code_of(site.url, Limits(1000, seconds=0.4)) == "FETCH_TOO_SLOW"


def test_redirects_are_followed_a_few_times_and_never_into_our_own_network(site: Site) -> None:
    site.reply = lambda handler: send(handler, 302, Location="/list.crl")
    assert code_of(site.url) == "FETCH_REFUSED"
    assert len(site.asked) == LIMITS.redirects + 1

    other = f"http://localhost:{site.server_port}/x"
    site.reply = lambda handler: send(handler, 302, Location=other)
    assert code_of(site.url, private=frozenset({"127.0.0.1"})) == "FETCH_ADDRESS_REFUSED"
    site.reply = lambda handler: send(handler, 302, Location="file:///etc/passwd")
    assert code_of(site.url) == "FETCH_ADDRESS_REFUSED"

    site.reply = lambda h: send(h, 200, b"ok") if h.path == "/x" else send(h, 302, Location="/x")
    assert WebFetcher(OURS).get(site.url, Validators(), LIMITS).body == b"ok"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x",
        "http://localhost:1/x",
        "http://[::1]:1/x",
        "http://[::ffff:10.0.0.1]/x",
        "http://10.1.2.3/x",
        "http://192.168.1.1/x",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/x",
        "http://2130706433/x",
        "http://0x7f.1/x",
        "http://user:pw@198.51.100.1/x",
        "ftp://198.51.100.1/x",
        "ldap://198.51.100.1/x",
        "file:///etc/passwd",
        "//nothing",
        "",
    ],
)
def test_addresses_that_are_not_public_are_refused_before_anything_is_sent(url: str) -> None:
    assert code_of(url, private=frozenset()) == "FETCH_ADDRESS_REFUSED"


def nonsense(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"no http at all\r\n\r\n")


def test_nobody_there_and_nonsense_are_told(site: Site) -> None:
    assert code_of("http://127.0.0.1:1/x") == "FETCH_UNREACHABLE"
    assert code_of(site.url) == "FETCH_REFUSED"
    site.reply = nonsense
    assert code_of(site.url) == "FETCH_UNREACHABLE"
