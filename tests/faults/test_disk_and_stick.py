"""A disk that is full, and a stick that rots: refused in words, nothing that was told a clerk is lost."""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from dossier.errors import KernelError
from hub.usecases.exchange.round import exchange
from node.bootstrap import Running, build
from node.config import Config
from plumbing.problem import Problem
from tests.hub.province import QUANG_YEN, Province, province
from tests.node.commune import Commune, commune, receive
from tests.node.sync.test_dialogue import enrolled, who

pytestmark = pytest.mark.timeout(900)  # a machine may be ten times slower than ours

REFUSED = {
    "ENVELOPE_FOREIGN",
    "ENVELOPE_NEWER_VERSION",
    "ENVELOPE_NOT_FOR_US",
    "ENVELOPE_TRUNCATED",
    "ENVELOPE_TOO_LARGE",
    "ENVELOPE_UNKNOWN_SENDER",
    "ENVELOPE_BAD_SIGNATURE",
    "NODE_UNKNOWN",
}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def _until_full(running: Running) -> list[str]:
    told: list[str] = []
    while len(told) < 5_000:
        try:
            told.append(receive(running).dossier)
        except Problem as full:
            if full.code == "DISK_FULL":
                return told
            raise
    raise AssertionError("the disk is never full")


def test_a_full_disk_refuses_the_act_and_keeps_what_was_told(small_disk: Path, tmp_path: Path) -> None:
    xa: Commune = commune(small_disk)
    with xa.open("yen") as running:
        told = _until_full(running)
        assert len(told) > 3
        assert {row.dossier for row in running.node.line.outbox()} == set(told)
    grown = ["mount", "-o", "remount,size=32m", str(small_disk)]
    subprocess.run(grown, check=True)
    with xa.open("yen") as again:
        assert {row.dossier for row in again.node.line.outbox()} == set(told)
        assert again.node.line.audit_broken_at() == 0
        assert receive(again).dossier not in told


@pytest.fixture
def tinh(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path / "hub") as opened:
        yield opened


def _flipped(data: bytes, pick: random.Random) -> bytes:
    at = pick.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << pick.randrange(8)]) + data[at + 1 :]


def test_a_stick_that_rots_both_ways_is_refused_in_words_and_the_good_copy_counts(
    tinh: Province, tmp_path: Path
) -> None:
    pick = random.Random(1)
    usb = tmp_path / "usb"
    usb.mkdir()
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        hello = exchange(tinh.hub, yen.node.exchange.hello())
        yen.node.exchange.take_letter(hello)  # brings the officers
        dossier = receive(yen, who(yen)).dossier
        yen.node.courier.export(str(usb))
        (letter,) = (file.read_bytes() for file in usb.glob("*.mce"))
        for _ in range(60):
            with pytest.raises((Problem, KernelError)) as refused:
                exchange(tinh.hub, _flipped(letter, pick))
            assert getattr(refused.value, "code", "") in REFUSED
        answer = exchange(tinh.hub, letter)
        file = usb / "answer.mce"
        for bad in [_flipped(answer, pick) for _ in range(60)] + [answer[:-1], answer[:50], b""]:
            file.write_bytes(bad)
            (outcome,) = yen.node.courier.import_(str(file))
            assert outcome.code in REFUSED
            assert outcome.message_vi
        assert not yen.node.views.dossier(dossier, who(yen)).row.received
        file.write_bytes(answer)
        yen.node.courier.import_(str(file))
        assert yen.node.views.dossier(dossier, who(yen)).row.received


def test_a_node_starts_again_after_its_disk_was_full_at_the_start(small_disk: Path) -> None:
    xa: Commune = commune(small_disk)
    with xa.open("yen") as running:
        told = receive(running).dossier
    (small_disk / "filler").write_bytes(bytes(os.statvfs(small_disk).f_bavail * 4096 - 4096))
    with suppress(Problem):  # or it starts, and refuses the first act
        build(Config(data=small_disk / "yen", hub_url="https://hub.invalid", replica_dir="")).stop()
    (small_disk / "filler").unlink()
    with xa.open("yen") as again:
        assert [row.dossier for row in again.node.line.outbox()] == [told]
