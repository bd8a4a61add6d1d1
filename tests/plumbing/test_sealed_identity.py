"""A sealed identity opens with its passphrase alone, however it was typed, and with nothing else."""

import json

import pytest

from plumbing.problem import Problem
from plumbing.sealed_identity import new_passphrase, open_identity, seal_identity

SECRET = b"0f1e2d3c4b5a69788796a5b4c3d2e1f0"  # so long that no random box ever spells it
FILES = {"node.key": SECRET + b"\n", "hub-ca.pem": bytes(range(256))}
PASSPHRASE = "KBOIA-22222-33333-44444-AAAAA"
SEALED = seal_identity(FILES, PASSPHRASE)


@pytest.mark.parametrize("typed", [PASSPHRASE, PASSPHRASE.lower(), " kb01a 22222 33333 44444-aaaaa\n"])
def test_it_opens_as_typed_from_paper(typed):
    assert open_identity(SEALED, typed) == FILES


def test_nothing_of_the_content_is_readable_without_the_passphrase():
    assert SECRET not in SEALED
    assert b"node.key" not in SEALED
    with pytest.raises(Problem, match="IDENTITY_PASSPHRASE"):
        open_identity(SEALED, new_passphrase())


def test_an_altered_box_does_not_open():
    outer = json.loads(SEALED)
    outer["box"] = outer["box"][:-2] + ("00" if outer["box"][-2:] != "00" else "11")
    with pytest.raises(Problem, match="IDENTITY_PASSPHRASE"):
        open_identity(json.dumps(outer).encode(), PASSPHRASE)


@pytest.mark.parametrize(
    "broken", [b"", b"{}", b"[]", b"\xff", SEALED[:-9], b"x" * 300_000, b'{"v":2,"salt":"","box":""}']
)
def test_what_is_no_sealed_identity_says_so(broken):
    with pytest.raises(Problem, match="IDENTITY_DAMAGED"):
        open_identity(broken, PASSPHRASE)


def test_passphrases_differ_and_have_no_letters_that_look_alike():
    drawn = {new_passphrase() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(one) == 29 and not set(one) & set("0189") for one in drawn)
