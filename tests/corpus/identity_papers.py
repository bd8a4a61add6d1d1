# ruff: noqa: E501 - what stands on papers is written as it is printed
"""Papers of identity and residence: CT01 with its digit boxes, a notice, the front of an identity card."""

from __future__ import annotations

from random import Random

from tests.corpus import people
from tests.corpus.letterhead import MOTTO, NATION, nation, office, side_by_side, signed, table, waves
from tests.corpus.paper import BLACK, Paper, Run
from tests.corpus.papers import row
from tests.corpus.people import slashed, spoken


def residence_form(paper: Paper, rng: Random) -> None:
    """Tờ khai thay đổi thông tin cư trú (CT01): digits in boxes, a small table."""
    who, head = people.person(rng), people.person(rng)
    nation(paper)
    paper.text("TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ", "title", align="center")
    paper.text(f"Kính gửi: Công an xã {people.commune(rng)}", align="center")
    row(paper, "1. Họ, chữ đệm và tên:", who.name.upper(), "name", leader=True)
    paper.flow(
        [
            Run("2. Ngày, tháng, năm sinh:"),
            Run(who.birth_date, "value", "dob"),
            Run("3. Giới tính:"),
            Run(who.sex, "value"),
        ]
    )
    _boxes(paper, "4. Số định danh cá nhân:", who.number)
    paper.flow(
        [
            Run("5. Số điện thoại liên hệ:"),
            Run(f"09{rng.randrange(10**8):08d}", "value"),
            Run("6. Email:"),
            Run("Không", "value"),
        ]
    )
    row(paper, "7. Họ, chữ đệm và tên chủ hộ:", head.name, "name", leader=True)
    row(paper, "8. Mối quan hệ với chủ hộ:", rng.choice(["Con", "Vợ", "Cháu ruột"]), leader=True)
    _boxes(paper, "9. Số định danh cá nhân của chủ hộ:", head.number)
    row(paper, "10. Nội dung đề nghị:", f"Đăng ký thường trú tại {people.place(rng)}", leader=True)
    paper.text("11. Những thành viên trong hộ gia đình cùng thay đổi:")
    cells = [
        [(str(k), ""), (p.name, "name"), (p.birth_date, "dob"), (p.sex, ""), (p.number, "id")]
        for k, p in enumerate((people.person(rng), people.person(rng)), 1)
    ]
    table(
        paper,
        ["TT", "Họ, chữ đệm và tên", "Ngày sinh", "Giới tính", "Số định danh cá nhân"],
        [0.07, 0.36, 0.18, 0.14, 0.25],
        cells,
    )
    note = "(Ký, ghi rõ họ tên)"
    side_by_side(paper, (["Ý KIẾN CỦA CHỦ HỘ", note], head.name), (["NGƯỜI KÊ KHAI", note], who.name))


def _boxes(paper: Paper, label: str, number: str) -> None:
    font, _ = paper.font("label")
    base = paper.y + paper.points / 72 * 300
    paper.draw.text((paper.left, base), label, font=font, fill=BLACK, anchor="ls")
    side = round(paper.line_height() * 0.92)
    x = round(paper.left + font.getlength(label) + 30)
    side = min(side, (paper.right - x) // 12)
    for digit in number:
        paper.draw.rectangle((x, paper.y, x + side, paper.y + side), outline=BLACK, width=3)
        paper.draw.text((x + side / 2, base), digit, font=font, fill=BLACK, anchor="ms")
        x += side
    paper.segments += [(paper.y, paper.left, label), (paper.y, paper.right, number)]
    paper.fields.append({"type": "id", "label": label, "value": number, "pieces": [number]})
    paper.gap(1.15)


def notice(paper: Paper, rng: Random) -> None:
    """Thông báo về việc bổ sung hồ sơ."""
    who, commune, number = people.person(rng), people.commune(rng), f"{rng.randint(10, 900)}/TB-TTPVHCC"
    office(
        paper,
        [f"UBND XÃ {commune.upper()}", "TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"],
        number,
        f"{commune}, {spoken(people.day(rng))}",
    )
    paper.fields.append({"type": "docno", "label": "", "value": number, "pieces": [number]})
    paper.text("THÔNG BÁO", "title", align="center")
    paper.text("Về việc yêu cầu bổ sung, hoàn thiện hồ sơ", "bold", align="center")
    paper.gap(0.4)
    paper.flow([Run("Kính gửi Ông/Bà:"), Run(who.name, "value", "name")], indent=120)
    row(paper, "Địa chỉ:", people.place(rng), "address")
    row(paper, "Số định danh cá nhân:", who.number, "id")
    why = (
        f"Sau khi kiểm tra hồ sơ nộp {spoken(people.day(rng))}, Trung tâm Phục vụ hành chính công xã {commune} nhận thấy hồ sơ còn thiếu các "
        "giấy tờ sau đây, đề nghị Ông/Bà bổ sung trong thời hạn 05 ngày làm việc kể từ ngày nhận được thông báo này:",
        "- Giấy chứng nhận quyền sử dụng đất (bản chính để đối chiếu);",
        "- Văn bản thỏa thuận của các thành viên trong hộ gia đình có công chứng hoặc chứng thực;",
        "Quá thời hạn nêu trên mà không bổ sung, hồ sơ sẽ được trả lại theo quy định. Mọi thắc mắc xin liên hệ bộ phận tiếp nhận để được hướng dẫn.",
    )
    for text in why:
        paper.flow([Run(text)], indent=120, align="justify")
    signed(
        paper,
        ["GIÁM ĐỐC"],
        people.person(rng).name,
        sealed=f"UBND XÃ {commune.upper()}",
        province=people.province(rng),
    )


def card(paper: Paper, rng: Random) -> None:
    """Căn cước công dân, front: print of four sizes on a guilloche."""
    who, year = people.person(rng, (1965, 2006)), 0
    waves(paper, rng, (198, 226, 226), (0, 0, paper.width, paper.height))
    w, h = paper.width, paper.height
    paper.draw.ellipse((0.06 * w, 0.05 * h, 0.17 * w, 0.22 * h), fill=(178, 44, 36))
    paper.draw.rectangle((0.04 * w, 0.34 * h, 0.26 * w, 0.8 * h), fill=(160, 186, 198))
    paper.draw.ellipse((0.105 * w, 0.4 * h, 0.195 * w, 0.56 * h), fill=(140, 118, 96))
    paper.draw.chord((0.06 * w, 0.58 * h, 0.24 * w, 1.0 * h), 180, 360, fill=(44, 50, 78))
    x0, x1, year = round(0.285 * w), round(0.985 * w), who.born[2]
    heads = (
        (NATION, "bold", 1.0),
        (MOTTO, "bold", 0.95),
        ("SOCIALIST REPUBLIC OF VIET NAM", "label", 0.8),
        ("Independence - Freedom - Happiness", "label", 0.8),
    )
    paper.y = round(0.05 * h)
    for text, style, scale in heads:
        paper.flow([Run(text, style)], round(0.2 * w), w, align="center", scale=scale)
    paper.gap(0.4)  # the title is half as high again as its line
    paper.flow([Run("CĂN CƯỚC CÔNG DÂN", "red")], round(0.2 * w), w, align="center", scale=1.05)
    paper.gap(0.25)
    paper.flow([Run("Citizen Identity Card")], round(0.2 * w), w, align="center", scale=0.85)
    _pair(paper, x0, x1, "Số / No.:", who.number, "id", 1.0, 1.25)
    paper.flow([Run("Họ và tên / Full name:")], x0, x1, scale=0.75)
    paper.flow([Run(who.name.upper(), "bold", "name")], x0, x1, scale=1.1)
    _pair(paper, x0, x1, "Ngày sinh / Date of birth:", who.birth_date, "dob", 0.75, 1.0)
    _pair(paper, x0, round(0.5 * w), "Giới tính / Sex:", who.sex, "", 0.75, 0.95)
    paper.y -= round(paper.line_height(0.95))
    _pair(paper, round(0.52 * w), x1, "Quốc tịch / Nationality:", "Việt Nam", "", 0.75, 0.95)
    paper.flow([Run("Quê quán / Place of origin:")], x0, x1, scale=0.75)
    paper.flow([Run(people.hometown(rng).replace("xã", "Xã", 1), "label", "address")], x0, x1)
    paper.flow([Run("Nơi thường trú / Place of residence:")], x0, x1, scale=0.75)
    paper.flow([Run(people.place(rng, house=True), "label", "address")], x0, x1)
    paper.flow(
        [Run(f"Có giá trị đến: {slashed((who.born[0], who.born[1], year + 60))}")],
        round(0.04 * w),
        x0,
        scale=0.62,
    )
    paper.flow([Run("Date of expiry")], round(0.04 * w), x0, scale=0.58)


def _pair(
    paper: Paper, x0: int, x1: int, label: str, value: str, kind: str, small: float, large: float
) -> None:
    """Label and value in two sizes on one base line: two segments, as on the card."""
    base = paper.y + paper.points * large / 72 * 300
    font, colour = paper.font("label", small)
    paper.draw.text((x0, base), label, font=font, fill=colour, anchor="ls")
    bold, colour = paper.font("bold" if kind == "id" else "label", large)
    x = x0 + font.getlength(label) + 26
    paper.draw.text((x, base), value, font=bold, fill=colour, anchor="ls")
    paper.segments += [(paper.y, x0, label), (paper.y, x, value)]
    if kind:
        paper.fields.append({"type": kind, "label": "", "value": value, "pieces": [value]})
    paper.y += round(paper.line_height(large))
