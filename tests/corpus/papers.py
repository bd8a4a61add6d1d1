# ruff: noqa: E501 - what stands on papers is written as it is printed
"""Papers of civil status: birth, marriage, single status, death."""

from __future__ import annotations

from random import Random

from tests.corpus import people
from tests.corpus.letterhead import nation, office, side_by_side, signed, waves
from tests.corpus.paper import Paper, Run
from tests.corpus.people import Person, slashed, spoken

_UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def row(
    paper: Paper, label: str, value: str, kind: str = "", *, leader: bool = False, plain: bool = False
) -> None:
    """A label and what is filled in."""
    runs = [Run(label), Run(value, "label" if plain else "value", kind, label)]
    paper.flow(runs, leader=leader)


def traits(paper: Paper, who: Person, first: str, value: str, *, leader: bool, glue: str = "") -> None:
    """Sex (or year), people and nationality on one row."""
    runs = [Run(first), Run(value, "value", tail=glue), Run("Dân tộc:"), Run(who.people, "value", tail=glue)]
    paper.flow([*runs, Run("Quốc tịch:"), Run("Việt Nam", "value")], leader=leader)


def day_in_words(when: tuple[int, int, int]) -> str:
    """Ngày mùng hai, tháng tám, năm hai nghìn không trăm hai mươi lăm."""
    day, month, year = when
    spoken_day = f"mùng {_UNITS[day]}" if day < 10 else "mùng mười" if day == 10 else _tens(day)
    spoken_month = _UNITS[month] if month < 10 else _tens(month)
    return f"Ngày {spoken_day}, tháng {spoken_month}, năm hai nghìn không trăm {_tens(year % 100)}"


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "mười" if tens == 1 else f"{_UNITS[tens]} mươi"
    tail = {0: "", 1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(ones, _UNITS[ones])
    return f"{head} {tail}".strip()


def birth_form(paper: Paper, rng: Random) -> None:
    """Tờ khai đăng ký khai sinh."""
    asker, mother, father = (
        people.person(rng),
        people.person(rng, (1975, 2003), True),
        people.person(rng, (1970, 2000), False),
    )
    child, dots = people.person(rng, (2024, 2026)), rng.random() < 0.75
    commune = people.commune(rng)
    nation(paper)
    paper.text("TỜ KHAI ĐĂNG KÝ KHAI SINH", "title", align="center")
    paper.gap(0.3)
    paper.text(f"Kính gửi: Ủy ban nhân dân xã {commune}, tỉnh {people.province(rng)}", align="center")
    paper.gap(0.3)
    row(paper, "Họ, chữ đệm, tên người yêu cầu:", asker.name.upper(), "name", leader=dots)
    row(paper, "Ngày, tháng, năm sinh:", asker.birth_date, "dob", leader=dots)
    row(paper, "Nơi cư trú:", people.place(rng), "address", leader=dots)
    row(paper, "Số định danh cá nhân/Giấy tờ tùy thân:", asker.number, "id", leader=dots)
    row(
        paper,
        "Quan hệ với người được khai sinh:",
        rng.choice(["Mẹ đẻ", "Cha đẻ", "Ông ngoại", "Bà nội"]),
        leader=dots,
    )
    paper.text("Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:", "bold")
    row(paper, "Họ, chữ đệm, tên:", child.name.upper(), "name", leader=dots)
    row(paper, "Ngày, tháng, năm sinh:", child.birth_date, "dob", leader=dots)
    row(paper, "Ghi bằng chữ:", day_in_words(child.born), leader=dots)
    traits(paper, child, "Giới tính:", child.sex, leader=dots)
    row(
        paper,
        "Nơi sinh:",
        f"{rng.choice(['Trạm Y tế', 'Nhà hộ sinh'])} xã {people.commune(rng)}, tỉnh {people.province(rng)}",
        leader=dots,
    )
    row(paper, "Quê quán:", people.hometown(rng), "address", leader=dots)
    for title, who in (("mẹ", mother), ("cha", father)):
        row(paper, f"Họ, chữ đệm, tên người {title}:", who.name, "name", leader=dots)
        traits(paper, who, "Năm sinh:", str(who.born[2]), leader=dots)
        row(paper, "Số định danh cá nhân:", who.number, "id", leader=dots)
    oath = (
        "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, được sự thỏa thuận nhất trí của các bên "
        "liên quan theo quy định pháp luật. Tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình."
    )
    paper.flow([Run(oath)], indent=120, align="justify")
    paper.text(f"Làm tại: xã {commune}, {spoken(people.day(rng))}", "italic", align="right")
    signed(paper, ["Người yêu cầu", "(Ký, ghi rõ họ, chữ đệm, tên)"], asker.name)


def birth_certificate(paper: Paper, rng: Random) -> None:
    """Giấy khai sinh."""
    child, mother, father = (
        people.person(rng, (2005, 2026)),
        people.person(rng, (1975, 1995), True),
        people.person(rng, (1970, 1995), False),
    )
    commune, dots = people.commune(rng), rng.random() < 0.6
    if rng.random() < 0.6:
        box = (100, 100, paper.width - 100, paper.height - 100)
        waves(paper, rng, rng.choice([(206, 220, 240), (226, 232, 214), (240, 222, 224)]), box)
        for inset, thick in ((90, 10), (112, 4)):
            paper.draw.rectangle(
                (inset, inset, paper.width - inset, paper.height - inset), outline=(140, 24, 40), width=thick
            )
    paper.gap(2)
    office(paper, [f"UBND XÃ {commune.upper()}"], f"{rng.randint(1, 300)}/{rng.randint(2025, 2026)}")
    paper.text("GIẤY KHAI SINH", "red", align="center")
    paper.gap(0.5)
    row(paper, "Họ, chữ đệm, tên:", child.name.upper(), "name", leader=dots)
    row(paper, "Ngày, tháng, năm sinh:", child.birth_date, "dob", leader=dots)
    row(paper, "Ghi bằng chữ:", day_in_words(child.born), leader=dots)
    traits(paper, child, "Giới tính:", child.sex, leader=dots)
    row(
        paper,
        "Nơi sinh:",
        f"Bệnh viện Đa khoa huyện {people.district(rng)}, tỉnh {people.province(rng)}",
        leader=dots,
    )
    row(paper, "Quê quán:", people.hometown(rng), "address", leader=dots)
    row(paper, "Số định danh cá nhân:", child.number, "id", leader=dots)
    for title, who in (("mẹ", mother), ("cha", father)):
        paper.gap(0.3)
        row(paper, f"Họ, chữ đệm, tên người {title}:", who.name.upper(), "name", leader=dots)
        traits(paper, who, "Năm sinh:", str(who.born[2]), leader=dots)
        row(paper, "Nơi cư trú:", people.place(rng), "address", leader=dots)
    paper.gap(0.3)
    row(paper, "Họ, chữ đệm, tên người đi khai sinh:", father.name, "name", leader=dots)
    row(paper, "Giấy tờ tùy thân:", f"Thẻ căn cước số {father.number}", leader=dots)
    row(paper, "Ngày, tháng, năm đăng ký:", slashed(people.day(rng)), leader=dots)
    ring, province = f"ỦY BAN NHÂN DÂN XÃ {commune.upper()}", people.province(rng)
    signed(
        paper,
        ["NGƯỜI KÝ GIẤY KHAI SINH", "CHỦ TỊCH"],
        people.person(rng).name,
        sealed=ring,
        province=province,
    )


def marriage(paper: Paper, rng: Random) -> None:
    """Giấy chứng nhận kết hôn: two columns."""
    wife, husband = people.person(rng, (1975, 2003), True), people.person(rng, (1975, 2003), False)
    commune, when = people.commune(rng), people.day(rng)
    office(paper, [f"UBND XÃ {commune.upper()}"], f"{rng.randint(1, 90)}/{when[2]}")
    paper.text("GIẤY CHỨNG NHẬN KẾT HÔN", "red", align="center")
    paper.gap(0.6)
    middle, top, low = (paper.left + paper.right) // 2, paper.y, 0
    for title, who, x0, x1 in (
        ("vợ", wife, paper.left - 40, middle - 50),
        ("chồng", husband, middle + 20, paper.right + 50),
    ):
        paper.y = top
        for label, value, kind in (
            (f"Họ, chữ đệm, tên {title}:", who.name.upper(), "name"),
            ("Ngày, tháng, năm sinh:", who.birth_date, "dob"),
            ("Dân tộc:", who.people, ""),
            ("Quốc tịch:", "Việt Nam", ""),
            ("Nơi cư trú:", people.place(rng), "address"),
            ("Giấy tờ tùy thân: Căn cước số", who.number, "id"),
        ):
            paper.flow([Run(label), Run(value, "value", kind, label)], x0, x1)
        low = max(low, paper.y)
    paper.y = low
    paper.gap(0.4)
    row(paper, "Ngày, tháng, năm đăng ký kết hôn:", slashed(when))
    paper.text(f"Giấy chứng nhận kết hôn này có giá trị kể từ ngày đăng ký, {spoken(when)}.")
    note = "(Ký, ghi rõ họ, chữ đệm, tên)"
    side_by_side(paper, (["Vợ", note], wife.name), (["Chồng", note], husband.name))
    ring = f"ỦY BAN NHÂN DÂN XÃ {commune.upper()}"
    heads = ["NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN", "CHỦ TỊCH"]
    signed(paper, heads, people.person(rng).name, sealed=ring, province=people.province(rng))


def single_status(paper: Paper, rng: Random) -> None:
    """Giấy xác nhận tình trạng hôn nhân."""
    who, commune, province = people.person(rng), people.commune(rng), people.province(rng)
    number = f"{rng.randint(10, 900)}/UBND-XNTTHN"
    office(
        paper,
        [f"TỈNH {province.upper()}", f"UBND XÃ {commune.upper()}"],
        number,
        f"{commune}, {spoken(people.day(rng))}",
    )
    paper.text("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", "title", align="center")
    paper.gap(0.5)
    asked = f"Xét đề nghị của ông/bà: {who.name}, về việc cấp Giấy xác nhận tình trạng hôn nhân,"
    paper.flow([Run(asked)], indent=120, align="justify")
    paper.text("XÁC NHẬN:", "bold", align="center")
    _single_person(paper, rng, who)
    since, until = spoken(people.day(rng, (2000, 2010))), spoken(people.day(rng, (2011, 2020)))
    paper.flow(
        [
            Run(
                f"Trong thời gian cư trú tại: {people.place(rng, house=True, old=True)}, từ {since} đến {until}."
            )
        ],
        align="justify",
    )
    court = f"Quyết định số {rng.randint(10, 300)}/2018/QĐST-HNGĐ ngày {slashed(people.day(rng, (2018, 2018)))} của Tòa án nhân dân huyện {people.district(rng)}"
    state = rng.choice(
        [
            "Chưa đăng ký kết hôn với ai.",
            f"Đã đăng ký kết hôn nhưng đã ly hôn theo {court}; hiện tại chưa đăng ký kết hôn với ai.",
        ]
    )
    row(paper, "Tình trạng hôn nhân:", state)
    paper.text(
        f"Giấy này được cấp để: {rng.choice(['làm thủ tục đăng ký kết hôn', 'làm thủ tục chuyển nhượng quyền sử dụng đất'])}."
    )
    paper.flow(
        [
            Run(
                "Giấy này có giá trị đến thời điểm thay đổi tình trạng hôn nhân hoặc 06 tháng kể từ ngày cấp, tùy theo thời điểm nào đến trước."
            )
        ],
        align="justify",
    )
    heads = ["NGƯỜI KÝ GIẤY XÁC NHẬN", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"]
    signed(
        paper,
        heads,
        people.person(rng).name,
        sealed=f"ỦY BAN NHÂN DÂN XÃ {commune.upper()}",
        province=province,
    )


def _single_person(paper: Paper, rng: Random, who: Person) -> None:
    """Whom the certificate of single status is about."""
    row(paper, "Họ, chữ đệm, tên:", who.name.upper(), "name")
    row(paper, "Ngày, tháng, năm sinh:", who.birth_date, "dob")
    traits(paper, who, "Giới tính:", who.sex, leader=False, glue=";")
    issued = f"do Cục Cảnh sát quản lý hành chính về trật tự xã hội cấp ngày {slashed(people.day(rng, (2021, 2024)))}"
    paper.flow([Run("Giấy tờ tùy thân: Căn cước công dân số"), Run(who.number, "value", "id"), Run(issued)])
    row(paper, "Nơi cư trú:", people.place(rng, old=rng.random() < 0.3), "address")


def death_extract(paper: Paper, rng: Random) -> None:
    """Trích lục khai tử (bản sao)."""
    who, commune, when = people.person(rng, (1930, 1975)), people.commune(rng), people.day(rng)
    dots = rng.random() < 0.5
    number = f"{rng.randint(5, 400)}/TLKT-BS"
    office(paper, [f"UBND XÃ {commune.upper()}"], number, f"{commune}, {spoken(people.day(rng))}")
    paper.text("TRÍCH LỤC KHAI TỬ", "title", align="center")
    paper.text("(BẢN SAO)", "bold", align="center")
    paper.gap(0.4)
    row(paper, "Họ, chữ đệm, tên:", who.name.upper(), "name", leader=dots)
    row(paper, "Ngày, tháng, năm sinh:", who.birth_date, "dob", leader=dots)
    traits(paper, who, "Giới tính:", who.sex, leader=dots)
    row(paper, "Số định danh cá nhân:", who.number, "id", leader=dots)
    old = f"Chứng minh nhân dân số {rng.randrange(10**8, 10**9)}, Công an tỉnh {people.province(rng)} cấp ngày {slashed(people.day(rng, (1999, 2012)))}"
    row(paper, "Giấy tờ tùy thân:", old, leader=dots)
    row(paper, "Nơi cư trú cuối cùng:", people.place(rng), "address", leader=dots)
    row(
        paper,
        "Đã chết vào lúc:",
        f"{rng.randint(0, 23):02d} giờ {rng.randint(0, 59):02d} phút, {spoken(when)}",
        leader=dots,
    )
    row(paper, "Ghi bằng chữ:", day_in_words(when), leader=dots)
    row(paper, "Nơi chết:", rng.choice(["Tại nhà riêng", "Bệnh viện Đa khoa tỉnh"]), leader=dots)
    row(
        paper,
        "Nguyên nhân chết:",
        rng.choice(["Bệnh già", "Bệnh tim mạch", "Tai nạn giao thông"]),
        leader=dots,
    )
    row(
        paper,
        "Đăng ký khai tử tại:",
        f"Ủy ban nhân dân xã {commune}, tỉnh {people.province(rng)}",
        leader=dots,
    )
    paper.text(f"Số: {rng.randint(3, 200)}/{when[2]} ngày {slashed(when)}")
    row(paper, "Thực hiện trích lục từ:", "Sổ đăng ký khai tử", leader=dots)
    ring = f"ỦY BAN NHÂN DÂN XÃ {commune.upper()}"
    signed(
        paper,
        ["NGƯỜI KÝ TRÍCH LỤC", "PHÓ CHỦ TỊCH"],
        people.person(rng).name,
        sealed=ring,
        province=people.province(rng),
    )
