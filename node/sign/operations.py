"""What the signing child can do, by the name in the request. Loads pyHanko; belongs to the child alone."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from pyhanko.sign.signers import Signer, SimpleSigner

from node.sign.framing import read_frame, request_from_json, write_frame
from node.sign.keys import token_key_from_json
from node.sign.pades import PadesSigner
from node.sign.pkcs12 import load_key
from node.sign.port import SignRequest
from node.sign.trust import read_trust

Answer = tuple[dict[str, Any], list[bytes]]


class Operations:
    """Serves requests. A key that a batch holds stays open from its first paper to the end of the child."""

    def __init__(self) -> None:
        self._open, self._held = ExitStack(), dict[str, Signer]()

    def __enter__(self) -> Operations:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def serve(self, header: dict[str, Any], parts: list[bytes]) -> Answer:
        """The answer to one request. Raises SigningProblem, KeyError for an operation that is not known."""
        match header["op"]:
            case "hold":
                return self._hold(header, parts[0])
            case "sign" if "key" not in header:
                return self._sign_held(header, *parts)
        return _OPERATIONS[header["op"]](header, parts)

    def _hold(self, header: dict[str, Any], material: bytes) -> Answer:
        moment = datetime.datetime.fromisoformat(header["moment"])
        self._held["key"] = self._open.enter_context(_opened(header["key"], material, moment))
        return {"ok": True}, []

    def _sign_held(self, header: dict[str, Any], pdf: bytes, image: bytes) -> Answer:
        request, key = request_from_json(header["request"], image or None), self._held["key"]
        if isinstance(key, SimpleSigner):
            return _signed(key, pdf, request)
        from node.sign.token import driver_faults

        with driver_faults():
            return _signed(key, pdf, request)


def _sign(header: dict[str, Any], parts: list[bytes]) -> Answer:
    pdf, material, image = parts
    request = request_from_json(header["request"], image or None)
    with _opened(header["key"], material, request.moment) as key:
        return _signed(key, pdf, request)


def _signed(key: Signer, pdf: bytes, request: SignRequest) -> Answer:
    """The signed PDF, and when the certificate that signed ends: its owner is told in time."""
    signed, own = PadesSigner(key).sign(pdf, request), key.signing_cert
    return {"ok": True, "ends": own.not_valid_after.isoformat() if own else ""}, [signed]


def _verify(header: dict[str, Any], parts: list[bytes]) -> Answer:
    from node.sign.verify import verify

    pdf, pem = parts
    moment = datetime.datetime.fromisoformat(header["moment"])
    return {"ok": True, "report": verify(pdf, read_trust(pem), moment).as_json()}, []


def _raise(header: dict[str, Any], parts: list[bytes]) -> Answer:
    from node.sign.levels import raise_pdf

    pdf, pem = parts
    moment = datetime.datetime.fromisoformat(header["moment"])
    raised = raise_pdf(pdf, header["wanted"], read_trust(pem), moment, ask_parent)
    times = {"renew_before": raised.renew_before, "stamped_at": raised.stamped_at}
    return {"ok": True, "level": raised.level, "missing": raised.missing, **times}, [raised.pdf]


def _prepare(header: dict[str, Any], parts: list[bytes]) -> Answer:
    from node.sign.handed import prepare

    pdf, chain, image = parts
    ready, attributes = prepare(
        pdf, request_from_json(header["request"], image or None), chain, header["holder"]
    )
    return {"ok": True}, [ready, attributes]


def _answer(header: dict[str, Any], parts: list[bytes]) -> Answer:
    from node.sign.handed import answer

    attributes, chain, material = parts
    with _opened(header["key"], material, datetime.datetime.fromisoformat(header["moment"])) as key:
        return {"ok": True}, [answer(attributes, chain, key)]


def _finish(_: dict[str, Any], parts: list[bytes]) -> Answer:
    from node.sign.handed import finish

    return {"ok": True}, [finish(*parts)]


def ask_parent(what: str, url: str, body: bytes) -> tuple[str, bytes]:
    """`node.sign.asking.Ask` over our pipes."""
    write_frame(sys.stdout.buffer, {"ask": what, "url": url}, [body])
    header, parts = read_frame(sys.stdin.buffer)
    return str(header["told"]), parts[0]


def _tokens(header: dict[str, Any], _: list[bytes]) -> Answer:
    from dataclasses import asdict

    from node.sign.token import tokens_of

    return {"ok": True, "tokens": [asdict(found) for found in tokens_of(header["module"])]}, []


@contextmanager
def _opened(key: dict[str, Any], material: bytes, moment: datetime.datetime) -> Iterator[Signer]:
    """The signer behind a key; a token's session is closed again."""
    if key["kind"] == "p12":
        yield load_key(material, key["passphrase"])
        return
    from node.sign.token import open_token

    with open_token(token_key_from_json(key), moment) as signer:
        yield signer


_OPERATIONS: dict[str, Callable[[dict[str, Any], list[bytes]], Answer]] = {
    "sign": _sign,
    "verify": _verify,
    "raise": _raise,
    "tokens": _tokens,
    "prepare": _prepare,
    "answer": _answer,
    "finish": _finish,
}
