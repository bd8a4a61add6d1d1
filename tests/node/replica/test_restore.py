"""A node comes back from its copy alone, says honestly that the hub was not reached, and never takes the same life
twice. (With a hub: tests/e2e.)"""

from contextlib import closing

import pytest
from conftest_replica import secured, write

from node.replica.digest import differing, digest_file
from node.replica.restore import Known, RestoreOrder, restore_node
from node.replica.service import Backup
from node.replica.supervisor import Watched
from node.replica.target import FolderTarget
from plumbing.clock import SystemClock
from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from plumbing.sealed_identity import seal_identity
from plumbing.sqlite import connect
from plumbing.toml_write import write_toml
from provisioning.tls import make_ca

PASSPHRASE = "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"
NAMES = ("keys/node.key", "keys/hub-ca.pem", "node.toml")


@pytest.fixture
def lost(database, tmp_path):
    """A node with a copy, a scan and a sealed identity, whose own folder is gone. Gives (node id, digest)."""
    data, copy = database.parent, tmp_path / "copy"
    keys = NodeKeys.generate()
    keys.save(data / "keys")
    make_ca(tmp_path / "ca", "Tỉnh thử")
    (data / "keys" / "hub-ca.pem").write_bytes((tmp_path / "ca" / "ca.pem").read_bytes())
    write_toml(
        data / "node.toml", {"data": str(data), "hub_url": "https://127.0.0.1:1", "replica_dir": "x"}, "thử"
    )
    target = FolderTarget(copy)
    target.identity(keys.node).parent.mkdir(parents=True)
    sealed = seal_identity({name: (data / name).read_bytes() for name in NAMES}, PASSPHRASE)
    target.identity(keys.node).write_bytes(sealed)
    scan = data / "blobs" / "ab" / "cd" / ("ab" * 32)
    scan.parent.mkdir(parents=True)
    scan.write_bytes(b"scan")
    backup = Backup(Watched(database, keys.node, 1, target), data / "blobs", SystemClock())
    backup.start()
    with closing(connect(database)) as connection:
        write(connection, 20)
        assert secured(backup)
        backup.mirror()
        digest = digest_file(database)
    backup.stop()
    data.rename(tmp_path / "broken-disk")
    return keys.node, digest


def _restore(tmp_path, name="new", **changes):
    given = {"data": tmp_path / name, "replica": tmp_path / "copy", "passphrase": PASSPHRASE} | changes
    return restore_node(RestoreOrder(**given), lambda _database: Known(1, 4, 9))


def test_the_copy_alone_brings_back_identity_data_and_scans(lost, tmp_path):
    node, digest = lost
    report = _restore(tmp_path)
    assert report["node"] == node
    assert NodeKeys.load(tmp_path / "new" / "keys").node == node
    assert differing(digest_file(tmp_path / "new" / "node.db"), digest) == []
    assert (tmp_path / "new" / "blobs" / "ab" / "cd" / ("ab" * 32)).read_bytes() == b"scan"
    assert report["scans"] == 1
    assert report["copy"]["source"].startswith("generation 1.")
    assert report["hub"]["reached"] is False
    assert report["hub"]["message_vi"]
    assert (tmp_path / "new" / "keys" / "incarnation").read_text() == "2\n"


def test_settings_name_the_new_folder(lost, tmp_path):
    _restore(tmp_path, hub_url="https://127.0.0.1:2")
    settings = (tmp_path / "new" / "node.toml").read_text()
    assert 'data = "."' in settings
    assert str(tmp_path / "copy") in settings
    assert "https://127.0.0.1:2" in settings


def test_two_restores_from_one_copy_are_two_lives(lost, tmp_path):
    lives = [_restore(tmp_path, name)["incarnation"] for name in ("one", "two", "three")]
    assert lives == [2, 3, 4]


def test_a_wrong_passphrase_writes_nothing(lost, tmp_path):
    with pytest.raises(Problem, match="IDENTITY_PASSPHRASE"):
        _restore(tmp_path, passphrase="AAAAA-BBBBB-CCCCC-DDDDD-EEEEF")
    assert not (tmp_path / "new").exists()


def test_nothing_is_restored_over_something(lost, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "anything").touch()
    with pytest.raises(Problem, match="DATA_NOT_EMPTY"):
        _restore(tmp_path)


def test_an_unclear_or_empty_replica_folder_asks_which_node(lost, tmp_path):
    (tmp_path / "copy" / ("z" * 16)).mkdir()
    with pytest.raises(Problem, match="NODE_UNCLEAR"):
        _restore(tmp_path)
    with pytest.raises(Problem, match="NODE_UNCLEAR"):
        _restore(tmp_path, replica=tmp_path / "nowhere")
    with pytest.raises(Problem, match="IDENTITY_MISSING"):
        _restore(tmp_path, node="z" * 16)
    assert _restore(tmp_path, node=lost[0])["node"] == lost[0]


def test_without_copy_and_without_hub_it_says_that_the_hub_is_needed(lost, tmp_path):
    sealed = tmp_path / "stick.sealed"
    sealed.write_bytes((tmp_path / "copy" / lost[0] / "identity.sealed").read_bytes())
    with pytest.raises(Problem, match="HUB_UNREACHABLE"):
        _restore(tmp_path, replica=tmp_path / "empty", identity=sealed)
    assert not (tmp_path / "new").exists()
