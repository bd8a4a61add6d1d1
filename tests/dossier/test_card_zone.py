"""The zone of a card's back says who it is, and a misread one is refused."""

from __future__ import annotations

from datetime import date

import pytest

from dossier.card_qr import CardData, TypedPerson, cross_check
from dossier.card_zone import looks_like_zone, parse_zone
from dossier.errors import MalformedValue
from dossier.identity import Gender
from dossier.scanned_code import read_code

TODAY = date(2026, 11, 22)


def check(text: str) -> int:
    return sum((0 if c == "<" else int(c)) * (7, 3, 1)[place % 3] for place, c in enumerate(text)) % 10


def zone(number: str, born: str, sex: str, expires: str, name: str) -> list[str]:
    """Three lines as a card prints them."""
    head = f"{number[3:]}{check(number[3:])}{number}<<"
    head += str(check(head))
    birth, expiry = f"{born}{check(born)}", f"{expires}{check(expires)}"
    whole = check(head + birth + expiry + "<" * 11)
    return [f"IDVNM{head}", f"{birth}{sex}{expiry}VNM{'<' * 11}{whole}", name.ljust(30, "<")]


LINES = zone("032190004417", "900214", "F", "300214", "LUONG<<THI<KHOEN")


def card(text: str) -> CardData:
    found = read_code(text, TODAY)
    assert isinstance(found, CardData)
    return found


def test_the_zone_says_who_it_is_and_until_when() -> None:
    found = card("\n".join(LINES))
    assert (found.number.number, found.full_name, found.birth.text_vi) == (
        "032190004417",
        "LUONG THI KHOEN",
        "14/02/1990",
    )
    assert (found.gender, found.expires and found.expires.text_vi) == (Gender.FEMALE, "14/02/2030")
    assert [notice.code for notice in found.notices] == ["MRZ_NO_MARKS", "CCCD_PREFIX_UNKNOWN"]


def test_lines_may_come_as_one_with_blanks_and_odd_fillers() -> None:
    assert card(" ".join(LINES).replace("<<", "«<")).full_name == "LUONG THI KHOEN"


def test_letters_are_digits_only_where_digits_must_stand_and_the_checks_decide() -> None:
    worn = [LINES[0].replace("0", "O", 2), LINES[1].replace("1", "I", 1), LINES[2]]
    assert card("\n".join(worn)).number.number == "032190004417"


@pytest.mark.parametrize("place", [*range(5, 27), 29])
def test_no_wrong_digit_of_the_first_line_is_believed(place: int) -> None:
    digit = LINES[0][place]
    other = "7" if digit != "7" else "4"
    with pytest.raises(MalformedValue, match="MRZ_MALFORMED"):
        parse_zone("\n".join([LINES[0][:place] + other + LINES[0][place + 1 :], *LINES[1:]]))


@pytest.mark.parametrize(
    "text",
    [
        "IDVNM",
        LINES[0],
        LINES[0] + LINES[1][:20],
        "IDVNM" + "<" * 85,
        "IDVNM" + "X" * 85,
        "IDVNM" + "9" * 200,
    ],
)
def test_what_is_no_zone_is_refused(text: str) -> None:
    with pytest.raises(MalformedValue):
        parse_zone(text)


def test_a_card_of_old_people_never_expires_and_one_of_others_does() -> None:
    assert card("\n".join(zone("032045004417", "450214", "M", "991231", "LE<<VAN<HAI"))).expires is None
    late = card("\n".join(zone("032090004417", "900214", "M", "250214", "LE<<VAN<HAI")))
    assert "CARD_EXPIRED" in [notice.code for notice in late.notices]


def test_an_unknown_day_stays_unknown() -> None:
    assert card("\n".join(zone("032090004417", "900000", "M", "300214", "LE<<HAI"))).birth.text_vi == "1990"


def test_a_number_of_another_birth_year_or_sex_is_told() -> None:
    odd = card("\n".join(zone("032190004417", "910214", "M", "310214", "LE<<HAI")))
    assert {"BIRTH_DIFFERS", "GENDER_DIFFERS"} <= {notice.code for notice in odd.notices}


def test_a_typed_name_is_compared_without_marks() -> None:
    found = card("\n".join(LINES))
    assert cross_check(found, TypedPerson(full_name="Lường Thị Khoẻn")) == ()
    assert [n.code for n in cross_check(found, TypedPerson(full_name="Lường Thị Khoan"))] == ["NAME_DIFFERS"]


def test_a_zone_is_told_from_other_scanned_texts() -> None:
    assert looks_like_zone("TDVNM1")
    assert not looks_like_zone("032190004417|Lường")
