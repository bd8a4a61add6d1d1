# ruff: noqa: E501 - what stands on papers is written as it is printed
"""Papers that citizens bring along: forms of years past, of the police, of land, business and courts.

Forms of TT 08.a/2010/TT-BTP (certificates of birth and marriage until 2015), CT07 of TT 53/2025/TT-BCA, TT 10/2024/TT-BTNMT
(land), TT 01/2021/TT-BKHĐT (household businesses), NQ 01/2017/NQ-HĐTP (orders of courts).
"""

from __future__ import annotations

from random import Random

from tests.corpus import people
from tests.corpus.letterhead import nation, office, signed, table
from tests.corpus.paper import Paper, Run
from tests.corpus.people import slashed, spoken
from tests.corpus.rare_civil import Line, lines


def _traits(paper: Paper, who: people.Person, first: tuple[str, str], last: tuple[str, str]) -> None:
    label, value = first
    runs = [Run(label), Run(value, "value"), Run("Dân tộc:"), Run(who.people, "value"), Run("Quốc tịch:")]
    paper.flow([*runs, Run("Việt Nam", "value"), Run(last[0]), Run(last[1], "value")])


def birth_of_2010(paper: Paper, rng: Random) -> None:
    """Giấy khai sinh, form of 2010."""
    child, father, mother = (
        people.person(rng, (2005, 2015)),
        people.person(rng, woman=False),
        people.person(rng, woman=True),
    )
    office(paper, [f"UBND XÃ {people.commune(rng).upper()}"])
    paper.text("GIẤY KHAI SINH", "title", align="center")
    number = str(rng.randint(10, 300))
    paper.flow(
        [Run("Số:"), Run(number, "value", "docno"), Run("Quyển số:"), Run(f"01/{child.born[2]}", "value")]
    )
    paper.fields[-1]["name"] = "document_number"
    rows: list[Line] = [
        ("Họ và tên:", child.name.upper(), "name", "person_name"),
        ("Ngày, tháng, năm sinh:", child.birth_date, "dob", "person_birth_date"),
        ("Quê quán:", people.hometown(rng), "address", "person_hometown"),
    ]
    lines(paper, rows, leader=True)
    for label, whose, who in (("Họ và tên cha:", "father", father), ("Họ và tên mẹ:", "mother", mother)):
        lines(paper, [(label, who.name.upper(), "name", f"{whose}_name")], leader=True)
        _traits(paper, who, ("Năm sinh:", str(who.born[2])), ("", ""))
        lines(
            paper, [("Nơi thường trú/tạm trú:", people.place(rng, old=True), "address", f"{whose}_residence")]
        )
    lines(
        paper,
        [
            (
                "Ngày, tháng, năm đăng ký:",
                slashed(people.day(rng, (2006, 2016))),
                "date",
                "document_registered_on",
            )
        ],
    )
    signed(paper, ["CHỦ TỊCH"], people.person(rng).name)


def residence_proof(paper: Paper, rng: Random) -> None:
    """Xác nhận thông tin về cư trú (CT07)."""
    who, head = people.person(rng), people.person(rng)
    office(paper, [f"CÔNG AN XÃ {people.commune(rng).upper()}"], f"{rng.randint(10, 900)}/XN")
    paper.text("XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ", "title", align="center")
    rows: list[Line] = [
        ("1. Họ, chữ đệm và tên:", who.name.upper(), "name", "person_name"),
        ("2. Ngày, tháng, năm sinh:", who.birth_date, "dob", "person_birth_date"),
        ("3. Số định danh cá nhân:", who.number, "id", "person_id_number"),
        ("4. Nơi thường trú:", people.place(rng), "address", "person_residence"),
        ("5. Họ, chữ đệm và tên chủ hộ:", head.name, "name", "household_head_name"),
        ("6. Số định danh cá nhân của chủ hộ:", head.number, "id", "household_head_id_number"),
    ]
    lines(paper, rows)
    paper.text("7. Thông tin các thành viên khác trong hộ gia đình:")
    cells = [
        [(str(k), ""), (p.name, "name"), (p.birth_date, "dob"), (p.sex, ""), (p.number, "id")]
        for k, p in enumerate((people.person(rng), people.person(rng)), 1)
    ]
    heads = ["TT", "Họ, chữ đệm và tên", "Ngày, tháng, năm sinh", "Giới tính", "Số định danh cá nhân"]
    table(paper, heads, [0.07, 0.33, 0.2, 0.15, 0.25], cells)
    paper.text(f"Xác nhận này có giá trị đến hết {spoken(people.day(rng))}.")
    signed(paper, ["TRƯỞNG CÔNG AN XÃ"], people.person(rng).name)


def land_certificate(paper: Paper, rng: Random) -> None:
    """Giấy chứng nhận quyền sử dụng đất: page of the owner."""
    who = people.person(rng, woman=False)
    nation(paper)
    paper.text("GIẤY CHỨNG NHẬN", "title", align="center")
    paper.text(
        "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT", "title", align="center", scale=0.75
    )
    paper.text("1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:", "bold")
    rows: list[Line] = [
        ("Ông:", who.name, "name", "person_name"),
        ("Sinh năm:", str(who.born[2]), "year", "person_birth_year"),
        ("CCCD số:", who.number, "id", "person_id_number"),
        ("Địa chỉ thường trú:", people.place(rng), "address", "person_residence"),
    ]
    lines(paper, rows)
    paper.text("2. Thông tin thửa đất:", "bold")
    paper.text(
        f"Thửa đất số: {rng.randint(1, 500)}; tờ bản đồ số: {rng.randint(1, 40)}; diện tích: 215,4 m²;"
    )
    paper.text("Mục đích sử dụng: Đất ở tại nông thôn; Thời hạn sử dụng: Lâu dài.")
    signed(paper, ["CHỦ TỊCH"], people.person(rng).name)


def business(paper: Paper, rng: Random) -> None:
    """Giấy chứng nhận đăng ký hộ kinh doanh."""
    who, number = people.person(rng), f"{rng.randint(10, 99)}A8{rng.randint(1, 999999):06d}"
    office(paper, [f"UBND XÃ {people.commune(rng).upper()}", "PHÒNG KINH TẾ"])
    paper.text("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH", "title", align="center")
    rows: list[Line] = [
        ("Số:", number, "docno", "document_number"),
        ("1. Tên hộ kinh doanh:", "TẠP HÓA HOA MAI", "", ""),
        ("2. Địa điểm kinh doanh:", people.place(rng), "", ""),
        ("3. Vốn kinh doanh:", "100.000.000 đồng", "", ""),
        ("4. Họ và tên đại diện hộ kinh doanh:", who.name.upper(), "name", "person_name"),
        ("Sinh ngày:", who.birth_date, "dob", "person_birth_date"),
        ("Số giấy chứng thực cá nhân:", who.number, "id", "person_id_number"),
        ("Nơi đăng ký hộ khẩu thường trú:", people.place(rng), "address", "person_residence"),
    ]
    lines(paper, rows)
    signed(paper, ["TRƯỞNG PHÒNG"], people.person(rng).name)


def divorce(paper: Paper, rng: Random) -> None:
    """Quyết định công nhận thuận tình ly hôn."""
    wife, husband = people.person(rng, woman=True), people.person(rng, woman=False)
    number = f"{rng.randint(10, 300)}/{rng.randint(2015, 2025)}/QĐST-HNGĐ"
    office(paper, ["TÒA ÁN NHÂN DÂN", "KHU VỰC 3"], number)
    paper.fields.append(
        {"type": "docno", "label": "", "value": number, "pieces": [number], "name": "document_number"}
    )
    paper.text("QUYẾT ĐỊNH", "title", align="center")
    paper.text("CÔNG NHẬN THUẬN TÌNH LY HÔN", "title", align="center")
    for label, who in (("- Nguyên đơn:", wife), ("- Bị đơn:", husband)):
        rows: list[Line] = [
            (label, who.name, "name", "person_name"),
            ("Sinh ngày:", who.birth_date, "dob", "person_birth_date"),
            ("Nơi cư trú:", people.place(rng), "address", "person_residence"),
        ]
        lines(paper, rows)
    paper.text("Công nhận sự thuận tình ly hôn giữa hai đương sự. Quyết định này có hiệu lực ngay.")
    signed(paper, ["THẨM PHÁN"], people.person(rng).name)
