"""Invitations are read as people hand them over, and nothing else passes for one."""

import pytest

from plumbing.problem import Problem
from provisioning.token import parse_token

TOKEN = f"MC1.{'ab' * 32}.{'x' * 43}"


@pytest.mark.parametrize("typed", [TOKEN, f"  {TOKEN}\n", TOKEN[:50] + "\n" + TOKEN[50:]])
def test_a_token_survives_line_ends_and_spaces(typed):
    token = parse_token(typed)
    assert (token.fingerprint, token.secret) == ("ab" * 32, "x" * 43)


@pytest.mark.parametrize(
    "wrong",
    ["", "MC1", TOKEN[:-1], TOKEN + "x", TOKEN.replace("MC1", "MC2"), TOKEN.replace("ab", "AB"), "é" * 112],
)
def test_what_is_no_token_says_so(wrong):
    with pytest.raises(Problem, match="TOKEN_MALFORMED"):
        parse_token(wrong)
