"""A cover sheet's code says its dossier and paper; nothing else passes for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.cover import Cover, cover_text, parse_cover

GOLDEN = "MCBIA1|K3F9-1-7|TK|K3F9|fc5475"


@given(st.text(min_size=1), st.text(), st.text(min_size=1))
def test_what_is_printed_is_read(dossier: str, component: str, node: str) -> None:
    try:
        "".join((dossier, component, node)).encode()
    except UnicodeEncodeError:
        return
    cover = Cover(dossier, component, node)
    assert parse_cover(cover_text(cover)) == cover
    assert parse_cover(cover_text(cover) + "\n") == cover


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://dichvucong.gov.vn",
        "038091004417||Lương Văn Khoẻn|14021991|Nam|Thôn Trung Đình|01072021",
        "MCBIA1|a|b|c|000000",
        "MCBIA2|a|b|c|000000",
        "MCBIA1|a|b|c",
        cover_text(Cover("K1", "TK", "N"))[:-1],
        cover_text(Cover("K1", "TK", "N")).replace("TK", "GT"),
        cover_text(Cover("", "TK", "N")),
    ],
)
def test_other_codes_are_no_sheets(text: str) -> None:
    assert parse_cover(text) is None


def test_sheets_printed_by_this_version_stay_readable() -> None:
    assert cover_text(Cover("K3F9-1-7", "TK", "K3F9")) == GOLDEN
