"""`motcua units`: what a code or a name means on a day, and who holds today what a unit held then.

One command gives JSON on standard output, or an error as JSON on standard error and exit status 1. A batch
gives one answer a line, in the order of the requests; an error there is a line like any other.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date, datetime, timedelta, timezone
from typing import Any, BinaryIO, Final, TextIO

from dossier.register.unit_values import LEVELS
from motcua.units_query import QueryError, Questions
from plumbing.problem import Problem
from plumbing.register_data import load_units

_VIETNAM: Final = timezone(timedelta(hours=7))
_REQUEST_KEYS: Final = ("cmd", "code", "name", "on", "at", "level", "within")


def add_parser(subparsers: Any) -> None:
    """Adds `units` and its commands to the front door's parser."""
    parser = subparsers.add_parser("units", help="đơn vị hành chính theo ngày / administrative units by date")
    parser.add_argument("--batch", metavar="FILE.jsonl", help="một yêu cầu JSON mỗi dòng; - là đầu vào chuẩn")
    parser.set_defaults(run=run)
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
    """Runs one command or a batch; returns the exit status."""
    try:
        if args.batch is not None and args.cmd is not None:
            raise QueryError("REQUEST_MALFORMED", "Dùng --batch hoặc một lệnh, không dùng cả hai.")
        questions = Questions(load_units(), _today())
        if args.batch is not None:
            return _batch(questions, args.batch)
        request = {key: value for key in _REQUEST_KEYS if (value := getattr(args, key, None)) is not None}
        print(_line(questions.answer(request)))
    except QueryError as error:
        print(_line(error.as_json()), file=sys.stderr)
        return 1
    except Problem as problem:
        print(_line({"error": problem.as_json()}), file=sys.stderr)
        return 1
    return 0


def answer_lines(questions: Questions, lines: Iterable[bytes], out: TextIO) -> None:
    """Answers every line with a line; a line that is no request gets an error, and the rest goes on."""
    for line in lines:
        try:
            answer = questions.answer(json.loads(line))
        except QueryError as error:
            answer = error.as_json()
        except (ValueError, RecursionError):
            answer = QueryError("REQUEST_MALFORMED", "Dòng này không phải JSON (UTF-8) hợp lệ.").as_json()
        out.write(_line(answer) + "\n")


def _batch(questions: Questions, file: str) -> int:
    try:
        with _lines(file) as lines:
            answer_lines(questions, lines, sys.stdout)
    except OSError as error:
        raise Problem(
            "BATCH_UNREADABLE", f"Không đọc được tệp {file}. Hãy kiểm tra đường dẫn.", detail=str(error)
        ) from error
    return 0


def _lines(file: str) -> nullcontext[BinaryIO] | BinaryIO:
    return nullcontext(sys.stdin.buffer) if file == "-" else open(file, "rb")


def _by_code(command: argparse.ArgumentParser) -> None:
    command.add_argument("code", metavar="CODE", help="mã 2 chữ số (tỉnh), 3 (huyện cũ) hoặc 5 (xã)")
    command.add_argument("--level", metavar="|".join(LEVELS))
    _on_a_day(command)


def _on_a_day(command: argparse.ArgumentParser) -> None:
    command.add_argument("--on", metavar="DATE", help="ngày, dạng 2025-07-01; mặc định hôm nay")


def _line(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)


def _today() -> date:
    return datetime.now(_VIETNAM).date()
