"""The kinds of paper that a commune's counter sees, and which paper of a dossier a sheet of that kind is.

Names of kinds are stable: they stand in stored readings and in what programs get. Titles and layouts by which a
machine recognises them are not here (`node/ocr/fields/layouts`). Forms: TT 04/2020/TT-BTP and TT 04/2024/TT-BTP (civil
status), TT 03/2025/TT-VPCP Phụ lục I (one-stop forms 01–07), TT 53/2025/TT-BCA (residence, CT01).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from dossier.vietnamese import search_key

_FORMS: Final = """
to_khai_khai_sinh = Tờ khai đăng ký khai sinh
to_khai_ket_hon = Tờ khai đăng ký kết hôn
to_khai_khai_tu = Tờ khai đăng ký khai tử
to_khai_tinh_trang_hon_nhan = Tờ khai cấp Giấy xác nhận tình trạng hôn nhân
to_khai_nhan_cha_me_con = Tờ khai đăng ký nhận cha, mẹ, con
to_khai_thay_doi_ho_tich = Tờ khai thay đổi, cải chính, bổ sung hộ tịch
to_khai_cap_ban_sao = Tờ khai cấp bản sao trích lục hộ tịch
giay_khai_sinh = Giấy khai sinh
giay_chung_sinh = Giấy chứng sinh
giay_chung_nhan_ket_hon = Giấy chứng nhận kết hôn
xac_nhan_tinh_trang_hon_nhan = Giấy xác nhận tình trạng hôn nhân
trich_luc_khai_tu = Trích lục khai tử
trich_luc_khai_sinh = Trích lục khai sinh
trich_luc_ket_hon = Trích lục kết hôn
giay_bao_tu = Giấy báo tử
can_cuoc = Thẻ căn cước (mặt trước)
can_cuoc_mat_sau = Thẻ căn cước (mặt sau)
chung_minh_nhan_dan = Giấy chứng minh nhân dân (9 số)
the_bhyt = Thẻ bảo hiểm y tế
so_ho_khau = Sổ hộ khẩu
xac_nhan_cu_tru = Xác nhận thông tin về cư trú (CT07)
giay_chung_nhan_quyen_su_dung_dat = Giấy chứng nhận quyền sử dụng đất
giay_chung_nhan_ho_kinh_doanh = Giấy chứng nhận đăng ký hộ kinh doanh
quyet_dinh_ly_hon = Quyết định công nhận thuận tình ly hôn
to_khai_cu_tru = Tờ khai thay đổi thông tin cư trú (CT01)
don_de_nghi = Đơn đề nghị
giay_uy_quyen = Giấy ủy quyền
giay_tiep_nhan_ho_so = Giấy tiếp nhận hồ sơ và hẹn trả kết quả
phieu_yeu_cau_bo_sung = Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ
phieu_tu_choi = Phiếu từ chối tiếp nhận giải quyết hồ sơ
van_ban_xin_loi = Văn bản xin lỗi và đề nghị gia hạn
thong_bao_dung = Thông báo dừng giải quyết hồ sơ
phieu_kiem_soat = Phiếu kiểm soát quá trình giải quyết hồ sơ
so_theo_doi = Sổ theo dõi hồ sơ
quyet_dinh = Quyết định
thong_bao = Thông báo
danh_sach = Danh sách
"""

KIND_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    dict(line.split(" = ", 1) for line in _FORMS.split("\n") if line)
)
"""Kind to its Vietnamese name."""

SPOKEN_OF: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "giay_khai_sinh": ("giay khai sinh",),
        "trich_luc_khai_sinh": ("trich luc khai sinh",),
        "trich_luc_khai_tu": ("trich luc khai tu", "giay chung tu"),
        "trich_luc_ket_hon": ("trich luc ket hon",),
        "trich_luc_ho_tich": ("trich luc",),
        "giay_chung_nhan_ket_hon": ("giay chung nhan ket hon",),
        "giay_chung_sinh": ("giay chung sinh",),
        "giay_bao_tu": ("giay bao tu",),
        "quyet_dinh_ly_hon": ("quyet dinh ly hon", "ban an ly hon"),
        "xac_nhan_khuyet_tat": ("giay xac nhan khuyet tat",),
        "giay_chung_nhan_nuoi_con_nuoi": ("giay chung nhan nuoi con nuoi",),
        "xac_nhan_tinh_trang_hon_nhan": (
            "giay xac nhan tinh trang hon nhan",
            "chung minh tinh trang hon nhan",
        ),
        "phieu_ly_lich_tu_phap": ("ly lich tu phap",),
        "giay_xac_nhan_y_te": ("giay xac nhan cua to chuc y te",),
        "giay_kham_suc_khoe": ("giay kham suc khoe",),
        "xac_nhan_cu_tru": ("xac nhan thong tin ve cu tru", "ct07"),
        "xac_nhan_ho_ngheo": ("ho ngheo", "ho can ngheo"),
        "can_cuoc": ("giay to tuy than", "can cuoc", "giay to chung minh nhan than"),
        "ho_chieu": ("ho chieu", "giay to tuy than"),
        "the_bhyt": ("bao hiem y te",),
        "giay_uy_quyen": ("uy quyen",),
        "giay_chung_nhan_quyen_su_dung_dat": ("quyen su dung dat", "quyen so huu", "cho o hop phap"),
        "giay_chung_nhan_ho_kinh_doanh": ("dang ky ho kinh doanh",),
        "giay_phep_xay_dung": ("giay phep xay dung",),
        "quyet_dinh": ("quyet dinh",),
        "so_ho_khau": ("so ho khau", "so tam tru"),
    }
)
"""How lists of papers and titles speak of a kind, without marks; the one place that says so."""

# Where a sheet of a kind goes although the list does not speak of that kind.
_ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    "can_cuoc_mat_sau": SPOKEN_OF["can_cuoc"],
    "don_de_nghi": ("don de nghi", "giay de nghi", "van ban de nghi", "don"),
    "to_khai_cu_tru": ("to khai thay doi thong tin cu tru", "to_khai_cu_tru"),
    "trich_luc_khai_tu": ("giay bao tu",),
    "to_khai_cap_ban_sao": ("to khai cap ban sao trich luc", "to khai"),
    "to_khai_tinh_trang_hon_nhan": ("to khai cap giay xac nhan tinh trang hon nhan", "to khai"),
}
_GENERAL: Final = ("to khai", "don de nghi", "giay de nghi", "to khai theo mau", "don de nghi ban khai")


def component_for(kind: str, components: Iterable[tuple[str, str]]) -> str | None:
    """The code of the component, among (code, name), that a sheet of `kind` belongs to; None when none or several fit.

    A component that names the paper wins over one that merely speaks of a declaration.
    """
    named = {code: search_key(name) for code, name in components}
    for phrases in (_phrases(kind), _GENERAL if _is_declaration(kind) else ()):
        for phrase in phrases:
            found = [code for code, name in named.items() if phrase in name]
            if found:
                return found[0] if len(found) == 1 else None
    return None


def _phrases(kind: str) -> tuple[str, ...]:
    own = (search_key(KIND_NAMES[kind].split(" (")[0]),) if kind in KIND_NAMES else ()
    return own + SPOKEN_OF.get(kind, ()) + _ANSWERS.get(kind, ())


def _is_declaration(kind: str) -> bool:
    return kind.startswith(("to_khai_", "don_"))
