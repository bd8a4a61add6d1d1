"""How values are said: stored days as people write them, whatever of them is known."""

import pytest

from node.api.words import partial_vi


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("1970-01-13", "13/01/1970"),
        ("1970-01", "01/1970"),
        ("1970", "1970"),
        ("", ""),
        ("13/01/1970", "13/01/1970"),
        ("khoảng 1970-71", "khoảng 1970-71"),
    ],
)
def test_a_stored_day_is_said_as_people_write_it(stored: str, said: str) -> None:
    assert partial_vi(stored) == said
