"""A password is kept as a hash that only it opens; nobody's hash opens for no word."""

import pytest
from argon2 import PasswordHasher

from plumbing.passwords import hashed, matches


def test_only_the_right_word_matches() -> None:
    kept = hashed("mat-khau-dai-1")
    assert kept.startswith("$argon2id$")
    assert matches(kept, "mat-khau-dai-1")
    assert not matches(kept, "mat-khau-dai-2")


@pytest.mark.parametrize(
    "kept", ["", "x", "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$c29tZWhhc2g", "$argon2id$"]
)
def test_what_is_no_hash_matches_nothing(kept: str) -> None:
    assert not matches(kept, "")
    assert not matches(kept, kept)


def test_a_hash_made_with_other_costs_still_counts() -> None:
    assert matches(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("tu-khoa"), "tu-khoa")
