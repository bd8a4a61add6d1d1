"""What came of a letter is kept within bounds, and is nobody's proof of anything."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from hub.api.app import create_app
from hub.api.letter_parts import LEAST_BYTES, LetterParts
from plumbing.envelopes import part_name
from plumbing.problem import Problem
from tests.hub.province import QUANG_YEN, Province


def part(number: int, size: int = LEAST_BYTES) -> bytearray:
    return bytearray(number.to_bytes(4, "big") * (size // 4))


@pytest.fixture
def web(tinh: Province) -> Iterator[TestClient]:
    with TestClient(create_app(tinh.hub), base_url="https://hub") as client:
        yield client


def test_the_newest_are_kept_and_the_oldest_give_way() -> None:
    parts = LetterParts(most_bytes=3 * LEAST_BYTES)
    for number in range(5):
        parts.keep(part(number))
    held = [parts.held(part_name(bytes(part(number)))) for number in range(5)]
    assert held == [0, 0, LEAST_BYTES, LEAST_BYTES, LEAST_BYTES]


def test_a_part_that_grows_counts_with_what_it_has_grown_to() -> None:
    parts = LetterParts(most_bytes=3 * LEAST_BYTES)
    growing = part(1)
    parts.keep(growing)
    growing += bytes(3 * LEAST_BYTES)
    parts.keep(part(2))
    assert parts.held(part_name(bytes(growing))) == 0


def test_a_shorter_part_takes_nothing_from_a_longer_one() -> None:
    parts, name = LetterParts(), part_name(bytes(part(1)))
    parts.keep(part(1, 3 * LEAST_BYTES))
    parts.keep(part(1))
    assert parts.held(name) == 3 * LEAST_BYTES
    begun = parts.begun(name, LEAST_BYTES)
    begun += b"more"
    assert parts.held(name) == 3 * LEAST_BYTES, "what goes on is a copy"


def test_short_letters_take_no_room() -> None:
    parts = LetterParts()
    parts.keep(part(1, LEAST_BYTES - 4))
    assert parts.held(part_name(bytes(part(1)))) == 0


@pytest.mark.parametrize("offset", [0, -1, LEAST_BYTES + 1])
def test_nothing_goes_on_from_where_nothing_is(offset: int) -> None:
    parts = LetterParts()
    parts.keep(part(1))
    with pytest.raises(Problem, match="LETTER_PART_GONE"):
        parts.begun(part_name(bytes(part(1))), offset)


def test_a_part_that_is_gone_or_false_is_refused_so_that_the_letter_is_sent_whole(
    tinh: Province, web: TestClient
) -> None:
    envelope = tinh.node(QUANG_YEN).envelope() + bytes(2 * LEAST_BYTES)
    name = part_name(envelope)
    going_on = {"upload-name": name, "upload-offset": str(LEAST_BYTES)}
    gone = web.post("/exchange", content=envelope[LEAST_BYTES:], headers=going_on)
    assert (gone.status_code, gone.json()["code"], gone.json()["retry"]) == (409, "LETTER_PART_GONE", "later")
    assert web.head("/exchange", headers={"upload-name": name}).headers["upload-offset"] == "0"
    assert web.post("/exchange", content=envelope).json()["code"] == "ENVELOPE_BAD_SIGNATURE"
    assert web.head("/exchange", headers={"upload-name": name}).headers["upload-offset"] == str(len(envelope))
    joined = web.post("/exchange", content=envelope[LEAST_BYTES:], headers=going_on)
    assert joined.json()["code"] == "ENVELOPE_BAD_SIGNATURE", "proved like any other"
    for strange in ("x", "-5", "1.5", "9" * 40):
        answer = web.post("/exchange", content=b"", headers=going_on | {"upload-offset": strange})
        assert answer.status_code < 500
