"""The index of a batch of old results, as archives and the province's store of papers ask for it.

Columns are the least that must be kept of a digitised paper (Thông tư 01/2023/TT-VPCP, Nghị định 30/2020/NĐ-CP Phụ
lục VI, as far as read): identity of paper and dossier, what it is, whose it is, who issued, scanned, checked and
signed it.
"""

import csv
import io
from collections.abc import Sequence

from dossier.local_time import local
from node.ports.backfile import Batch, OldPaper

COLUMNS = (
    "batch",
    "number_in_batch",
    "dossier",
    "paper_type",
    "title",
    "doc_number",
    "issue_date",
    "issuer_code",
    "issuer_name",
    "holder_name",
    "holder_id_no",
    "holder_birth",
    "copy_kind",
    "page_count",
    "sha256",
    "size",
    "source",
    "file_name",
    "shelf",
    "scanned_at",
    "indexed_by",
    "checked_by",
    "corrected",
    "signed_at",
    "state",
    "note",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_of(batch: Batch, issuer_names: dict[str, str], papers: Sequence[OldPaper]) -> list[dict[str, str]]:
    """One row a paper, every column a text."""
    return [_row(batch, issuer_names, paper) for paper in papers]


def csv_of(rows: Sequence[dict[str, str]]) -> bytes:
    """UTF-8 with a mark at its head, which spreadsheets of the counters need; no cell begins a formula."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8")


def xlsx_of(title: str, rows: Sequence[dict[str, str]]) -> bytes:
    """A workbook of one sheet; every cell is text, so that no number loses its zeros."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh mục")
    sheet.freeze_panes = "A2"
    book.properties.title = title
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([_harmless(row[name]) for name in COLUMNS])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _harmless(value: str) -> str:
    """A text that a spreadsheet would run is shown with an apostrophe before it."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _row(batch: Batch, issuer_names: dict[str, str], paper: OldPaper) -> dict[str, str]:
    values = paper.values
    unit = str(values.get("unit", "")) or batch.unit
    return {
        "batch": batch.title,
        "number_in_batch": str(paper.n),
        "dossier": paper.dossier,
        "paper_type": batch.paper,
        "title": str(values.get("title", "")),
        "doc_number": str(values.get("number", "")),
        "issue_date": str(values.get("day", "")),
        "issuer_code": unit.split("@")[0],
        "issuer_name": issuer_names.get(unit, unit),
        "holder_name": str(values.get("name", "")),
        "holder_id_no": str(values.get("id_number", "")),
        "holder_birth": str(values.get("birth", "")),
        "copy_kind": "0",
        "page_count": str(paper.pages),
        "sha256": paper.blob,
        "size": str(paper.size),
        "source": "scan",
        "file_name": paper.name,
        "shelf": batch.shelf,
        "scanned_at": local(batch.made_ms).isoformat(timespec="seconds"),
        "indexed_by": paper.indexed_by,
        "checked_by": paper.checked_by,
        "corrected": "1" if paper.wrong else "0",
        "signed_at": local(paper.signed_ms).isoformat(timespec="seconds") if paper.signed_ms else "",
        "state": paper.state,
        "note": str(values.get("note", "")),
    }
