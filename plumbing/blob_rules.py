"""What every blob store refuses, in the same words: names that are no hashes, pieces that do not fit, damage."""

import re

from plumbing.problem import Problem

_NAME = re.compile(r"[0-9a-f]{64}")


def check_name(sha256: str) -> None:
    """Raises Problem(BLOB_NAME_INVALID) for what is not 64 lower-case hexadecimal digits."""
    if not _NAME.fullmatch(sha256):
        raise Problem("BLOB_NAME_INVALID", "Tên tệp không hợp lệ; hãy mở lại tệp từ trong hồ sơ.")


def check_piece(sha256: str, offset: int, data: bytes, size: int, max_bytes: int) -> None:
    """Raises Problem: BLOB_NAME_INVALID, BLOB_TOO_LARGE, BLOB_OFFSET when the piece cannot be of such a blob."""
    check_name(sha256)
    if size > max_bytes:
        raise too_large(max_bytes)
    if offset < 0 or offset + len(data) > size:
        raise wrong_offset(sha256, offset)


def not_here(sha256: str) -> Problem:
    """The blob has not arrived."""
    return Problem(
        "BLOB_NOT_HERE", "Tệp chưa về tới máy này; máy sẽ xin lại ở lần kết nối tới.", "later", sha256
    )


def corrupt(sha256: str) -> Problem:
    """The bytes do not match the name."""
    hint = "Tệp bị hỏng nên không hiển thị; máy sẽ xin lại bản đúng, hoặc hãy quét lại."
    return Problem("BLOB_CORRUPT", hint, "later", sha256)


def too_large(max_bytes: int) -> Problem:
    """More bytes than a blob may have."""
    hint = f"Tệp lớn hơn {max_bytes // (1024 * 1024)} MB; hãy quét với độ phân giải thấp hơn hoặc chia nhỏ."
    return Problem("BLOB_TOO_LARGE", hint)


def wrong_offset(sha256: str, have: int) -> Problem:
    """The piece does not begin where the last one ended."""
    hint = "Phần tệp gửi tới không nối tiếp phần đã có; máy sẽ tự gửi lại từ chỗ dừng."
    return Problem("BLOB_OFFSET", hint, "later", f"{sha256} has {have}")
