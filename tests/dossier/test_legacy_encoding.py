"""Old encodings are recognised on evidence, proposed, and never applied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.legacy_encoding import TCVN3, guess_encoding, read_tcvn3, read_vni, repair_mojibake

TEXT = "Cộng hòa xã hội chủ nghĩa Việt Nam, Nguyễn Văn Đường"


def test_tcvn3_is_recognised_and_the_raw_text_kept() -> None:
    raw = "Céng hßa x· héi chñ nghÜa ViÖt Nam, NguyÔn V¨n §\u00adêng"
    guess = guess_encoding(raw)
    assert guess is not None
    assert (guess.encoding, guess.proposal, guess.raw) == ("tcvn3", TEXT, raw)


def test_vni_is_recognised() -> None:
    guess = guess_encoding("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Nguyeãn Vaên Ñöôøng")
    assert guess is not None
    assert (guess.encoding, guess.proposal) == ("vni", TEXT)


def test_vni_capitals_are_read() -> None:
    assert read_vni("COÄNG HOØA XAÕ HOÄI") == "CỘNG HÒA XÃ HỘI"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nguyen Van A",
        TEXT,
        TEXT.upper(),
        "Hà Nội có ô tô, é è ê",
        "Café Müller, São Paulo, naïve",
        "NguyÔn",  # one hit is no evidence
        "NguyÔn NguyÔn NguyÔn",  # the same word again is not independent
        "§ 5 © 2026 ®",
    ],
)
def test_no_guess_without_two_independent_hits(text: str) -> None:
    assert guess_encoding(text) is None


def test_one_old_word_in_a_unicode_page_is_left_alone() -> None:
    assert guess_encoding("Ủy ban nhân dân xã Quảng Yên, tỉnh Thanh Hóa: NguyÔn V¨n Đường") is None


@given(st.lists(st.sampled_from(sorted(set(TCVN3.values()))), min_size=1).map("".join))
def test_the_tcvn3_table_reads_back_what_it_writes(text: str) -> None:
    to_legacy = {letter: byte for byte, letter in TCVN3.items()}
    assert read_tcvn3("".join(to_legacy[letter] for letter in text)) == text


@pytest.mark.parametrize("table", ["latin-1", "cp1252"])
def test_vps_is_told_from_the_others_whichever_table_showed_it(table: str) -> None:
    shown = b"Nguy\xcdn Th\xce H\xdc\xa9ng, huy\x8cn Qu\xe4ng X\xdc\xd6ng".decode(table)
    guess = guess_encoding(shown)
    assert guess is not None
    assert (guess.encoding, guess.proposal) == ("vps", "Nguyễn Thị Hường, huyện Quảng Xương")


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_utf8_read_with_the_wrong_table_is_repaired(wrong: str) -> None:
    text = "Nguyễn Văn Đức" if wrong == "latin-1" else "Trần Hải"
    assert repair_mojibake(text.encode().decode(wrong)) == text


@given(st.text(alphabet="aàáảãạăắâấđeêếiíoôốơờuưứyý NHT"))
def test_proper_vietnamese_is_never_repaired(text: str) -> None:
    assert repair_mojibake(text) is None
