"""Words of invented people and places: names of families, communes that are on no map, codes assigned to nobody."""

from __future__ import annotations


def _listed(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split(",")]


UNASSIGNED = _listed(
    """
    003, 005, 007, 009, 013, 016, 018, 021, 023, 028, 029, 032, 039, 041, 043
    """
)
FAMILY = _listed(
    """
    Nguyễn, Trần, Lê, Phạm, Huỳnh, Hoàng, Phan, Vũ, Võ, Đặng, Bùi, Đỗ, Hồ, Ngô, Dương, Lý, Đinh, Lâm, Trịnh,
    Mai, Đào, Đoàn, Vương, Tạ, Tô, Trương, Cao, Châu, Quách, La, Lục, Thạch, Nông, Triệu, Lò, Vàng, Giàng,
    Sùng, Cầm, Hà, Bế, Ma, Danh, Kim, Chu, Kiều, Nghiêm, Tống, Phùng
    """
)
MIDDLE_W = _listed(
    """
    Thị, Thị Ngọc, Thị Kim, Thị Hồng, Ngọc, Thu, Phương, Minh, Bảo, Thanh, Thị Mỹ, Diệu, Thuỳ, Cẩm, Hoài,
    Ánh, Thị Thuý
    """
)
MIDDLE_M = _listed(
    """
    Văn, Đức, Hữu, Quang, Công, Minh, Tiến, Thành, Xuân, Ngọc, Đình, Trọng, Gia, Quốc, Thế, Mạnh, Khắc,
    Viết, Bá
    """
)
GIVEN_W = _listed(
    """
    Lan, Hoa, Hương, Mai, Hạnh, Nhung, Loan, Trâm, Diễm, Yến, Oanh, Thảo, Vy, Hiền, Ngân, Nga, Phượng, Thuỷ,
    Thúy, Tuyết, Hằng, Quyên, Giang, Huyền, Trang, Linh, Uyên, Nguyệt, Duyên, Thắm, Chi, Ngà, Mỵ, Lệ, Bích,
    Đào, Hồng, Liễu, Nhạn, Sen
    """
)
GIVEN_M = _listed(
    """
    Hùng, Dũng, Cường, Thắng, Sáng, Khánh, Lợi, Đạt, Hưng, Phúc, Tâm, Thuận, Bảy, Tưởng, Ước, Nghĩa, Quyền,
    Vinh, Thịnh, Sơn, Hải, Long, Tuấn, Kiệt, Nhân, Trí, Đẩu, Phát, Lộc, Toàn, Đông, Quân, Khoa, Nam, Bình,
    Dương, Hiếu, Tú, Vĩnh, Chiến, Luân
    """
)
EDE = _listed(
    """
    Y Blŏm Niê, H'Lan Êban, Y Thŏ Mlô, H'Nuôn Byă, Y Khoa Kbuôr, H'Bia Niê Kdăm, Y Wik Ayŭn, H'Mrăng Êñuôl
    """
)
COMMUNES = _listed(
    """
    Cẩm Ruộng, Suối Lở, Bàu Trắm, Nậm Khoè, Ia Prăng Hạ, Vĩnh Thuỵ Nam, Đồng Quế Thượng, Mường Sại Đông, Tân
    Lộc Phú, Gò Sỏi, Kỳ Hoà Mới, Thạnh Mỹ Lợi Tây, Yên Đổ Bắc, Cư Êbur Nam, Hoà Sơn Trung, An Nhứt Thượng,
    Bản Ngoòng, Phú Ổi, Lũng Cẩm, Đắk Rơ Hạ
    """
)
DISTRICTS = _listed(
    """
    Mai Sỏi, An Biện Đông, Tân Hiền, Vĩnh Ngạn, Sông Đuống Hạ, Ea Kly Nam, Quế Lộc, Thuỷ Bằng
    """
)
PROVINCES = _listed(
    """
    Thanh Hoá, Lâm Đồng, An Giang, Tây Ninh, Ninh Bình, Lào Cai, Thái Nguyên, Khánh Hoà, Đắk Lắk, Nghệ An,
    Quảng Trị, Phú Thọ, Gia Lai, Đồng Tháp, Vĩnh Long, Bắc Ninh, Hưng Yên, Cà Mau, Điện Biên, Tuyên Quang,
    Hà Tĩnh, Sơn La, Quảng Ngãi, Lạng Sơn
    """
)
HAMLETS = _listed(
    """
    Thôn Bãi Sậy, Buôn Ea Mtă, Ấp Kinh Xáng, Làng Ngọ, Bản Huổi Khon, Tổ dân phố số 7, Xóm Đình Ngoài, Khóm
    4, Thôn Phú Mỵ, Buôn Kŏ Tam, Ấp Rạch Dừa, Bản Nà Hỳ, Thôn Tân Ổ, Khu phố 12, Xóm Gò Mả, Buôn Alê
    """
)
STREETS = _listed(
    """
    Bạch Đằng, Trần Nhật Duật, Lý Thường Kiệt, huyện 27, Nguyễn Đình Chiểu, Phan Kế Bính, tỉnh lộ 8, Lạc
    Long Quân
    """
)
# The Kinh are most of the people.
PEOPLES = ["Kinh", "Kinh", "Kinh", "Kinh", "Tày", "Thái", "Mường", "Khmer", "Mông", "Nùng", "Dao"]
