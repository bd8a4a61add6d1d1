"""The child process that loads pyHanko: `python -m node.sign.worker`.

A request on standard input is a JSON line, then the attached bytes, whose lengths the line gives in order; its
answer goes to standard output in the same form. Secrets come on standard input only, never in the arguments. A child
that was started ahead of time has loaded everything before its request comes; it serves one after another and ends
with its standard input.

    {"op": "sign", "key": {…}, "request": {…}, "parts": [pdf, p12, image]} → {"ok": true, "ends": …, "parts": [signed]}
    {"op": "hold", "key": {…}, "moment": …, "parts": [p12]}                  → {"ok": true}: the key stays open …
    {"op": "sign", "request": {…}, "parts": [pdf, image]}                    → … and signs without being given again
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
from typing import TYPE_CHECKING, Any

from node.sign.framing import read_frame, write_frame
from node.sign.problems import SigningProblem

if TYPE_CHECKING:
    from node.sign.operations import Operations


def main() -> int:
    """Serve until nothing more comes."""
    logging.disable(logging.CRITICAL)
    from node.sign.operations import Operations

    with Operations() as operations:
        while True:
            try:
                header, parts = read_frame(sys.stdin.buffer)
            except ValueError:
                return 0
            write_frame(sys.stdout.buffer, *_served(operations, header, parts))


def _served(
    operations: Operations, header: dict[str, Any], parts: list[bytes]
) -> tuple[dict[str, Any], list[bytes]]:
    """The answer to one request; whatever goes wrong is an answer too."""
    try:
        return operations.serve(header, parts)
    except SigningProblem as problem:
        return {"ok": False, "code": problem.code, "detail": problem.detail}, []
    except Exception as error:
        return {"ok": False, "code": "SIGNING_FAILED", "detail": type(error).__name__}, []


if __name__ == "__main__":
    sys.exit(main())
