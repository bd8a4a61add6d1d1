"""A real node and a real hub: letters, receipts, mail, scans; lines that break at every step."""

import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
import uvicorn

from dossier.exchange.seal import heads_digest
from dossier.facts import FactKind
from dossier.register.view import NodeKind
from dossier.state import Stage
from hub.api.app import create_app
from hub.usecases.devices.enrol import enrol, invite
from hub.usecases.exchange.round import exchange
from node.bootstrap import Running, build
from node.config import Config
from node.sync.blobs import BlobTraffic
from node.sync.dialogue import Dialogue
from node.sync.http import HttpRoad
from node.usecases.exchange.edge import EdgeWork
from node.usecases.page_models import FieldEntry
from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from tests.hub.province import HAM_RONG, QUANG_YEN, Province
from tests.node.commune import act, done, offered, receive


@dataclass
class WildRoad:
    """The hub in the same process, over a road that loses what the plan says: "out" the letter never arrives,
    "back" the answer is lost, "twice" it arrives doubled."""

    tinh: Province
    plan: list[str] = field(default_factory=list)
    name: str = "test"

    def exchange(self, envelope: bytes) -> bytes:
        fate = self.plan.pop(0) if self.plan else ""
        if fate == "out":
            raise Problem("LINE_DOWN", "Mất mạng.", "later")
        answer = exchange(self.tinh.hub, envelope)
        if fate == "twice":
            answer = exchange(self.tinh.hub, envelope)
        if fate == "back":
            raise Problem("LINE_DOWN", "Mất mạng.", "later")
        return answer


@contextmanager
def enrolled(
    tinh: Province, data: Path, unit: str, officers: tuple[str, ...], url: str = ""
) -> Iterator[Running]:
    """A node enrolled to the hub, as provisioning leaves it."""
    token = invite(tinh.hub, unit, NodeKind.NODE, "Máy thử", 7, "0" * 64, "quan-tri")
    keys = NodeKeys.generate()
    answer = enrol(tinh.hub, token.rsplit(".", 1)[1], keys.public_key, "Máy thử")
    keys.save(data / "keys")
    hub = {"node": tinh.hub.node, "public_key": tinh.hub.keys.public_key.hex()}
    (data / "keys" / "hub.json").write_text(json.dumps(hub))
    rows = [{"number": r.number, "text": r.text, "signature": r.signature.hex()} for r in answer.register]
    grants = [{"kind": g.kind, "text": g.text, "signature": g.signature.hex()} for g in answer.grants]
    (data / "enrolment.json").write_text(json.dumps({"register": rows, "grants": grants}))
    for officer in officers:
        tinh.officer(officer, unit)
    config = Config(data=data, hub_url=url or "https://hub.invalid", replica_dir="", demo=bool(url))
    running = build(config, tinh.clock)
    try:
        yield running
    finally:
        running.stop()


def who(running: Running, login: str = "lan") -> str:
    """The officer's id; people come with the first mail."""
    return next(o.officer for o in running.place.register.officers.values() if o.login == login)


def dialogue(running: Running, road: WildRoad | HttpRoad) -> Dialogue:
    keys = NodeKeys.load(running.place.config.data / "keys")
    work = EdgeWork(running.place, keys, running.node.exchange)
    return Dialogue(work, road, running.place.clock)


def test_receipts_routing_decision_and_return_between_two_communes(tinh: Province, tmp_path: Path) -> None:
    with (
        enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen,
        enrolled(tinh, tmp_path / "rong", HAM_RONG, ("son",)) as rong,
    ):
        here, there = dialogue(yen, WildRoad(tinh)), dialogue(rong, WildRoad(tinh))
        assert here.talk().problem is None  # brings the officers
        dossier = receive(yen, who(yen), competent_unit=HAM_RONG).dossier
        assert yen.node.views.dossier(dossier, who(yen)).ladder.received_ms == 0
        assert here.talk().letters == 1
        view = yen.node.views.dossier(dossier, who(yen))
        assert view.ladder.received_ms > 0
        assert view.row.received
        assert there.talk().problem is None
        assert offered(rong) == [dossier]
        state = act(rong, dossier, FactKind.CUSTODY_ACCEPTED, who(rong, "son"))
        assert state.custody is not None
        assert there.talk().problem is None
        assert here.talk().problem is None
        after = yen.node.views.dossier(dossier, who(yen)).state
        assert after == state
        assert after.stage is Stage.RECEIVED


@pytest.mark.parametrize("plan", [["out"], ["back"], ["twice"], ["back", "back"], ["out", "back", "twice"]])
def test_whatever_the_line_loses_the_end_is_the_same(tinh: Province, tmp_path: Path, plan: list[str]) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        road = WildRoad(tinh)
        talk = dialogue(yen, road)
        talk.talk()
        dossiers = [receive(yen, who(yen)).dossier for _ in range(3)]
        road.plan = list(plan)
        for _ in range(len(plan) + 2):
            talk.talk()
        assert yen.node.line.outbox() == ()
        for dossier in dossiers:
            with yen.store.reading() as tables, tinh.hub.store.read() as theirs:
                mine = tables.changes.document(dossier)
                row = theirs.dossiers.get([dossier])[dossier]
                assert mine is not None
                assert heads_digest(mine.heads).hex() == row.digest


def test_a_line_held_closed_for_practice_sends_nothing(tinh: Province, tmp_path: Path) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        talk = dialogue(yen, WildRoad(tinh))
        talk.talk()
        yen.node.line.hold_closed(True, who(yen))
        receive(yen, who(yen))
        talked = talk.talk()
        assert talked.problem is not None
        assert (talked.problem.code, yen.node.line.state().line) == ("LINE_HELD_CLOSED", "down")
        yen.node.line.hold_closed(False, who(yen))
        assert talk.talk().letters == 1
        assert yen.node.line.state().line == "up"


def test_a_clock_three_days_ahead_is_refused_kept_and_sent_when_it_is_right(
    tinh: Province, tmp_path: Path
) -> None:
    class Ahead:
        def now_ms(self) -> int:
            return tinh.clock.now_ms() + self.by

        def today(self) -> date:
            return tinh.clock.today()

        by = 3 * 86_400_000

    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        dialogue(yen, WildRoad(tinh)).talk()
    clock = Ahead()
    ahead = build(Config(data=tmp_path / "yen", hub_url="https://hub.invalid", replica_dir=""), clock)
    try:
        receive(ahead, who(ahead))
        talked = dialogue(ahead, WildRoad(tinh)).talk()
        assert talked.problem is not None
        assert talked.problem.code == "CLOCK_AHEAD"
        assert len(ahead.node.line.outbox()) == 1
        assert ahead.node.line.state().last_error_code == "CLOCK_AHEAD"
    finally:
        ahead.stop()


def test_scans_go_after_facts_over_real_http_and_resume(tinh: Province, tmp_path: Path) -> None:
    with served(tinh) as url, enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",), url) as yen:
        road = HttpRoad(url, Path("none"), NodeKeys.load(tmp_path / "yen" / "keys"), tinh.clock.now_ms)
        talk, traffic = dialogue(yen, road), BlobTraffic(yen.place, road)
        assert talk.talk().problem is None
        dossier = receive(yen, who(yen)).dossier
        image = b"\xff\xd8\xff" + bytes(range(256)) * 3000
        done(yen.node.scans.add_upload(dossier, "TK", io.BytesIO(image), "image/jpeg", who(yen)))
        assert talk.talk().problem is None
        assert yen.node.line.state().lanes[2].count == 1
        sha256 = yen.node.views.dossier(dossier, who(yen)).pages[0].blob
        road.push(sha256, len(image), 0, image[: 256 * 1024])  # an upload that broke off
        assert traffic.move(10**9).pushed == 1
        assert yen.node.line.state().lanes[2].count == 0
        assert road.pull(sha256, len(image) - 10, 100) == image[-10:]
        road.close()


@contextmanager
def served(tinh: Province) -> Iterator[str]:
    """The hub over plain HTTP on an ephemeral port."""
    server = uvicorn.Server(uvicorn.Config(create_app(tinh.hub), host="127.0.0.1", port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(120)


def test_fields_confirmed_meanwhile_travel_in_one_letter(tinh: Province, tmp_path: Path) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        talk = dialogue(yen, WildRoad(tinh))
        talk.talk()
        dossier = receive(yen, who(yen)).dossier
        for number in range(5):
            done(yen.node.scans.confirm_fields(dossier, [FieldEntry("counter", number)], who(yen)))
        assert talk.talk().letters == 1


def test_an_answer_on_a_stick_that_holds_only_receipts_is_news_once(tinh: Province, tmp_path: Path) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        assert dialogue(yen, WildRoad(tinh)).talk().problem is None
        dossier = receive(yen, who(yen)).dossier
        (letter,) = yen.node.exchange.next_letters()
        answer = exchange(tinh.hub, letter.envelope)
        outcome = yen.node.exchange.take_letter(answer)
        assert (outcome.code, outcome.details["receipts"]) == ("", 1)
        assert "xác nhận" in outcome.message_vi
        assert yen.node.views.dossier(dossier, who(yen)).row.received
        again = yen.node.exchange.take_letter(answer)
        assert (again.code, again.details["receipts"]) == ("ENVELOPE_ALREADY_TAKEN", 0)
