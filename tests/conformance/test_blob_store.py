"""What every store behind `plumbing.blobs.BlobStore` must do. Add a store to `stores` to have it judged."""

import hashlib
import io

import pytest

from plumbing.blobs import BlobRef, FolderBlobs
from plumbing.problem import Problem
from tests.fakes.blobs import MemoryBlobs

LIMIT = 3_000_000
SCAN = bytes(range(256)) * 5000


@pytest.fixture(params=["folder", "memory"])
def store(request, tmp_path):
    return FolderBlobs(tmp_path, LIMIT) if request.param == "folder" else MemoryBlobs(LIMIT)


def name(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(store, sha256: str) -> bytes:
    with store.open(sha256) as file:
        return file.read()


@pytest.mark.parametrize("content", [b"", b"x", SCAN])
def test_bytes_and_streams_come_back(store, content):
    assert store.put(content) == store.put(io.BytesIO(content)) == BlobRef(name(content), len(content))
    assert read(store, name(content)) == content
    assert (store.has(name(content)), store.size(name(content))) == (True, len(content))
    assert store.received(name(content)) == len(content)


def test_a_reader_can_seek_for_ranges(store):
    with store.open(store.put(SCAN).sha256) as file:
        file.seek(1000)
        assert file.read(24) == SCAN[1000:1024]


def test_what_is_not_here_says_so(store):
    assert not store.has(name(b"never"))
    assert store.received(name(b"never")) == 0
    for ask in (store.open, store.size):
        with pytest.raises(Problem, match="BLOB_NOT_HERE"):
            ask(name(b"never"))


@pytest.mark.parametrize("bad", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n"])
def test_only_hashes_are_names(store, bad):
    for ask in (store.open, store.size, store.has, store.received, lambda sha: store.append(sha, 0, b"x", 1)):
        with pytest.raises(Problem, match="BLOB_NAME_INVALID"):
            ask(bad)


def test_too_large_is_refused_and_leaves_nothing(store):
    big = b"x" * (LIMIT + 1)
    for content in (big, io.BytesIO(big)):
        with pytest.raises(Problem, match="BLOB_TOO_LARGE"):
            store.put(content)
    with pytest.raises(Problem, match="BLOB_TOO_LARGE"):
        store.append(name(big), 0, b"x", LIMIT + 1)
    assert store.received(name(big)) == 0


def test_an_upload_in_pieces_becomes_a_blob_at_its_last_piece(store):
    sha = name(SCAN)
    for offset in range(0, len(SCAN), 300_000):
        assert not store.has(sha)
        piece = SCAN[offset : offset + 300_000]
        assert store.append(sha, offset, piece, len(SCAN)) == store.received(sha) == offset + len(piece)
    assert read(store, sha) == SCAN


def test_an_upload_goes_on_only_where_it_stopped(store):
    sha = name(SCAN)
    store.append(sha, 0, SCAN[:100], len(SCAN))
    for offset in (0, 99, 101, -1):
        with pytest.raises(Problem, match="BLOB_OFFSET"):
            store.append(sha, offset, SCAN[:100], len(SCAN))
    with pytest.raises(Problem, match="BLOB_OFFSET"):
        store.append(sha, 100, SCAN, len(SCAN))
    assert store.received(sha) == 100
    assert store.append(sha, 100, SCAN[100:], len(SCAN)) == len(SCAN)


def test_an_upload_that_does_not_match_its_name_starts_again(store):
    sha = name(SCAN)
    store.append(sha, 0, b"\xff" + SCAN[1:100], len(SCAN))
    with pytest.raises(Problem, match="BLOB_CORRUPT"):
        store.append(sha, 100, SCAN[100:], len(SCAN))
    assert (store.has(sha), store.received(sha)) == (False, 0)
    assert store.append(sha, 0, SCAN, len(SCAN)) == len(SCAN)


def test_a_whole_blob_takes_no_more(store):
    sha = store.put(SCAN).sha256
    assert store.append(sha, 0, b"other", len(SCAN)) == len(SCAN)
    assert read(store, sha) == SCAN


def test_an_empty_upload_is_there_at_once(store):
    assert store.append(name(b""), 0, b"", 0) == 0
    assert read(store, name(b"")) == b""


def test_what_is_dropped_is_gone_and_may_come_again(store):
    ref = store.put(SCAN)
    store.drop(ref.sha256)
    store.drop(ref.sha256)
    assert not store.has(ref.sha256)
    assert store.received(ref.sha256) == 0
    store.append(ref.sha256, 0, SCAN[:1000], len(SCAN))
    store.drop(ref.sha256)
    assert store.received(ref.sha256) == 0
    assert store.put(SCAN) == ref
    with pytest.raises(Problem, match="BLOB_NAME_INVALID"):
        store.drop("../keys")
