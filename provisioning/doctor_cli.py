"""`motcua doctor`: the examination of this machine as JSON; exit status 0 unless something fails."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Add `doctor`."""
    parser = subparsers.add_parser("doctor", help="khám máy (check this machine)")
    add_arguments(parser)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments, also for `motcua provision doctor`."""
    parser.add_argument("--data", type=Path, help="thư mục dữ liệu của nút hoặc trung tâm")


def run(args: argparse.Namespace) -> int:
    """Examine and print; 1 when a check fails."""
    from provisioning.doctor import Verdict, examine, worst

    findings = examine(args.data)
    gravest = worst(findings)
    print(
        json.dumps(
            {"verdict": gravest, "checks": [asdict(one) for one in findings]}, ensure_ascii=False, indent=1
        )
    )
    return 1 if gravest is Verdict.FAIL else 0
