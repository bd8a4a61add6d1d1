"""`motcua proof FILE --hub-key KEY`: whether the province's receipt over a dossier is genuine, without any node.

FILE is what `motcua node proof` printed. KEY is the hub's public key as 64 hexadecimal digits, or a `hub.json`; it
comes from the province, never from the file that is judged.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from dossier.local_time import local
from plumbing.problem import Problem
from plumbing.receipt_proof import verify_proof

_MOST_BYTES = 8_000_000


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("proof", help="kiểm tra biên nhận của tỉnh (check a receipt proof)")
    parser.add_argument("file", type=Path, help="tệp do `motcua node proof` in ra")
    parser.add_argument(
        "--hub-key", required=True, help="khóa công khai của trung tâm tỉnh: 64 chữ số hex, hoặc hub.json"
    )
    parser.add_argument("--json", action="store_true", help="mặc định: luôn in JSON")


def run(args: argparse.Namespace) -> int:
    """Print the verdict; exit status 1 for a proof that does not hold. Raises Problem for what cannot be read."""
    proof = _read_json(args.file)
    holds = verify_proof(proof, _hub_key(args.hub_key))
    answer: dict[str, Any] = {"genuine": holds}
    if holds:
        answer |= {
            "dossier": proof["dossier"],
            "received_at": local(int(proof["receipt"]["hub_ms"])).isoformat(timespec="seconds"),
            "heads": proof["heads"],
        }
    print(json.dumps(answer, ensure_ascii=False))
    return 0 if holds else 1


def _hub_key(told: str) -> bytes:
    path = Path(told)
    text = _read_json(path).get("public_key", "") if path.suffix == ".json" else told
    try:
        key = bytes.fromhex(str(text))
    except ValueError:
        key = b""
    if len(key) != 32:
        raise Problem(
            "HUB_KEY_MALFORMED", "Khóa công khai của trung tâm tỉnh phải là 64 chữ số hex, hoặc tệp hub.json."
        )
    return key


def _read_json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Problem(
            "PROOF_UNREADABLE", f"Không đọc được tệp {path.name}; hãy xuất lại bằng lệnh motcua node proof."
        )
    return found
