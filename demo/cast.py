"""Who and what plays: units, officers, papers, and the made-up decree. Passwords are drawn at run time."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"

THANH_HOA = "38@0"
QUANG_TRACH = "16447@0"  # until 30/06/2025
QUANG_YEN = "16480@2025-07-01"
QUANG_NGOC = "16498@2025-07-01"
HAM_RONG = "14758@2025-07-01"

BEGIN = "2025-06-27T08:00:00"
DECREE_DAY = "2027-01-01"
AFTER_DECREE = "2027-01-04T08:00:00"


@dataclass(frozen=True, slots=True)
class Person:
    """An officer of the story; `password` opens her session, `passphrase` her signing key."""

    login: str
    name: str
    title: str
    unit: str
    roles: tuple[str, ...]
    password: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    passphrase: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    def as_request(self) -> dict[str, Any]:
        """As the hub's form wants it."""
        return {
            "login": self.login,
            "name": self.name,
            "title": self.title,
            "unit": self.unit,
            "roles": list(self.roles),
            "password": self.password,
        }


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a dossier: its name in the procedure, and the scan."""

    name: str
    scan: Path


@dataclass(frozen=True, slots=True)
class Matter:
    """What a citizen comes with. `fields` are read off the paper by the person at the counter."""

    procedure: str
    about_vi: str
    applicant: dict[str, str]
    papers: tuple[Paper, ...]
    fields: dict[str, str]
    competent_unit: str = ""

    @property
    def handed_in(self) -> frozenset[str]:
        """Names of the papers that she brought."""
        return frozenset(paper.name for paper in self.papers)


def quang_trach_staff() -> list[Person]:
    """People of the old commune; after 1 July 2025 they serve its successor."""
    return [
        Person(
            "ha.qt",
            "Lê Thị Hà",
            "Công chức Tư pháp - Hộ tịch",
            QUANG_TRACH,
            ("tiep_nhan", "tra_ket_qua", "thu_ly", "van_thu"),
        ),
        Person("tuan.qt", "Phạm Anh Tuấn", "Chủ tịch UBND", QUANG_TRACH, ("lanh_dao", "quan_tri")),
    ]


def ham_rong_staff() -> list[Person]:
    """People of the ward that decides the second dossier."""
    return [
        Person("mai.hr", "Trịnh Thị Mai", "Chuyên viên", HAM_RONG, ("tiep_nhan", "thu_ly", "tra_ket_qua")),
        Person("son.hr", "Lưu Ngọc Sơn", "Chủ tịch UBND phường", HAM_RONG, ("lanh_dao", "quan_tri")),
        Person("nga.hr", "Đỗ Thúy Nga", "Văn thư", HAM_RONG, ("van_thu",)),
    ]


def old_matter() -> Matter:
    """Received on 27/06/2025 by xã Quảng Trạch."""
    folder = EXAMPLES / "hon-nhan-2025"
    return Matter(
        "1.004873",
        "Cấp Giấy xác nhận tình trạng hôn nhân",
        {
            "name": "Trần Phương Đào",
            "id_number": "023190376648",
            "birth": "1990-06-10",
            "address": "xã Quảng Trạch",
        },
        (Paper("Quyết định ly hôn hoặc giấy chứng tử (nếu có)", folder / "trich-luc-khai-tu.jpg"),),
        {"requester_name": "TRẦN PHƯƠNG ĐÀO", "requester_birth_date": "10/06/1990"},
    )


def own_matter() -> Matter:
    """For xã Quảng Yên itself."""
    folder = EXAMPLES / "khai-sinh"
    return Matter(
        "1.004884",
        "Đăng ký lại khai sinh",
        {
            "name": "Huỳnh Thanh Hưng",
            "id_number": "093070943683",
            "birth": "1970-01-13",
            "address": "xã Quảng Yên",
        },
        (Paper("Tờ khai có cam đoan", folder / "to-khai-khai-sinh.jpg"),),
        {"requester_name": "HUỲNH THANH HƯNG", "requester_residence": "Thôn Ngọc Diêm, xã Quảng Yên"},
    )


def across_matter() -> Matter:
    """Received at Quảng Yên, decided by phường Hàm Rồng."""
    folder = EXAMPLES / "tro-giup"
    return Matter(
        "1.001653",
        "Đổi, cấp lại Giấy xác nhận khuyết tật",
        {
            "name": "Thái Phú Đạt",
            "id_number": "013092690458",
            "birth": "1992-07-09",
            "address": "phường Hàm Rồng",
        },
        (Paper("Đơn đề nghị", folder / "don-de-nghi.jpg"),),
        {"requester_name": "THÁI PHÚ ĐẠT", "requester_phone": "0963749717"},
        competent_unit=HAM_RONG,
    )


def ham_rong_matter() -> Matter:
    """For phường Hàm Rồng itself; still open when the ward is split."""
    return Matter(
        "1.004884",
        "Đăng ký lại khai sinh",
        {
            "name": "Đinh Thu Loan",
            "id_number": "018162290255",
            "birth": "1962-02-17",
            "address": "phường Hàm Rồng",
        },
        (),
        {},
    )


def made_up_decree() -> dict[str, Any]:
    """A merger and a split that never were: Quảng Yên with Quảng Ngọc, and Hàm Rồng in two."""
    decree = {
        "number": "999/NQ-GIẢ-ĐỊNH",
        "issued": "2026-11-22",
        "in_force": "2026-12-15",
        "operates": DECREE_DAY,
    }
    merged = f"99901@{DECREE_DAY}"
    halves = (f"99902@{DECREE_DAY}", f"99903@{DECREE_DAY}")
    merger = {
        "op": "lineage",
        "decree": decree,
        "dissolved": [QUANG_YEN, QUANG_NGOC],
        "founded": [{"code": "99901", "name": "Xã Yên Ngọc", "type": "xã", "parent_code": "38"}],
        "pieces": [_piece(unit, merged, "all") for unit in (QUANG_YEN, QUANG_NGOC)],
    }
    split = {
        "op": "lineage",
        "decree": decree,
        "dissolved": [HAM_RONG],
        "founded": [
            {"code": "99902", "name": "Phường Hàm Rồng Bắc", "type": "phường", "parent_code": "38"},
            {"code": "99903", "name": "Phường Hàm Rồng Nam", "type": "phường", "parent_code": "38"},
        ],
        "pieces": [_piece(HAM_RONG, half, "part") for half in halves],
    }
    return {
        "title": "Sắp xếp đơn vị hành chính (giả định, để trình diễn)",
        "basis": "999/NQ-GIẢ-ĐỊNH",
        "effective": DECREE_DAY,
        "units": [merger, split],
    }


def _piece(old: str, new: str, share: str) -> dict[str, str]:
    return {"old_id": old, "new_id": new, "area": share, "population": share}
