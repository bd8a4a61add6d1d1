"""Options that name a signing key, the same for every command that signs.

Secrets never stand on the command line, where other users of the machine can see them: they come from a file, from the
environment, or from the keyboard.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from node.sign.keys import Key, P12Key, TokenKey
from node.sign.pin_guard import PinGuard, guarded
from plumbing.problem import Problem

_PASSPHRASE = "MOTCUA_P12_PASSPHRASE"  # noqa: S105 - the name of a variable, not a secret
_PIN = "MOTCUA_TOKEN_PIN"
T = TypeVar("T")


def add_key_options(parser: argparse.ArgumentParser) -> None:
    """`--p12` or `--pkcs11`, and what goes with each."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--p12", type=Path, help="tệp khóa ký (.p12)")
    which.add_argument("--pkcs11", type=Path, help="thư viện PKCS#11 của thiết bị ký (.so)")
    parser.add_argument("--token", default="", help="nhãn hoặc số sê-ri của thiết bị, khi cắm nhiều thiết bị")
    parser.add_argument(
        "--certificate", default="", help="nhãn, tên hoặc vân tay SHA-256 của chứng thư trong thiết bị"
    )
    parser.add_argument(
        "--passphrase-file", type=Path, help=f"tệp chứa mật khẩu .p12; hoặc đặt biến {_PASSPHRASE}"
    )
    parser.add_argument("--pin-file", type=Path, help=f"tệp chứa mã PIN; hoặc đặt biến {_PIN}")


def with_key(args: argparse.Namespace, work: Callable[[Key], T]) -> T:
    """Do `work` with the key that the options name; a PIN that its token refused before is not sent again."""
    if args.p12 is not None:
        secret = _secret(args.passphrase_file, _PASSPHRASE, "Mật khẩu khóa ký: ", "PASSPHRASE_MISSING")
        return work(P12Key(args.p12, secret))
    pin = _secret(args.pin_file, _PIN, "Mã PIN của thiết bị ký: ", "PIN_MISSING")
    key = TokenKey(args.pkcs11, pin, args.token, args.certificate)
    return guarded(key, PinGuard(_state_folder()), lambda: work(key))


def read_file(path: Path) -> bytes:
    """The bytes of a named file. Raises Problem(FILE_NOT_FOUND)."""
    try:
        return path.read_bytes()
    except OSError as error:
        hint = f"Không mở được tệp {path.name}. Hãy kiểm tra lại đường dẫn và quyền đọc."
        raise Problem("FILE_NOT_FOUND", hint, "never", type(error).__name__) from None


def _secret(file: Path | None, variable: str, prompt: str, code: str) -> str:
    """From a file, the environment, or the keyboard."""
    if file is not None:
        return _first_line(file)
    value = os.environ.get(variable)
    if value is not None:
        return value
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(prompt)
    raise _missing(code, variable)


def _first_line(file: Path) -> str:
    """As editors save it: some put a mark before UTF-8."""
    try:
        return read_file(file).decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        hint = f"Tệp {file.name} không phải là tệp chữ (UTF-8) chứa mật khẩu hoặc mã PIN. Hãy chọn đúng tệp."
        raise Problem("SECRET_FILE_NOT_TEXT", hint) from None


def _missing(code: str, variable: str) -> Problem:
    if code == "PIN_MISSING":
        hint = (
            f"Chưa có mã PIN của thiết bị ký. Hãy dùng --pin-file, đặt biến {variable} hoặc nhập từ bàn phím."
        )
        return Problem("PIN_MISSING", hint, "operator")
    hint = f"Chưa có mật khẩu của khóa ký. Hãy dùng --passphrase-file hoặc đặt biến {variable}."
    return Problem("PASSPHRASE_MISSING", hint, "operator")


def _state_folder() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "motcua"
