"""The log is JSON, one line a record, and forgets persons."""

import io
import json
import logging

import pytest

from plumbing.log import masked, masked_text, setup_log


@pytest.fixture
def lines():
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    setup_log("INFO", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = before
    root.setLevel(level)


def test_a_record_is_one_line_with_its_members(lines):
    logging.getLogger("node.sync").info("letter %d left", 7, extra={"dossier": "abcdef-1-2", "bytes": 1234})
    (line,) = lines()
    assert line["message"] == "letter 7 left"
    assert (line["level"], line["logger"]) == ("info", "node.sync")
    assert (line["dossier"], line["bytes"]) == ("abcdef-1-2", 1234)
    assert line["at"].endswith("+00:00")


def test_an_exception_stays_on_its_line_and_is_masked(lines):
    try:
        raise ValueError("số 001099012345\nkhông đúng")
    except ValueError:
        logging.getLogger("x").exception("failed")
    (line,) = lines()
    assert "ValueError" in line["exception"]
    assert "001099012345" not in json.dumps(line)


@pytest.mark.parametrize(
    "number",
    ["001099012345", "123456789", "CCCD001099012345", "001 099 012 345", "001.099.012.345", "123-456-789"],
)
def test_identity_numbers_are_hidden(lines, number):
    logging.getLogger("x").info("số %s, đã nhận", number, extra={"detail": f"({number})", "list": [number]})
    assert number not in json.dumps(lines(), ensure_ascii=False)
    assert masked_text(f"a {number} b") in {"a ••• b", "a CCCD••• b"}


def test_numbers_given_as_numbers_are_hidden():
    assert masked({"n": 123456789, "m": [123456789012]}) == {"n": "•••", "m": ["•••"]}


def test_personal_keys_are_hidden_at_any_depth(lines):
    person = {"name": "Bà Lan", "id_number": "1", "Address": "Thôn 3"}
    logging.getLogger("x").info("received", extra={"applicant": person, "values": [{"phone": "0912345678"}]})
    text = json.dumps(lines(), ensure_ascii=False)
    assert "Bà Lan" not in text
    assert "0912345678" not in text
    assert masked(person) == {"name": "•••", "id_number": "•••", "Address": "•••"}


@pytest.mark.parametrize(
    "kept",
    [
        "H56.13-251201-0007",
        "abcdef-1-12345",
        "1751302800000",
        "v1.2.3",
        "ab" * 32,
        "2025-07-01 08:30",
        "1234567890",
        "0123456789012",
        "a123456789012e",
    ],
)
def test_what_is_no_identity_number_stays(kept):
    assert masked_text(kept) == kept


def test_what_json_does_not_know_is_spelt(lines):
    logging.getLogger("x").info("x", extra={"odd": object(), "day": {1, 2}})
    assert "object" in lines()[0]["odd"]
