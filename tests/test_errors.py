"""Every error code is well formed, speaks Vietnamese, means one thing, and stands in docs/errors.md."""

from collections import defaultdict

import pytest

from hub.api import answers as hub_answers
from node.api import answers as node_answers
from plumbing import problem_http
from tests.error_catalogue import CODE, RETRIES, ROOT, VIETNAMESE, Told, catalogue, page, retry_of

CODES = catalogue()


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_one_word_in_capitals_with_a_vietnamese_sentence_and_one_word_on_trying_again(
    code: str,
) -> None:
    said = CODES[code]
    sentences = [one.sentence for one in said if one.sentence]
    assert CODE.fullmatch(code)
    assert sentences, f"no sentence found for {code}: {said}"
    for sentence in sentences:
        assert VIETNAMESE.search(sentence)
        assert sentence.rstrip()[-1] in ".)?…"
    assert retry_of(said) in (*RETRIES, "note")


def test_two_codes_never_share_one_sentence() -> None:
    by_sentence: dict[str, set[str]] = defaultdict(set)
    for code, said in CODES.items():
        for one in said:
            by_sentence[one.sentence].add(code)
    shared = {sentence: codes for sentence, codes in by_sentence.items() if sentence and len(codes) > 1}
    assert shared == {}


@pytest.mark.parametrize("table", [problem_http._BY_CODE, node_answers._STATUS, hub_answers._STATUS])
def test_every_status_over_http_belongs_to_a_code_that_somebody_says(table: dict[str, int]) -> None:
    assert set(table) - set(CODES) == set()


def test_the_page_of_codes_is_as_the_source_has_it() -> None:
    written = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert written == page(), "run: python -m tests.error_catalogue > docs/errors.md"


def test_the_catalogue_sees_each_way_in_which_a_code_is_said() -> None:
    seen = {code: {one.place for one in said} for code, said in CODES.items()}
    assert "node/bootstrap.py" in seen["NOT_ENROLLED"]  # Problem, sentence in a name
    assert "dossier/guards.py" in seen["SAME_PERSON"]  # Refuse
    assert "dossier/register/changeset.py" in seen["REGISTER_GAP"]  # a class made from KernelError
    assert "dossier/register/change_rules.py" in seen["UNIT_ORPHANED"]  # a function that passes the code on
    assert "node/ocr/problems.py" in seen["PDF_ENCRYPTED"]  # a table
    assert "dossier/judge.py" in seen["NO_ROLE"]  # a table of sentences
    assert "plumbing/problem_http.py" in seen["BUSY"]  # a table by status
    assert "node/usecases/exchange/register_mail.py" in seen["REGISTER_BAD_SIGNATURE"]  # set aside
    assert retry_of(CODES["REGISTER_GAP"]) == "later"
    assert retry_of([Told("X", "", "never", ""), Told("X", "", "later", "")]) == "never / later"
