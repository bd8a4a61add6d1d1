"""`motcua provision …`: set up a province, invite and enrol devices, enter officers, plan a reorganisation."""

from __future__ import annotations

import argparse
import json
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from plumbing.arguments import host, whole
from plumbing.clock import SystemClock
from plumbing.problem import Problem
from plumbing.toml_write import Value
from provisioning import doctor_cli, hub_command, hub_setup
from provisioning.enrol import Order, enrol
from provisioning.hub_setup import HubOrder
from provisioning.test_ca_cli import add_test_ca_parser, add_test_tsa_parser
from provisioning.tls import CA_CERT, expires, issue_server
from provisioning.units.cli import add_units_parser

Run = Callable[[argparse.Namespace], int]
PORT = whole(1, 65_535)


def add_parser(subparsers: Any) -> None:
    """Register `provision` and its commands."""
    parser = subparsers.add_parser("provision", help="lắp đặt, ghi danh (set up and enrol)")
    commands = parser.add_subparsers(dest="provision_cmd", required=True, metavar="VIỆC")
    _add_hub(commands)
    _add_enrol(commands)
    _add_at_the_hub(commands)
    add_units_parser(commands)
    add_test_ca_parser(commands)
    add_test_tsa_parser(commands)
    doctor = commands.add_parser("doctor", help="khám máy (check this machine)")
    doctor_cli.add_arguments(doctor)
    doctor.set_defaults(run=doctor_cli.run)


def run(args: argparse.Namespace) -> int:
    """Run the chosen command. Raises Problem."""
    chosen: Run = args.run
    return chosen(args)


def run_hub(args: argparse.Namespace) -> int:
    """Set up the hub's folder and its first administrator, whose password is shown once."""
    settings: dict[str, Value] = {"demo": True, "clock_file": str(args.demo_clock)} if args.demo_clock else {}
    order = HubOrder(
        args.data,
        args.province,
        args.name,
        tuple(args.host or ["127.0.0.1"]),
        args.port,
        args.prefix,
        settings,
    )
    told = hub_setup.set_up(order, SystemClock().today())
    password = secrets.token_urlsafe(12)
    roles = "quan_tri,dieu_phoi,giam_sat"
    words = [
        "--data",
        str(args.data),
        "--unit",
        told["unit"],
        "--login",
        args.login,
        "--name",
        "Quản trị tỉnh",
    ]
    entered = hub_command.ask(
        "officer", "add", *words, "--roles", roles, "--password-stdin", feed=password + "\n"
    )
    if isinstance(entered, int):
        return entered
    note = "Mật khẩu này chỉ hiện một lần. Hãy cất khóa keys/ và tls/ca.key ở nơi an toàn."
    _print({**told, "login": args.login, "password": password, "note_vi": note})
    return 0


def run_enrol(args: argparse.Namespace) -> int:
    """Enrol this device; shows its recovery passphrase once."""
    settings: dict[str, Value] = {"listen_port": args.port}
    if args.demo_clock:
        settings |= {"demo": True, "clock_file": str(args.demo_clock), "sync_seconds": 2}
    replica = args.replica or args.data / "replica"
    _print(enrol(Order(args.token, args.hub_url.rstrip("/"), args.data, args.name, replica, settings)))
    return 0


def run_certificate(args: argparse.Namespace) -> int:
    """Renew the hub's TLS certificate; the authority, and with it every node's trust, stays."""
    folder = args.hub_data / "tls"
    if not (folder / CA_CERT).exists():
        raise Problem("HUB_MISSING", "Thư mục này không phải của trung tâm tỉnh.", "operator")
    issue_server(folder, tuple(args.host))
    _print({"hosts": args.host, "valid_to": expires((folder / "hub.pem").read_bytes()).isoformat()})
    return 0


def _add_hub(commands: Any) -> None:
    hub = commands.add_parser("hub", help="lập trung tâm tỉnh (set up a province's hub)")
    hub.add_argument("--data", type=Path, required=True, help="thư mục dữ liệu mới")
    hub.add_argument("--province", required=True, metavar="38", help="mã tỉnh, thành phố")
    hub.add_argument("--name", default="", help="tên hiển thị")
    hub.add_argument(
        "--host", type=host, action="append", help="tên hoặc IP mà nút dùng để gọi (lặp lại được)"
    )
    hub.add_argument("--port", type=PORT, default=8443)
    hub.add_argument(
        "--prefix",
        type=_prefix,
        default="",
        metavar="H56",
        help="phần đầu mã hồ sơ của tỉnh; trống = chỉ mã tạm",
    )
    hub.add_argument("--login", default="quantri", help="tên đăng nhập của quản trị đầu tiên")
    hub.add_argument("--demo-clock", type=Path, metavar="FILE", help="chỉ khi trình diễn: tệp lệch giờ")
    hub.set_defaults(run=run_hub)
    certificate = commands.add_parser("certificate", help="cấp lại chứng thư TLS của trung tâm tỉnh")
    certificate.add_argument("--hub-data", type=Path, required=True)
    certificate.add_argument("--host", type=host, action="append", required=True)
    certificate.set_defaults(run=run_certificate)


def _prefix(text: str) -> str:
    if text and not re.fullmatch(r"[A-Z][0-9]{2}", text):
        raise argparse.ArgumentTypeError("cần một chữ cái hoa và hai chữ số, ví dụ H56")
    return text


def _add_enrol(commands: Any) -> None:
    parser = commands.add_parser("enrol", help="ghi danh máy này (enrol this device)")
    parser.add_argument("--token", required=True, metavar="MC1.…", help="mã mời dùng một lần")
    parser.add_argument("--hub-url", required=True, metavar="https://…")
    parser.add_argument("--data", type=Path, required=True, help="thư mục dữ liệu mới")
    parser.add_argument(
        "--replica", type=Path, help="thư mục bản sao, nên ở đĩa khác (mặc định: DATA/replica)"
    )
    parser.add_argument("--name", default="", help="tên máy")
    parser.add_argument("--port", type=PORT, default=8080, help="cổng cho trình duyệt trên máy này")
    parser.add_argument("--demo-clock", type=Path, metavar="FILE", help="chỉ khi trình diễn: tệp lệch giờ")
    parser.set_defaults(run=run_enrol)


def _add_at_the_hub(commands: Any) -> None:
    """Commands that the hub's own program carries out on its data folder: all words go to it as they are, with
    --hub-data as its --data. (No character begins an option here, so that argparse leaves them alone.)"""
    for name, (begin, about) in _AT_THE_HUB.items():
        parser = commands.add_parser(name, help=about, add_help=False, prefix_chars="\0")
        parser.add_argument("words", nargs=argparse.REMAINDER)
        parser.set_defaults(run=_pass_on, begin=begin)


_AT_THE_HUB: Mapping[str, tuple[tuple[str, ...], str]] = {
    "invite": (("invite",), "mã mời một lần cho một máy (one-time token)"),
    "officer": (("officer", "add"), "nhập cán bộ (enter an officer)"),
    "lease": (("lease",), "cấp dải số hồ sơ (lease dossier numbers)"),
    "revoke": (("revoke",), "thu hồi máy (revoke a device)"),
    "reorganise": (("reorganise",), "sắp xếp đơn vị hành chính (reorganise units)"),
}


def hub_words(args: argparse.Namespace) -> list[str]:
    """What follows `motcua hub` when one of these commands is passed on."""
    return [*args.begin, *("--data" if word == "--hub-data" else word for word in args.words)]


def _pass_on(args: argparse.Namespace) -> int:
    return hub_command.pass_on(*hub_words(args))


def _print(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))
