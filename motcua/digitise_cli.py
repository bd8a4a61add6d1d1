"""`motcua digitise IN… --out FILE.pdf`: scans in, one searchable PDF/A-2b out, signed where a key is given."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from motcua.cli import understand
from motcua.out_file import check_out
from motcua.sign_cli import sign_file
from node.ocr.limits import Limits
from node.ocr.model import PageText
from node.ocr.process.child import ChildReader
from node.ocr.readers.probe import probe
from plumbing.arguments import whole
from plumbing.disk import disk_errors
from plumbing.problem import Problem


def add_parser(subparsers: Any) -> None:
    """Register `digitise` with argparse."""
    parser = subparsers.add_parser("digitise", help="số hóa: ảnh, TIFF, PDF thành một tệp PDF/A tìm được chữ")
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="IN",
        help="PDF hoặc ảnh (JPEG, PNG, TIFF, HEIC, AVIF, WebP, BMP, GIF), theo thứ tự",
    )
    parser.add_argument("--out", type=Path, required=True, help="tệp PDF/A; tệp vào không đổi")
    parser.add_argument("--title", default="", help="tên giấy tờ ghi trong tệp")
    parser.add_argument("--sign", type=Path, metavar="KEY.p12", help="ký số bản số hóa bằng khóa này")
    parser.add_argument("--signer", default="", help="tên người ký hiển thị")
    parser.add_argument(
        "--line", action="append", default=[], help="một dòng chữ trên mẫu chữ ký (lặp lại được)"
    )
    parser.add_argument(
        "--passphrase-file", type=Path, help="tệp chứa mật khẩu khóa; hoặc đặt biến như của motcua sign"
    )
    parser.add_argument(
        "--page-seconds",
        type=whole(1, 3600),
        default=Limits().page_seconds,
        help="thời gian tối đa một trang (giây)",
    )
    parser.add_argument("--json", action="store_true", help="mặc định: luôn in JSON")


def run(args: argparse.Namespace) -> int:
    """Digitise, sign, and say what came of it. `--out` appears whole or not at all. Raises Problem."""
    probe()
    started = time.monotonic()
    folder = args.out.absolute().parent
    if not folder.is_dir():
        hint = f"Không có thư mục {folder.name} để ghi tệp PDF. Hãy tạo thư mục hoặc sửa đường dẫn --out."
        raise Problem("FOLDER_NOT_FOUND", hint)
    check_out(args.out, args.files)
    pages: list[PageText] = []
    with disk_errors(), tempfile.TemporaryDirectory(dir=folder, prefix=".motcua-") as scratch:
        drawn = Path(scratch) / "drawn.pdf"
        reader = ChildReader(Limits(page_seconds=args.page_seconds))
        sources = [file.absolute() for file in args.files]
        codings = reader.digitise(sources, drawn, args.title or args.out.stem, pages.append)
        signed = _sign(drawn, args) if args.sign is not None else None
        if signed is None:
            drawn.replace(args.out)
    print(json.dumps(_told(args, pages, codings, signed, started), ensure_ascii=False))
    return 0


def _sign(drawn: Path, args: argparse.Namespace) -> str:
    """As `motcua sign` does for a digitised copy: certified by the officer at intake, later signatures in their places.
    Gives the level reached."""
    words = ["sign", str(drawn), "--p12", str(args.sign), "--out", str(args.out), "--certify"]
    words += ["--signer", args.signer, *(f"--line={line}" for line in args.line)]
    if args.passphrase_file is not None:
        words += ["--passphrase-file", str(args.passphrase_file)]
    _, arguments = understand(words)
    return str(sign_file(arguments)["level"])


def _told(
    args: argparse.Namespace,
    pages: list[PageText],
    codings: tuple[str, ...],
    signed: str | None,
    started: float,
) -> dict[str, Any]:
    kinds = [(page.kind_confidence, page.kind) for page in pages if page.kind]
    return {
        "out": str(args.out),
        "pages": len(pages),
        "bytes": args.out.stat().st_size,
        "codings": list(codings),
        "kind": max(kinds)[1] if kinds else None,
        "fields": [field for page in pages for field in page.as_json()["fields"]],
        "signed": signed,
        "ms": round((time.monotonic() - started) * 1000),
    }
