"""`motcua units`: what a code or a name means on a day, and who holds today what a unit held then.

One command gives JSON on standard output, or an error as JSON on standard error and exit status 1. A batch
gives one answer a line, in the order of the requests; an error there is a line like any other.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from dossier.local_time import VIETNAM
from dossier.register.unit_values import LEVELS
from motcua.batch import answer_file
from motcua.units_query import QueryError, Questions
from plumbing.problem import Problem
from plumbing.register_data import load_units

_REQUEST_KEYS: Final = ("cmd", "code", "name", "on", "at", "level", "within")


def add_parser(subparsers: Any) -> None:
    """Adds `units` and its commands to the front door's parser."""
    parser = subparsers.add_parser("units", help="đơn vị hành chính theo ngày / administrative units by date")
    parser.add_argument("--batch", metavar="FILE.jsonl", help="một yêu cầu JSON mỗi dòng")
    commands = parser.add_subparsers(dest="cmd", metavar="show|successors|predecessors|find|counts")
    _by_code(commands.add_parser("show", help="mã này là đơn vị nào vào ngày đó"))
    for name, text in (("successors", "đơn vị kế thừa"), ("predecessors", "đơn vị tiền thân")):
        command = commands.add_parser(name, help=text)
        _by_code(command)
        command.add_argument("--at", metavar="DATE", help="ngày của các đơn vị trong câu trả lời")
    find = commands.add_parser("find", help="tìm theo tên")
    find.add_argument("name", metavar="NAME")
    find.add_argument("--within", metavar="CODE", help="mã tỉnh (hoặc huyện cũ) có hiệu lực ngày đó")
    _on_a_day(find)
    _on_a_day(commands.add_parser("counts", help="số đơn vị mỗi cấp, mỗi loại"))


def run(args: argparse.Namespace) -> int:
    """Runs one command or a batch; returns the exit status. Raises Problem for data or a file that fails."""
    if args.batch is not None and args.cmd is not None:
        raise Problem("REQUEST_MALFORMED", "Dùng --batch hoặc một lệnh, không dùng cả hai.")
    questions = Questions(load_units(), _today())
    if args.batch is not None:
        answer_file(Path(args.batch), lambda request: answer_or_error(questions, request))
        return 0
    request = {key: value for key in _REQUEST_KEYS if (value := getattr(args, key, None)) is not None}
    answer = answer_or_error(questions, request)
    failed = "error" in answer
    print(json.dumps(answer, ensure_ascii=False), file=sys.stderr if failed else sys.stdout)
    return 1 if failed else 0


def answer_or_error(questions: Questions, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer, or the error object with what the code names on which days."""
    try:
        return questions.answer(request)
    except QueryError as error:
        return error.as_json()


def _by_code(command: argparse.ArgumentParser) -> None:
    command.add_argument("code", metavar="CODE", help="mã 2 chữ số (tỉnh), 3 (huyện cũ) hoặc 5 (xã)")
    command.add_argument("--level", metavar="|".join(LEVELS))
    _on_a_day(command)


def _on_a_day(command: argparse.ArgumentParser) -> None:
    command.add_argument("--on", metavar="DATE", help="ngày, dạng 2025-07-01; mặc định hôm nay")


def _today() -> date:
    return datetime.now(VIETNAM).date()
