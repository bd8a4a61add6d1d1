"""How values are said to a clerk: days, sizes, names of fields, roles, channels. Words only, no rule."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime

from dossier.lifecycle import KIND_VI, NATIONAL_VI
from dossier.local_time import local
from node.api.field_words import field_vi
from node.usecases.models import ComponentEntry

ROLE_VI: Mapping[str, str] = {
    "tiep_nhan": "cán bộ tiếp nhận",
    "thu_ly": "chuyên viên thụ lý",
    "lanh_dao": "lãnh đạo",
    "van_thu": "văn thư",
    "tra_ket_qua": "cán bộ trả kết quả",
    "tai_chinh": "tài chính",
    "quan_tri": "quản trị",
    "dieu_phoi": "điều phối",
    "giam_sat": "giám sát",
}
CHANNEL_VI: Mapping[int, str] = {1: "Trực tiếp tại quầy", 2: "Trực tuyến", 3: "Qua bưu chính"}
LIMIT_UNIT_VI: Mapping[str, str] = {
    "wd": "ngày làm việc",
    "d": "ngày",
    "h": "giờ làm việc",
    "SD": "trong ngày",
}
COPY_VI: Mapping[str, str] = {
    "original": "bản chính",
    "copy": "bản sao",
    "electronic": "bản điện tử",
    "shown": "xuất trình để đối chiếu",
}
SOURCE_VI: Mapping[str, str] = {
    "person": "người nhập",
    "qr": "quét mã QR",
    "machine": "máy đọc, người xác nhận",
}
SIGNATURE_VI: Mapping[str, str] = {
    "intake": "cán bộ số hóa đã ký",
    "leader": "lãnh đạo đã ký",
    "seal": "cơ quan đã ký",
}
VERDICT_VI: Mapping[str, tuple[str, str]] = {
    "VALID": ("hợp lệ", "good"),
    "INVALID": ("KHÔNG hợp lệ", "bad"),
    "INDETERMINATE": ("chưa kết luận được", "warn"),
}
CHANGED_VI: Mapping[str, str] = {
    "NONE": "không có thay đổi nào sau khi ký",
    "SIGNATURES": "sau đó chỉ có thêm chữ ký khác",
    "FIELDS_FILLED": "sau đó có ô biểu mẫu được điền hoặc sửa; hãy xem lại nội dung",
    "LTA_UPDATES": "sau đó chỉ có thêm dữ liệu kiểm tra chữ ký",
    "ANNOTATIONS": "sau đó có thêm ghi chú lên văn bản",
    "OTHER": "nội dung bị sửa sau khi ký",
    "UNSIGNED_TAIL": "có phần thêm vào cuối tệp mà không chữ ký nào bảo vệ",
}
SIGNED_AS_VI: Mapping[str, str] = {
    "intake": "Cán bộ số hóa",
    "leader": "Lãnh đạo",
    "seal": "Cơ quan, tổ chức",
}


def when_vi(ms: int) -> str:
    """Instant (ms UTC) as "14:03 ngày 22/11/2026"; a dash for 0."""
    return f"{local(ms):%H:%M} ngày {local(ms):%d/%m/%Y}" if ms else "—"


def day_vi(ms: int) -> str:
    """Day of an instant (ms UTC) as "22/11/2026"; a dash for 0."""
    return f"{local(ms):%d/%m/%Y}" if ms else "—"


def date_vi(day: date) -> str:
    """A day as "22/11/2026"."""
    return f"{day:%d/%m/%Y}"


def iso_vi(text: str) -> str:
    """An ISO 8601 instant as "14:03 ngày 22/11/2026"; a dash for ""."""
    return when_vi(int(datetime.fromisoformat(text).timestamp() * 1000)) if text else "—"


def partial_vi(text: str) -> str:
    """A stored day, month or year ("1970-01-13", "1970-01", "1970") as people write it; other words as they are."""
    parts = text.split("-")
    is_date = len(parts) <= 3 and all(part.isdecimal() for part in parts) and len(parts[0]) == 4
    return "/".join(reversed(parts)) if is_date else text


def size_vi(count: int) -> str:
    """Bytes as "12 kB", "3,4 MB" or "61,8 GB"."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000)) if count else 0} kB"
    shown = f"{count / 1e6:.1f} MB" if count < 1e9 else f"{count / 1e9:.1f} GB"
    return shown.replace(".", ",")


def roles_vi(roles: Iterable[str]) -> str:
    """Roles in words, joined."""
    return ", ".join(sorted(ROLE_VI.get(role, role) for role in roles))


def kind_vi(kind: str) -> str:
    """The name of an act; an unknown kind keeps its own."""
    return KIND_VI.get(kind, kind)


def national_vi(code: int) -> str:
    """National status code with its meaning."""
    return f"{code} – {NATIONAL_VI.get(code, '?')}"


def entries_json(entries: Iterable[ComponentEntry]) -> str:
    """Papers of a procedure for the form's script (the template escapes it)."""
    return json.dumps([asdict(entry) for entry in entries], ensure_ascii=False)


FILTERS: Mapping[str, object] = {
    "entries_json": entries_json,
    "when_vi": when_vi,
    "day_vi": day_vi,
    "date_vi": date_vi,
    "iso_vi": iso_vi,
    "partial_vi": partial_vi,
    "size_vi": size_vi,
    "roles_vi": roles_vi,
    "kind_vi": kind_vi,
    "field_vi": field_vi,
    "national_vi": national_vi,
}
