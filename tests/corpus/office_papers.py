# ruff: noqa: E501 - what stands on papers is written as it is printed
"""Papers of the office: application, receipt, decision, list, process slip, notice, and of identity and residence."""

from __future__ import annotations

import itertools
from random import Random

from tests.corpus import people
from tests.corpus.letterhead import nation, office, side_by_side, signed, table
from tests.corpus.paper import Paper, Run
from tests.corpus.papers import row
from tests.corpus.people import slashed, spoken


def application(paper: Paper, rng: Random) -> None:
    """Đơn đề nghị."""
    who, commune, dots = people.person(rng), people.commune(rng), rng.random() < 0.6
    nation(paper)
    paper.text(f"{commune}, {spoken(people.day(rng))}", "italic", align="right")
    paper.text("ĐƠN ĐỀ NGHỊ", "title", align="center")
    paper.text(
        rng.choice(
            [
                "HỖ TRỢ XÓA NHÀ TẠM, NHÀ DỘT NÁT",
                "XÁC NHẬN HỘ NGHÈO",
                "TÁCH THỬA ĐẤT",
                "CẤP LẠI GIẤY CHỨNG NHẬN",
            ]
        ),
        "bold",
        align="center",
    )
    paper.gap(0.3)
    paper.text(f"Kính gửi: Chủ tịch Ủy ban nhân dân xã {commune}", "bold", align="center")
    row(paper, "Tên tôi là:", who.name, "name", leader=dots)
    row(paper, "Sinh ngày:", who.birth_date, "dob", leader=dots)
    row(paper, "Số căn cước:", who.number, "id", leader=dots)
    row(paper, "Nơi thường trú:", people.place(rng, house=True), "address", leader=dots)
    row(
        paper,
        "Nghề nghiệp:",
        rng.choice(["Nội trợ", "Trồng cà phê", "Thợ xây", "Buôn bán nhỏ", "Chăn nuôi"]),
        leader=dots,
    )
    row(
        paper,
        "Số điện thoại:",
        f"09{rng.randrange(10, 99)} {rng.randrange(100, 999)} {rng.randrange(100, 999)}",
        leader=dots,
    )
    body = (
        "Sau khi thực hiện mô hình chính quyền địa phương hai cấp, hồ sơ trước đây lưu tại Ủy ban nhân dân huyện đã được bàn giao "
        "về xã; tôi kính đề nghị Trung tâm Phục vụ hành chính công kiểm tra, đối chiếu để giải quyết theo quy định.",
        f"Thửa đất số {rng.randint(10, 900)}, tờ bản đồ số {rng.randint(2, 60)}, diện tích {rng.randint(80, 990)},{rng.randint(1, 9)} m² tại địa chỉ "
        f"nêu trên đã được gia đình sử dụng ổn định, liên tục từ năm {rng.randint(1990, 2012)} đến nay, không có tranh chấp, khiếu nại.",
        f"Gia đình tôi hiện có {rng.randint(2, 8)} nhân khẩu, trong đó có {rng.randint(1, 4)} người đang ở độ tuổi lao động. Thu nhập bình quân đầu người "
        f"khoảng {rng.randint(700, 1950)}.000 đồng/tháng, chủ yếu dựa vào sản xuất nông nghiệp, không ổn định do ảnh hưởng của thiên tai, dịch bệnh.",
        "Vậy tôi làm đơn này kính mong Ủy ban nhân dân xã xem xét, giải quyết. Tôi xin chân thành cảm ơn!",
    )
    for text in body:
        paper.flow([Run(text)], indent=120, align="justify")
    signed(paper, ["NGƯỜI LÀM ĐƠN", "(Ký, ghi rõ họ tên)"], who.name)


def receipt(paper: Paper, rng: Random) -> None:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""
    who, clerk, commune, when = people.person(rng), people.person(rng), people.commune(rng), people.day(rng)
    lines = [f"UBND XÃ {commune.upper()}", "TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"]
    office(paper, lines, f"{rng.randint(10, 900)}/TNHS", f"{commune}, {spoken(when)}")
    paper.text("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "title", align="center")
    code = f"H{rng.randint(10, 63)}.{rng.randint(10, 99)}-{when[2] % 100}{when[1]:02d}{when[0]:02d}-{rng.randint(1, 9999):04d}"
    paper.flow([Run("Mã hồ sơ:", "bold"), Run(code, "bold", "docno")], align="center")
    paper.gap(0.3)
    paper.flow(
        [
            Run(f"Trung tâm Phục vụ hành chính công xã {commune} tiếp nhận hồ sơ của Ông/Bà:"),
            Run(who.name, "value", "name"),
        ]
    )
    row(paper, "Địa chỉ:", people.place(rng), "address")
    row(paper, "Số định danh cá nhân:", who.number, "id")
    mail = (
        "".join(rng.choice("abcdeghklmnoprstuvx") for _ in range(7))
        + f"{rng.randint(10, 99)}@thudientu.example"
    )
    paper.text(
        f"Số điện thoại: 03{rng.randrange(10, 99)}.{rng.randrange(100, 999)}.{rng.randrange(100, 999)} Email: {mail}"
    )
    asked = rng.choice(
        [
            "Đăng ký biến động quyền sử dụng đất do tách thửa",
            "Đăng ký khai sinh có yếu tố nước ngoài",
            "Cấp bản sao trích lục hộ tịch",
        ]
    )
    paper.flow([Run("Nội dung yêu cầu giải quyết:"), Run(asked, "bold")])
    paper.text("1. Thành phần hồ sơ nộp gồm:")
    names = [
        "Tờ khai theo mẫu quy định",
        "Giấy chứng sinh",
        "Sơ đồ vị trí thửa đất",
        "Bản sao thẻ căn cước",
        "Giấy xác nhận cư trú",
    ]
    kinds = ["Bản điện tử", "Bản sao", "Bản chính"]
    cells = [
        [(str(k + 1), ""), (n, ""), (rng.choice(kinds), ""), (f"{rng.randint(1, 5):02d}", "")]
        for k, n in enumerate(rng.sample(names, rng.randint(2, 4)))
    ]
    table(paper, ["STT", "Tên giấy tờ", "Hình thức", "Số lượng"], [0.09, 0.6, 0.17, 0.14], cells)
    _conditions(paper, rng, when)
    note = "(Ký và ghi rõ họ tên)"
    side_by_side(paper, (["NGƯỜI NỘP HỒ SƠ", note], who.name), (["NGƯỜI TIẾP NHẬN HỒ SƠ", note], clerk.name))


def _conditions(paper: Paper, rng: Random, when: tuple[int, int, int]) -> None:
    """What the receipt says about times and fees."""
    hour = f"{rng.randint(7, 16):02d} giờ {rng.randint(0, 59):02d} phút"
    for line in (
        "2. Số lượng hồ sơ: 01 (bộ)",
        f"3. Thời gian giải quyết hồ sơ theo quy định: {rng.randint(3, 30):02d} ngày làm việc",
        f"4. Thời gian nhận hồ sơ: {hour}, {spoken(when)}",
        f"5. Thời gian trả kết quả giải quyết hồ sơ: {hour}, {spoken(people.day(rng))}",
        f"6. Phí, lệ phí: {rng.choice([8, 15, 30, 75])}.000 đồng",
        "7. Đăng ký nhận kết quả tại: Nhận trực tiếp tại Trung tâm",
        f"Vào Sổ theo dõi hồ sơ, Quyển số: {rng.randint(1, 9):02d}, Số thứ tự: {rng.randint(1, 400)}",
    ):
        paper.flow([Run(line)])


def decision(paper: Paper, rng: Random) -> None:
    """Quyết định."""
    who, commune, number = people.person(rng), people.commune(rng), f"{rng.randint(10, 900)}/QĐ-UBND"
    office(paper, [f"UBND XÃ {commune.upper()}"], number, f"{commune}, {spoken(people.day(rng))}")
    paper.fields.append({"type": "docno", "label": "", "value": number, "pieces": [number]})
    paper.text("QUYẾT ĐỊNH", "title", align="center")
    paper.text(
        rng.choice(
            ["Về việc công nhận hộ thoát nghèo, hộ thoát cận nghèo", "Về việc trợ cấp xã hội hằng tháng"]
        ),
        "bold",
        align="center",
    )
    paper.gap(0.4)
    paper.text(f"CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ {commune.upper()}", "bold", align="center")
    basis = (
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
        "Căn cứ Nghị định số 20/2021/NĐ-CP ngày 15 tháng 3 năm 2021 của Chính phủ quy định chính sách trợ giúp xã hội đối với đối tượng bảo trợ xã hội;",
        f"Xét đề nghị của Trưởng phòng Văn hóa - Xã hội tại Tờ trình số {rng.randint(5, 90)}/TTr-VHXH {spoken(people.day(rng))}.",
    )
    for line in basis:
        paper.flow([Run(line, "italic")], indent=120, align="justify")
    paper.text("QUYẾT ĐỊNH:", "bold", align="center")
    paper.flow(
        [Run("Điều 1.", "bold"), Run("Trợ cấp xã hội đối với ông/bà:"), Run(who.name, "value", "name")],
        indent=120,
    )
    row(paper, "Sinh ngày:", who.birth_date, "dob")
    row(paper, "Số định danh cá nhân:", who.number, "id")
    row(paper, "Nơi thường trú:", people.place(rng), "address")
    row(paper, "Mức hưởng:", f"{rng.randint(3, 19) * 50}.000 đồng/tháng, kể từ {spoken(people.day(rng))}.")
    articles = (
        "Phòng Văn hóa - Xã hội, Phòng Kinh tế xã có trách nhiệm thực hiện việc chi trả kịp thời, đúng đối tượng; cập nhật thông tin vào cơ sở dữ liệu quốc gia về an sinh xã hội theo quy định.",
        "Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã, Trưởng các phòng chuyên môn, Giám đốc Trung tâm Phục vụ hành chính công và ông/bà có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.",
    )
    for place, text in enumerate(articles, start=2):
        paper.flow([Run(f"Điều {place}.", "bold"), Run(text)], indent=120, align="justify")
    _recipients(paper)
    signed(
        paper,
        [rng.choice(["KT. CHỦ TỊCH", "CHỦ TỊCH"])],
        people.person(rng).name,
        sealed=f"ỦY BAN NHÂN DÂN XÃ {commune.upper()}",
        province=people.province(rng),
    )


def _recipients(paper: Paper) -> None:
    """Nơi nhận, beside the signature."""
    top = paper.y
    for place, (line, style) in enumerate(
        (
            ("Nơi nhận:", "bold"),
            ("- Như Điều 3;", "label"),
            ("- Thường trực Đảng ủy (b/c);", "label"),
            ("- Lưu: VT, VHXH.", "label"),
        )
    ):
        paper.text(line, style, scale=0.82, at=top + 10 + place * paper.line_height(0.82))


def people_list(paper: Paper, rng: Random) -> None:
    """Danh sách: a ruled table of people."""
    commune = people.commune(rng)
    office(paper, [f"UBND XÃ {commune.upper()}"], "", f"{commune}, {spoken(people.day(rng))}")
    paper.text("DANH SÁCH", "title", align="center")
    paper.text(
        rng.choice(["CÔNG DÂN NHẬN KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH", "HỘ NGHÈO, HỘ CẬN NGHÈO CỦA XÃ"]),
        "bold",
        align="center",
    )
    paper.text(
        f"(Kèm theo Thông báo số {rng.randint(5, 90)}/TB-UBND {spoken(people.day(rng))})",
        "italic",
        align="center",
    )
    paper.gap(0.3)
    cells = []
    for number in range(1, rng.randint(8, 14)):
        who = people.person(rng)
        note = rng.choice(["", "Bổ sung", "Hộ nghèo", "Cận nghèo"])
        cells.append(
            [
                (str(number), ""),
                (who.name, "name"),
                (who.birth_date, "dob"),
                (who.number, "id"),
                (people.hamlet(rng), "address"),
                (note, ""),
            ]
        )
    head = ["STT", "Họ và tên", "Ngày sinh", "Số định danh cá nhân", "Nơi thường trú", "Ghi chú"]
    table(paper, head, [0.06, 0.25, 0.14, 0.19, 0.22, 0.14], cells)
    paper.flow([Run("Tổng cộng danh sách có:"), Run(f"{len(cells)} người.", "bold")])
    seal = {"sealed": f"ỦY BAN NHÂN DÂN XÃ {commune.upper()}", "province": people.province(rng)}
    side_by_side(
        paper,
        (["NGƯỜI LẬP"], people.person(rng).name),
        (["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], people.person(rng).name),
        **seal,
    )


def process_slip(paper: Paper, rng: Random) -> None:
    """Phiếu kiểm soát quá trình giải quyết hồ sơ."""
    commune, when = people.commune(rng), people.day(rng)
    office(paper, [f"UBND XÃ {commune.upper()}", "TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"])
    paper.text("PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", "title", align="center")
    paper.gap(0.4)
    code = f"H{rng.randint(10, 63)}.{rng.randint(10, 99)}-{when[2] % 100}{when[1]:02d}{when[0]:02d}-{rng.randint(1, 9999):04d}"
    row(paper, "Mã số hồ sơ:", code, "docno")
    row(paper, "Họ tên người nộp:", people.person(rng).name, "name")
    row(paper, "Cơ quan giải quyết hồ sơ:", f"Phòng Văn hóa - Xã hội xã {commune}")
    row(
        paper,
        "Cơ quan phối hợp:",
        rng.choice(["Bảo hiểm xã hội cơ sở", "Văn phòng đăng ký đất đai", "Công an xã"]),
    )
    offices = [
        "Trung tâm PVHCC",
        "Phòng Văn hóa - Xã hội",
        "Văn phòng HĐND và UBND",
        "Văn thư",
        "Phòng Kinh tế",
    ]
    hands = [f"{people.person(rng).name} - {rng.choice(offices)}" for _ in range(rng.randint(4, 6))]
    cells = []
    for giver, taker in itertools.pairwise(hands):
        at = f"{rng.randint(7, 16):02d} giờ {rng.randint(0, 59):02d} phút ngày {slashed(people.day(rng))}"
        cells.append(
            [
                (giver, ""),
                (taker, ""),
                (at, ""),
                (rng.choice(["Trước hạn", "Đúng hạn", "Quá hạn"]), ""),
                (rng.choice(["Chờ bổ sung", "Đã xin lỗi công dân", ""]), ""),
            ]
        )
    head = [
        "Giao: người / đơn vị",
        "Nhận: người / đơn vị",
        "Thời gian giao, nhận",
        "Kết quả (trước hạn / đúng hạn / quá hạn)",
        "Ghi chú",
    ]
    table(paper, head, [0.24, 0.24, 0.22, 0.16, 0.14], cells)
    note = "Trường hợp hồ sơ chưa đủ điều kiện giải quyết phải trả lại, cơ quan giải quyết thông báo bằng văn bản và nêu rõ lý do. Kết quả trên Phiếu kiểm soát do bên nhận ghi khi nhận bàn giao hồ sơ."
    paper.flow([Run("Ghi chú:", "bold"), Run(note)], scale=0.92)
    side_by_side(
        paper, (["NGƯỜI BÀN GIAO"], people.person(rng).name), (["NGƯỜI NHẬN"], people.person(rng).name)
    )


def household_book(paper: Paper, rng: Random) -> None:
    """A page of the sổ hộ khẩu, filled in by hand-like italics."""
    who, dots = people.person(rng), rng.random() < 0.85
    old = f"xã {people.commune(rng)}, huyện {people.district(rng)}, tỉnh {people.province(rng)}"
    paper.text(f"QUAN HỆ VỚI CHỦ HỘ: {rng.choice(['Chủ hộ', 'Vợ', 'Con', 'Cháu'])}", "bold", align="center")
    row(paper, "Họ và tên:", who.name.upper(), "name", leader=dots)
    row(paper, "Họ và tên gọi khác (nếu có):", "Không", leader=dots)
    row(paper, "Ngày, tháng, năm sinh:", who.birth_date, "dob", leader=dots)
    row(paper, "Giới tính:", who.sex, leader=dots)
    row(paper, "Nguyên quán:", old, "address", leader=dots)
    identity = [
        Run("Tôn giáo:"),
        Run("Không", "value"),
        Run("Số CMND:"),
        Run(str(rng.randrange(10**8, 10**9)), "value"),
    ]
    paper.flow([Run("Dân tộc:"), Run(who.people, "value"), *identity], leader=dots)
    row(paper, "Hộ chiếu số:", "Không", leader=dots)
    row(
        paper,
        "Nghề nghiệp, nơi làm việc:",
        rng.choice(["Trồng cà phê", "Làm ruộng", "Giáo viên", "Công nhân"]),
        leader=dots,
    )
    row(paper, "Chuyển đến ngày:", slashed(people.day(rng, (1998, 2019))), leader=dots)
    row(paper, "Nơi thường trú trước khi chuyển đến:", people.place(rng, old=True), "address", leader=dots)
    paper.gap(0.3)
    paper.text(spoken(people.day(rng, (1999, 2020))).replace("ngày", "Ngày"), "italic", align="right")
    district = people.district(rng)
    seal = {"sealed": f"CÔNG AN HUYỆN {district.upper()}", "province": people.province(rng)}
    chief = [f"TRƯỞNG CÔNG AN: HUYỆN {district.upper()}", "(Ký, ghi rõ họ tên và đóng dấu)"]
    side_by_side(
        paper,
        (["CÁN BỘ ĐĂNG KÝ", "(Ký, ghi rõ họ tên)"], people.person(rng).name),
        (chief, people.person(rng).name),
        **seal,
    )
    paper.gap(0.5)
    paper.rule(paper.left, paper.right)
    paper.gap(0.4)
    paper.text("ĐIỀU CHỈNH THAY ĐỔI", "bold", align="center")
    change = f"Điều chỉnh địa chỉ thường trú thành {people.place(rng, house=False)} theo Nghị quyết số 16{rng.randint(10, 99)}/NQ-UBTVQH15 về việc sắp xếp các đơn vị hành chính cấp xã năm 2025."
    paper.flow([Run(change, "italic")])
