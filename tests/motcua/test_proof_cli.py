"""`motcua proof`: the province's receipt judged with its public key alone, far from any node."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dossier.exchange.frames import Receipt
from dossier.exchange.seal import heads_digest
from dossier.exchange.wire import receipt_message
from motcua.cli import main
from plumbing.keys import NodeKeys
from plumbing.receipt_proof import proof_of

HEADS = (b"\1" * 32, b"\2" * 32)


@pytest.fixture
def hub() -> NodeKeys:
    return NodeKeys.generate()


@pytest.fixture
def proof(hub: NodeKeys) -> dict[str, Any]:
    plain = Receipt(hub.node, 1, 7, 1_795_000_000_000, (("abc-1-1", heads_digest(sorted(HEADS))),), ())
    signed = Receipt(plain.node, 1, 7, plain.hub_ms, plain.heads, (), hub.sign(receipt_message(plain)))
    return proof_of("abc-1-1", HEADS, signed, hub.node, hub.public_key)


Judge = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Judge:
    def run(proof: object, key: str) -> tuple[int, dict[str, Any]]:
        file = tmp_path / "bien-nhan.json"
        file.write_text(json.dumps(proof))
        status = main(["proof", str(file), "--hub-key", key])
        said = capsys.readouterr()
        return status, json.loads(said.out or said.err)

    return run


def test_a_genuine_receipt_says_what_was_received_and_when(
    judge: Judge, hub: NodeKeys, proof: dict[str, Any], tmp_path: Path
) -> None:
    status, told = judge(proof, hub.public_key.hex())
    assert status == 0
    assert told["genuine"]
    assert told["received_at"] == "2026-11-18T18:06:40+07:00"
    card = tmp_path / "hub.json"
    card.write_text(json.dumps({"public_key": hub.public_key.hex()}))
    assert judge(proof, str(card)) == (0, told)


def test_another_key_or_another_head_is_refused(judge: Judge, hub: NodeKeys, proof: dict[str, Any]) -> None:
    assert judge(proof, NodeKeys.generate().public_key.hex()) == (1, {"genuine": False})
    assert judge(proof | {"heads": ["03" * 32]}, hub.public_key.hex()) == (1, {"genuine": False})
    assert judge({"proof": "rác"}, hub.public_key.hex()) == (1, {"genuine": False})


@pytest.mark.parametrize(
    ("proof", "key", "code"), [([], "00" * 32, "PROOF_UNREADABLE"), ({}, "xyz", "HUB_KEY_MALFORMED")]
)
def test_what_cannot_be_read_is_told(judge: Judge, proof: object, key: str, code: str) -> None:
    status, told = judge(proof, key)
    assert status == 1
    assert told["error"]["code"] == code
