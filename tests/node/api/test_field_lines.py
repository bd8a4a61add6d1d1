"""Doubts stand before what must be seen, that before what is sure; numbers and dates are never sure enough."""

from node.api.fields_page import FieldLine


def line(name: str = "requester_name", state: str = "open", must: bool = False, value: str = "") -> FieldLine:
    return FieldLine(name, name, value, "Đọc được", (), 95, state, "", must, None)


def test_only_undoubted_fields_without_digits_may_be_confirmed_together() -> None:
    assert line().sure
    assert not line(must=True).sure
    assert not line(state="unsure").sure
    assert not line(state="confirmed").sure
    assert not line(value="đã ghi khác").sure


def test_doubtful_fields_come_first() -> None:
    lines = [
        line(state="confirmed"),
        line(),
        line(must=True),
        line(state="unsure", must=True),
        line(state="unsure"),
    ]
    ordered = sorted(lines, key=lambda one: one.first)
    assert [(one.state, one.must_confirm) for one in ordered] == [
        ("unsure", True),
        ("unsure", False),
        ("open", True),
        ("open", False),
        ("confirmed", False),
    ]
