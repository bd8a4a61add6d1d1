"""The device's key: kept private, never overwritten, never half-read."""

import pytest

from dossier.authors import node_id
from plumbing.keys import KEY_FILE, NodeKeys, seal_for, verify
from plumbing.problem import Problem


def test_a_saved_key_is_the_same_node(tmp_path):
    keys = NodeKeys.generate()
    keys.save(tmp_path / "keys")
    again = NodeKeys.load(tmp_path / "keys")
    assert (again.node, again.public_key) == (keys.node, keys.public_key)
    assert keys.node == node_id(keys.public_key)
    assert (tmp_path / "keys" / KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_a_key_is_never_overwritten(tmp_path):
    NodeKeys.generate().save(tmp_path)
    before = (tmp_path / KEY_FILE).read_bytes()
    with pytest.raises(Problem, match="KEY_EXISTS"):
        NodeKeys.generate().save(tmp_path)
    assert (tmp_path / KEY_FILE).read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"zz", b"ab" * 31, b"\xff\xfe"])
def test_a_damaged_key_says_so_and_shows_nothing(tmp_path, content):
    (tmp_path / KEY_FILE).write_bytes(content)
    (tmp_path / KEY_FILE).chmod(0o600)
    with pytest.raises(Problem, match="KEY_DAMAGED") as raised:
        NodeKeys.load(tmp_path)
    assert "ab" * 31 not in str(raised.value)


def test_a_missing_or_exposed_key_stops(tmp_path):
    with pytest.raises(Problem, match="KEY_MISSING"):
        NodeKeys.load(tmp_path)
    NodeKeys.generate().save(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(Problem, match="KEY_EXPOSED"):
        NodeKeys.load(tmp_path)


def test_a_signature_holds_for_its_key_and_message_alone():
    keys, other = NodeKeys.generate(), NodeKeys.generate()
    signature = keys.sign(b"message")
    assert verify(keys.public_key, b"message", signature)
    assert not verify(other.public_key, b"message", signature)
    assert not verify(keys.public_key, b"massage", signature)
    for junk in (b"", b"x" * 63, b"x" * 64, b"x" * 65):
        assert not verify(keys.public_key, b"message", junk)
    assert not verify(b"short", b"message", signature)


def test_a_sealed_box_opens_for_its_reader_alone():
    keys, other = NodeKeys.generate(), NodeKeys.generate()
    sealed = seal_for(keys.public_key, "Bà Lan".encode())
    assert "Bà Lan".encode() not in sealed
    assert keys.open_sealed(sealed).decode() == "Bà Lan"
    for reader, box in [(other, sealed), (keys, sealed[:-1]), (keys, b""), (keys, sealed[:-1] + b"\0")]:
        with pytest.raises(Problem, match="SEALED_BOX_BROKEN"):
            reader.open_sealed(box)
    for bad in (b"", b"short", b"\xff" * 32):
        with pytest.raises(Problem, match="BAD_PUBLIC_KEY"):
            seal_for(bad, b"x")
