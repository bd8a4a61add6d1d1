"""The child process that loads pyHanko: `python -m node.sign.worker`.

One request on standard input: a JSON line, then the attached bytes, whose lengths the line gives in order; one
answer on standard output in the same form. Secrets come on standard input only, never in the arguments.

    {"op": "sign", "passphrase": …, "request": {…}, "parts": [p12, pdf]}     → {"ok": true, "parts": [signed]}
    {"op": "verify", "moment": …, "parts": [pem, pdf]}                       → {"ok": true, "report": {…}}
    → {"ok": false, "code": …, "detail": …}
"""

from __future__ import annotations

import datetime
import logging
import sys
from typing import Any

from node.sign.framing import read_frame, request_from_json, write_frame
from node.sign.problems import SigningProblem


def main() -> int:
    """Serve one request; 0 when it was answered, with whatever answer."""
    logging.disable(logging.CRITICAL)
    header, parts = read_frame(sys.stdin.buffer)
    try:
        answer, attached = _serve(header, parts)
    except SigningProblem as problem:
        answer, attached = {"ok": False, "code": problem.code, "detail": problem.detail}, []
    except Exception as error:
        answer, attached = {"ok": False, "code": "SIGNING_FAILED", "detail": type(error).__name__}, []
    write_frame(sys.stdout.buffer, answer, attached)
    return 0


def _serve(header: dict[str, Any], parts: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    if header["op"] == "sign":
        from node.sign.pades import PadesSigner
        from node.sign.pkcs12 import load_key

        p12, pdf, *image = parts
        request = request_from_json(header["request"], image[0] if image else None)
        return {"ok": True}, [PadesSigner(load_key(p12, header["passphrase"])).sign(pdf, request)]
    from node.sign.trust import read_trust
    from node.sign.verify import verify

    pem, pdf = parts
    moment = datetime.datetime.fromisoformat(header["moment"])
    return {"ok": True, "report": verify(pdf, read_trust(pem), moment).as_json()}, []


if __name__ == "__main__":
    sys.exit(main())
