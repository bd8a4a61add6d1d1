# ruff: noqa: E501 - what stands on papers is written as it is printed
"""Less common papers of the office and cards; their truth also names each field as a reader must name it.

Forms 02, 03, 04, 05 and 07 of TT 03/2025/TT-VPCP; cards of Luật Căn cước công dân 2014, Luật Căn cước 2023 and of before
(nine digits); zone of the back after ICAO 9303, part 5.
"""

from __future__ import annotations

import unicodedata
from random import Random

from tests.corpus import people
from tests.corpus.letterhead import MOTTO, NATION, nation, office, signed, table, waves
from tests.corpus.paper import BLACK, MONO, Paper, Run, font_of
from tests.corpus.people import Person, slashed, spoken
from tests.corpus.rare_civil import Line, lines


def _letter(paper: Paper, rng: Random, title: str, sign: str, more: list[Line]) -> None:
    """A letter of the centre about one dossier."""
    who, commune, number = people.person(rng), people.commune(rng), f"{rng.randint(10, 900)}/{sign}"
    heads = [f"UBND XÃ {commune.upper()}", "TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"]
    office(paper, heads, number, f"{commune}, {spoken(people.day(rng))}")
    paper.fields.append(
        {"type": "docno", "label": "", "value": number, "pieces": [number], "name": "document_number"}
    )
    paper.text(title, "title", align="center")
    paper.gap(0.3)
    code = (
        f"H{rng.randint(10, 63)}.{rng.randint(10, 99)}-2506{rng.randint(10, 28)}-{rng.randint(1, 9999):04d}"
    )
    rows: list[Line] = [
        ("Mã hồ sơ:", code, "docno", "document_dossier_code"),
        ("Kính gửi ông/bà:", who.name, "name", "requester_name"),
        ("Địa chỉ:", people.place(rng), "address", "requester_residence"),
        ("Số định danh cá nhân:", who.number, "id", "requester_id_number"),
        ("Nội dung yêu cầu giải quyết:", "Cấp bản sao trích lục hộ tịch", "text", "document_request"),
        *more,
    ]
    lines(paper, rows)
    signed(paper, ["NGƯỜI TIẾP NHẬN HỒ SƠ"], people.person(rng).name)


def supplement(paper: Paper, rng: Random) -> None:
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""
    more: list[Line] = [
        ("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:", "bản chính giấy chứng sinh.", "", ""),
        ("Lý do:", "bản đã nộp bị mờ.", "", ""),
    ]
    _letter(paper, rng, "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "PBS-TTPVHCC", more)


def refusal(paper: Paper, rng: Random) -> None:
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ."""
    more: list[Line] = [
        ("Trung tâm không tiếp nhận, giải quyết hồ sơ này với lý do:", "không thuộc thẩm quyền.", "", "")
    ]
    _letter(paper, rng, "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", "PTC-TTPVHCC", more)


def apology(paper: Paper, rng: Random) -> None:
    """Văn bản xin lỗi và đề nghị gia hạn."""
    more: list[Line] = [
        ("Trung tâm xin lỗi Ông/Bà", "vì trễ hẹn và hẹn lại ngày trả kết quả như sau:", "", ""),
        ("Thời gian trả kết quả giải quyết hồ sơ:", slashed(people.day(rng)), "", ""),
    ]
    _letter(paper, rng, "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT", "PXL-TTPVHCC", more)


def stop_notice(paper: Paper, rng: Random) -> None:
    """Thông báo dừng giải quyết hồ sơ."""
    more: list[Line] = [("Trung tâm dừng giải quyết hồ sơ", "theo đề nghị của người nộp.", "", "")]
    _letter(paper, rng, "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "TB-TTPVHCC", more)


def tracking_book(paper: Paper, rng: Random) -> None:
    """Sổ theo dõi hồ sơ: a page of the book."""
    office(paper, [f"UBND XÃ {people.commune(rng).upper()}", "TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"])
    paper.text("SỔ THEO DÕI HỒ SƠ", "title", align="center")
    rows = []
    for number in range(1, 5):
        code = f"H19.88-2506{rng.randint(10, 28)}-{rng.randint(1, 9999):04d}"
        rows.append(
            [
                (str(number), ""),
                (code, ""),
                (people.person(rng).name, ""),
                (slashed(people.day(rng)), ""),
                ("Trực tiếp", ""),
            ]
        )
    head = ["TT", "Mã hồ sơ", "Họ và tên", "Ngày và thời gian nhận kết quả", "Phương thức nhận kết quả"]
    table(paper, head, [0.07, 0.27, 0.28, 0.2, 0.18], rows)


def mandate(paper: Paper, rng: Random) -> None:
    """Giấy ủy quyền: who gives and who gets the power."""
    giver, taker = people.person(rng), people.person(rng)
    nation(paper)
    paper.text("GIẤY ỦY QUYỀN", "title", align="center")
    for title, whose, who in (
        ("I. BÊN ỦY QUYỀN:", "grantor", giver),
        ("II. BÊN ĐƯỢC ỦY QUYỀN:", "proxy", taker),
    ):
        paper.text(title, "bold")
        rows: list[Line] = [
            ("Họ và tên:", who.name, "name", f"{whose}_name"),
            ("Ngày sinh:", who.birth_date, "dob", f"{whose}_birth_date"),
            ("Số CCCD:", who.number, "id", f"{whose}_id_number"),
            ("Nơi thường trú:", people.place(rng), "address", f"{whose}_residence"),
        ]
        lines(paper, rows, leader=True)
    paper.text("III. NỘI DUNG ỦY QUYỀN", "bold")
    paper.text("Bên được ủy quyền thay mặt bên ủy quyền nộp hồ sơ và nhận kết quả tại Trung tâm.")
    signed(paper, ["Bên ủy quyền"], giver.name)


def health_card(paper: Paper, rng: Random) -> None:
    """Thẻ bảo hiểm y tế (paper card)."""
    who = people.person(rng)
    paper.text("BẢO HIỂM XÃ HỘI VIỆT NAM", "bold", align="center", scale=0.9)
    paper.text("THẺ BẢO HIỂM Y TẾ", "title", align="center")
    number = f"GD4{rng.randrange(10**2):02d}{rng.randrange(10**10):010d}"
    rows: list[Line] = [
        ("Mã số:", number, "", ""),
        ("Họ và tên:", who.name.upper(), "name", "person_name"),
        ("Ngày sinh:", who.birth_date, "dob", "person_birth_date"),
        ("Giới tính:", who.sex, "sex", "person_sex"),
        ("Địa chỉ:", people.place(rng), "address", "person_residence"),
        ("Nơi ĐK KCB BĐ:", "Trạm Y tế xã", "", ""),
        ("Thời điểm đủ 05 năm liên tục:", slashed(people.day(rng)), "", ""),
    ]
    lines(paper, rows)


def old_card(paper: Paper, rng: Random) -> None:
    """Giấy chứng minh nhân dân with nine digits, front."""
    who, number = people.person(rng, (1950, 1990)), f"{rng.randrange(10**8, 10**9)}"
    left, right = round(0.3 * paper.width), round(0.97 * paper.width)
    for text, style, scale in (
        (NATION, "bold", 0.95),
        (MOTTO, "label", 0.9),
        ("GIẤY CHỨNG MINH NHÂN DÂN", "red", 1.0),
    ):
        paper.flow([Run(text, style)], left, right, align="center", scale=scale)
    place = people.place(rng)
    rows: list[Line] = [
        ("SỐ:", number, "id", "person_id_number"),
        ("Họ tên:", who.name.upper(), "name", "person_name"),
        ("Sinh ngày:", who.birth_date, "dob", "person_birth_date"),
        ("Nguyên quán:", people.hometown(rng), "address", "person_hometown"),
        ("Nơi ĐKHK thường trú:", place, "address", "person_residence"),
    ]
    keep, paper.left, paper.right = (paper.left, paper.right), left, right
    lines(paper, rows)
    paper.left, paper.right = keep


def new_card(paper: Paper, rng: Random) -> None:
    """Thẻ căn cước of 2024, front: no places on it."""
    who = people.person(rng, (1965, 2010))
    waves(paper, rng, (210, 226, 232), (0, 0, paper.width, paper.height))
    left, right = round(0.3 * paper.width), round(0.97 * paper.width)
    for text, style, scale in (
        (NATION, "bold", 0.95),
        (MOTTO, "bold", 0.9),
        ("CĂN CƯỚC", "red", 1.0),
        ("IDENTITY CARD", "bold", 0.9),
    ):
        paper.flow([Run(text, style)], left, right, align="center", scale=scale)
    rows: list[Line] = [
        ("Số định danh cá nhân / Personal identification number:", who.number, "id", "person_id_number"),
        ("Họ, chữ đệm và tên khai sinh / Full name:", who.name.upper(), "name", "person_name"),
        ("Ngày, tháng, năm sinh / Date of birth:", who.birth_date, "dob", "person_birth_date"),
        ("Giới tính / Sex:", who.sex, "sex", "person_sex"),
        ("Quốc tịch / Nationality:", "Việt Nam", "nationality", "person_nationality"),
    ]
    keep, paper.left, paper.right = (paper.left, paper.right), left, right
    lines(paper, rows)
    paper.left, paper.right = keep


def card_back(paper: Paper, rng: Random) -> None:
    """The back of both cards with a chip: where and when, two fingers, the zone."""
    who, issued = people.person(rng, (1965, 2006)), people.day(rng, (2021, 2025))
    waves(paper, rng, (212, 230, 230), (0, 0, paper.width, paper.height))
    for text in (
        "Đặc điểm nhận dạng / Personal identification:",
        "Nốt ruồi cách 1 cm dưới sau cánh mũi phải",
    ):
        paper.text(text, scale=0.8)
    lines(paper, [("Ngày, tháng, năm / Date, month, year:", slashed(issued), "date", "person_issued_on")])
    for text in ("CỤC TRƯỞNG CỤC CẢNH SÁT", "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI"):
        paper.text(text, "bold", scale=0.8)
    paper.text("Ngón trỏ trái / Left index finger      Ngón trỏ phải / Right index finger", scale=0.7)
    expires = (who.born[0], who.born[1], who.born[2] + 60)
    _print_zone(paper, zone_lines(who, expires))
    for kind, value, name in (
        ("id", who.number, "person_id_number"),
        ("dob", who.birth_date, "person_birth_date"),
        ("sex", who.sex, "person_sex"),
        ("date", slashed(expires), "person_expires_on"),
    ):
        paper.fields.append({"type": kind, "label": "", "value": value, "pieces": [], "name": name})


def zone_lines(who: Person, expires: tuple[int, int, int]) -> tuple[str, str, str]:
    """The three lines of a card's zone."""
    head = f"{who.number[3:]}{_check(who.number[3:])}{who.number}<<"
    head += _check(head)
    birth, end = (f"{year % 100:02d}{month:02d}{day:02d}" for day, month, year in (who.born, expires))
    birth, end = birth + _check(birth), end + _check(end)
    whole = _check(head + birth + end + "<" * 11)
    plain = unicodedata.normalize("NFD", who.name.upper().replace("Đ", "D"))
    family, *rest = "".join(c for c in plain if c.isascii() and (c.isalpha() or c == " ")).split()
    name = f"{family}<<{'<'.join(rest)}"[:30].ljust(30, "<")
    return f"IDVNM{head}", f"{birth}{'F' if who.woman else 'M'}{end}VNM{'<' * 11}{whole}", name


def _check(text: str) -> str:
    return str(sum((0 if c == "<" else int(c)) * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


def _print_zone(paper: Paper, zone: tuple[str, str, str]) -> None:
    font = font_of(MONO, "Bold", round(paper.width * 0.93 / 30 / 0.6))
    top = round(0.72 * paper.height)
    for number, line in enumerate(zone):
        y = top + number * round(0.09 * paper.height)
        paper.draw.text((0.035 * paper.width, y), line, font=font, fill=BLACK)
        paper.segments.append((y, 0.035 * paper.width, line))
