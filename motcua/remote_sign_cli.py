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
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from motcua.key_options import add_key_options, read_file, with_key
from motcua.sign_cli import add_request_options, request_of
from node.sign.child import Handed, answer_handed, finish_handed, list_tokens, prepare_handed
from node.usecases.signing.handed_file import (
    MINUTES,
    HandedRequest,
    answer_from_file,
    answer_to_file,
    changed,
    request_from_file,
    request_to_file,
    too_late,
)
from plumbing.disk import replace_file


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
    until = request.moment + datetime.timedelta(minutes=MINUTES)
    digest = sha256(handed.pdf).hexdigest()
    asked = HandedRequest(handed.attributes, chain, args.file.name, digest, request.moment, until)
    replace_file(args.request, request_to_file(asked))


def _answer(args: argparse.Namespace) -> None:
    asked = _asked(args)
    signature = with_key(args, lambda key: answer_handed(asked.attributes, asked.chain, key, asked.moment))
    replace_file(args.out, answer_to_file(signature))


def _finish(args: argparse.Namespace) -> None:
    asked, pdf = _asked(args), read_file(_prepared(args.request))
    if sha256(pdf).hexdigest() != asked.prepared_sha256:
        raise changed("digest")
    signature = answer_from_file(read_file(args.answer))
    replace_file(args.out, finish_handed(Handed(pdf, asked.attributes), asked.chain, signature))
    _prepared(args.request).unlink()
    args.request.unlink()
    print(json.dumps({"out": str(args.out), "level": "B-B"}, ensure_ascii=False))


def _asked(args: argparse.Namespace) -> HandedRequest:
    asked = request_from_file(read_file(args.request))
    if datetime.datetime.now(datetime.UTC) > asked.until:
        raise too_late()
    return asked


def _prepared(request: Path) -> Path:
    return request.with_name(f"{request.name}.pdf")
