"""Blobs as files: damage is never shown, a full disk harms nothing, uploads survive a restart."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from plumbing import blobs
from plumbing.blobs import FolderBlobs
from plumbing.problem import Problem
from tests.small_disk import small_disk

SCAN = bytes(range(256)) * 400
SHA = hashlib.sha256(SCAN).hexdigest()


def _file(root: Path) -> Path:
    return root / SHA[:2] / SHA[2:4] / SHA


def test_damage_on_the_disk_is_never_shown_and_never_deleted(tmp_path):
    store = FolderBlobs(tmp_path)
    store.put(SCAN)
    _file(tmp_path).write_bytes(SCAN[:-1])
    for ask in (store.open, store.path):
        with pytest.raises(Problem) as raised:
            ask(SHA)
        assert raised.value.code in {"BLOB_CORRUPT", "BLOB_NOT_HERE"}
    assert (tmp_path / "damaged" / SHA).read_bytes() == SCAN[:-1]
    assert not store.has(SHA)
    store.put(SCAN)
    assert store.path(SHA).read_bytes() == SCAN


def test_putting_again_repairs_damage(tmp_path):
    store = FolderBlobs(tmp_path)
    store.put(SCAN)
    _file(tmp_path).write_bytes(b"")
    store.put(SCAN)
    assert store.path(SHA).read_bytes() == SCAN


def test_an_upload_goes_on_after_a_restart(tmp_path):
    FolderBlobs(tmp_path).append(SHA, 0, SCAN[:1000], len(SCAN))
    again = FolderBlobs(tmp_path)
    assert again.received(SHA) == 1000
    again.append(SHA, 1000, SCAN[1000:], len(SCAN))
    assert again.path(SHA).read_bytes() == SCAN
    assert list((tmp_path / "partial").iterdir()) == []


def test_two_uploads_of_one_blob_do_not_mix(tmp_path, monkeypatch):
    store = FolderBlobs(tmp_path)
    extend = blobs._extend

    def while_another_tries(file, offset, data):
        with pytest.raises(Problem, match="BLOB_BUSY"):
            FolderBlobs(tmp_path).append(SHA, 0, b"other", len(SCAN))
        extend(file, offset, data)

    monkeypatch.setattr(blobs, "_extend", while_another_tries)
    assert store.append(SHA, 0, SCAN, len(SCAN)) == len(SCAN)


def test_leftovers_of_a_crash_are_swept_but_uploads_stay(tmp_path):
    store = FolderBlobs(tmp_path)
    store.append(SHA, 0, SCAN[:10], len(SCAN))
    (tmp_path / "partial" / "crash.tmp").write_bytes(b"half")
    written = (tmp_path / "partial" / "crash.tmp").stat().st_mtime * 1000
    assert store.sweep(int(written) - 10) == 0
    assert store.sweep(int(written) + 10) == 1
    assert store.received(SHA) == 10


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "DISK_FULL"), (errno.EIO, "DISK_FAILED")])
def test_errors_of_the_disk_have_a_sentence(tmp_path, monkeypatch, number, code):
    store = FolderBlobs(tmp_path)
    store.append(SHA, 0, SCAN[:1000], len(SCAN))

    def fail(_handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    for act in (lambda: store.put(SCAN), lambda: store.append(SHA, 1000, SCAN[1000:], len(SCAN))):
        with pytest.raises(Problem) as raised:
            act()
        assert (raised.value.code, raised.value.retry) == (code, "operator")
    assert (store.has(SHA), store.received(SHA)) == (False, 1000)
    assert not list((tmp_path / "partial").glob("*.tmp"))


def test_a_full_disk_harms_nothing_and_recovers(tmp_path):
    with small_disk(tmp_path / "disk", 1) as disk:
        _fill(FolderBlobs(disk.folder))


def _fill(store):
    store.put(SCAN)
    big = os.urandom(2_000_000)
    sha = hashlib.sha256(big).hexdigest()
    store.append(sha, 0, big[:100_000], len(big))
    for act in (lambda: store.put(big), lambda: store.append(sha, 100_000, big[100_000:], len(big))):
        with pytest.raises(Problem, match="DISK_FULL"):
            act()
    assert (store.has(sha), store.received(sha)) == (False, 100_000)
    assert store.path(SHA).read_bytes() == SCAN
    assert store.put(b"small still fits").size == 16
