"""The child process that loads pyHanko: `python -m node.sign.worker`.

One request on standard input: a JSON line, then the attached bytes, whose lengths the line gives in order; one
answer on standard output in the same form. Secrets come on standard input only, never in the arguments. A child that
was started ahead of time has loaded everything before its request comes, and ends when none does.

    {"op": "sign", "key": {…}, "request": {…}, "parts": [pdf, p12, image]}   → {"ok": true, "parts": [signed]}
    {"op": "verify", "moment": …, "parts": [pdf, pem]}                       → {"ok": true, "report": {…}}
    {"op": "raise", "wanted": …, "moment": …, "parts": [pdf, pem]}           → {"ok": true, "level": …, "parts": [pdf]}
    {"op": "tokens", "module": …}                                            → {"ok": true, "tokens": […]}
    {"op": "prepare", "request": {…}, "parts": [pdf, chain, image]}          → {"ok": true, "parts": [pdf, attributes]}
    {"op": "answer", "key": {…}, "moment": …, "parts": [attributes, chain, p12]} → {"ok": true, "parts": [signature]}
    {"op": "finish", "parts": [pdf, attributes, chain, signature]}           → {"ok": true, "parts": [signed]}
    → {"ok": false, "code": …, "detail": …}

In between the child may ask: {"ask": "tsa" | "ocsp" | "crl", "url": …, "parts": [query]}, and is told
{"told": "told" | "silent" | "refused", "parts": [answer]}.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from node.sign.framing import read_frame, write_frame
from node.sign.problems import SigningProblem


def main() -> int:
    """Serve one request; 0 when it was answered, with whatever answer, or when none came."""
    logging.disable(logging.CRITICAL)
    from node.sign.operations import serve

    try:
        header, parts = read_frame(sys.stdin.buffer)
    except ValueError:
        return 0
    answer: dict[str, Any]
    try:
        answer, attached = serve(header, parts)
    except SigningProblem as problem:
        answer, attached = {"ok": False, "code": problem.code, "detail": problem.detail}, []
    except Exception as error:
        answer, attached = {"ok": False, "code": "SIGNING_FAILED", "detail": type(error).__name__}, []
    write_frame(sys.stdout.buffer, answer, attached)
    return 0


if __name__ == "__main__":
    sys.exit(main())
