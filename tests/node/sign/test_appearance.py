"""What a signature looks like, rendered and looked at (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

from __future__ import annotations

import io

import numpy as np
import pikepdf
import pypdfium2
import pytesseract
import pytest
from PIL import Image, ImageDraw

from node.sign.port import DIGITISED_COPY_SLOTS, Role, SignRequest, Slot
from tests.node.sign.people import NOW, Office, intake, signer

LINES = ("SAO Y - BẢN SỐ HÓA", "UBND phường Hạc Thành", "Nguyễn Thị Ánh Tuyết")
LEADER, SEAL = (320.0, 300.0, 480.0, 370.0), (303.3, 300.0, 373.3, 370.0)
DPI = 200


def rendered(pdf: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    picture = document[0].render(scale=DPI / 72, may_draw_forms=True).to_pil().convert("RGB")
    document.close()
    return picture


def crop(picture: Image.Image, box: tuple[float, float, float, float]) -> Image.Image:
    scale, height = DPI / 72, picture.height
    left, bottom, right, top = (edge * scale for edge in box)
    return picture.crop((int(left), int(height - top), int(right), int(height - bottom)))


def drawn(kind: str) -> bytes:
    """A blue stroke or a red ring on nothing."""
    picture = Image.new("RGBA", (320, 140) if kind == "stroke" else (200, 200), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    if kind == "stroke":
        pen.line([(8, 100), (100, 20), (200, 120), (312, 30)], fill=(10, 40, 160, 255), width=8)
    else:
        pen.ellipse([6, 6, 194, 194], outline=(210, 0, 0, 255), width=8)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def share(picture: Image.Image, channel: int) -> float:
    """How much of a picture is clearly of one colour (0 red, 2 blue)."""
    pixels = np.asarray(picture).astype(int)
    others = [one for one in range(3) if one != channel]
    return float((pixels[..., channel] - pixels[..., others].max(axis=2) > 60).mean())


def test_the_text_of_a_digitised_copy_stands_top_right_in_black_and_reads_back(
    office: Office, paper: bytes
) -> None:
    request = SignRequest("intake", Role.INTAKE, "Lan", NOW, LINES, True, DIGITISED_COPY_SLOTS)
    picture = rendered(signer(office.officer).sign(paper, request))
    stamp = crop(picture, (595 - 210, 842 - 57, 595 - 15, 842 - 8))
    assert abs(share(stamp, 0) - share(stamp, 2)) < 0.01  # fringes of smoothed letters, no colour
    assert np.asarray(stamp.convert("L")).min() < 60
    told = pytesseract.image_to_string(
        stamp.resize((stamp.width * 2, stamp.height * 2)), lang="vie", config="--psm 6"
    )
    for line in LINES:
        assert line in told
    assert "2026-11-22T10:00:00+07:00" in told.replace(" ", "")


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("cropped", [False, True])
def test_on_a_turned_or_cropped_page_the_stamp_stands_upright_where_the_reader_sees_the_corner(
    office: Office, paper: bytes, turned: int, cropped: bool
) -> None:
    turned_paper = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        pdf.pages[0].Rotate = turned
        if cropped:
            pdf.pages[0].CropBox = [20, 30, 575, 800]
        pdf.save(turned_paper)
    request = SignRequest("intake", Role.INTAKE, "Lan", NOW, LINES, True, DIGITISED_COPY_SLOTS)
    picture = rendered(signer(office.officer).sign(turned_paper.getvalue(), request))
    width, height = (edge * 72 / DPI for edge in picture.size)
    stamp = crop(picture, (width - 210, height - 57, width - 15, height - 8))
    said = pytesseract.image_to_string(stamp, lang="vie", config="--psm 6")
    assert "BẢN SỐ HÓA" in said
    assert "2026-11-22" in said


def test_the_red_seal_lies_over_the_left_third_of_the_blue_signature(office: Office, paper: bytes) -> None:
    slots = (Slot("leader", LEADER), Slot("seal", SEAL))
    first = SignRequest(
        "leader", Role.LEADER, "Lê Văn Đức", NOW, certify=True, slots=slots, image=drawn("stroke")
    )
    by_leader = signer(office.leader).sign(paper, first)
    seal = SignRequest("seal", Role.SEAL, "UBND", NOW, image=drawn("ring"))
    picture = rendered(signer(office.seal).sign(by_leader, seal))
    third = (LEADER[2] - LEADER[0]) / 3
    overlap = crop(picture, (LEADER[0], LEADER[1], LEADER[0] + third, LEADER[3]))
    rest = crop(picture, (LEADER[0] + third + 3, LEADER[1], LEADER[2], LEADER[3]))
    assert share(overlap, 0) > 0.005  # the seal is there …
    assert share(overlap, 2) > 0.005  # … and the signature shines through it
    assert share(rest, 0) == 0
    assert share(rest, 2) > 0.005


@pytest.mark.parametrize(("dpi", "expected_mm"), [(300, 20.0), (None, 24.7), (72, 24.7)])
def test_a_seal_is_drawn_as_large_as_it_is_and_never_larger_than_its_place(
    office: Office, paper: bytes, dpi: int | None, expected_mm: float
) -> None:
    """236 pixels at 300 to the inch are 20 mm; without a size a seal has 36 mm, more than this place of 24.7 mm."""
    ring = Image.new("RGBA", (236, 236), (0, 0, 0, 0))
    ImageDraw.Draw(ring).ellipse([2, 2, 233, 233], outline=(210, 0, 0, 255), width=8)
    out = io.BytesIO()
    ring.save(out, "PNG", **({"dpi": (dpi, dpi)} if dpi else {}))
    request = SignRequest("seal", Role.SEAL, "UBND", NOW, slots=(Slot("seal", SEAL),), image=out.getvalue())
    red = np.asarray(crop(rendered(signer(office.seal).sign(paper, request)), SEAL)).astype(int)
    columns = np.flatnonzero((red[..., 0] - red[..., 2] > 60).any(axis=0))
    assert abs((columns[-1] - columns[0]) / DPI * 25.4 - expected_mm) < 0.8


def test_without_pictures_names_stand_in_blue_and_the_agency_in_a_red_ring(
    office: Office, paper: bytes
) -> None:
    slots = (Slot("leader", LEADER), Slot("seal", SEAL))
    lines = ("Ký duyệt kết quả", "Lê Văn Đức")
    first = SignRequest("leader", Role.LEADER, "Lê Văn Đức", NOW, lines, certify=True, slots=slots)
    by_leader = signer(office.leader).sign(paper, first)
    seal = SignRequest("seal", Role.SEAL, "UBND", NOW, ("UBND xã Quảng Yên",))
    picture = rendered(signer(office.seal).sign(by_leader, seal))
    assert share(crop(picture, SEAL), 0) > 0.01
    assert share(crop(picture, LEADER), 2) > 0.01


def test_a_request_without_text_shows_the_time_alone(office: Office, paper: bytes) -> None:
    bare = SignRequest("intake", Role.INTAKE, "Lan", NOW, (), True, intake().slots)
    assert signer(office.officer).sign(paper, bare)
