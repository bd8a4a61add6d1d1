"""Form 01 as of the day of receipt: who received then, who stands for it now, and the limit that was promised."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dossier.form_text import FormText
from node.bootstrap import Running
from node.ports import ResultPdf
from node.usecases.counter.receive import Intake
from node.usecases.models import Received
from node.usecases.printed.receipt import office_of
from tests.node.commune import Commune, commune, form, officer_op, receive

OLD = "16447@0"  # xã Quảng Trạch, in xã Quảng Yên since 1 July 2025


class Words:
    """Forms that keep what they were given."""

    def __init__(self) -> None:
        self.sheets: list[FormText] = []

    def form(self, model: FormText) -> bytes:
        self.sheets.append(model)
        return b"%PDF-"

    def result(self, model: object) -> ResultPdf:
        raise NotImplementedError


@pytest.fixture
def old(tmp_path: Path) -> Iterator[tuple[Commune, Running]]:
    """The node of old xã Quảng Trạch on 27/06/2025."""
    made = commune(tmp_path)
    made.hub.change(officer_op("cu", OLD))
    keys = made.enrol("cu", OLD)
    made.lay_out("cu", [made.hub.lease(keys.node), made.hub.credential("cu")])
    made.clock.ms = int(datetime(2025, 6, 27, 2, tzinfo=UTC).timestamp() * 1000)
    with made.open("cu") as running:
        yield made, running


def sheet_of(running: Running, dossier: str) -> FormText:
    words = Words()
    Intake(running.place, words).receipt_pdf(dossier)
    return words.sheets[0]


def test_an_old_receipt_keeps_its_heading_and_names_the_successor(old: tuple[Commune, Running]) -> None:
    made, running = old
    taken = running.node.intake.receive(form(), "cu")
    assert isinstance(taken, Received)
    then = sheet_of(running, taken.dossier)
    assert then.agency_lines == (
        "ỦY BAN NHÂN DÂN HUYỆN QUẢNG XƯƠNG",
        "ỦY BAN NHÂN DÂN XÃ QUẢNG TRẠCH",
        "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
    )
    made.clock.pass_time(days=500)
    now = sheet_of(running, taken.dossier)
    assert now.agency_lines == (*then.agency_lines[:2], "(nay là Xã Quảng Yên)", then.agency_lines[2])
    assert now.place_and_date == then.place_and_date == "Quảng Trạch, ngày 27 tháng 6 năm 2025"


def test_the_limit_is_the_one_that_was_promised(xa: Commune) -> None:
    with xa.open("yen") as yen:
        rows = [
            part for part in sheet_of(yen, receive(yen, limit="3wd").dossier).body if hasattr(part, "rows")
        ]
        assert ("3. Thời gian giải quyết theo quy định", "03 ngày làm việc") in rows[-1].rows


def test_a_place_is_the_name_without_its_kind(xa: Commune) -> None:
    with xa.open("yen") as yen:
        day = date(2025, 6, 1)
        found = {yen.place.register.unit_name(unit, day): unit for unit in ("16435@0", OLD)}
        for name, unit in found.items():
            assert name.endswith(office_of(yen.place, unit, day).place)
            assert not office_of(yen.place, unit, day).place.startswith(("Xã", "Thị trấn"))
