"""The words of `motcua hub …`; what they do is in `hub.cli`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from plumbing.arguments import whole


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Register the hub's commands; the chosen one is `hub_cmd`."""
    commands = parser.add_subparsers(dest="hub_cmd", required=True, metavar="VIỆC")
    _command(commands, "run", "chạy trung tâm tỉnh (serve)")
    _command(commands, "status", "tình trạng (status)")
    _command(commands, "rebuild", "dựng lại số liệu từ dữ kiện (rebuild projections)")
    _command(commands, "retry", "thử lại những gì đã tách riêng (retry what was set aside)")
    _add_people(commands)
    _add_devices(commands)
    _add_register(commands)
    _add_dossiers(commands)


def _add_people(commands: Any) -> None:
    officer = _command(commands, "officer", "nhập hoặc sửa cán bộ (enter an officer)")
    officer.add_argument("what", choices=["add"])
    officer.add_argument("--login", required=True)
    officer.add_argument("--name", required=True)
    officer.add_argument("--title", default="")
    officer.add_argument("--unit", required=True, help="mã hoặc unit_id của đơn vị")
    officer.add_argument("--roles", required=True, help="cách nhau bằng dấu phẩy, ví dụ tiep_nhan,thu_ly")
    officer.add_argument("--valid-from", type=date.fromisoformat, help="mặc định: hôm nay")
    officer.add_argument("--password-stdin", action="store_true", help="đọc mật khẩu từ đầu vào chuẩn")


def _add_devices(commands: Any) -> None:
    invite = _command(commands, "invite", "mã mời một lần cho một máy (one-time token)")
    invite.add_argument("--unit", required=True, help="mã hoặc unit_id của đơn vị")
    invite.add_argument("--kind", choices=["node", "kit"], default="node")
    invite.add_argument("--name", default="")
    invite.add_argument("--days", type=whole(1, 90), default=7)
    revoke = _command(commands, "revoke", "thu hồi máy (revoke a device)")
    revoke.add_argument("node", help="mã máy")
    lease = _command(commands, "lease", "cấp dải số hồ sơ (lease dossier numbers)")
    lease.add_argument("node", help="mã máy")
    lease.add_argument("--org", default="", metavar="H56.16480", help="mặc định: tiền tố tỉnh và mã xã")
    lease.add_argument("--size", type=whole(1, 99_999), default=0)
    lease.add_argument("--days", type=whole(1, 3650), default=0)
    courier = _command(commands, "courier", "nhận phong bì từ tệp (envelopes by USB stick)")
    courier.add_argument("files", nargs="+", type=Path, metavar="FILE.mce|THƯ_MỤC")
    courier.add_argument("--answers", type=Path, help="thư mục ghi phong bì trả lời; mặc định: ngay trên USB")
    courier.add_argument("--no-scans", action="store_true", help="không ghi bản quét")
    courier.add_argument("--part-mb", type=float, default=32.0, help="cỡ mỗi phần của bản quét, tính bằng MB")


def _add_register(commands: Any) -> None:
    reorganise = _command(commands, "reorganise", "sắp xếp đơn vị hành chính (reorganise units)")
    reorganise.add_argument("what", choices=["plan", "issue"])
    reorganise.add_argument("file", type=Path, metavar="FILE.json")
    trust = _command(
        commands, "trust", "danh sách tin cậy chữ ký số gửi tới mọi máy (trust list for signatures)"
    )
    trust.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE.pem",
        help="chứng thư gốc, trung gian, CRL; bỏ trống = xem",
    )
    trust.add_argument(
        "--add", action="store_true", help="thêm vào danh sách đang có, không thay cả danh sách"
    )
    trust.add_argument("--drop", default="", metavar="SHA256", help="bỏ chứng thư có vân tay này")
    _command(commands, "register", "lịch sử danh mục (register history)")


def _add_dossiers(commands: Any) -> None:
    kpis = _command(commands, "kpis", "chỉ số (figures)")
    kpis.add_argument("--first", type=date.fromisoformat, required=True)
    kpis.add_argument("--last", type=date.fromisoformat, required=True)
    kpis.add_argument("--unit", default="", help="mã hoặc unit_id; mặc định toàn tỉnh")
    _command(commands, "work", "hồ sơ chờ phân định (what waits for a person)")
    allocate = _command(commands, "allocate", "phân định hồ sơ (decide who handles a dossier)")
    allocate.add_argument("dossier")
    allocate.add_argument("--to", required=True, help="mã hoặc unit_id của đơn vị")
    allocate.add_argument("--reason", required=True)
    allocate.add_argument("--login", required=True, help="cán bộ điều phối ra quyết định")


def _command(commands: Any, name: str, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about)
    parser.add_argument("--data", type=Path, help="thư mục của trung tâm tỉnh (có hub.toml)")
    parser.add_argument("--config", type=Path, help="tệp thiết lập khác hub.toml")
    parser.add_argument("--json", action="store_true", help="mặc định: luôn in JSON")
    return parser
