"""Lanes, budget and proof between two real nodes and a real hub: facts at once, previews next, scans at night or when
somebody asks."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from dossier.exchange.parcels import ScanTalk, decode_parcel, encode_parcel
from hub.usecases.context import Hub
from hub.usecases.exchange.blobs import bring, received, take
from hub.usecases.exchange.post import carried
from hub.usecases.exchange.round import exchange
from hub.usecases.exchange.scan_talk import scan_talk
from node.bootstrap import Running
from node.sync.blobs import BlobTraffic, Moved
from node.sync.dialogue import Dialogue
from node.sync.errands import Errands
from node.sync.mule import Mule
from node.usecases.exchange.edge import EdgeWork
from node.usecases.exchange.lanes import USUAL_SPEED, Lanes, Window, parse_window, speed_of
from node.usecases.exchange.parcels import Parcels
from node.usecases.exchange.trust import Hub as KnownHub
from node.usecases.scans.thumbnails import Thumbnails
from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from plumbing.receipt_proof import verify_proof
from tests.hub.province import HAM_RONG, QUANG_YEN, Province
from tests.node.commune import done, receive
from tests.node.sync.test_courier_scans import picture
from tests.node.sync.test_dialogue import enrolled, who

CLOSED = "01:00-02:00"  # tests happen at eight in the morning


@dataclass
class Line:
    """The hub's doors, without HTTP."""

    hub: Hub
    node: str
    name: str = "https"

    def exchange(self, envelope: bytes) -> bytes:
        return exchange(self.hub, envelope)

    def carry(self, envelope: bytes) -> bytes:
        return carried(self.hub, self.node, envelope)

    def scan_talk(self, content: bytes) -> bytes:
        said = decode_parcel(content)
        assert isinstance(said, ScanTalk)
        return encode_parcel(scan_talk(self.hub, self.node, said))

    def sent(self, sha256: str) -> int:
        return received(self.hub, self.node, sha256)[0]

    def push(self, sha256: str, size: int, offset: int, piece: bytes) -> int:
        return bring(self.hub, self.node, sha256, offset, piece)[0]

    def pull(self, sha256: str, offset: int, length: int) -> bytes:
        file, _ = take(self.hub, self.node, sha256)
        with file:
            file.seek(offset)
            return file.read(length)


class Small:
    """Draws without the reading child."""

    @contextmanager
    def drawing(self) -> Iterator["Small"]:
        yield self

    def thumbnail(self, path: Path, target: Path) -> None:
        target.write_bytes(b"small picture")


def contact(tinh: Province, running: Running) -> Moved:
    """A whole contact: letters, errands, scans."""
    place, keys = running.place, NodeKeys.load(running.place.config.data / "keys")
    line = Line(tinh.hub, place.identity.node)
    known = KnownHub(tinh.hub.node, tinh.hub.keys.public_key)
    talked = Dialogue(EdgeWork(place, keys, running.node.exchange), line, place.clock)
    assert talked.talk().problem is None
    errands = Errands(
        place, known, Parcels(place, keys, known), Mule(place, known), Thumbnails(place, Small()), line
    )
    assert errands.run() is None
    return BlobTraffic(place, line).move(10**9)


def slow(running: Running, window: str = CLOSED) -> None:
    """Give the node a window after it was built."""
    object.__setattr__(running.place.config, "scan_window", window)
    running.node.ways._lanes.window = parse_window(window)


def test_a_scan_waits_for_the_night_its_preview_does_not_and_a_commune_may_ask(
    tinh: Province, tmp_path: Path
) -> None:
    with (
        enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen,
        enrolled(tinh, tmp_path / "rong", HAM_RONG, ("son",)) as rong,
    ):
        for running in (yen, rong):
            slow(running)
            contact(tinh, running)
        lan = who(yen)
        dossier = receive(yen, lan, competent_unit=HAM_RONG).dossier
        page = io.BytesIO(picture())
        blob = done(yen.node.scans.add_upload(dossier, "TK", page, "image/jpeg", lan)).pages[-1].blob
        planned = yen.node.ways.plan()
        assert (planned.dossiers, planned.lanes[2].now_bytes, planned.later_bytes > 0) == (1, 0, True)
        assert "bản quét chờ đêm" in planned.message_vi
        assert contact(tinh, yen).pushed == 0
        contact(tinh, rong)
        contact(tinh, rong)
        assert rong.node.ways.preview(blob) == b"small picture"
        assert not rong.place.blobs.has(blob)

        rong.node.ways.ask_for_scan(dossier, blob, who(rong, "son"))
        contact(tinh, rong)
        assert contact(tinh, yen).pushed == 1
        assert contact(tinh, rong).pulled == 1
        assert rong.place.blobs.has(blob)
        assert yen.node.ways.plan().message_vi == "Không còn gì chờ gửi."


def test_a_person_sends_the_scans_now_and_the_next_ones_wait_again(tinh: Province, tmp_path: Path) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        slow(yen)
        contact(tinh, yen)
        lan = who(yen)
        dossier = receive(yen, lan).dossier
        for seed, pushed in ((1, 1), (2, 0)):
            page = io.BytesIO(picture(seed))
            done(yen.node.scans.add_upload(dossier, "TK", page, "image/jpeg", lan))
            if seed == 1:
                yen.node.ways.send_scans_now(lan)
            assert contact(tinh, yen).pushed == pushed


def test_the_ladder_and_a_proof_that_anybody_can_check(tinh: Province, tmp_path: Path) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        contact(tinh, yen)
        lan = who(yen)
        dossier = receive(yen, lan).dossier
        assert [rung.done for rung in yen.node.ways.ladder(dossier)] == [True, False, False, False, False]
        with pytest.raises(Problem, match="RECEIPT_NOT_HERE"):
            yen.node.ways.proof(dossier)
        contact(tinh, yen)
        rungs = {rung.rung: rung for rung in yen.node.ways.ladder(dossier)}
        assert (rungs["left"].done, rungs["received"].done, rungs["timestamped"].done) == (True, True, False)
        assert rungs["timestamped"].detail_vi == "chưa"
        proof = yen.node.ways.proof(dossier)
        key = tinh.hub.keys.public_key
        assert proof["covers_heads"]
        assert verify_proof(proof, key)
        assert not verify_proof(proof, NodeKeys.generate().public_key)
        assert not verify_proof(proof | {"heads": ["00" * 32]}, key)
        assert not verify_proof(proof | {"receipt": proof["receipt"] | {"hub_ms": 1}}, key)
        assert not verify_proof({}, key)


def test_what_is_carried_goes_in_and_its_answer_is_carried_back(tinh: Province, tmp_path: Path) -> None:
    with (
        enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen,
        enrolled(tinh, tmp_path / "rong", HAM_RONG, ("son",)) as rong,
    ):
        for running in (yen, rong):
            contact(tinh, running)
        contact(tinh, rong)
        dossier = receive(yen, who(yen)).dossier
        known = KnownHub(tinh.hub.node, tinh.hub.keys.public_key)
        mule = Mule(rong.place, known)
        assert mule.carry(yen.node.exchange.next_letters()[0].envelope)
        contact(tinh, rong)
        assert list(mule.waiting(tinh.hub.node)) == []
        ((_, answer),) = mule.waiting(yen.place.identity.node)
        yen.node.exchange.take_letter(answer)
        assert yen.node.ways.ladder(dossier)[3].done


@pytest.mark.parametrize(
    ("text", "minute", "is_open"),
    [
        ("22:00-05:00", 23 * 60, True),
        ("22:00-05:00", 4 * 60 + 59, True),
        ("22:00-05:00", 5 * 60, False),
        ("12:00-13:30", 13 * 60, True),
        ("12:00-13:30", 14 * 60, False),
    ],
)
def test_a_window_may_lie_over_midnight(text: str, minute: int, is_open: bool) -> None:
    window = parse_window(text)
    assert isinstance(window, Window)
    assert window.is_open(minute) is is_open


@pytest.mark.parametrize("text", ["22", "25:00-05:00", "a-b", "1:00-2:00-3:00"])
def test_a_window_that_is_none_stops_the_start(text: str) -> None:
    with pytest.raises(Problem, match="SCAN_WINDOW_INVALID"):
        parse_window(text)


def test_the_speed_is_a_mean_in_which_one_good_minute_weighs_little(tinh: Province, tmp_path: Path) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        lanes = Lanes(yen.place)
        with yen.store.reading() as tables:
            assert speed_of(tables) == (USUAL_SPEED, False)
        lanes.note_speed(100_000, 10)
        lanes.note_speed(1_000_000, 10)
        lanes.note_speed(10, 0.0001)
        with yen.store.reading() as tables:
            assert speed_of(tables) == (37_000, True)
