"""`motcua sign` and `motcua verify`: PAdES signatures on the command line."""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path
from typing import Any

from motcua.key_options import add_key_options, read_file, with_key
from motcua.out_file import check_out
from node.sign.child import ChildSigner, raise_level, verify_pdf
from node.sign.outside import Line
from node.sign.port import DIGITISED_COPY_SLOTS, LEVELS, Raised, Role, SignRequest, Slot
from node.sign.problems import SigningProblem
from node.sign.report import Verdict
from plumbing.disk import replace_file
from plumbing.timestamps import HttpTimestamps
from plumbing.web_fetch import WebFetcher

_EXIT = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.INDETERMINATE: 2}
_WAITING = ("TSA_UNREACHABLE", "TSA_REFUSED", "TSA_UNTRUSTED")


def add_parser(subparsers: Any) -> None:
    """Register `sign` and `verify` with argparse."""
    sign = subparsers.add_parser("sign", help="ký số PDF bằng tệp khóa hoặc thiết bị ký")
    add_key_options(sign)
    add_request_options(sign)
    sign.add_argument("--out", type=Path, required=True, help="nơi ghi tệp đã ký; tệp gốc không đổi")
    sign.add_argument("--level", choices=LEVELS, default=LEVELS[0], help="mức chữ ký PAdES (mặc định B-B)")
    sign.add_argument("--tsa", default="", help="địa chỉ máy chủ dấu thời gian (RFC 3161)")
    sign.add_argument("--tsa-account", type=Path, help="tệp tên:mật khẩu của máy chủ dấu thời gian")
    sign.add_argument(
        "--trust", type=Path, action="append", default=[], help="PEM: chứng thư gốc, danh sách thu hồi"
    )
    sign.add_argument(
        "--fetch-revocation", action="store_true", help="hỏi OCSP và danh sách thu hồi ghi trong chứng thư"
    )
    sign.add_argument(
        "--private-host",
        action="append",
        default=[],
        help="máy chủ trong mạng nội bộ được phép hỏi (lặp lại được)",
    )
    verify = subparsers.add_parser("verify", help="kiểm tra chữ ký số trên PDF: thoát 0, 1 hoặc 2")
    verify.add_argument("file", type=Path)
    verify.add_argument(
        "--trust", type=Path, action="append", default=[], help="PEM: chứng thư gốc, danh sách thu hồi"
    )
    verify.add_argument("--at", type=_instant, help="thời điểm kiểm tra (ISO 8601, có múi giờ)")
    verify.add_argument("--json", action="store_true", help="mặc định: luôn in JSON")


def add_request_options(parser: argparse.ArgumentParser) -> None:
    """What is signed, as whom, and how it looks."""
    parser.add_argument("file", type=Path)
    parser.add_argument("--role", choices=[role.value for role in Role], default=Role.INTAKE.value)
    parser.add_argument("--signer", default="", help="tên người ký hiển thị")
    parser.add_argument(
        "--line", action="append", default=[], help="một dòng chữ trên mẫu chữ ký (lặp lại được)"
    )
    parser.add_argument("--image", type=Path, help="ảnh chữ ký hoặc con dấu (PNG nền trong)")
    parser.add_argument(
        "--box", type=_box, help="ô hiển thị: trang,trái,dưới,phải,trên (điểm; trang đếm từ 1)"
    )
    parser.add_argument("--certify", action="store_true", help="chữ ký đầu tiên, khóa mọi thay đổi khác")


def run(args: argparse.Namespace) -> int:
    """Sign (0) or verify (0 valid, 1 invalid, 2 indeterminate). Raises Problem."""
    if args.command == "verify":
        return _verify(args)
    _print(sign_file(args))
    return 0


def request_of(args: argparse.Namespace) -> SignRequest:
    """The request that the options describe, of this moment."""
    role = Role(args.role)
    slots: tuple[Slot, ...] = DIGITISED_COPY_SLOTS if role is Role.INTAKE else ()
    if args.box is not None:
        page, *edges = args.box
        others = tuple(slot for slot in slots if slot.field_name != role.value)
        slots = (Slot(role.value, (edges[0], edges[1], edges[2], edges[3]), int(page) - 1), *others)
    return SignRequest(
        field_name=role.value,
        role=role,
        signer_display=args.signer,
        moment=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        lines=tuple(args.line),
        certify=args.certify,
        slots=slots,
        image=read_file(args.image) if args.image else None,
    )


def sign_file(args: argparse.Namespace) -> dict[str, Any]:
    """Sign as `motcua sign` is asked to, and say what came of it. Raises Problem."""
    check_out(args.out, [args.file])
    pdf, request = read_file(args.file), request_of(args)
    signed = with_key(args, lambda key: ChildSigner(key).sign(pdf, request))
    reached = _raised(args, signed, request.moment)
    replace_file(args.out, reached.pdf)
    told = {"file": str(args.file), "out": str(args.out), "level": reached.level}
    missing = {"missing": reached.missing} if reached.missing else {}
    return {**told, **missing, "grown_bytes": len(reached.pdf) - len(pdf)}


def _raised(args: argparse.Namespace, signed: bytes, moment: datetime.datetime) -> Raised:
    """A level that cannot be reached now never costs the signature: the file is written all the same."""
    if args.level == LEVELS[0]:
        return Raised(signed, LEVELS[0], "", "")
    timestamps = HttpTimestamps(args.tsa, args.tsa_account) if args.tsa else None
    trust = b"\n".join(read_file(path) for path in args.trust)
    web = WebFetcher(frozenset(args.private_host)) if args.fetch_revocation else None
    try:
        return raise_level(signed, args.level, trust, moment, Line(timestamps, web))
    except SigningProblem as problem:
        if problem.code not in _WAITING:
            raise
        return Raised(signed, LEVELS[0], problem.code, "")


def _verify(args: argparse.Namespace) -> int:
    moment = args.at or datetime.datetime.now(datetime.UTC)
    trust = b"\n".join(read_file(path) for path in args.trust)
    report = verify_pdf(read_file(args.file), trust, moment)
    _print({"file": str(args.file), **report.as_json()})
    return _EXIT[report.verdict]


def _instant(text: str) -> datetime.datetime:
    wrong = argparse.ArgumentTypeError("cần thời điểm có múi giờ, ví dụ 2026-11-22T08:00:00+07:00")
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise wrong from None
    if moment.tzinfo is None:
        raise wrong
    return moment


def _box(text: str) -> tuple[float, ...]:
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if len(numbers) != 5 or numbers[0] < 1 or numbers[1] >= numbers[3] or numbers[2] >= numbers[4]:
        raise argparse.ArgumentTypeError("cần trang,trái,dưới,phải,trên, ví dụ 1,300,200,460,270")
    return numbers


def _print(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False))
