"""Kit and centre on one LAN (loopback here), with no hub in sight."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest

from node.bootstrap import Running
from node.sync.lan import LanFinder, LanListener, LanMeetings, LanRoad, Peer, announcement, peer_of
from node.sync.mule import Mule
from node.usecases.exchange.neighbour_post import NeighbourPost
from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from tests.node.commune import Commune, receive


def post_of(xa: Commune, running: Running, name: str) -> tuple[NeighbourPost, Mule]:
    exchange, courier = running.node.exchange, running.node.courier
    mule: Mule = courier._mule  # type: ignore[attr-defined]
    parcels = courier._parcels  # type: ignore[attr-defined]
    return NeighbourPost(running.place, xa.keys[name], exchange, parcels, mule.carry), mule


@contextmanager
def listening(post: NeighbourPost, per_minute: int = 60) -> Iterator[int]:
    listener = LanListener("127.0.0.1", 0, post.receive, per_minute)
    listener.start()
    try:
        yield listener.port
    finally:
        listener.stop()


def meetings(xa: Commune, running: Running, name: str) -> LanMeetings:
    post, mule = post_of(xa, running, name)
    return LanMeetings(running.place, running.node.exchange, post, mule)


def test_kit_and_centre_end_with_the_same_and_then_have_nothing_to_say(xa: Commune) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        first, second = receive(kit, officer="hoa").dossier, receive(yen).dossier
        centre, mule = post_of(xa, yen, "yen")
        with listening(centre) as port:
            peer = Peer(yen.node.identity.node, "127.0.0.1", port)
            for _ in range(3):
                assert meetings(xa, kit, "kit").meet([peer]) == 1
        for running, officer in ((yen, "lan"), (kit, "hoa")):
            for dossier in (first, second):
                assert running.node.views.dossier(dossier, officer).state.dossier == dossier
        assert post_of(xa, kit, "kit")[0].letter_for(yen.node.identity.node) == b""
        senders = {row.sender for row, _ in mule.waiting(xa.hub.keys.node)}
        assert senders == {kit.node.identity.node}


def test_only_devices_of_our_unit_are_met_and_heard(xa: Commune) -> None:
    with xa.open("yen") as yen, xa.open("rong") as rong:
        receive(rong, officer="son")
        centre, _ = post_of(xa, yen, "yen")
        with listening(centre) as port:
            peer = Peer(yen.node.identity.node, "127.0.0.1", port)
            assert meetings(xa, rong, "rong").meet([peer, Peer("a" * 16, "127.0.0.1", port)]) == 0
            letter = rong.node.exchange.letter_to(yen.node.identity.node).envelope
            with pytest.raises(Problem, match="NEIGHBOUR_REFUSED"):
                LanRoad(peer).exchange(letter)
        assert yen.node.views.counts()["all"] == 0


def test_the_listener_bounds_size_rate_and_paths(xa: Commune) -> None:
    with xa.open("yen") as yen, listening(post_of(xa, yen, "yen")[0], per_minute=3) as port:
        near = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, trust_env=False)
        assert near.post("/admin", content=b"x").status_code == 404
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(b"POST /exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
            assert b" 413 " in line.recv(100)
        codes = [near.post("/exchange", content=b"junk").status_code for _ in range(5)]
        assert codes == [409, 409, 409, 429, 429]
        near.close()


def test_it_listens_on_one_address_only(xa: Commune) -> None:
    for host in ("0.0.0.0", "not an address"):
        with pytest.raises(Problem, match="LAN_ADDRESS"):
            LanListener(host, 0, lambda _: b"")


def test_an_announcement_tells_the_node_id_and_nothing_of_the_unit() -> None:
    node = NodeKeys.generate().node
    info = announcement(node, "127.0.0.1", 8377)
    assert peer_of(info) == Peer(node, "127.0.0.1", 8377)
    assert set(info.properties) == {b"node"}


def test_a_lan_that_comes_later_is_found_without_a_restart(
    xa: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    with xa.open("yen", lan_host="192.0.2.77", lan_port=0) as yen:
        yen._lan.start()
        assert yen._lan._finder is None
        monkeypatch.setattr(yen._lan, "_config", replace(yen._lan._config, lan_host="127.0.0.1"))
        yen._lan.meet()
        assert yen._lan._finder is not None
        yen._lan.stop()
        assert yen._lan.meet() == 0
        assert yen._lan._finder is None


def test_a_lan_that_is_not_there_stops_nothing(xa: Commune) -> None:
    with xa.open("yen", lan_host="192.0.2.77", lan_port=0) as yen:
        yen._lan.start()
        assert yen._lan.meet() == 0
        receive(yen)


def _sooner_or_later(happens: Callable[[], bool]) -> None:
    for _ in range(600):
        if happens():
            return
        time.sleep(0.1)
    raise AssertionError("it never happened")


@pytest.mark.full
def test_devices_find_each_other_by_multicast_and_notice_who_leaves() -> None:
    """Real DNS-SD over the loopback: no server, no list of addresses."""
    first, second = (
        LanFinder(NodeKeys.generate().node, "127.0.0.1", 8377),
        LanFinder(NodeKeys.generate().node, "127.0.0.1", 8378),
    )
    first.start()
    try:
        second.start()
        try:
            _sooner_or_later(lambda: 8378 in {peer.port for peer in first.peers()})
            _sooner_or_later(lambda: 8377 in {peer.port for peer in second.peers()})
        finally:
            second.stop()
        _sooner_or_later(lambda: 8378 not in {peer.port for peer in first.peers()})
    finally:
        first.stop()


@pytest.mark.full
def test_kit_and_centre_find_each_other_and_exchange_with_no_hub_in_sight(xa: Commune) -> None:
    with (
        xa.open("yen", lan_host="127.0.0.1", lan_port=0) as yen,
        xa.open("kit", lan_host="127.0.0.1", lan_port=0) as kit,
    ):
        dossier = receive(kit, officer="hoa").dossier
        yen._lan.start()
        kit._lan.start()
        _sooner_or_later(lambda: kit._lan.meet() > 0)
        assert yen.node.views.dossier(dossier, "lan").state.dossier == dossier
