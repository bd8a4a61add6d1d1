"""`motcua read FILE…`: text, words and field candidates of scans, one JSON object a file."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from node.ocr.child import ChildReader
from node.ocr.limits import Limits
from node.ocr.model import PageText
from node.ocr.probe import probe
from plumbing.problem import Problem


def add_parser(subparsers: Any) -> None:
    """Register `read` with argparse."""
    parser = subparsers.add_parser("read", help="đọc chữ trên bản quét (JPEG, PNG, TIFF, PDF)")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="mặc định: luôn in JSON, mỗi tệp một dòng")
    parser.add_argument(
        "--page-seconds", type=float, default=Limits().page_seconds, help="thời gian tối đa một trang"
    )


def run(args: argparse.Namespace) -> int:
    """Read all files, in order; a file that fails does not stop the others. Raises the first Problem at the end."""
    probe()
    reader = ChildReader(Limits(page_seconds=args.page_seconds))
    first: Problem | None = None
    for file in args.files:
        try:
            print(json.dumps(_read(file, reader), ensure_ascii=False), flush=True)
        except Problem as problem:
            first = first or problem
    if first is not None:
        raise first
    return 0


def _read(file: Path, reader: ChildReader) -> dict[str, Any]:
    started = time.monotonic()
    pages: list[PageText] = []
    reader.read_pages(file.absolute(), "", pages.append)
    return {
        "file": str(file),
        "kind": None,
        "pages": [_page(page) for page in pages],
        "text": "\n\n".join(page.text for page in pages),
        "fields": [field for page in pages for field in page.as_json()["fields"]],
        "ms": round((time.monotonic() - started) * 1000),
    }


def _page(page: PageText) -> dict[str, Any]:
    whole = page.as_json()
    return {key: whole[key] for key in ("page", "width", "height", "text", "rotation", "skew", "words", "ms")}
