"""Forms and result papers: what stands on them, and that they are what they claim."""

from __future__ import annotations

import datetime
import io
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest

from dossier.form_text import FormText, Grid, Section, SignatureBlock
from node.forms_pdf.draw_form import draw_form
from node.ocr.process.child import ChildReader
from node.ports import Forms, ResultPdf
from node.tools import PdfForms
from node.usecases.models import ResultSheet
from plumbing import fonts
from plumbing.problem import Problem

CODE = "H56.139-261122-0001"
FORM = FormText(
    form_number="Mẫu số 01",
    agency_lines=("UBND TỈNH THANH HÓA", "UBND XÃ QUẢNG YÊN", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"),
    place_and_date="Quảng Yên, ngày 22 tháng 11 năm 2026",
    title="GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    code=CODE,
    body=(
        Section(
            (
                ("Tiếp nhận hồ sơ của", "Bà H'Lan Êban"),
                ("Ghi <chú> & dấu", "Y Blŏm <b>"),
                ("Số điện thoại", ""),
            )
        ),
        Grid(("STT", "Tên giấy tờ", "Số lượng"), (1, 7, 2), (("1", "Tờ khai đăng ký khai sinh", "01"),)),
    ),
    signatures=(
        SignatureBlock("NGƯỜI NỘP HỒ SƠ", name="H'Lan Êban"),
        SignatureBlock("NGƯỜI TIẾP NHẬN HỒ SƠ"),
    ),
    copy_note="Liên: Giao khách hàng",
    notes=("Mang theo giấy này.",),
)
RESULT = ResultSheet(
    number="12/QĐ-UBND",
    title="Quyết định",
    unit_name="phường Hàm Rồng",
    place="Hàm Rồng",
    day=datetime.date(2026, 2, 5),
    code=CODE,
    procedure_name="Trợ giúp xã hội thường xuyên",
    applicant={"full_name": "Ngô Thị Mỵ"},
    verdict="granted",
    content="Mức hưởng 750.000 đồng/tháng.",
    leader_name="Lê Văn Đức",
    leader_title="Chủ tịch",
    then_now="Hồ sơ nhận tại xã Quảng Trạch (nay là xã Quảng Yên).",
)


@pytest.fixture(scope="module")
def forms() -> Forms:
    return PdfForms(ChildReader())


@pytest.fixture(scope="module")
def result(forms: Forms) -> ResultPdf:
    return forms.result(RESULT)


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def picture_of(pdf: bytes, scale: float = 4.0) -> np.ndarray:
    with pdfium.PdfDocument(pdf) as document:
        return np.ascontiguousarray(document[0].render(scale=scale).to_numpy()[:, :, :3])


def test_a_form_says_everything_letter_by_letter() -> None:
    text = text_of(draw_form(FORM))
    for words in (
        FORM.title,
        *FORM.agency_lines,
        CODE,
        "Bà H'Lan Êban",
        "Ghi <chú> & dấu: Y Blŏm <b>",
        "Mẫu số 01",
    ):
        assert words in text
    assert "Số điện thoại: ......" in text


@pytest.mark.parametrize("paper", ["A5", "A4"])
def test_no_agency_is_torn_over_two_lines(paper: Literal["A5", "A4"]) -> None:
    lines = (
        "ỦY BAN NHÂN DÂN TỈNH THANH HÓA",
        "ỦY BAN NHÂN DÂN PHƯỜNG NGUYỆT VIÊN",
        "(nay là Phường Nguyệt Viên)",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    )
    printed = text_of(draw_form(replace(FORM, agency_lines=lines, paper=paper)))
    for line in (*lines, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"):
        assert line in printed


def test_a_form_is_one_page_of_a5_and_of_a4_where_said() -> None:
    sizes: dict[Any, tuple[float, float]] = {"A5": (419.5, 595.3), "A4": (595.3, 841.9)}
    for paper, size in sizes.items():
        with pikepdf.open(io.BytesIO(draw_form(replace(FORM, paper=paper)))) as pdf:
            assert len(pdf.pages) == 1
            assert [float(edge) for edge in pdf.pages[0].mediabox[2:]] == pytest.approx(size, abs=0.3)


def test_the_same_words_give_the_same_bytes() -> None:
    assert draw_form(FORM) == draw_form(FORM)


def test_a_long_table_goes_on_with_its_head_on_the_next_page() -> None:
    rows = tuple((str(n), f"Giấy tờ số {n}", "01") for n in range(1, 61))
    pdf = draw_form(replace(FORM, body=(Grid(("STT", "Tên giấy tờ", "Số lượng"), (1, 7, 2), rows),)))
    text = text_of(pdf)
    assert text.count("Tên giấy tờ") >= 2
    assert "Giấy tờ số 60" in text


def test_a_long_word_and_empty_parts_do_not_break_a_form() -> None:
    bare = replace(FORM, body=(Section((("Ghi chú", "x" * 500),)),), signatures=(), notes=(), copy_note="")
    assert draw_form(bare).startswith(b"%PDF-")


def test_the_qr_code_holds_the_code_alone_also_when_it_is_provisional() -> None:
    picture = picture_of(draw_form(replace(FORM, code=f"{CODE} (MÃ TẠM)")))
    found, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert found == CODE


def test_letters_are_drawn_and_not_left_out() -> None:
    """Fonts without Vietnamese letters draw nothing while text extraction still finds the letter."""
    for letter in "ẠẮẰẲẴẶỢỮỴỹđĐŏ":
        drawn = picture_of(draw_form(replace(FORM, notes=(letter * 20,))))
        empty = picture_of(draw_form(replace(FORM, notes=(" ",))))
        assert int((drawn < 128).sum()) - int((empty < 128).sum()) > 1000, letter


def test_a_missing_font_is_said_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "_FOLDERS", (tmp_path,))
    with pytest.raises(Problem) as caught:
        draw_form(FORM)
    assert (caught.value.code, caught.value.retry) == ("FONT_MISSING", "operator")


def test_a_result_is_pdfa_and_says_who_decides_what(result: ResultPdf) -> None:
    text = text_of(result.pdf)
    for words in (
        "QUYẾT ĐỊNH",
        "12/QĐ-UBND",
        "ngày 05 tháng 02 năm 2026",
        "Ngô Thị Mỵ",
        "CHỦ TỊCH",
        "Lê Văn Đức",
    ):
        assert words in text
    assert "nay là xã Quảng Yên" in text
    with pikepdf.open(io.BytesIO(result.pdf)) as pdf:
        assert "pdfaid:part" in pdf.Root.Metadata.read_bytes().decode()


def test_the_seal_overlaps_the_left_third_of_the_empty_place_above_the_name(result: ResultPdf) -> None:
    leader, seal = result.spots["leader"].box, result.spots["seal"].box
    assert seal[2] - leader[0] == pytest.approx((leader[2] - leader[0]) / 3)
    picture = picture_of(result.pdf, scale=1.0)
    left, bottom, right, top = (round(edge) for edge in leader)
    place = picture[842 - top : 842 - bottom, left:right]
    assert place.min() > 200


def test_a_result_of_many_pages_keeps_its_signature_whole(forms: Forms) -> None:
    long = forms.result(replace(RESULT, content="Căn cứ quy định của pháp luật. " * 400))
    with pikepdf.open(io.BytesIO(long.pdf)) as pdf:
        assert len(pdf.pages) > 1
        assert long.spots["leader"].page == long.spots["seal"].page == len(pdf.pages) - 1
    assert "\f" in text_of(long.pdf)


@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_a_table_that_fills_its_page_leaves_no_empty_page_behind(paper: Literal["A4", "A5"]) -> None:
    for rows in range(18, 46):
        table = Grid(("STT", "Việc"), (1, 7), (("1", "Tiếp nhận"),) * rows)
        form = replace(FORM, paper=paper, body=(table,), signatures=(), notes=())
        document = pdfium.PdfDocument(draw_form(form))
        assert document[len(document) - 1].get_textpage().get_text_range().strip(), rows
