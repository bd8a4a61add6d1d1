"""`motcua provision test-ca`: keys for trying out signatures. Never for real papers."""

from __future__ import annotations

import argparse
import json
import secrets
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from plumbing.arguments import short_text, whole


def add_test_ca_parser(commands: Any) -> None:
    """Register `test-ca`."""
    parser = commands.add_parser("test-ca", help="CA thử nghiệm để ký (test signing keys)")
    parser.add_argument("--dir", type=Path, required=True, help="thư mục của CA")
    parser.add_argument("--name", type=short_text(64), required=True, help="tên trên chứng thư")
    parser.add_argument("--organisation", type=short_text(64), default="UBND (thử nghiệm)")
    parser.add_argument("--role", choices=["officer", "leader", "seal", "tsa"], default="officer")
    parser.add_argument(
        "--from", dest="since", type=date.fromisoformat, help="ngày bắt đầu hiệu lực (hôm qua)"
    )
    parser.add_argument("--days", type=whole(1, 3650), default=730, help="số ngày hiệu lực, kể từ hôm nay")
    parser.add_argument("--passphrase-file", type=Path, help="tệp chứa mật khẩu khóa; không có thì máy tạo")
    parser.set_defaults(run=run_test_ca)


def add_test_tsa_parser(commands: Any) -> None:
    """Register `test-tsa`."""
    parser = commands.add_parser(
        "test-tsa", help="máy chủ dấu thời gian thử nghiệm (test timestamps, OCSP, CRL)"
    )
    parser.add_argument("--dir", type=Path, required=True, help="thư mục của CA thử nghiệm")
    parser.add_argument("--key", type=Path, required=True, help="khóa .p12 do test-ca --role tsa cấp")
    parser.add_argument("--passphrase-file", type=Path, required=True, help="tệp chứa mật khẩu khóa")
    parser.add_argument("--port", type=whole(0, 65535), default=8318, help="cổng trên máy này")
    parser.set_defaults(run=run_test_tsa)


def run_test_tsa(args: argparse.Namespace) -> int:
    """Answer until interrupted; the address is printed first."""
    from provisioning.test_tsa import AuthorityServer, TimeAuthority

    server = AuthorityServer(args.port)
    passphrase = args.passphrase_file.read_text(encoding="utf-8").strip()
    server.authority = TimeAuthority(args.dir, args.key, passphrase, lambda: datetime.now(UTC))
    print(json.dumps({"tsa": f"{server.address}/tsa", "ocsp": f"{server.address}/ocsp"}), flush=True)
    server.serve()
    return 0


def run_test_ca(args: argparse.Namespace) -> int:
    """Make the authority when there is none, and one key; prints where it is and its new passphrase."""
    from provisioning.test_ca import issue_p12, make_ca

    given = args.passphrase_file.read_text(encoding="utf-8").strip() if args.passphrase_file else ""
    passphrase = given or secrets.token_urlsafe(12)
    now = datetime.now(UTC)
    since = datetime.combine(args.since, time.min, UTC) if args.since else now - timedelta(days=1)
    trust = make_ca(args.dir)
    until = now + timedelta(days=args.days)
    key = issue_p12(args.dir, args.name, args.organisation, args.role, passphrase, since, until)
    told = {"p12": str(key), "trust": str(trust)} | ({} if given else {"passphrase": passphrase})
    print(json.dumps(told, ensure_ascii=False))
    return 0
