"""`motcua read FILE…`: kind, text, words and field candidates of scans, one JSON object a file.

Addresses are compared with the unit register that comes with the program: a known unit takes a doubt away, an old one
is told with the unit that stands for it today.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from dossier.paper_kinds import KIND_NAMES
from dossier.register.addresses import place_of, today_vi, vouches
from dossier.register.calendar import VIETNAM
from dossier.register.units import UnitTable
from node.ocr.child import ChildReader
from node.ocr.evidence import LOW, UNSURE
from node.ocr.limits import Limits
from node.ocr.model import FieldCandidate, PageText
from node.ocr.probe import probe
from plumbing.problem import Problem
from plumbing.register_data import load_units


def add_parser(subparsers: Any) -> None:
    """Register `read` with argparse."""
    parser = subparsers.add_parser("read", help="đọc chữ trên bản quét (JPEG, PNG, TIFF, PDF)")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="mặc định: luôn in JSON, mỗi tệp một dòng")
    parser.add_argument(
        "--page-seconds", type=float, default=Limits().page_seconds, help="thời gian tối đa một trang"
    )
    parser.add_argument(
        "--one-reader", action="store_true", help="chỉ dùng Tesseract, dù máy có bộ đọc thứ hai"
    )


def run(args: argparse.Namespace) -> int:
    """Read all files, in order; a file that fails does not stop the others. Raises the first Problem at the end."""
    probe()
    reader, units = (
        ChildReader(Limits(page_seconds=args.page_seconds, second_reader=not args.one_reader)),
        load_units(),
    )
    first: Problem | None = None
    for file in args.files:
        try:
            print(json.dumps(_read(file, reader, units), ensure_ascii=False), flush=True)
        except Problem as problem:
            first = first or problem
    if first is not None:
        raise first
    return 0


def _read(file: Path, reader: ChildReader, units: UnitTable) -> dict[str, Any]:
    started = time.monotonic()
    pages: list[PageText] = []
    reader.read_pages(file.absolute(), "", pages.append)
    known = next((page for page in pages if page.kind), None)
    return {
        "file": str(file),
        "kind": known.kind if known else None,
        "kind_vi": KIND_NAMES.get(known.kind, known.kind) if known else None,
        "kind_confidence": known.kind_confidence if known else 0,
        "pages": [_page(page) for page in pages],
        "text": "\n\n".join(page.text for page in pages),
        "fields": [_field(field, units) for page in pages for field in page.fields],
        "ms": round((time.monotonic() - started) * 1000),
    }


def _page(page: PageText) -> dict[str, Any]:
    whole = page.as_json()
    wanted = ("page", "width", "height", "text", "rotation", "skew", "words", "ms", "kind", "kind_confidence")
    return {key: whole[key] for key in wanted}


def _field(field: FieldCandidate, units: UnitTable) -> Mapping[str, Any]:
    if field.type != "address":
        return asdict(field)
    today = datetime.now(VIETNAM).date()
    place = place_of(field.value, units, today)
    if place is None:
        return asdict(field)
    unit = {"code": place.unit.code, "name": place.unit.name, "level": place.unit.level}
    now = [{"code": heir.code, "name": heir.name} for heir in place.today]
    said = {"unit": unit, "unit_today": now, "today_vi": today_vi(place, today), "spelled": place.spelled}
    if field.reason in (LOW, UNSURE) and vouches(place, field.confidence):
        return {**asdict(field), "review": False, "reason": "", **said}
    return {**asdict(field), "review": field.review or bool(place.spelled), **said}
