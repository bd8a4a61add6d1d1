"""The LAN: kit and centre of one unit find each other (DNS-SD, RFC 6763, by zeroconf) and exchange envelopes.

The listener takes envelopes and nothing else, on the one address that the settings name. They are signed and sealed,
so plain HTTP tells a listener no more than a lost stick would. Whoever announces a node id is believed only as far as
the register goes: a device of our unit. Size, rate and number of requests at once are bounded.
"""

import ipaddress
import logging
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

import httpx
from zeroconf import Error, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

from dossier.errors import KernelError
from node.sync.mule import Mule
from node.usecases.exchange.letters import Exchange
from node.usecases.exchange.neighbour_post import NeighbourPost
from node.usecases.exchange.neighbours import of_our_unit
from node.usecases.workplace import Workplace
from plumbing.envelopes import MAX_ENVELOPE_BYTES, MEDIA_TYPE
from plumbing.problem import Problem

_log = logging.getLogger(__name__)
SERVICE = "_motcua._tcp.local."
_PATH = "/exchange"
_PER_MINUTE = 60
_AT_ONCE = 4
_SECONDS = 20.0
_MOST_PEERS = 50
_MOST_HANDED = 50


@dataclass(frozen=True, slots=True)
class Peer:
    """A device that announced itself; what it says is not proved."""

    node: str
    host: str
    port: int


class LanListener:
    """Takes envelopes of neighbours. `receive` is `NeighbourPost.receive`."""

    def __init__(
        self, host: str, port: int, receive: Callable[[bytes], bytes], per_minute: int = _PER_MINUTE
    ) -> None:
        """Bind. Raises Problem(LAN_ADDRESS)."""
        gate = _Gate(per_minute)

        class Handler(_Handler):
            take = staticmethod(receive)
            allow = gate

        try:
            if ipaddress.ip_address(host).is_unspecified:
                raise OSError("any address")
            self._server = ThreadingHTTPServer((host, port), Handler)
        except (OSError, ValueError) as error:
            hint = "Không mở được địa chỉ mạng nội bộ lan_host; hãy sửa trong node.toml."
            raise Problem("LAN_ADDRESS", hint, "operator", str(error)[:80]) from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="lan", daemon=True)

    @property
    def port(self) -> int:
        """The port that is bound."""
        return int(self._server.server_address[1])

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()


class _Gate:
    """At most so many requests a minute from one address, and so many at once in all."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute, self._seen = per_minute, dict[str, deque[float]]()
        self._lock, self.slots = threading.Lock(), threading.BoundedSemaphore(_AT_ONCE)

    def __call__(self, address: str) -> bool:
        now = monotonic()
        with self._lock:
            if len(self._seen) > 1000:
                self._seen.clear()
            times = self._seen.setdefault(address, deque())
            while times and times[0] < now - 60:
                times.popleft()
            times.append(now)
            return len(times) <= self._per_minute


class _Handler(BaseHTTPRequestHandler):
    """POST /exchange: an envelope in, an envelope out (204 = nothing to say)."""

    take: Callable[[bytes], bytes]
    allow: _Gate
    timeout = _SECONDS
    server_version, sys_version = "motcua", ""

    def do_POST(self) -> None:
        """See the class."""
        size = self.headers.get("content-length", "")
        if self.path != _PATH or not size.isdigit():
            return self._answer(404)
        if int(size) > MAX_ENVELOPE_BYTES:
            return self._answer(413)
        if not type(self).allow(self.client_address[0]):
            return self._answer(429)
        with type(self).allow.slots:
            try:
                answer = type(self).take(self.rfile.read(int(size)))
            except (Problem, KernelError) as refused:
                return self._answer(409, refused.code.encode())
        return self._answer(200 if answer else 204, answer)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: who calls is nobody's business."""

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("content-type", MEDIA_TYPE if status == 200 else "text/plain")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class LanRoad:
    """`LetterRoad` to one neighbour."""

    name = "lan"

    def __init__(self, peer: Peer) -> None:
        host = f"[{peer.host}]" if ":" in peer.host else peer.host
        self._url = f"http://{host}:{peer.port}{_PATH}"

    def exchange(self, envelope: bytes) -> bytes:
        """See `LetterRoad.exchange`; b"" when the neighbour has nothing to say."""
        headers = {"content-type": MEDIA_TYPE}
        try:
            answer = httpx.post(
                self._url, content=envelope, headers=headers, timeout=_SECONDS, trust_env=False
            )
        except httpx.HTTPError as error:
            hint = "Chưa gặp được thiết bị cùng đơn vị trên mạng nội bộ; máy sẽ tự thử lại."
            raise Problem("NEIGHBOUR_DOWN", hint, "later", type(error).__name__) from error
        if not answer.is_success:
            hint = "Thiết bị cùng đơn vị từ chối phong bì; máy sẽ tự thử lại."
            raise Problem("NEIGHBOUR_REFUSED", hint, "later", answer.text[:60])
        return answer.content


class LanMeetings:
    """Meets the neighbours that were found."""

    def __init__(self, place: Workplace, exchange: Exchange, post: NeighbourPost, mule: Mule) -> None:
        self._place, self._exchange, self._post, self._mule = place, exchange, post, mule

    def meet(self, peers: Iterable[Peer]) -> int:
        """Exchange with each that may be trusted; gives how many answered. One that fails stops no other."""
        met = 0
        for peer in list(peers)[:_MOST_PEERS]:
            if not of_our_unit(self._place, peer.node):
                continue
            try:
                self._meet(peer)
                met += 1
            except (Problem, KernelError) as failed:
                _log.info("neighbour", extra={"code": failed.code})
        return met

    def _meet(self, peer: Peer) -> None:
        road = LanRoad(peer)
        letter = self._post.letter_for(peer.node)
        try:
            answer = road.exchange(letter) if letter else b""
        except Problem:
            self._post.forget(peer.node)
            raise
        if answer:
            self._post.take(answer)
        for row, envelope in self._mule.waiting(peer.node):
            road.exchange(envelope)
            self._mule.handed(row)
        if self._line_is_down():
            for pending in self._exchange.next_letters(_MOST_HANDED):
                road.exchange(pending.envelope)  # carried to the hub by whoever meets it first

    def _line_is_down(self) -> bool:
        with self._place.store.reading() as tables:
            return bool(tables.meta.text("last_error_code")) or not tables.meta.number("last_contact_ms")


class LanFinder(ServiceListener):
    """Announces this device on one address and collects others."""

    def __init__(self, node: str, host: str, port: int) -> None:
        self._node, self._host, self._port = node, host, port
        self._found: dict[str, Peer] = {}
        self._lock = threading.Lock()
        self._zeroconf: Zeroconf | None = None

    def start(self) -> None:
        """Announce and browse. Raises Problem(LAN_SEARCH)."""
        try:
            self._zeroconf = Zeroconf(interfaces=[self._host])
            self._zeroconf.register_service(announcement(self._node, self._host, self._port))
            ServiceBrowser(self._zeroconf, SERVICE, self)
        except OSError as error:
            self.stop()
            hint = "Không tìm được thiết bị khác trên mạng nội bộ; hãy kiểm tra lan_host."
            raise Problem("LAN_SEARCH", hint, "later", str(error)[:80]) from error

    def stop(self) -> None:
        """Say good-bye."""
        if self._zeroconf is not None:
            self._zeroconf.close()
            self._zeroconf = None

    def peers(self) -> list[Peer]:
        """Devices that are announced now."""
        with self._lock:
            return sorted(self._found.values(), key=lambda peer: peer.node)

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """A device appeared."""
        try:
            info = zc.get_service_info(type_, name)
        except Error:  # we are closing, or the machine is too busy: it says so again soon
            return
        peer = peer_of(info) if info is not None else None
        if peer is not None and peer.node != self._node:
            with self._lock:
                self._found[name] = peer

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """It changed its address."""
        self.add_service(zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """It left."""
        del zc, type_
        with self._lock:
            self._found.pop(name, None)


def announcement(node: str, host: str, port: int) -> ServiceInfo:
    """What a device says of itself: its node id and where it listens; no unit, no name."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return ServiceInfo(
        SERVICE,
        f"{node}.{SERVICE}",
        addresses=[socket.inet_pton(family, host)],
        port=port,
        properties={"node": node},
        server=f"{node}.local.",
    )


def peer_of(info: ServiceInfo) -> Peer | None:
    """The device of an announcement, None for one that makes no sense."""
    node, hosts = (info.properties or {}).get(b"node"), info.parsed_addresses()
    if not node or not hosts or not info.port or len(node) > 32:
        return None
    return Peer(node.decode("ascii", "replace"), hosts[0], info.port)
