"""`motcua sign` and `motcua verify`: PAdES signatures on the command line."""

from __future__ import annotations

import argparse
import datetime
import json
import os
from pathlib import Path
from typing import Any

from node.sign.child import ChildSigner, verify_pdf
from node.sign.keys import P12Key
from node.sign.port import DIGITISED_COPY_SLOTS, Role, SignRequest, Slot
from node.sign.report import Verdict
from plumbing.problem import Problem

_PASSPHRASE = "MOTCUA_P12_PASSPHRASE"  # noqa: S105 - the name of a variable, not a secret
_EXIT = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.INDETERMINATE: 2}


def add_parser(subparsers: Any) -> None:
    """Register `sign` and `verify` with argparse."""
    sign = subparsers.add_parser("sign", help="ký số PDF bằng khóa PKCS#12")
    sign.add_argument("file", type=Path)
    sign.add_argument("--p12", type=Path, required=True, help="tệp khóa ký (.p12)")
    sign.add_argument("--out", type=Path, required=True, help="nơi ghi tệp đã ký; tệp gốc không đổi")
    sign.add_argument("--role", choices=[role.value for role in Role], default=Role.INTAKE.value)
    sign.add_argument("--signer", default="", help="tên người ký hiển thị")
    sign.add_argument(
        "--line", action="append", default=[], help="một dòng chữ trên mẫu chữ ký (lặp lại được)"
    )
    sign.add_argument("--certify", action="store_true", help="chữ ký đầu tiên, khóa mọi thay đổi khác")
    sign.add_argument(
        "--passphrase-file", type=Path, help=f"tệp chứa mật khẩu khóa; hoặc đặt biến {_PASSPHRASE}"
    )
    verify = subparsers.add_parser("verify", help="kiểm tra chữ ký số trên PDF: thoát 0, 1 hoặc 2")
    verify.add_argument("file", type=Path)
    verify.add_argument(
        "--trust", type=Path, action="append", default=[], help="PEM: chứng thư gốc, danh sách thu hồi"
    )
    verify.add_argument("--at", type=_instant, help="thời điểm kiểm tra (ISO 8601, có múi giờ)")
    verify.add_argument("--json", action="store_true", help="mặc định: luôn in JSON")


def run(args: argparse.Namespace) -> int:
    """Sign (0) or verify (0 valid, 1 invalid, 2 indeterminate). Raises Problem."""
    return _sign(args) if args.command == "sign" else _verify(args)


def _sign(args: argparse.Namespace) -> int:
    role = Role(args.role)
    slots: tuple[Slot, ...] = DIGITISED_COPY_SLOTS if role is Role.INTAKE else ()
    request = SignRequest(
        field_name=role.value,
        role=role,
        signer_display=args.signer,
        moment=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        lines=tuple(args.line),
        certify=args.certify,
        slots=slots,
    )
    pdf = _read(args.file)
    signed = ChildSigner(P12Key(args.p12, _passphrase(args))).sign(pdf, request)
    part = args.out.with_name(f".{args.out.name}.part")
    part.write_bytes(signed)
    part.replace(args.out)
    _print(
        {"file": str(args.file), "out": str(args.out), "level": "B-B", "grown_bytes": len(signed) - len(pdf)}
    )
    return 0


def _verify(args: argparse.Namespace) -> int:
    moment = args.at or datetime.datetime.now(datetime.UTC)
    trust = b"\n".join(_read(path) for path in args.trust)
    report = verify_pdf(_read(args.file), trust, moment)
    _print({"file": str(args.file), **report.as_json()})
    return _EXIT[report.verdict]


def _passphrase(args: argparse.Namespace) -> str:
    """From a file or the environment; never from the command line, which other users can see."""
    if args.passphrase_file is not None:
        return _read(args.passphrase_file).decode("utf-8").rstrip("\r\n")
    value = os.environ.get(_PASSPHRASE)
    if value is None:
        hint = f"Chưa có mật khẩu của khóa ký. Hãy dùng --passphrase-file hoặc đặt biến {_PASSPHRASE}."
        raise Problem("PASSPHRASE_MISSING", hint, "operator")
    return value


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        hint = f"Không mở được tệp {path.name}. Hãy kiểm tra lại đường dẫn và quyền đọc."
        raise Problem("FILE_NOT_FOUND", hint, "never", type(error).__name__) from None


def _instant(text: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("cần múi giờ, ví dụ 2026-11-22T08:00:00+07:00")
    return moment


def _print(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False))
