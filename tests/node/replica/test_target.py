"""Where copies go: never two lives into one path, and S3 keys from a file only."""

import json

import pytest

from node.replica.litestream import clean_environment, configuration
from node.replica.target import BucketTarget, FolderTarget, Generation, target_of
from plumbing.problem import Problem

NODE = "abcdefghijklmnop"


def test_each_node_life_and_generation_has_its_own_path(tmp_path):
    lives = [(NODE, 1, 1), (NODE, 1, 2), (NODE, 2, 1), ("ponmlkjihgfedcba", 1, 1)]
    for target in (FolderTarget(tmp_path), BucketTarget("kho", "xa", "", tmp_path / "keys")):
        paths = {target.replica(node, Generation(life, number))["path"] for node, life, number in lives}
        assert len(paths) == len(lives)


def test_generations_are_ordered_as_numbers(tmp_path):
    target = FolderTarget(tmp_path)
    for life, number in ((2, 1), (1, 10), (1, 9), (10, 1)):
        folder = target.folder(NODE, Generation(life, number)) / "ltx" / "0"
        folder.mkdir(parents=True)
        (folder / "1.ltx").touch()
    (target.folder(NODE, Generation(11, 1)) / "ltx").mkdir(parents=True)  # began and copied nothing
    assert [(g.incarnation, g.number) for g in target.generations(NODE)] == [(1, 9), (1, 10), (2, 1), (10, 1)]


def test_a_bucket_gets_its_keys_from_the_file_and_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_CA_BUNDLE", "/x")
    keys = tmp_path / "s3.json"
    keys.write_text(json.dumps({"access_key_id": "K", "secret_access_key": "S"}))
    target = BucketTarget("kho", "xa", "http://127.0.0.1:9", keys)
    environment = clean_environment(target)
    assert environment["LITESTREAM_SECRET_ACCESS_KEY"] == "S"
    assert "AWS_CA_BUNDLE" not in environment
    written = json.dumps(
        configuration(tmp_path / "node.db", target.replica(NODE, Generation(1, 1)), tmp_path)
    )
    assert '"S"' not in written


@pytest.mark.parametrize("content", [None, "not json", "{}", "[]"])
def test_missing_or_broken_keys_say_what_to_do(tmp_path, content):
    keys = tmp_path / "s3.json"
    if content is not None:
        keys.write_text(content)
    with pytest.raises(Problem) as refused:
        BucketTarget("kho", "", "", keys).environment()
    assert refused.value.code == "REPLICA_KEYS_MISSING"
    assert refused.value.retry == "operator"


def test_the_configuration_names_a_folder_or_a_bucket(tmp_path):
    assert target_of(tmp_path, "replica", "") == FolderTarget(tmp_path / "replica")
    assert target_of(tmp_path, str(tmp_path / "usb"), "") == FolderTarget(tmp_path / "usb")
    bucket = target_of(tmp_path, "replica", "s3://kho/xa/16480?endpoint=http://127.0.0.1:9")
    assert bucket.replica(NODE, Generation(1, 1)) == {
        "type": "s3", "bucket": "kho", "path": f"xa/16480/{NODE}/1/gen-000001", "endpoint": "http://127.0.0.1:9",
    }  # fmt: skip
    for wrong in ("kho/xa", "s3://", "http://kho"):
        with pytest.raises(Problem, match="REPLICA_ADDRESS"):
            target_of(tmp_path, "replica", wrong)
