"""The child process that loads OpenCV, PDFium and Tesseract: `python -m node.ocr.process.worker LIFELINE`.

One JSON request a line on standard input, one after another until it is closed; JSON lines on standard output:

    {"op": "read", "path": …, "media_type": …, "first_page": 1, "last_page": 1, "limits": {…}}  (without it: all)
    {"op": "digitise", "paths": […], "out": …, "title": …, "limits": {…}}
    {"op": "archive", "path": …, "out": …, "limits": {…}}
    {"op": "look", "path": …, "limits": {…}}                → {"event": "glance", "glance": {…}} …
    {"op": "part", "path": …, "pages": […], "out": …, "limits": {…}}
    {"op": "codes", "path": …, "limits": {…}}
    {"op": "preview", "path": …, "page": 1, "out": …, "limits": {…}}
    → {"event": "page", "page": {…}} … {"event": "done"}   or   {"event": "problem", "code": …, "detail": …}

The caller sets the memory limit and watches the time; a crash here costs a page, never the node.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

from node.ocr.limits import Limits
from node.ocr.model import PageText
from node.ocr.problems import ReadingProblem
from plumbing.disk import FULL
from plumbing.lifeline import end_group_with


def main() -> int:
    """Serve requests until there are no more; each is answered, with whatever answer."""
    end_group_with(int(sys.argv[1]))
    # Children of this process read one page each on one core.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    for line in sys.stdin:
        _answer(json.loads(line))
    return 0


def _answer(request: dict[str, Any]) -> None:
    try:
        _serve(request)
    except ReadingProblem as problem:
        _tell({"event": "problem", "code": problem.code, "detail": problem.detail})
    except MemoryError:
        _tell({"event": "problem", "code": "OCR_OUT_OF_MEMORY", "detail": ""})
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FULL:
            _tell({"event": "problem", "code": "DISK_FULL", "detail": ""})
            return
        # OpenCV and PDFium report an exhausted address space with types of their own.
        code = "OCR_OUT_OF_MEMORY" if "nsufficient memory" in str(error) else "OCR_CRASHED"
        _tell({"event": "problem", "code": code, "detail": f"{type(error).__name__}: {error}"[:200]})


def _serve(request: dict[str, Any]) -> None:
    limits = Limits(**request["limits"])
    if request["op"] == "read":
        _read(request, limits)
    elif request["op"] == "digitise":
        _tell({"event": "done", "codings": _digitise(request, limits)})
        return
    elif request["op"] == "codes":
        _tell({"event": "done", "codes": _codes(Path(request["path"]), limits)})
        return
    elif request["op"] == "look":
        _look(Path(request["path"]), limits)
    elif request["op"] == "part":
        _part(request, limits)
    elif request["op"] == "preview":
        _preview(Path(request["path"]), request["page"], Path(request["out"]), limits)
    else:
        _archive(Path(request["path"]), Path(request["out"]))
    _tell({"event": "done"})


def _read(request: dict[str, Any], limits: Limits) -> None:
    from node.ocr.page import read_page
    from node.ocr.source.load import open_source

    source = open_source(Path(request["path"]), limits, request["media_type"])
    reader = _reader(limits)
    numbers = range(request["first_page"], request.get("last_page", source.pages) + 1)
    for number, page in zip(numbers, source.from_page(numbers.start), strict=False):
        _tell_page(read_page(page, number, source.pages, reader).text)


def _digitise(request: dict[str, Any], limits: Limits) -> tuple[str, ...]:
    from node.ocr.pdf.digitise import digitise

    paths = [Path(path) for path in request["paths"]]
    return digitise(paths, Path(request["out"]), request["title"], _reader(limits), limits, _tell_page)


def _look(path: Path, limits: Limits) -> None:
    from node.ocr.look import look_through

    for glance in look_through(path, limits):
        _tell({"event": "glance", "glance": glance.as_json()})


def _part(request: dict[str, Any], limits: Limits) -> None:
    from node.ocr.source.parts import save_part

    save_part(Path(request["path"]), request["pages"], Path(request["out"]), limits)


def _codes(path: Path, limits: Limits) -> list[dict[str, Any]]:
    from node.ocr.codes.card_codes import codes_of

    return codes_of(path, limits)


def _preview(path: Path, page: int, out: Path, limits: Limits) -> None:
    from node.ocr.source.preview import save_preview

    save_preview(path, page, out, limits)


def _archive(path: Path, out: Path) -> None:
    from node.ocr.pdf.pdfa import save_pdfa

    save_pdfa(path, out)


@cache
def _reader(limits: Limits) -> Any:
    """Kept: networks of a second reader load once."""
    from node.ocr.readers.choose import page_reader

    return page_reader(limits)


def _tell_page(page: PageText) -> None:
    _tell({"event": "page", "page": page.as_json()})


def _tell(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
