"""What is printed on a card is proposed with what does not fit, and never more than was read."""

from __future__ import annotations

from datetime import date

from dossier.printed_card import Printed, PrintedCard, printed_card

TODAY = date(2026, 11, 22)


def read(*values: tuple[str, str], doubted: str = "") -> PrintedCard:
    card = printed_card([Printed(field, value, field == doubted) for field, value in values], TODAY)
    assert card is not None
    return card


def codes(card: PrintedCard) -> list[str]:
    return [notice.code for notice in card.notices]


def test_values_are_proposed_with_where_they_come_from_and_what_is_unsure() -> None:
    card = read(
        ("person_id_number", "038190001234"),
        ("person_name", "LÊ THỊ LAN"),
        ("person_birth_date", "12/03/1990"),
        ("person_sex", "Nữ"),
        doubted="person_name",
    )
    assert card.values == {
        "id_number": "038190001234",
        "name": "LÊ THỊ LAN",
        "birth": "12/03/1990",
        "sex": "Nữ",
    }
    assert card.doubted == ("name",)
    assert codes(card) == ["CARD_FROM_PRINT"]
    assert "họ tên" in card.notices[0].message_vi


def test_what_does_not_fit_the_number_is_told() -> None:
    card = read(
        ("person_id_number", "038190001234"), ("person_birth_date", "12/03/1991"), ("person_sex", "Nam")
    )
    assert codes(card) == ["CARD_FROM_PRINT", "BIRTH_DIFFERS", "GENDER_DIFFERS"]


def test_a_clear_value_of_one_side_wins_over_a_doubtful_one_of_the_other() -> None:
    front = Printed("person_id_number", "038190001284", in_doubt=True)
    back = Printed("person_id_number", "038190001234", in_doubt=False)
    for sides in ((front, back), (back, front)):
        card = printed_card(sides, TODAY)
        assert card is not None
        assert card.values["id_number"] == "038190001234"


def test_nine_digits_are_an_old_number_and_no_personal_one() -> None:
    card = read(("person_id_number", "172345678"), ("person_name", "LÊ LAN"))
    assert card.values == {"name": "LÊ LAN", "old_number": "172345678"}


def test_a_card_that_has_expired_is_told() -> None:
    assert "CARD_EXPIRED" in codes(read(("person_name", "LÊ LAN"), ("person_expires_on", "01/02/2025")))


def test_without_number_and_name_there_is_no_card() -> None:
    assert printed_card([Printed("person_sex", "Nam", in_doubt=False)], TODAY) is None
