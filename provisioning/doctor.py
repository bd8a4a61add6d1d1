"""Examines a machine before it is trusted with citizens' papers, and whenever it behaves oddly.

Each check looks at one thing and answers with a verdict, a sentence in Vietnamese and a stable code. A check
that cannot be made is a warning, never silence.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from plumbing import sqlite
from plumbing.fonts import serif
from plumbing.problem import Problem
from plumbing.programs import dies_with_parent, litestream_binary
from provisioning.tls import expires

_GIB = 1024**3
_BUILT = datetime(2026, 1, 1, tzinfo=UTC)  # no honest clock shows an earlier time than the program's own


class Verdict(StrEnum):
    """How bad it is: `warn` can wait for the technician, `fail` cannot."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    check: str
    verdict: Verdict
    code: str
    message_vi: str


Check = Callable[[], Finding]


def examine(data: Path | None) -> list[Finding]:
    """All checks of the machine, and of a node's or hub's data folder when given."""
    machine: list[Check] = [_python, _sqlite, _engine, _tesseract, _fonts, _litestream, _clock]
    return [check() for check in machine] + (_examine_folder(data) if data else [])


def worst(findings: Sequence[Finding]) -> Verdict:
    """The gravest verdict."""
    return max((one.verdict for one in findings), key=list(Verdict).index, default=Verdict.OK)


def _python() -> Finding:
    found = sys.version_info[:2]
    if (3, 11) <= found < (3, 13):
        return _ok("python", f"Python {found[0]}.{found[1]}.")
    return _fail("python", "PYTHON_VERSION", "Cần Python 3.11 hoặc 3.12; hãy chạy lại bước cài đặt.")


def _sqlite() -> Finding:
    try:
        sqlite.check_version(sqlite.MODULE.sqlite_version_info)
    except Problem as problem:
        return _fail("sqlite", problem.code, problem.hint_vi)
    return _ok("sqlite", f"SQLite {sqlite.MODULE.sqlite_version}.")


def _engine() -> Finding:
    try:
        return _ok("automerge", f"Automerge {version('automerge')}.")
    except PackageNotFoundError:
        return _fail("automerge", "ENGINE_MISSING", "Thiếu thư viện Automerge; hãy chạy lại bước cài đặt.")


def _tesseract() -> Finding:
    listed = _output("tesseract", "--list-langs").split()
    missing = sorted({"vie", "osd"} - set(listed))
    if not listed:
        hint = "Chưa có Tesseract; hãy cài tesseract-ocr và tesseract-ocr-vie."
        return _fail("tesseract", "TESSERACT_MISSING", hint)
    if missing:
        hint = f"Tesseract thiếu dữ liệu {', '.join(missing)}; hãy cài tesseract-ocr-vie, tesseract-ocr-osd."
        return _fail("tesseract", "LANG_MISSING", hint)
    return _ok("tesseract", "Tesseract có tiếng Việt.")


def _fonts() -> Finding:
    try:
        serif()
    except Problem as problem:
        return _fail("fonts", problem.code, problem.hint_vi)
    return _ok("fonts", "Phông chữ in giấy tờ có đủ dấu tiếng Việt.")


def _litestream() -> Finding:
    try:
        said = _output(str(litestream_binary()), "version").strip()
    except Problem as problem:
        return _fail("litestream", problem.code, problem.hint_vi)
    if not said:
        return _fail("litestream", "LITESTREAM_BROKEN", "Litestream không chạy được trên máy này.")
    if not dies_with_parent():
        hint = "Thiếu setpriv (gói util-linux): khi nút bị ngắt đột ngột, Litestream có thể chạy mồ côi."
        return _warn("litestream", "SETPRIV_MISSING", hint)
    return _ok("litestream", f"Litestream {said}.")


def _clock() -> Finding:
    if datetime.now(UTC) < _BUILT:
        hint = "Đồng hồ máy lùi về trước ngày phát hành chương trình; hãy chỉnh lại giờ."
        return _fail("clock", "CLOCK_WRONG", hint)
    synced = _output("timedatectl", "show", "-p", "NTPSynchronized", "--value").strip()
    if synced == "yes":
        return _ok("clock", "Đồng hồ đang được đồng bộ.")
    hint = "Không xác nhận được đồng hồ có đồng bộ qua mạng; nút sẽ tự đo độ lệch mỗi lần gặp trung tâm tỉnh."
    return _warn("clock", "CLOCK_NOT_SYNCED", hint)


def _examine_folder(data: Path) -> list[Finding]:
    if not data.is_dir():
        hint = "Không có thư mục dữ liệu này; hãy xem lại đường dẫn."
        return [_fail("data", "DATA_MISSING", hint)]
    return [_space(data), _rights(data), _keys(data), _database(data), _certificates(data)]


def _space(data: Path) -> Finding:
    free = shutil.disk_usage(data).free
    said = f"Còn {free / _GIB:.1f} GB trống."
    if free < _GIB // 2:
        return _fail("disk", "DISK_FULL", f"{said} Hãy dọn đĩa ngay: quầy sắp không lưu được hồ sơ.")
    if free < 5 * _GIB:
        return _warn("disk", "DISK_LOW", f"{said} Hãy chuẩn bị đĩa lớn hơn.")
    return _ok("disk", said)


def _rights(data: Path) -> Finding:
    if data.stat().st_mode & 0o007:
        hint = "Thư mục dữ liệu đang mở cho mọi người dùng trên máy; hãy đặt quyền 0700."
        return _fail("rights", "DATA_EXPOSED", hint)
    return _ok("rights", "Thư mục dữ liệu chỉ chủ máy đọc được.")


def _keys(data: Path) -> Finding:
    secret = [path for pattern in ("keys/*.key", "keys/*.p12", "tls/*.key") for path in data.glob(pattern)]
    open_ones = [path.name for path in secret if path.stat().st_mode & 0o077]
    if open_ones:
        return _fail("keys", "KEY_EXPOSED", f"Tệp khóa {', '.join(open_ones)} phải có quyền 0600.")
    if not secret:
        return _fail("keys", "KEY_MISSING", "Thư mục này chưa có khóa; hãy ghi danh máy.")
    return _ok("keys", "Các tệp khóa có quyền 0600.")


def _database(data: Path) -> Finding:
    found = next((path for path in (data / "node.db", data / "hub.db") if path.exists()), None)
    if found is None:
        return _warn("database", "DATABASE_NOT_YET", "Chưa có cơ sở dữ liệu: máy này chưa chạy lần nào.")
    try:
        with closing(sqlite.connect(found, readonly=True)) as connection:
            verdict = connection.execute("PRAGMA quick_check").fetchone()[0]
    except (Problem, sqlite.Error):
        verdict = "unreadable"
    if verdict != "ok":
        hint = "Cơ sở dữ liệu bị hỏng; hãy dừng nút và khôi phục (motcua node restore)."
        return _fail("database", "DATABASE_DAMAGED", hint)
    return _ok("database", "Cơ sở dữ liệu nguyên vẹn.")


def _certificates(data: Path) -> Finding:
    paths = [path for path in (data / "tls" / "hub.pem", data / "keys" / "hub-ca.pem") if path.exists()]
    if not paths:
        return _warn("certificates", "CERTIFICATE_NONE", "Chưa có chứng thư TLS trong thư mục này.")
    ends = min(expires(path.read_bytes()) for path in paths)
    left = ends - datetime.now(UTC)
    if left < timedelta(0):
        return _fail("certificates", "CERTIFICATE_EXPIRED", "Chứng thư TLS đã hết hạn; hãy cấp lại.")
    if left < timedelta(days=30):
        return _warn("certificates", "CERTIFICATE_ENDS", f"Chứng thư TLS còn {left.days} ngày; hãy cấp lại.")
    return _ok("certificates", f"Chứng thư TLS còn {left.days} ngày.")


def _output(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _ok(check: str, message_vi: str) -> Finding:
    return Finding(check, Verdict.OK, "OK", message_vi)


def _warn(check: str, code: str, message_vi: str) -> Finding:
    return Finding(check, Verdict.WARN, code, message_vi)


def _fail(check: str, code: str, message_vi: str) -> Finding:
    return Finding(check, Verdict.FAIL, code, message_vi)
