"""`motcua remote-sign` and `motcua tokens`: a signature by a token that is plugged into another PC.

    prepare   where the paper is: makes the file with an empty place, and a request file (JSON) for the other PC
    answer    where the token is: signs what the request names, with the certificate that it names, and nothing else
    finish    where the paper is: checks the answer and writes the signed PDF; a request is used once and not for ever

The request holds no word of the paper: digest, time and certificate. `answer` is the reference of what a browser's
plug-in has to do.
"""

from __future__ import annotations

import argparse
import datetime
import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from motcua.key_options import add_key_options, read_file, with_key
from motcua.sign_cli import add_request_options, request_of
from node.sign.child import Handed, answer_handed, finish_handed, list_tokens, prepare_handed
from plumbing.disk import replace_file
from plumbing.problem import Problem

_MINUTES = 30


def add_parser(subparsers: Any) -> None:
    """Register `remote-sign` and `tokens` with argparse."""
    steps = subparsers.add_parser("remote-sign", help="ký bằng thiết bị ở máy khác").add_subparsers(
        dest="step", required=True
    )
    prepare = steps.add_parser("prepare", help="chuẩn bị tệp và yêu cầu ký")
    add_request_options(prepare)
    prepare.add_argument(
        "--chain", type=Path, required=True, help="PEM: chứng thư người ký, rồi các chứng thư cấp trên"
    )
    prepare.add_argument("--request", type=Path, required=True, help="nơi ghi yêu cầu ký (JSON)")
    answer = steps.add_parser("answer", help="ký yêu cầu bằng khóa ở máy này")
    add_key_options(answer)
    answer.add_argument("request", type=Path)
    answer.add_argument("--out", type=Path, required=True, help="nơi ghi câu trả lời (JSON)")
    finish = steps.add_parser("finish", help="ghép chữ ký vào tệp đã chuẩn bị")
    finish.add_argument("request", type=Path)
    finish.add_argument("--answer", type=Path, required=True, help="câu trả lời từ máy có thiết bị ký")
    finish.add_argument("--out", type=Path, required=True, help="nơi ghi tệp đã ký")
    tokens = subparsers.add_parser("tokens", help="liệt kê thiết bị ký đang cắm, không cần PIN")
    tokens.add_argument("--pkcs11", type=Path, required=True, help="thư viện PKCS#11 của thiết bị ký (.so)")


def run(args: argparse.Namespace) -> int:
    """0 when it is done. Raises Problem."""
    if args.command == "tokens":
        print(json.dumps([asdict(found) for found in list_tokens(str(args.pkcs11))], ensure_ascii=False))
        return 0
    {"prepare": _prepare, "answer": _answer, "finish": _finish}[args.step](args)
    return 0


def _prepare(args: argparse.Namespace) -> None:
    chain = read_file(args.chain)
    request = request_of(args)
    handed = prepare_handed(read_file(args.file), request, chain)
    replace_file(_prepared(args.request), handed.pdf)
    until = request.moment + datetime.timedelta(minutes=_MINUTES)
    body = {
        "motcua": "remote-sign/1",
        "attributes": b64encode(handed.attributes).decode(),
        "chain": chain.decode("ascii"),
        "file": args.file.name,
        "prepared_sha256": sha256(handed.pdf).hexdigest(),
        "moment": request.moment.isoformat(),
        "until": until.isoformat(),
    }
    _write(args.request, body)


def _answer(args: argparse.Namespace) -> None:
    body = _read(args.request)
    _check_time(body)
    attributes, chain = b64decode(body["attributes"]), str(body["chain"]).encode("ascii")
    moment = datetime.datetime.fromisoformat(body["moment"])
    signature = with_key(args, lambda key: answer_handed(attributes, chain, key, moment))
    _write(args.out, {"motcua": "remote-sign/1", "signature": b64encode(signature).decode()})


def _finish(args: argparse.Namespace) -> None:
    body, pdf = _read(args.request), read_file(_prepared(args.request))
    _check_time(body)
    if sha256(pdf).hexdigest() != body["prepared_sha256"]:
        raise Problem(
            "HANDED_CHANGED", "Tệp đã chuẩn bị để ký bị thay đổi hoặc hỏng. Hãy chuẩn bị lại từ đầu."
        )
    signature = b64decode(_read(args.answer).get("signature", ""))
    handed = Handed(pdf, b64decode(body["attributes"]))
    replace_file(args.out, finish_handed(handed, str(body["chain"]).encode("ascii"), signature))
    _prepared(args.request).unlink()
    args.request.unlink()
    print(json.dumps({"out": str(args.out), "level": "B-B"}, ensure_ascii=False))


def _check_time(body: dict[str, Any]) -> None:
    if datetime.datetime.now(datetime.UTC) > datetime.datetime.fromisoformat(body["until"]):
        raise Problem("HANDED_TOO_LATE", "Yêu cầu ký đã quá hạn. Hãy chuẩn bị lại từ đầu.", "never")


def _prepared(request: Path) -> Path:
    return request.with_name(f"{request.name}.pdf")


def _read(path: Path) -> dict[str, Any]:
    try:
        body: dict[str, Any] = json.loads(read_file(path))
        if body["motcua"] != "remote-sign/1":
            raise ValueError("another format")
        return body
    except (ValueError, KeyError, TypeError) as error:
        hint = "Tệp yêu cầu hoặc trả lời ký không đúng mẫu. Hãy chuẩn bị lại từ đầu."
        raise Problem("HANDED_MALFORMED", hint, "never", type(error).__name__) from error


def _write(path: Path, body: dict[str, Any]) -> None:
    replace_file(path, json.dumps(body, ensure_ascii=False, indent=1).encode())
