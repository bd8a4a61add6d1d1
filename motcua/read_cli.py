"""`motcua read FILE…`: kind, text, words and field candidates of scans, one JSON object a file, in the order given.

A file that cannot be read stops no other: it is one JSON object of its own on standard error.

Addresses are compared with the unit register that comes with the program: a known unit takes a doubt away, an old one
is told with the unit that stands for it today.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from dossier.local_time import VIETNAM
from dossier.paper_kinds import KIND_NAMES
from dossier.register.addresses import place_of, today_vi, vouches
from dossier.register.units import UnitTable
from node.ocr.fields.evidence import LOW, UNSURE
from node.ocr.limits import Limits
from node.ocr.model import FieldCandidate, PageText
from node.ocr.process.crew import read_files
from node.ocr.process.shares import FileRead
from node.ocr.readers.probe import probe
from plumbing.arguments import whole
from plumbing.register_data import load_units


def add_parser(subparsers: Any) -> None:
    """Register `read` with argparse."""
    parser = subparsers.add_parser("read", help="đọc chữ trên bản quét (JPEG, PNG, TIFF, PDF)")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="mặc định: luôn in JSON, mỗi tệp một dòng")
    parser.add_argument(
        "--page-seconds",
        type=whole(1, 3600),
        default=Limits().page_seconds,
        help="thời gian tối đa một trang (giây)",
    )
    parser.add_argument(
        "--one-reader", action="store_true", help="chỉ dùng Tesseract, dù máy có bộ đọc thứ hai"
    )
    parser.add_argument(
        "--workers",
        type=whole(1, 64),
        default=len(os.sched_getaffinity(0)),
        metavar="N",
        help="số tệp, hoặc trang của tệp dài, đọc cùng lúc; mặc định: số nhân của máy",
    )


def run(args: argparse.Namespace) -> int:
    """Read all files; 1 where one of them failed. Raises Problem where none can be read."""
    probe()
    limits = Limits(page_seconds=args.page_seconds, second_reader=not args.one_reader)
    reading = read_files([file.absolute() for file in args.files], limits, args.workers)
    # The register is unpacked while the first pages are read.
    with ThreadPoolExecutor(1) as beside, closing(reading) as outcomes:
        units = beside.submit(load_units)
        told = [_told(file, read, units) for file, read in zip(args.files, outcomes, strict=True)]
    return int(not all(told))


def _told(file: Path, read: FileRead, units: Future[UnitTable]) -> bool:
    """Print what came of a file; gives whether it was read."""
    if read.problem is None:
        print(json.dumps(_answer(file, read, units.result()), ensure_ascii=False), flush=True)
        return True
    told = {"error": {**read.problem.as_json(), "file": str(file)}}
    print(json.dumps(told, ensure_ascii=False), file=sys.stderr, flush=True)
    return False


def _answer(file: Path, read: FileRead, units: UnitTable) -> dict[str, Any]:
    known = next((page for page in read.pages if page.kind), None)
    return {
        "file": str(file),
        "kind": known.kind if known else None,
        "kind_vi": KIND_NAMES.get(known.kind, known.kind) if known else None,
        "kind_confidence": known.kind_confidence if known else 0,
        "pages": [_page(page) for page in read.pages],
        "text": "\n\n".join(page.text for page in read.pages),
        "fields": [_field(field, units) for page in read.pages for field in page.fields],
        "ms": read.ms,
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
