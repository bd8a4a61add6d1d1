"""One request a line, one answer a line: how commands serve many questions in one start.

A line that cannot be answered gets `{"error": {…}}` in its place and does not stop the others, so
answers always stand in the order and number of the requests. Empty lines are skipped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dossier.errors import KernelError, MalformedValue
from plumbing.problem import Problem

MAX_LINE: int = 1_000_000

Answer = Mapping[str, Any]


def answer_file(path: Path, handle: Callable[[Mapping[str, Any]], Answer]) -> None:
    """Print one JSON answer per request line of `path` (UTF-8, JSON objects).

    `id` of a request comes back in its answer. Raises Problem (BATCH_FILE_UNREADABLE).
    """
    for line in _lines(path):
        if line.strip():
            print(json.dumps(_answer(line, handle), ensure_ascii=False))


def _lines(path: Path) -> Iterator[str]:
    """Only trouble with the file itself is the file's: what happens between two lines goes its own way."""
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            yield from lines
    except OSError as cause:
        hint = f"Không mở được tệp {path.name}. Hãy kiểm tra đường dẫn."
        raise Problem("BATCH_FILE_UNREADABLE", hint, detail=cause.strerror or "") from cause


def _answer(line: str, handle: Callable[[Mapping[str, Any]], Answer]) -> Answer:
    identifier: Answer = {}
    try:
        request = _request(line)
        identifier = {"id": request["id"]} if "id" in request else {}
        return {**identifier, **handle(request)}
    except (KernelError, Problem) as error:
        told = {"code": error.code, "message_vi": error.hint_vi, "retry": error.retry}
        return {**identifier, "error": told}


def _request(line: str) -> Mapping[str, Any]:
    try:
        request = json.loads(line) if len(line) <= MAX_LINE else None
    except (ValueError, RecursionError):
        request = None
    if not isinstance(request, dict):
        raise MalformedValue("BATCH_LINE_MALFORMED", "Mỗi dòng phải là một đối tượng JSON, không quá 1 MB.")
    return request
