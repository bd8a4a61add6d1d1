"""Words of a command line that several commands take: bounded whole numbers, names of hosts, secrets typed by hand.

Types for argparse raise `ArgumentTypeError`, which the front door tells as USAGE.
"""

import argparse
import getpass
import re
import sys
from collections.abc import Callable
from ipaddress import ip_address

from plumbing.problem import Problem

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")


def whole(least: int, most: int) -> Callable[[str], int]:
    """A type: a whole number from `least` to `most`."""

    def number(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"cần số nguyên từ {least} đến {most}")
        return int(text)

    return number


def host(text: str) -> str:
    """A type: the name or address by which a machine is called."""
    try:
        return str(ip_address(text))
    except ValueError:
        if len(text) <= 253 and _HOST.fullmatch(text):
            return text
    raise argparse.ArgumentTypeError("cần tên máy hoặc địa chỉ IP, ví dụ hub.example.vn")


def short_text(most: int) -> Callable[[str], str]:
    """A type: one line of 1 to `most` characters."""

    def line(text: str) -> str:
        if not text.strip() or len(text) > most or not text.isprintable():
            raise argparse.ArgumentTypeError(f"cần một dòng chữ, nhiều nhất {most} ký tự")
        return text

    return line


def secret_from_keyboard(prompt: str, instead: str) -> str:
    """Ask for a secret without showing it; `instead` names the other ways. Raises Problem(PASSPHRASE_MISSING)
    where nobody can type."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise Problem(
            "PASSPHRASE_MISSING", f"Chưa có mật khẩu và không có bàn phím để hỏi. Hãy {instead}.", "operator"
        )
    return getpass.getpass(prompt)
