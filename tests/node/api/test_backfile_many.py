"""A batch of hundreds of papers: shown in parts and by state; the next to write up is found without a walk."""

import re

import pytest

from node.ports.backfile import OldPaper
from tests.node.api.counter import Counter
from tests.node.api.test_backfile import opened, told

STATES = ("stored", "read", "aside", "indexed", "signed")


@pytest.fixture
def batch(desk: Counter) -> str:
    """450 papers, every fifth of each state, two thirds of those written up by the one who looks, sampled all."""
    place = opened(desk, desk.sign_in())
    with desk.place.store.writing() as tables:
        for number in range(450):
            n = tables.backfile.add(OldPaper(1, 0, f"{number:064x}", "image/jpeg", 1, f"{number}.jpg"))
            state = STATES[number % 5]
            officer = ("bich" if n % 3 else "thu") if state in ("indexed", "signed") else ""
            paper = OldPaper(
                1, n, f"{number:064x}", "image/jpeg", 1, f"{number}.jpg", state,
                indexed_by=officer, sampled=state == "indexed", values={"title": "Giấy khai sinh"},
            )  # fmt: skip
            tables.backfile.save(paper)
    return place


def numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'<tr><td class="number">(\d+)</td>', page)]


def test_all_papers_are_reached_part_by_part(desk: Counter, batch: str) -> None:
    seen: list[int] = []
    address = batch
    while address:
        page = desk.client.get(address).text
        assert len(numbers(page)) <= 200
        seen += numbers(page)
        more = re.search(r'href="([^"]+)" rel="next"', page)
        address = more[1].replace("&amp;", "&") if more else ""
    assert seen == list(range(1, 451))


def test_papers_of_one_state_are_found_among_all(desk: Counter, batch: str) -> None:
    page = desk.client.get(f"{batch}?loc=aside").text
    assert numbers(page) == list(range(3, 451, 5))
    assert "Không có giấy nào trong mục này" in desk.client.get(f"{batch}?loc=dropped").text
    assert len(numbers(desk.client.get(f"{batch}?loc=khong-co").text)) == 200


def test_counts_and_the_next_paper_are_those_of_the_whole_batch(desk: Counter, batch: str) -> None:
    far = told(desk, batch)
    assert [far[name] for name in ("total", "reading", "to_index", "aside", "indexed", "signed")] == [
        450,
        *[90] * 5,
    ]
    assert (far["sampled"], far["checked"], far["wrong"]) == (90, 0, 0)
    next_to_index = desk.node.backfile.next_to_index
    assert [paper.n for paper in (next_to_index(1), next_to_index(1, 2), next_to_index(1, 449)) if paper] == [
        2,
        7,
        2,
    ]
    (mine, hers) = (desk.node.backfile.next_to_check(1, officer) for officer in ("bich", "thu"))
    assert (mine and mine.n, hers and hers.n) == (9, 4)
