"""The importer reads the statistics office's form, on made-up rows, and refuses what it cannot place."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from plumbing.problem import Problem
from plumbing.register_data import load_units, read_units
from provisioning.units.gso import Mend, import_gso, read_mends, understood, with_words
from provisioning.units.gso_table import read_table, words_of

TITLE = ["BẢNG CHUYỂN ĐỔI"]
HEAD = [
    "Mã tỉnh mới",
    "Tỉnh mới",
    "Mã mới",
    "Đơn vị mới",
    "Mã tỉnh",
    "Tỉnh",
    "Mã huyện",
    "Huyện",
    "Mã xã",
    "Xã",
    "Ghi chú",
]
A, C = ["38", "Tỉnh A"], ["08", "Tỉnh C"]
ROWS = [
    [*A, "16480", "Xã Yên", *A, "406", "Huyện Q", "16447", "Xã Trạch", "Nhập toàn bộ"],
    ["", "", "", "", *A, "406", "Huyện Q", "16480", "Xã Yên", "Nhâp  toàn bộ"],
    ["", "", "", "", *A, "406", "Huyện Q", "16510", "Xã Tách", "Nhập một phần diện tích, toàn bộ dân số"],
    [*A, "16510", "Xã Mới", *A, "406", "Huyện Q", "16510", "Xã Tách", "Nhập một phần diện tích"],
    [*A, "16500", "Xã Đăk Ơ", *A, "406", "Huyện Q", "16500", "Xã Đak Ơ", "Giữ nguyên"],
    [*A, "16501", "Xã Lát", *A, "406", "Huyện Q", "16501", "Thị trấn Lát", "Đổi loại hình"],
    [*A, "16502", "Đặc khu Đảo", *A, "406", "Huyện Q", "16502", "Xã Đảo", "Sắp xếp toàn bộ"],
    [*A, "11948", "Đặc khu Vĩ", *A, "318", "Huyện Vĩ", "", "", "Sắp xếp toàn bộ"],
    [*C, "00001", "Xã Hoà", "02", "Tỉnh B", "020", "Huyện B", "00001", "Xã Bắc", "Nhập toàn bộ"],
    [*C, "00001", "Xã Hoà", *C, "080", "Huyện C", "00002", "Xã Nam", "Nhập toàn bộ"],
    [*C, "00003", "Xã Khác", *C, "080", "Huyện C", "00003", "Xã Khác", "Giữ nguyên"],
]


def as_csv(file: Path, rows: list[list[str]], delimiter: str = ",") -> Path:
    lines = [TITLE, HEAD, *rows]
    quoted = [delimiter.join(f'"{c}"' if delimiter in c else c for c in line) for line in lines]
    file.write_text("\n".join(quoted), encoding="utf-8-sig")
    return file


def known(table):
    return [r for i in {u.unit_id for u in table.all_units()} for r in table.relations_from(i)]


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("Nhập toàn bộ", ("all", "all")),
        ("  nhâp   toàn bộ ", ("all", "all")),
        ("Giữ nguyên", ("all", "all")),
        ("Đổi tên", ("all", "all")),
        ("Đổi loại hình", ("all", "all")),
        ("Sắp xếp toàn bộ", ("all", "all")),
        ("Nhập một phần", ("part", "part")),
        ("Phần còn lại của xã Y", ("part", "part")),
        ("Đổi tên từ một phần xã Y", ("part", "part")),
        ("Nhập một phần diện tích", ("part", "none")),
        ("Nhập một phần diện tích, toàn bộ dân số", ("part", "all")),
        ("Nhập một phần dân số", ("none", "part")),
        ("Nhập toàn bộ diện tích", ("all", "none")),
        ("Nhập một phần diện tích, dân số", ("part", "part")),
        ("", None),
        ("xem công văn", None),
    ],
)
def test_a_note_is_read_into_words(note: str, words: tuple[str, str] | None) -> None:
    assert words_of(note) == words


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_words_reach_the_relations(small, tmp_path: Path, delimiter: str) -> None:
    pairs = understood(read_table(as_csv(tmp_path / "t.csv", ROWS, delimiter)), (), small)
    words = {(r.old_id, r.new_id): (r.area, r.population) for r in with_words(known(small), pairs)}
    assert words["16510@0", "16480@2025-07-01"] == ("part", "all")
    assert words["16510@0", "16510@2025-07-01"] == ("part", "none")
    assert words["318@0", "11948@2025-07-01"] == ("all", "all")
    assert words["02@0", "08@2025-07-01"] == ("all", "all")


def test_a_spreadsheet_that_lost_its_zeros_reads_like_the_text(small, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in [TITLE, HEAD, *ROWS]:
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in line])
    book.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx") == read_table(as_csv(tmp_path / "t.csv", ROWS))


def test_known_wrong_cells_are_mended_and_missing_rows_added(small, tmp_path: Path) -> None:
    wrong = [list(row) for row in ROWS if row[10] != "Nhập một phần diện tích"]
    wrong[0][8] = "16480"
    wrong[8][4] = "08"
    mends = (
        Mend("cell", "16480", "Trạch", "", "old_code", "16447", "", ""),
        Mend("cell", "00001", "Bắc", "", "old_province_code", "02", "", ""),
        Mend("words", "16502", "Đảo", "16502", "", "", "part", "none"),
        Mend("add", "16510", "Tách", "16510", "", "", "part", "none"),
    )
    pairs = understood(read_table(as_csv(tmp_path / "t.csv", wrong)), mends, small)
    words = {(r.old_id, r.new_id): (r.area, r.population) for r in with_words(known(small), pairs)}
    assert words["16447@0", "16480@2025-07-01"] == ("all", "all")
    assert words["16510@0", "16510@2025-07-01"] == ("part", "none")
    assert words["16502@0", "16502@2025-07-01"] == ("part", "none")


@pytest.mark.parametrize(
    ("row", "cell", "value", "said"),
    [
        (0, 8, "16448", "no unit 16448"),
        (0, 9, "Xã Lạ", "16447 is Xã Trạch"),
        (0, 3, "Xã Lạ", "16480 is Xã Yên"),
        (0, 4, "02", "does not lie in 02"),
        (0, 10, "xem công văn", "note of no known form"),
    ],
)
def test_a_row_that_cannot_be_placed_is_named(
    small, tmp_path, row: int, cell: int, value: str, said: str
) -> None:
    rows = [list(r) for r in ROWS]
    rows[row][cell] = value
    with pytest.raises(Problem) as problem:
        understood(read_table(as_csv(tmp_path / "t.csv", rows)), (), small)
    assert problem.value.code == "GSO_TABLE_UNCLEAR"
    assert "line 3" in problem.value.detail
    assert said in problem.value.detail


def test_a_table_with_other_pairs_than_the_register_changes_nothing(small, tmp_path: Path) -> None:
    pairs = understood(read_table(as_csv(tmp_path / "t.csv", ROWS[:1] + ROWS[2:])), (), small)
    with pytest.raises(Problem) as problem:
        list(with_words(known(small), pairs))
    assert "not in the table: 16480@0 -> 16480@2025-07-01" in problem.value.detail


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xff\xfe\x00nothing")
    with pytest.raises(Problem) as problem:
        read_table(tmp_path / name)
    assert problem.value.code == "GSO_TABLE_UNREADABLE"


def test_the_committed_mends_name_units_that_stood() -> None:
    mends, table = read_mends(), load_units()
    assert len(mends) == 7
    for mend in mends:
        right = mend.now if mend.field == "old_code" else mend.old_code
        unit = table.by_code(right, date(2025, 6, 30))
        assert unit is not None
        assert mend.old_name in unit.name
        if mend.field == "old_province_code":
            assert table.lies_in(unit, mend.now, date(2025, 6, 30))


def test_a_whole_table_in_the_form_reaches_the_packaged_relations(tmp_path: Path) -> None:
    """Rows made from the register itself, in the office's form: every pair, splits as parts."""
    table, before, after = load_units(), date(2025, 6, 30), date(2025, 7, 1)
    rows = []
    for old in [u for u in table.all_units() if u.holds(before) and u.level != "province"]:
        heirs = table.successors(old.unit_id, before, after)
        if old.level == "district" and table.children(old.code, before):
            continue
        district = old if old.level == "district" else table.parent(old, before)
        commune = [old.code, old.name] if old.level == "commune" else ["", ""]
        note = "Nhập toàn bộ" if len(heirs) == 1 else "Nhập một phần"
        rows += [
            [h.parent_code, "", h.code, h.name, district.parent_code, "", district.code, "", *commune, note]
            for h in heirs
        ]
    rows = [row for row in rows if (row[8], row[2]) != ("23053", "23041")]
    assert import_gso(as_csv(tmp_path / "t.csv", rows), tmp_path / "out") == 10_571
    packaged = Path(__file__).parents[3] / "dossier" / "register" / "data" / "units"
    for name in ("units.csv", "aliases.csv", "documents.csv"):
        (tmp_path / "out" / name).write_bytes((packaged / name).read_bytes())
    told = read_units(tmp_path / "out")
    kin = {
        (r.old_id, r.new_id): (r.area, r.population)
        for i in ("23053@0", "00151@0")
        for r in told.relations_from(i)
    }
    assert kin["23053@0", "23041@2025-07-01"] == ("part", "none")
    assert kin["00151@0", "00118@2025-07-01"] == ("part", "none")
    assert kin["23053@0", "23053@2025-07-01"] == ("part", "part")
