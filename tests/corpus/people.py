"""Invented people, addresses and numbers; personal numbers use province codes that are assigned to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_UNASSIGNED = (
    "003",
    "005",
    "007",
    "009",
    "013",
    "016",
    "018",
    "021",
    "023",
    "028",
    "029",
    "032",
    "039",
    "041",
    "043",
)
_FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Hoàng",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Lâm",
    "Trịnh",
    "Mai",
    "Đào",
    "Đoàn",
    "Vương",
    "Tạ",
    "Tô",
    "Trương",
    "Cao",
    "Châu",
    "Quách",
    "La",
    "Lục",
    "Thạch",
    "Nông",
    "Triệu",
    "Lò",
    "Vàng",
    "Giàng",
    "Sùng",
    "Cầm",
    "Hà",
    "Bế",
    "Ma",
    "Danh",
    "Kim",
    "Chu",
    "Kiều",
    "Nghiêm",
    "Tống",
    "Phùng",
]
_MIDDLE_W = [
    "Thị",
    "Thị Ngọc",
    "Thị Kim",
    "Thị Hồng",
    "Ngọc",
    "Thu",
    "Phương",
    "Minh",
    "Bảo",
    "Thanh",
    "Thị Mỹ",
    "Diệu",
    "Thuỳ",
    "Cẩm",
    "Hoài",
    "Ánh",
    "Thị Thuý",
]
_MIDDLE_M = [
    "Văn",
    "Đức",
    "Hữu",
    "Quang",
    "Công",
    "Minh",
    "Tiến",
    "Thành",
    "Xuân",
    "Ngọc",
    "Đình",
    "Trọng",
    "Gia",
    "Quốc",
    "Thế",
    "Mạnh",
    "Khắc",
    "Viết",
    "Bá",
]
_GIVEN_W = [
    "Lan",
    "Hoa",
    "Hương",
    "Mai",
    "Hạnh",
    "Nhung",
    "Loan",
    "Trâm",
    "Diễm",
    "Yến",
    "Oanh",
    "Thảo",
    "Vy",
    "Hiền",
    "Ngân",
    "Nga",
    "Phượng",
    "Thuỷ",
    "Thúy",
    "Tuyết",
    "Hằng",
    "Quyên",
    "Giang",
    "Huyền",
    "Trang",
    "Linh",
    "Uyên",
    "Nguyệt",
    "Duyên",
    "Thắm",
    "Chi",
    "Ngà",
    "Mỵ",
    "Lệ",
    "Bích",
    "Đào",
    "Hồng",
    "Liễu",
    "Nhạn",
    "Sen",
]
_GIVEN_M = [
    "Hùng",
    "Dũng",
    "Cường",
    "Thắng",
    "Sáng",
    "Khánh",
    "Lợi",
    "Đạt",
    "Hưng",
    "Phúc",
    "Tâm",
    "Thuận",
    "Bảy",
    "Tưởng",
    "Ước",
    "Nghĩa",
    "Quyền",
    "Vinh",
    "Thịnh",
    "Sơn",
    "Hải",
    "Long",
    "Tuấn",
    "Kiệt",
    "Nhân",
    "Trí",
    "Đẩu",
    "Phát",
    "Lộc",
    "Toàn",
    "Đông",
    "Quân",
    "Khoa",
    "Nam",
    "Bình",
    "Dương",
    "Hiếu",
    "Tú",
    "Vĩnh",
    "Chiến",
    "Luân",
]
_EDE = (
    "Y Blŏm Niê",
    "H'Lan Êban",
    "Y Thŏ Mlô",
    "H'Nuôn Byă",
    "Y Khoa Kbuôr",
    "H'Bia Niê Kdăm",
    "Y Wik Ayŭn",
    "H'Mrăng Êñuôl",
)
_COMMUNES = [
    "Cẩm Ruộng",
    "Suối Lở",
    "Bàu Trắm",
    "Nậm Khoè",
    "Ia Prăng Hạ",
    "Vĩnh Thuỵ Nam",
    "Đồng Quế Thượng",
    "Mường Sại Đông",
    "Tân Lộc Phú",
    "Gò Sỏi",
    "Kỳ Hoà Mới",
    "Thạnh Mỹ Lợi Tây",
    "Yên Đổ Bắc",
    "Cư Êbur Nam",
    "Hoà Sơn Trung",
    "An Nhứt Thượng",
    "Bản Ngoòng",
    "Phú Ổi",
    "Lũng Cẩm",
    "Đắk Rơ Hạ",
]
_DISTRICTS = [
    "Mai Sỏi",
    "An Biện Đông",
    "Tân Hiền",
    "Vĩnh Ngạn",
    "Sông Đuống Hạ",
    "Ea Kly Nam",
    "Quế Lộc",
    "Thuỷ Bằng",
]
_PROVINCES = [
    "Thanh Hoá",
    "Lâm Đồng",
    "An Giang",
    "Tây Ninh",
    "Ninh Bình",
    "Lào Cai",
    "Thái Nguyên",
    "Khánh Hoà",
    "Đắk Lắk",
    "Nghệ An",
    "Quảng Trị",
    "Phú Thọ",
    "Gia Lai",
    "Đồng Tháp",
    "Vĩnh Long",
    "Bắc Ninh",
    "Hưng Yên",
    "Cà Mau",
    "Điện Biên",
    "Tuyên Quang",
    "Hà Tĩnh",
    "Sơn La",
    "Quảng Ngãi",
    "Lạng Sơn",
]
_HAMLETS = [
    "Thôn Bãi Sậy",
    "Buôn Ea Mtă",
    "Ấp Kinh Xáng",
    "Làng Ngọ",
    "Bản Huổi Khon",
    "Tổ dân phố số 7",
    "Xóm Đình Ngoài",
    "Khóm 4",
    "Thôn Phú Mỵ",
    "Buôn Kŏ Tam",
    "Ấp Rạch Dừa",
    "Bản Nà Hỳ",
    "Thôn Tân Ổ",
    "Khu phố 12",
    "Xóm Gò Mả",
    "Buôn Alê",
]
_STREETS = [
    "Bạch Đằng",
    "Trần Nhật Duật",
    "Lý Thường Kiệt",
    "huyện 27",
    "Nguyễn Đình Chiểu",
    "Phan Kế Bính",
    "tỉnh lộ 8",
    "Lạc Long Quân",
]
PEOPLES = "Kinh Kinh Kinh Kinh Tày Thái Mường Khmer Mông Nùng Dao Ê Đê".replace("Ê Đê", "Ê_Đê").split()


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    name: str
    woman: bool
    born: tuple[int, int, int]
    number: str
    people: str

    @property
    def birth_date(self) -> str:
        """dd/mm/yyyy."""
        day, month, year = self.born
        return f"{day:02d}/{month:02d}/{year}"

    @property
    def sex(self) -> str:
        """As printed."""
        return "Nữ" if self.woman else "Nam"


def person(rng: Random, years: tuple[int, int] = (1950, 2005), woman: bool | None = None) -> Person:
    """Somebody born within `years`."""
    is_woman = rng.random() < 0.5 if woman is None else woman
    born = (rng.randint(1, 28), rng.randint(1, 12), rng.randint(*years))
    if rng.random() < 0.08:
        name = rng.choice([n for n in _EDE if n.startswith("H'") == is_woman])
        people = "Ê_Đê"
    else:
        middle = rng.choice(_MIDDLE_W if is_woman else _MIDDLE_M)
        name = f"{rng.choice(_FAMILY)} {middle} {rng.choice(_GIVEN_W if is_woman else _GIVEN_M)}"
        people = rng.choice(PEOPLES[:-1])
    return Person(name, is_woman, born, personal_number(rng, is_woman, born[2]), people.replace("_", " "))


def personal_number(rng: Random, woman: bool, year: int) -> str:
    """Twelve digits by the rule (Nghị định 70/2024/NĐ-CP, Điều 4) behind a code of no province."""
    century = (year // 100 - 19) * 2 + woman
    return f"{rng.choice(_UNASSIGNED)}{century}{year % 100:02d}{rng.randrange(10**6):06d}"


def commune(rng: Random) -> str:
    """Name of a commune, without its type."""
    return rng.choice(_COMMUNES)


def province(rng: Random) -> str:
    """Name of a province, without its type."""
    return rng.choice(_PROVINCES)


def district(rng: Random) -> str:
    """Name of a district of before July 2025."""
    return rng.choice(_DISTRICTS)


def place(rng: Random, *, house: bool | None = None, old: bool = False) -> str:
    """An address as people write it."""
    parts = []
    hamlet = rng.choice(_HAMLETS)
    if rng.random() < 0.4 if house is None else house:
        alley = f" hẻm {rng.randint(1, 40)}" if rng.random() < 0.3 else ""
        parts.append(f"Số {rng.randint(1, 480)}{alley} đường {rng.choice(_STREETS)}")
        hamlet = hamlet[0].lower() + hamlet[1:]
    parts.append(hamlet)
    parts.append(f"{rng.choice(['xã', 'xã', 'phường'])} {commune(rng)}")
    if old:
        parts.append(f"huyện {district(rng)}")
    parts.append(f"tỉnh {province(rng)}")
    return ", ".join(parts)


def hamlet(rng: Random) -> str:
    """A hamlet alone, as lists have it."""
    return rng.choice(_HAMLETS)


def hometown(rng: Random) -> str:
    """Commune and province."""
    return f"xã {commune(rng)}, tỉnh {province(rng)}"


def day(rng: Random, years: tuple[int, int] = (2025, 2026)) -> tuple[int, int, int]:
    """Some day."""
    return rng.randint(1, 28), rng.randint(1, 12), rng.randint(*years)


def slashed(when: tuple[int, int, int]) -> str:
    """05/02/2026."""
    return f"{when[0]:02d}/{when[1]:02d}/{when[2]}"


def spoken(when: tuple[int, int, int]) -> str:
    """ngày 05 tháng 02 năm 2026."""
    return f"ngày {when[0]:02d} tháng {when[1]:02d} năm {when[2]}"
