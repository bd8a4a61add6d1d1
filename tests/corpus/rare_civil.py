# ruff: noqa: E501 - what stands on papers is written as it is printed
"""Papers of civil status that come less often; their truth also names each field as a reader must name it.

Forms of TT 04/2020/TT-BTP and TT 04/2024/TT-BTP, giấy chứng sinh of TT 17/2012/TT-BYT, giấy báo tử of TT 24/2020/TT-BYT.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.corpus import people
from tests.corpus.letterhead import nation, office, signed, table
from tests.corpus.paper import Paper, Run
from tests.corpus.papers import day_in_words
from tests.corpus.people import Person, slashed, spoken

Line = tuple[str, str, str, str]  # label, value as printed, type, name ("" = no field)


def lines(paper: Paper, rows: Sequence[Line], *, leader: bool = False) -> None:
    """Labels with values, one a row, each with its name in the truth."""
    for label, value, kind, name in rows:
        paper.flow([Run(label), Run(value, "value", kind if name else "", label)], leader=leader)
        if name:
            paper.fields[-1]["name"] = name


def requester(who: Person, rng: Random) -> list[Line]:
    """The head of nearly every declaration."""
    return [
        ("Họ, chữ đệm, tên người yêu cầu:", who.name, "name", "requester_name"),
        ("Nơi cư trú:", people.place(rng), "address", "requester_residence"),
        ("Số định danh cá nhân:", who.number, "id", "requester_id_number"),
    ]


def person_lines(who: Person, rng: Random, whose: str, where: str = "Nơi cư trú:") -> list[Line]:
    """Somebody as declarations and extracts print it."""
    return [
        ("Ngày, tháng, năm sinh:", who.birth_date, "dob", f"{whose}_birth_date"),
        ("Giới tính:", who.sex, "sex", f"{whose}_sex"),
        ("Dân tộc:", who.people, "ethnicity", f"{whose}_ethnicity"),
        ("Quốc tịch:", "Việt Nam", "nationality", f"{whose}_nationality"),
        (where, people.place(rng), "address", f"{whose}_residence"),
        ("Số định danh cá nhân:", who.number, "id", f"{whose}_id_number"),
    ]


def _declaration(paper: Paper, rng: Random, title: str, asked: str, body: Sequence[Line]) -> None:
    nation(paper)
    paper.text(title, "title", align="center")
    paper.gap(0.4)
    asker = people.person(rng)
    paper.text(f"Kính gửi: Ủy ban nhân dân xã {people.commune(rng)}", align="center")
    dots = rng.random() < 0.6
    lines(paper, requester(asker, rng), leader=dots)
    paper.text(asked, "bold")
    lines(paper, body, leader=dots)
    paper.text(
        "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật."
    )
    signed(paper, ["Người yêu cầu"], asker.name)


def death_form(paper: Paper, rng: Random) -> None:
    """Tờ khai đăng ký khai tử."""
    who, when = people.person(rng, (1930, 1975)), people.day(rng)
    body = [
        ("Họ, chữ đệm, tên:", who.name, "name", "person_name"),
        *person_lines(who, rng, "person", "Nơi cư trú cuối cùng:"),
        ("Đã chết vào lúc:", f"07 giờ 30 phút, {spoken(when)}", "date", "person_death_date"),
        ("Nơi chết:", "Tại nhà riêng", "text", "person_death_place"),
        ("Nguyên nhân chết:", "Bệnh già", "text", "person_death_cause"),
    ]
    _declaration(
        paper, rng, "TỜ KHAI ĐĂNG KÝ KHAI TỬ", "Đề nghị cơ quan đăng ký khai tử cho người dưới đây:", body
    )
    next(f for f in paper.fields if f["type"] == "date")["value"] = slashed(when)


def single_form(paper: Paper, rng: Random) -> None:
    """Tờ khai cấp Giấy xác nhận tình trạng hôn nhân."""
    who = people.person(rng)
    body = [
        ("Họ, chữ đệm, tên:", who.name, "name", "person_name"),
        *person_lines(who, rng, "person"),
        ("Tình trạng hôn nhân:", "Chưa đăng ký kết hôn với ai", "text", "person_marital_status"),
    ]
    asked = "Đề nghị cấp Giấy xác nhận tình trạng hôn nhân cho người có tên dưới đây:"
    _declaration(paper, rng, "TỜ KHAI CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", asked, body)


def parent_form(paper: Paper, rng: Random) -> None:
    """Tờ khai đăng ký nhận cha, mẹ, con."""
    who = people.person(rng, (2010, 2024))
    body = [("Họ, chữ đệm, tên:", who.name, "name", "person_name"), *person_lines(who, rng, "person")]
    asked = "Đề nghị cơ quan công nhận người có tên dưới đây là con của tôi:"
    _declaration(paper, rng, "TỜ KHAI ĐĂNG KÝ NHẬN CHA, MẸ, CON", asked, body)


def change_form(paper: Paper, rng: Random) -> None:
    """Tờ khai đăng ký thay đổi, cải chính hộ tịch."""
    who = people.person(rng)
    body = [("Họ, chữ đệm, tên:", who.name, "name", "person_name"), *person_lines(who, rng, "person")]
    asked = "Đề nghị cơ quan đăng ký việc cải chính chữ đệm cho người có tên dưới đây:"
    _declaration(paper, rng, "TỜ KHAI ĐĂNG KÝ THAY ĐỔI, CẢI CHÍNH HỘ TỊCH", asked, body)


def copy_form(paper: Paper, rng: Random) -> None:
    """Tờ khai cấp bản sao trích lục hộ tịch."""
    who = people.person(rng)
    body = [
        ("Họ, chữ đệm, tên:", who.name, "name", "person_name"),
        *person_lines(who, rng, "person"),
        ("Đã đăng ký tại:", f"Ủy ban nhân dân xã {people.commune(rng)}", "", ""),
        ("Số lượng bản sao đề nghị cấp:", "03 bản", "", ""),
    ]
    asked = "Đề nghị cơ quan cấp bản sao trích lục khai sinh cho người có tên dưới đây:"
    _declaration(paper, rng, "TỜ KHAI CẤP BẢN SAO TRÍCH LỤC HỘ TỊCH", asked, body)


def marriage_form(paper: Paper, rng: Random) -> None:
    """Tờ khai đăng ký kết hôn: a table with both sides beside each other."""
    wife, husband = people.person(rng, (1980, 2004), True), people.person(rng, (1980, 2004), False)
    nation(paper)
    paper.text("TỜ KHAI ĐĂNG KÝ KẾT HÔN", "title", align="center")
    paper.text(f"Kính gửi: Ủy ban nhân dân xã {people.commune(rng)}", align="center")
    homes = people.place(rng), people.place(rng)
    asked: list[tuple[str, str, str, str, str]] = [
        ("Họ, chữ đệm, tên", "name", "name", wife.name, husband.name),
        ("Ngày, tháng, năm sinh", "dob", "birth_date", wife.birth_date, husband.birth_date),
        ("Dân tộc", "ethnicity", "ethnicity", wife.people, husband.people),
        ("Quốc tịch", "nationality", "nationality", "Việt Nam", "Việt Nam"),
        ("Nơi cư trú", "address", "residence", *homes),
        ("Số định danh cá nhân", "id", "id_number", wife.number, husband.number),
        ("Kết hôn lần thứ mấy", "", "", "Lần thứ nhất", "Lần thứ nhất"),
    ]
    cells = [[(label, ""), (a, kind), (b, kind)] for label, kind, _, a, b in asked]
    table(paper, ["Thông tin", "Bên nữ", "Bên nam"], [0.24, 0.38, 0.38], cells, scale=0.9)
    names = [f"{side}_{field}" for _, kind, field, *_ in asked if kind for side in ("wife", "husband")]
    for field, name in zip(paper.fields, names, strict=True):
        field["name"] = name
    paper.text(
        "Chúng tôi cam đoan những lời khai trên đây là đúng sự thật, việc kết hôn của chúng tôi là tự nguyện."
    )
    signed(paper, ["Bên nam", "(Ký, ghi rõ họ, chữ đệm, tên)"], husband.name)


def birth_proof(paper: Paper, rng: Random) -> None:
    """Giấy chứng sinh."""
    mother, when = people.person(rng, (1980, 2003), True), people.day(rng)
    office(paper, ["SỞ Y TẾ", "BỆNH VIỆN ĐA KHOA"], f"{rng.randint(1, 900)}/GCS")
    paper.text("GIẤY CHỨNG SINH", "title", align="center")
    rows = [
        ("Họ và tên mẹ:", mother.name, "name", "mother_name"),
        ("Năm sinh:", str(mother.born[2]), "year", "mother_birth_year"),
        ("Nơi thường trú:", people.place(rng), "address", "mother_residence"),
        ("Số CCCD:", mother.number, "id", "mother_id_number"),
        ("Dân tộc:", mother.people, "ethnicity", "mother_ethnicity"),
        ("Đã sinh con vào lúc:", f"04 giờ 15 phút, {spoken(when)}", "dob", "child_birth_date"),
        ("Số lần sinh:", "01", "", ""),
        ("Số con trong lần sinh này:", "01", "", ""),
        ("Giới tính của con:", "Nữ", "sex", "child_sex"),
        ("Cân nặng:", "3200 gam", "", ""),
    ]
    lines(paper, rows, leader=True)
    next(f for f in paper.fields if f["type"] == "dob")["value"] = slashed(when)
    signed(paper, ["Người đỡ đẻ", "(Ký, ghi rõ họ tên)"], people.person(rng).name)


def death_notice(paper: Paper, rng: Random) -> None:
    """Giấy báo tử."""
    who, when, number = people.person(rng, (1930, 1975)), people.day(rng), f"{rng.randint(1, 90)}/GBT-BV"
    office(paper, ["SỞ Y TẾ", "BỆNH VIỆN ĐA KHOA"], number, f"{people.commune(rng)}, {spoken(when)}")
    paper.fields.append(
        {"type": "docno", "label": "", "value": number, "pieces": [number], "name": "document_number"}
    )
    paper.text("GIẤY BÁO TỬ", "title", align="center")
    rows = [
        ("Họ và tên:", who.name, "name", "person_name"),
        *person_lines(who, rng, "person", "Nơi thường trú:"),
        ("Đã tử vong vào lúc:", f"06 giờ 05 phút, {spoken(when)}", "date", "person_death_date"),
        ("Nguyên nhân tử vong:", "Suy hô hấp", "text", "person_death_cause"),
    ]
    lines(paper, rows, leader=True)
    next(f for f in paper.fields if f["type"] == "date")["value"] = slashed(when)
    signed(paper, ["Người báo tử"], people.person(rng).name)


def birth_extract(paper: Paper, rng: Random) -> None:
    """Trích lục khai sinh (bản sao)."""
    child, mother = people.person(rng, (2005, 2026)), people.person(rng, (1975, 1995), True)
    number, commune = f"{rng.randint(5, 400)}/TLKS-BS", people.commune(rng)
    office(paper, [f"UBND XÃ {commune.upper()}"], number, f"{commune}, {spoken(people.day(rng))}")
    paper.fields.append(
        {"type": "docno", "label": "", "value": number, "pieces": [number], "name": "document_number"}
    )
    paper.text("TRÍCH LỤC KHAI SINH", "title", align="center")
    paper.text("(BẢN SAO)", "bold", align="center")
    rows = [
        ("Họ, chữ đệm, tên:", child.name.upper(), "name", "person_name"),
        ("Ngày, tháng, năm sinh:", child.birth_date, "dob", "person_birth_date"),
        ("Ghi bằng chữ:", day_in_words(child.born), "", ""),
        ("Giới tính:", child.sex, "sex", "person_sex"),
        (
            "Nơi sinh:",
            f"Trạm Y tế xã {commune}, tỉnh {people.province(rng)}",
            "address",
            "person_birth_place",
        ),
        ("Quê quán:", people.hometown(rng), "address", "person_hometown"),
        ("Số định danh cá nhân:", child.number, "id", "person_id_number"),
        ("Họ, chữ đệm, tên người mẹ:", mother.name, "name", "mother_name"),
        ("Nơi cư trú:", people.place(rng), "address", "mother_residence"),
        ("Đăng ký khai sinh tại:", f"Ủy ban nhân dân xã {commune}", "", ""),
    ]
    lines(paper, rows)
    signed(paper, ["NGƯỜI KÝ TRÍCH LỤC", "PHÓ CHỦ TỊCH"], people.person(rng).name)


def marriage_extract(paper: Paper, rng: Random) -> None:
    """Trích lục kết hôn (bản sao)."""
    wife, husband = people.person(rng, (1975, 2003), True), people.person(rng, (1975, 2003), False)
    number, commune = f"{rng.randint(5, 400)}/TLKH-BS", people.commune(rng)
    office(paper, [f"UBND XÃ {commune.upper()}"], number, f"{commune}, {spoken(people.day(rng))}")
    paper.fields.append(
        {"type": "docno", "label": "", "value": number, "pieces": [number], "name": "document_number"}
    )
    paper.text("TRÍCH LỤC KẾT HÔN", "title", align="center")
    paper.text("(BẢN SAO)", "bold", align="center")
    for title, side, who in (("vợ", "wife", wife), ("chồng", "husband", husband)):
        head: Line = (f"Họ, chữ đệm, tên {title}:", who.name.upper(), "name", f"{side}_name")
        lines(paper, [head, *person_lines(who, rng, side)[:1], *person_lines(who, rng, side)[2:]])
    lines(paper, [("Đăng ký kết hôn tại:", f"Ủy ban nhân dân xã {commune}", "", "")])
    signed(paper, ["NGƯỜI KÝ TRÍCH LỤC", "PHÓ CHỦ TỊCH"], people.person(rng).name)
