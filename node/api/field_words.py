"""How fields and doubts about them are said to a clerk. A name says whose a field is and what: `mother_id_number`."""

import re
from collections.abc import Mapping

from dossier.field_check import fault_vi

_SUBJECT_VI: Mapping[str, str] = {
    "requester": "người yêu cầu",
    "mother": "người mẹ",
    "father": "người cha",
    "wife": "bên vợ",
    "husband": "bên chồng",
    "household_head": "chủ hộ",
    "child": "người con",
    "grantor": "bên ủy quyền",
    "proxy": "bên được ủy quyền",
    "person": "",
    "document": "trên giấy",
    "applicant": "người nộp",
}
_FIELD_VI: Mapping[str, str] = {
    "name": "Họ và tên",
    "other_name": "Tên gọi khác",
    "birth_date": "Ngày sinh",
    "birth_year": "Năm sinh",
    "birth": "Ngày sinh",
    "id_number": "Số định danh / giấy tờ",
    "residence": "Nơi cư trú",
    "temporary_residence": "Nơi tạm trú",
    "earlier_residence": "Nơi đã cư trú",
    "address": "Địa chỉ",
    "phone": "Điện thoại",
    "hometown": "Quê quán",
    "birth_place": "Nơi sinh",
    "sex": "Giới tính",
    "ethnicity": "Dân tộc",
    "nationality": "Quốc tịch",
    "marital_status": "Tình trạng hôn nhân",
    "relation": "Quan hệ",
    "death_date": "Ngày chết",
    "death_place": "Nơi chết",
    "death_cause": "Nguyên nhân chết",
    "dossier_code": "Mã hồ sơ",
    "registered_on": "Ngày đăng ký",
    "registered_at": "Nơi đăng ký",
    "moved_in_on": "Ngày chuyển đến",
    "issued_on": "Ngày cấp",
    "expires_on": "Có giá trị đến",
    "number": "Số giấy",
    "book": "Quyển số",
    "request": "Nội dung yêu cầu",
    "date": "Ngày lập",
}
_ALWAYS_CONFIRMED = frozenset(
    {
        "id_number",
        "birth_date",
        "birth_year",
        "birth",
        "registered_on",
        "date",
        "dossier_code",
        "number",
        "book",
    }
    | {"phone", "death_date", "moved_in_on", "issued_on", "expires_on"}
)
REASON_VI: Mapping[str, str] = {
    "low_confidence": "máy đọc không rõ",
    "readers_differ": "hai bộ đọc đọc khác nhau",
    "mended": "có chữ phải đoán lại cho đúng dạng",
    "contradicts": "không khớp với số định danh hoặc ngày sinh trên cùng giấy",
    "odd_letters": "có chữ không đúng chính tả tiếng Việt",
    "unknown_place": "không có tỉnh tên như vậy",
    "broken_number": "thiếu hoặc thừa chữ số",
    "varies": "cùng tên này ở chỗ khác trên giấy đọc ra dấu khác",
    "unproved": "chưa có gì trên giấy xác nhận thêm",
    "cut_off": "địa chỉ có lẽ còn thiếu phần cuối",
    "far_day": "năm còn quá xa",
    "unusual_number": "đầu số không phải mã tỉnh, thành phố",
    "learned": "thường được sửa ở máy này",
    "spelled": "danh mục đơn vị hành chính viết khác",
}
_LISTED = re.compile(r"row(\d{2,3})_(\w+)")


def field_vi(name: str) -> str:
    """The name of a field in words; the technical name when it is not known here."""
    listed = _LISTED.fullmatch(name)
    if listed is not None:
        return f"Dòng {int(listed[1])}: {_FIELD_VI.get(listed[2], listed[2]).lower()}"
    subject, known = _split(name)
    if known not in _FIELD_VI:
        return name
    whose = _SUBJECT_VI.get(subject, "")
    return f"{_FIELD_VI[known]} {whose}".strip()


def must_confirm(name: str) -> bool:
    """Numbers and dates are always confirmed one by one: the machine swaps digits (tessdata issue 83)."""
    return _what(name) in _ALWAYS_CONFIRMED


def odd_vi(name: str, value: str) -> str:
    """What is odd about the value that stands in a field; "" where nothing is."""
    return fault_vi(_what(name), value)


def _what(name: str) -> str:
    """What a field holds, whoever it is of."""
    listed = _LISTED.fullmatch(name)
    return listed[2] if listed is not None else _split(name)[1]


def _split(name: str) -> tuple[str, str]:
    for subject in _SUBJECT_VI:
        rest = name.removeprefix(f"{subject}_")
        if rest not in (name, ""):
            return subject, rest
    return "", name
