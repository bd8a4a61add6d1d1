"""`motcua backfile …`: old results in bulk, from a folder of scans to signed papers and their index.

`new` opens a batch, `add` stores a folder's files in it (each one paper; doubles are told; originals stay where they
are), `status` says how far batches are, `sign` signs what is ready with one PIN, `export` writes the index. Reading
goes on in the running node; `add` may be stopped and called again at any time.
"""

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from plumbing.arguments import secret_from_keyboard
from plumbing.drop_folder import is_of_a_program
from plumbing.problem import Problem


def add_parser(subparsers: Any) -> None:
    """Add `backfile` and its subcommands."""
    parser = subparsers.add_parser("backfile", help="số hóa hồ sơ cũ hàng loạt (old results in bulk)")
    commands = parser.add_subparsers(dest="backfile_command", required=True)
    made = {name: commands.add_parser(name, help=text) for name, text in _COMMANDS.items()}
    for command in made.values():
        command.add_argument("--data", type=Path, default=Path(os.environ.get("MOTCUA_NODE_DATA", ".")))
    for name in ("new", "add", "sign"):
        made[name].add_argument("--officer", required=True, help="mã cán bộ làm việc này")
    for name in ("add", "sign", "export"):
        made[name].add_argument("batch", type=int, help="số của tập")
    made["new"].add_argument("--title", required=True, help="tên tập")
    made["new"].add_argument("--paper", required=True, help="loại giấy tờ, ví dụ «Giấy khai sinh»")
    made["new"].add_argument("--unit", required=True, help="mã cơ quan cấp, kể cả xã đã sáp nhập")
    made["new"].add_argument("--shelf", default="", help="nơi để bản giấy")
    made["new"].add_argument("--expected", type=int, default=0, help="số giấy đã đếm")
    made["new"].add_argument("--sample", type=int, default=10, help="phần trăm cán bộ thứ hai kiểm tra")
    made["add"].add_argument("folder", type=Path, help="thư mục bản quét, mỗi tệp một giấy")
    made["sign"].add_argument("--passphrase-file", type=Path, help="tệp chứa mật khẩu khóa ký")
    made["export"].add_argument("--out", type=Path, required=True, help="tệp .csv hoặc .xlsx")


_COMMANDS = {
    "new": "mở một tập (open a batch)",
    "add": "cất cả thư mục bản quét vào tập (store a folder)",
    "status": "các tập làm đến đâu (how far)",
    "sign": "ký cả tập bằng một lần nhập mật khẩu (sign a batch)",
    "export": "ghi danh mục ra CSV hoặc XLSX (index)",
}


def run(args: argparse.Namespace) -> int:
    """Do what was asked; gives the exit status. Raises Problem."""
    from node.cli import with_node

    work = {"new": _new, "add": _add, "status": _status, "sign": _sign, "export": _export}
    answer = with_node(args.data, lambda running: work[args.backfile_command](running.node, args))
    print(json.dumps(answer, ensure_ascii=False, indent=1, default=str))
    return 0


def _new(node: Any, args: argparse.Namespace) -> dict[str, Any]:
    from node.usecases.backfile.batches import NewBatch

    units = node.backfile.units(args.unit)
    unit = next((unit for unit, _ in units if args.unit in (unit, unit.split("@")[0])), args.unit)
    new = NewBatch(args.title, args.paper, unit, args.shelf, args.expected, args.sample)
    return {"batch": _done(node.backfile.open(new, args.officer)), "unit": unit}


def _add(node: Any, args: argparse.Namespace) -> dict[str, Any]:
    """Everything in the folder gets its own outcome: what cannot be taken stops no other, and nothing is passed over in
    silence."""
    if not args.folder.is_dir():
        raise Problem("FOLDER_MISSING", "Không có thư mục này; kiểm tra đường dẫn rồi chạy lại.")
    files = sorted(one for one in args.folder.iterdir() if not is_of_a_program(one.name))
    outcomes = [_add_one(node, args, file) for file in files]
    return {"added": sum(1 for one in outcomes if "number" in one), "files": outcomes}


def _add_one(node: Any, args: argparse.Namespace, file: Path) -> dict[str, Any]:
    try:
        if not file.is_file():
            raise Problem("NOT_A_FILE", "Không phải tệp; giấy trong thư mục con thì nộp riêng thư mục đó.")
        with file.open("rb") as stream:
            number = node.backfile.add(args.batch, stream, file.name, args.officer)
    except Problem as problem:
        if problem.code == "BACKFILE_UNKNOWN":
            raise
        return {"file": file.name, "code": problem.code, "message_vi": problem.hint_vi}
    if isinstance(number, int):
        return {"file": file.name, "number": number}
    return {"file": file.name, "code": number.code, "message_vi": number.hint_vi}


def _status(node: Any, _: argparse.Namespace) -> dict[str, Any]:
    return {"batches": [asdict(one) for one in node.backfile.batches()]}


def _sign(node: Any, args: argparse.Namespace) -> dict[str, Any]:
    given = args.passphrase_file
    passphrase = (
        given.read_text(encoding="utf-8").strip()
        if given
        else secret_from_keyboard("Mật khẩu khóa ký: ", "dùng --passphrase-file")
    )
    return {"signed": node.bulk_signing.sign(args.batch, passphrase, args.officer)}


def _export(node: Any, args: argparse.Namespace) -> dict[str, Any]:
    data = node.backfile.export(args.batch, args.out.suffix.lstrip(".").lower())
    args.out.write_bytes(data)
    return {"file": str(args.out), "bytes": len(data)}


def _done(answer: Any) -> int:
    """The number, or the refusal as the command line tells it."""
    if isinstance(answer, int):
        return answer
    raise Problem(answer.code, answer.hint_vi)
