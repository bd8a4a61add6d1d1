"""Receiving: durable, with a code from the lease, a due day that says why, and a flag when the calendar is old."""

from dataclasses import replace
from datetime import date

import pytest

from dossier.errors import KernelError, Refuse
from dossier.register.changeset import changeset_from_text
from dossier.state import Stage
from node.bootstrap import Running
from node.usecases.models import IntakePreview, Received, WorkFilter
from tests.node.commune import HAM_RONG, QUANG_YEN, Commune, form, receive


def test_a_received_dossier_is_in_list_search_outbox_and_audit_at_once(yen: Running) -> None:
    taken = receive(yen)
    assert taken.state.stage is Stage.RECEIVED
    assert (taken.code, taken.provisional) == ("H56.16480-261120-00001", False)
    (row,) = yen.node.views.worklist(WorkFilter("mine"))
    assert (row.dossier, row.applicant, row.received, row.left) == (
        taken.dossier,
        "Nguyễn Thị Lan",
        False,
        False,
    )
    assert [found.dossier for found in yen.node.views.search("nguyen thi l")] == [taken.dossier]
    assert yen.node.line.outbox()[0].dossier == taken.dossier
    assert yen.node.line.audit()[0].action == "Received"
    assert yen.node.line.audit_broken_at() == 0


def test_three_working_days_skip_weekend_and_holiday_and_say_why(yen: Running) -> None:
    preview = yen.node.intake.preview(form())
    assert isinstance(preview, IntakePreview)
    assert any("ngày nghỉ cuối tuần" in step for step in preview.steps)
    assert "Thứ Năm 26/11/2026" in preview.steps[-1]  # 24/11 is a holiday
    assert preview.code_left == 50


def test_an_empty_lease_gives_provisional_codes_and_nothing_is_shared(xa: Commune) -> None:
    xa.lay_out("kit", [xa.hub.lease(xa.keys["kit"].node, 51, 52)])
    with xa.open("kit") as kit:
        codes = [receive(kit).code for _ in range(4)]
    assert codes[:2] == ["H56.16480-261120-00051", "H56.16480-261120-00052"]
    assert all(code.startswith("TAM-") for code in codes[2:])
    assert len(set(codes)) == 4


def test_a_refused_receipt_takes_no_number(yen: Running) -> None:
    refused = yen.node.intake.receive(replace(form(), applicant={"name": " "}), "lan")
    assert isinstance(refused, Refuse)
    assert receive(yen).code.endswith("-00001")
    assert receive(yen).dossier.endswith("-2")


def test_an_unknown_procedure_is_refused_in_words(yen: Running) -> None:
    refused = yen.node.intake.receive(replace(form(), procedure="9.999999"), "lan")
    assert isinstance(refused, Refuse)
    assert "9.999999" in refused.hint_vi


def test_a_calendar_that_ends_too_early_still_gives_a_day_and_says_so(xa: Commune, yen: Running) -> None:
    xa.clock.ms = int(1_000 * 86_400 * (date(2039, 3, 1) - date(1970, 1, 1)).days)
    preview = yen.node.intake.preview(form())
    assert isinstance(preview, IntakePreview)
    assert preview.due_ms > xa.clock.ms
    assert "tạm tính" in preview.warnings[0]


def test_a_dossier_for_another_commune_is_offered_to_it(yen: Running) -> None:
    state = receive(yen, competent_unit=HAM_RONG).state
    assert state.custody is not None
    assert (state.custody.holder, state.custody.offered_to) == (QUANG_YEN, HAM_RONG)


def test_units_are_found_with_and_without_marks(yen: Running) -> None:
    assert ("14758@2025-07-01", "Phường Hàm Rồng, Tỉnh Thanh Hóa") in yen.node.intake.units("ham rong")


def test_the_card_fills_the_form_and_junk_is_refused(yen: Running) -> None:
    read = yen.node.cards.read_qr(
        "038175000123|172345678|Nguyễn Thị Lan|05021975|Nữ|Thôn Trung Đình|10052021"
    )
    assert (read["name"], read["id_number"], read["sex"]) == ("Nguyễn Thị Lan", "038175000123", "Nữ")
    with pytest.raises(KernelError):
        yen.node.cards.read_qr("không phải thẻ")


def test_the_receipt_is_a_pdf(yen: Running) -> None:
    assert yen.node.intake.receipt_pdf(receive(yen).dossier).startswith(b"%PDF-")


def test_everything_is_there_after_a_new_start(xa: Commune) -> None:
    with xa.open("yen") as first:
        taken = receive(first)
        before = first.node.views.dossier(taken.dossier, "lan").state
    with xa.open("yen") as second:
        assert second.node.views.dossier(taken.dossier, "lan").state == before
        assert receive(second).code.endswith("-00002")
        assert changeset_from_text(xa.hub.changes[-1]["text"]).number == second.place.register.number


@pytest.mark.parametrize(
    ("typed", "kept", "warned"),
    [
        ("038 175 000 123", "038175000123", ""),
        ("012.345.678", "012345678", ""),
        ("0100109106 001", "0100109106-001", ""),
        ("0100109107", "0100109107", "Mã số thuế không hợp lệ"),
        ("03817500012", "03817500012", "12 chữ số"),
        ("038375000123", "038375000123", "chưa tới"),
        ("C1234567", "C1234567", ""),
    ],
)
def test_a_number_of_a_person_or_business_is_kept_in_one_form_and_a_wrong_one_is_told(
    yen: Running, typed: str, kept: str, warned: str
) -> None:
    taken = yen.node.intake.receive(form(applicant={"name": "Nguyễn Thị Lan", "id_number": typed}), "lan")
    assert isinstance(taken, Received)
    assert taken.state.applicant["id_number"] == kept
    assert [warned in one for one in taken.warnings] == ([True] if warned else [])


def test_a_day_on_which_no_counter_is_open_is_told(xa: Commune, yen: Running) -> None:
    xa.clock.ms += 86_400_000 * (7 - xa.clock.today().isoweekday())
    preview = yen.node.intake.preview(form())
    assert isinstance(preview, IntakePreview)
    assert "ngày nghỉ cuối tuần" in preview.warnings[-1]


@pytest.mark.parametrize(
    ("typed", "kept", "warned"),
    [
        ("+84 912 345 678", "0912345678", ""),
        ("01672345678", "0372345678", "đầu số mới"),
        ("12345", "12345", "không hợp lệ"),
    ],
)
def test_a_telephone_number_is_kept_in_one_form_and_a_bad_one_is_told(
    yen: Running, typed: str, kept: str, warned: str
) -> None:
    asked = form(applicant={"name": "Nguyễn Thị Lan", "id_number": "038175000123", "phone": typed})
    taken = yen.node.intake.receive(asked, "lan")
    assert isinstance(taken, Received)
    assert taken.state.applicant["phone"] == kept
    assert [warned in one for one in taken.warnings] == ([True] if warned else [])
