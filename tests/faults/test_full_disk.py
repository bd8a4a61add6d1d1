"""A disk that fills up while scans come in: the act is refused by name, everything acknowledged is there, and the
counter goes on as soon as there is room."""

import io
import os
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from node.api.app import create_app
from node.bootstrap import Running
from node.usecases.record.rebuild import rebuild
from plumbing.problem import Problem
from tests.faults.conftest import Told, told
from tests.node.commune import PASSWORD, Commune, commune, done, receive
from tests.small_disk import Disk, small_disk

pytestmark = pytest.mark.timeout(900)  # a machine may be ten times slower than ours

MEGABYTE = 1_000_000


def scan(size: int = MEGABYTE) -> bytes:
    """Bytes that look like a photo and cannot be compressed."""
    return b"\xff\xd8\xff" + os.urandom(size)


def upload(running: Running, dossier: str, data: bytes) -> None:
    done(running.node.scans.add_upload(dossier, "TK", io.BytesIO(data), "image/jpeg", "lan"))


def until_full(running: Running, dossier: str) -> list[bytes]:
    """Scan after scan until one is refused; gives those that were acknowledged."""
    kept: list[bytes] = []

    def go_on() -> None:
        while len(kept) < 100:
            data = scan()
            upload(running, dossier, data)
            kept.append(data)

    with pytest.raises(Problem) as refused:
        go_on()
    assert (refused.value.code, refused.value.retry) == ("DISK_FULL", "operator")
    return kept


def receive_until_full(running: Running) -> None:
    for _ in range(1000):
        receive(running)


def has_exactly(running: Running, dossier: str, kept: list[bytes]) -> None:
    """The dossier shows the acknowledged scans and no other; the tables are those that the facts give."""
    pages = running.node.views.dossier(dossier, "lan").pages
    stored = [running.node.scans.page_file(dossier, page.key).path.read_bytes() for page in pages]
    assert stored == kept
    assert running.node.line.audit_broken_at() == 0
    blobs = running.place.config.data / "blobs"
    assert [path.name for path in blobs.rglob("*") if path.suffix in (".tmp", ".part")] == []


def as_rebuilt(running: Running) -> None:
    with running.store.reading() as tables:
        before = tables.projections.dump()
    rebuild(running.place)
    with running.store.reading() as tables:
        assert tables.projections.dump() == before


@pytest.fixture
def full(tmp_path: Path) -> Iterator[tuple[Disk, Commune]]:
    """A commune whose data lies on a disk of 16 MB."""
    with small_disk(tmp_path / "disk", 16) as disk:
        yield disk, commune(disk.folder)


def test_a_disk_that_fills_up_during_scans_keeps_all_that_was_acknowledged(
    full: tuple[Disk, Commune],
) -> None:
    disk, xa = full
    with xa.open("yen") as yen:
        dossier = receive(yen).dossier
        kept = until_full(yen, dossier)
        assert len(kept) > 3
        has_exactly(yen, dossier, kept)
        disk.fill()
        with pytest.raises(Problem, match="DISK_FULL"):
            receive_until_full(yen)
        has_exactly(yen, dossier, kept)
        disk.grow(64)
        last = scan()
        upload(yen, dossier, last)
        has_exactly(yen, dossier, [*kept, last])
        as_rebuilt(yen)
    with xa.open("yen") as again:
        has_exactly(again, dossier, [*kept, last])


def test_over_http_a_full_disk_is_507_with_a_sentence(full: tuple[Disk, Commune]) -> None:
    disk, xa = full
    with xa.open("yen") as yen, TestClient(create_app(yen.node), base_url="http://127.0.0.1") as web:
        dossier = receive(yen).dossier
        headers = {
            "X-CSRF-Token": web.post("/api/login", json={"login": "lan", "password": PASSWORD}).json()["csrf"]
        }
        disk.fill()
        files = {"files": ("a.jpg", scan(), "image/jpeg")}
        answer = web.post(
            f"/api/dossiers/{dossier}/pages", data={"component": "TK"}, files=files, headers=headers
        )
        assert told(answer) == Told(507, "DISK_FULL", "operator")
        has_exactly(yen, dossier, [])


def test_a_full_folder_for_passing_files_is_told_in_the_same_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Uploads are spooled before they are looked at; that disk may be another one, and full."""
    with small_disk(tmp_path / "disk", 1) as disk, commune(tmp_path).open("yen") as yen:
        dossier = receive(yen).dossier
        monkeypatch.setattr(tempfile, "tempdir", str(disk.folder))
        with pytest.raises(Problem, match="DISK_FULL"):
            upload(yen, dossier, scan(8 * MEGABYTE))
        monkeypatch.undo()
        has_exactly(yen, dossier, [])


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size`: what a quota does, and what needs no rights."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_scan_beyond_what_the_system_allows_is_refused_and_the_rest_stays(tmp_path: Path) -> None:
    with commune(tmp_path).open("yen") as yen:
        dossier, first = receive(yen).dossier, scan(1000)
        upload(yen, dossier, first)
        with no_file_beyond(3 * MEGABYTE), pytest.raises(Problem, match="DISK_FULL"):
            upload(yen, dossier, scan(3 * MEGABYTE + 500_000))
        has_exactly(yen, dossier, [first])
        upload(yen, dossier, last := scan(2000))
        has_exactly(yen, dossier, [first, last])
