"""The one front door: `motcua COMMAND …`.

A table names the commands; the module of a command is imported only when that command is asked for, so that
`motcua cccd` starts at once and a machine without one part still runs the others. Each module offers
`add_parser(subparsers)` and `run(args) -> int`.

Promise to programs that call us: the answer is JSON on standard output; an error is ONE JSON object on
standard error, `{"error": {"code", "message_vi", "retry", "detail"}}`, with exit status 1, or 2 when the
command line itself is wrong. A command that goes on with its other files after one failed says one such object,
with `file`, for each that failed.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, Protocol, cast

from dossier.errors import KernelError
from plumbing.problem import Problem

FAILED, MISUSED, INTERRUPTED = 1, 2, 130

COMMANDS: dict[str, tuple[str, str]] = {
    "units": ("motcua.units_cli", "tra đơn vị hành chính theo ngày (units by date)"),
    "deadline": ("motcua.deadline_cli", "tính hạn trả kết quả (deadlines)"),
    "cccd": ("motcua.cccd_cli", "đọc mã QR căn cước (identity card QR)"),
    "read": ("motcua.read_cli", "đọc chữ trên bản quét (OCR)"),
    "digitise": ("motcua.digitise_cli", "số hóa thành PDF/A (scans to PDF/A)"),
    "sign": ("motcua.sign_cli", "ký số PDF (sign a PDF)"),
    "verify": ("motcua.sign_cli", "kiểm tra chữ ký số (verify a PDF)"),
    "remote-sign": ("motcua.remote_sign_cli", "ký bằng thiết bị ở máy khác (sign elsewhere)"),
    "tokens": ("motcua.remote_sign_cli", "các thiết bị ký đang cắm (tokens)"),
    "backfile": ("motcua.backfile_cli", "số hóa hồ sơ cũ hàng loạt (old results in bulk)"),
    "proof": ("motcua.proof_cli", "kiểm tra biên nhận của tỉnh (check a receipt proof)"),
    "node": ("node.cli", "máy của xã, phường (a commune's node)"),
    "hub": ("hub.cli", "trung tâm tỉnh (the provincial hub)"),
    "provision": ("provisioning.cli", "lắp đặt, ghi danh, sắp xếp đơn vị (set up and enrol)"),
    "doctor": ("provisioning.doctor_cli", "khám máy (check this machine)"),
}


class CommandModule(Protocol):
    """What the module behind a command offers."""

    def add_parser(self, subparsers: Any) -> None:
        """Register the command, and its own sub-commands, with argparse."""
        ...

    def run(self, args: argparse.Namespace) -> int:
        """Do it and return the exit status. Raises Problem or KernelError."""
        ...


class Parser(argparse.ArgumentParser):
    """argparse that complains in JSON; sub-parsers inherit the class."""

    def error(self, message: str) -> NoReturn:
        """Exit 2 with the usage as hint."""
        usage = " ".join(self.format_usage().split())
        _complain("USAGE", f"Lệnh viết chưa đúng ({message}). Cách dùng: {usage}", "never")
        raise SystemExit(MISUSED)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status; never lets a traceback out."""
    _speak_utf8()
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        module, arguments = understand(words)
        status = module.run(arguments)
        _hand_over()
        return status
    except (Problem, KernelError) as error:
        _complain(error.code, error.hint_vi, error.retry, getattr(error, "detail", ""))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        pass  # the reader of our output went away: nobody is left to tell
    except OSError as error:
        where = Path(str(error.filename)).name if error.filename else ""
        hint = f"Không đọc hoặc ghi được {where or 'tệp'}: hãy xem đường dẫn, quyền và chỗ trống trên đĩa."
        _complain("FILE_TROUBLE", hint, "operator", error.strerror or type(error).__name__)
    except Exception as error:
        _complain("INTERNAL", _INTERNAL_VI, "operator", _place(error))
    _let_go_of_output()
    return FAILED


_INTERNAL_VI = (
    "Chương trình gặp lỗi ngoài dự kiến; dữ liệu đã lưu vẫn còn. Hãy gửi dòng lỗi này cho người hỗ trợ."
)


def understand(words: Sequence[str]) -> tuple[CommandModule, argparse.Namespace]:
    """The module behind a command line, and its arguments. Leaves with status 0 after --help and 2 when the line
    is wrong; raises Problem(PART_NOT_INSTALLED)."""
    name = next((word for word in words if not word.startswith("-")), "")
    parser = _front_parser()
    if name not in COMMANDS:
        parser.parse_args(words)  # --help leaves here; anything else is a usage error
        parser.error("thiếu tên lệnh" if not name else f"không có lệnh {name!r}")
    module = _load(COMMANDS[name][0])
    subparsers = parser.add_subparsers(dest="command", required=True)
    module.add_parser(subparsers)
    return module, parser.parse_args(words)


def _front_parser() -> Parser:
    lines = "\n".join(f"  {name:11} {about}" for name, (_, about) in COMMANDS.items())
    return Parser(
        prog="motcua",
        description="MotCua: nút xã, trung tâm tỉnh và công cụ.",
        epilog=f"Lệnh (commands):\n{lines}\n\nXem thêm: motcua LỆNH --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _load(module: str) -> CommandModule:
    try:
        return cast(CommandModule, import_module(module))
    except ModuleNotFoundError as error:
        if error.name is None or not module.startswith(error.name):
            raise
        hint = "Phần này chưa được cài trên máy; hãy cài gói đầy đủ rồi chạy lại."
        raise Problem("PART_NOT_INSTALLED", hint, "operator", module) from error


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _hand_over() -> None:
    """What cannot be written must fail here, where it can be told, not when the interpreter ends."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    sys.stdout.flush()


def _let_go_of_output() -> None:
    """What could not be written before must not be tried again when the interpreter ends."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(code: str, message_vi: str, retry: str, detail: str = "") -> None:
    error = {"code": code, "message_vi": message_vi, "retry": retry}
    if detail:
        error["detail"] = detail
    print(json.dumps({"error": error}, ensure_ascii=False), file=sys.stderr)


def _place(error: Exception) -> str:
    """Type and place, never the message: it may quote a citizen's data."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    return (
        f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
        if last
        else type(error).__name__
    )
