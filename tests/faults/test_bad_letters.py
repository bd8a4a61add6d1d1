"""Letters that are damaged, foreign, doubled, too large or from the future, sent to a real hub over HTTPS: refused by
name; the hub keeps what it had and the node keeps what it has not delivered."""

import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from demo.client import wait_until
from demo.world import CommandFailed, command
from plumbing.envelopes import MEDIA_TYPE
from tests.faults.conftest import Counter, Told, told
from tests.real_province import RealProvince

pytestmark = pytest.mark.timeout(900)  # a machine may be ten times slower than ours

THREE_DAYS_S = 3 * 24 * 3600
OFFLINE = {"closed": True}


@pytest.fixture
def road(province: RealProvince) -> Iterator[httpx.Client]:
    """A line to the hub without a node on it."""
    trust = ssl.create_default_context(cafile=str(province.world.ca))
    with httpx.Client(base_url=province.world.hub_url, verify=trust, timeout=600, trust_env=False) as client:
        yield client


@pytest.fixture
def letter(province: RealProvince, counter: Counter, tmp_path: Path) -> bytes:
    """A real envelope with a new dossier, which has not left yet."""
    counter.post("/api/line/practice", OFFLINE)
    counter.receive("Lê Thị Thư")
    (tmp_path / "usb").mkdir()
    written = command("node", "export", tmp_path / "usb", "--data", province.data)
    return (tmp_path / "usb" / written["files"][-1]).read_bytes()


def send(road: httpx.Client, envelope: bytes) -> httpx.Response:
    return road.post("/exchange", content=envelope, headers={"content-type": MEDIA_TYPE})


def held(province: RealProvince) -> tuple[int, int]:
    """How many dossiers the hub can fold from its facts, and its register's number."""
    hub = province.world.hub_data
    folded = command("hub", "rebuild", "--data", hub)["dossiers"]
    return int(folded), int(command("hub", "status", "--data", hub)["register"])


def test_a_bad_letter_is_refused_by_name_and_a_good_one_counts_once(
    province: RealProvince, road: httpx.Client, letter: bytes
) -> None:
    before = held(province)
    flipped = bytearray(letter)
    flipped[len(flipped) // 2] ^= 1
    for bad, expected in (
        (letter[:-7], Told(400, "ENVELOPE_TRUNCATED", "later")),
        (letter[:30], Told(400, "ENVELOPE_TRUNCATED", "later")),
        (b"", Told(400, "ENVELOPE_TRUNCATED", "later")),
        (bytes(flipped), Told(401, "ENVELOPE_BAD_SIGNATURE", "later")),
        (b"PK\x03\x04" + letter, Told(400, "ENVELOPE_FOREIGN", "never")),
        (b"MCE9" + letter[4:], Told(400, "ENVELOPE_NEWER_VERSION", "operator")),
        (letter + bytes(64 * 1024 * 1024), Told(413, "ENVELOPE_TOO_LARGE", "never")),
    ):
        assert told(send(road, bad)) == expected
    assert held(province) == before
    first = send(road, letter)
    assert first.status_code == 200
    after = held(province)
    assert after == (before[0] + 1, before[1])
    replay = send(road, letter)
    assert replay.status_code == 200
    assert held(province) == after


def test_a_clock_three_days_ahead_is_refused_at_the_hub_and_loses_nothing(
    province: RealProvince, counter: Counter
) -> None:
    counter.post("/api/line/practice", {"closed": False})
    assert wait_until(lambda: province.status()["outbox"] == {}, 600)
    before = held(province)
    province.node_clock.write_text(str(THREE_DAYS_S), encoding="ascii")
    with closing(Counter(province.node.url)) as later:  # the log-in of three days ago has ended
        early = later.receive("Phạm Văn Sớm")
        with pytest.raises(CommandFailed, match="CLOCK_AHEAD"):
            command("node", "sync", "--data", province.data)
        assert held(province) == before
        line = later.get("/api/line").json()["state"]
        assert line["last_error_code"] == "CLOCK_AHEAD"
        assert "đồng hồ" in line["last_error_vi"].lower()
        assert early in [row["dossier"] for row in later.get("/api/outbox").json()]
    province.node_clock.write_text("0", encoding="ascii")
    province.world.clock.write_text(str(THREE_DAYS_S + 60), encoding="ascii")  # the day comes at the hub
    assert wait_until(lambda: province.status()["outbox"] == {}, 600)
    province.world.clock.write_text("0", encoding="ascii")
    assert held(province)[0] == before[0] + 1
