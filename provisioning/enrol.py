"""Enrols a device: makes its key, recognises the hub by the token's fingerprint, and writes the node's folder.

The key never leaves the device. Everything is written before the last file, `enrolment.json`, so that a run
that was cut off can be repeated; a folder that has it is enrolled and is never touched again.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from plumbing.disk import replace_file
from plumbing.keys import KEY_FILE, NodeKeys
from plumbing.problem import Problem
from plumbing.sealed_identity import new_passphrase, seal_identity
from plumbing.toml_write import Value, write_toml
from provisioning.tls import fingerprint
from provisioning.token import Token, parse_token

ENROLMENT_FILE, CONFIG_FILE, IDENTITY_FILE = "enrolment.json", "node.toml", "identity.sealed"
_SECONDS = 30
_KEY_TRIES = 5  # a short id taken by another device is a 1 in 10^9 chance; five in a row is no chance


@dataclass(frozen=True, slots=True)
class Order:
    """What to enrol. `replica` is the folder of the second copy; `settings` are further keys of node.toml."""

    token: str
    hub_url: str
    data: Path
    name: str
    replica: Path
    settings: Mapping[str, Value]


def enrol(order: Order) -> dict[str, Any]:
    """Do it; gives what to show and print once (node id, unit, recovery passphrase). Raises Problem: the hub's
    own (TOKEN_USED, TOKEN_EXPIRED …), HUB_UNREACHABLE, HUB_NOT_RECOGNISED, ALREADY_ENROLLED."""
    token = parse_token(order.token)
    if any((order.data / name).exists() for name in (ENROLMENT_FILE, "node.db")):
        hint = "Thư mục này đã ghi danh rồi; hãy dùng thư mục khác, hoặc lệnh khôi phục."
        raise Problem("ALREADY_ENROLLED", hint, "operator")
    authority = _recognised_ca(order.hub_url, token)
    order.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys, answer = _introduce(order, token, authority)
    _write_folder(order, answer, authority)
    passphrase = new_passphrase()
    sealed = _seal(order, keys.node, passphrase)
    replace_file(
        order.data / ENROLMENT_FILE, json.dumps(answer, ensure_ascii=False, indent=1).encode(), 0o600
    )
    return {
        "node": keys.node,
        "unit": answer["unit"],
        "kind": answer["kind"],
        "data": str(order.data),
        "sealed_identity": str(sealed),
        "recovery_passphrase": passphrase,
        "note_vi": "In mật khẩu khôi phục này và cất trong két; nó không được lưu ở đâu khác.",
    }


def _recognised_ca(hub_url: str, token: Token) -> bytes:
    """The hub's CA certificate, fetched without trust and compared with the token."""
    blind = ssl.create_default_context()
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    pem = _request("GET", f"{hub_url}/ca.pem", blind).content
    if fingerprint(pem) != token.fingerprint:
        raise _not_recognised()
    return pem


def _introduce(order: Order, token: Token, authority: bytes) -> tuple[NodeKeys, dict[str, Any]]:
    trusted = ssl.create_default_context(cadata=authority.decode("ascii"))
    folder = order.data / "keys"
    for _ in range(_KEY_TRIES):
        keys = _own_key(folder)
        body = {"secret": token.secret, "public_key": keys.public_key.hex(), "name": order.name}
        try:
            answer: dict[str, Any] = _request("POST", f"{order.hub_url}/enrol", trusted, body).json()
            return keys, answer
        except Problem as problem:
            if problem.code != "SHORT_ID_TAKEN":
                raise
            (folder / KEY_FILE).unlink()
    raise Problem("SHORT_ID_NONE_FREE", "Không tìm được mã nút còn trống; hãy báo quản trị tỉnh.", "operator")


def _own_key(folder: Path) -> NodeKeys:
    """The key of a run that was cut off, else a new one."""
    if (folder / KEY_FILE).exists():
        return NodeKeys.load(folder)
    keys = NodeKeys.generate()
    keys.save(folder)
    return keys


def _write_folder(order: Order, answer: Mapping[str, Any], authority: bytes) -> None:
    hub = {**answer["hub"], "url": order.hub_url}
    replace_file(order.data / "keys" / "hub.json", json.dumps(hub).encode(), 0o600)
    replace_file(order.data / "keys" / "hub-ca.pem", authority, 0o600)
    settings = {
        "data": ".",
        "hub_url": order.hub_url,
        "replica_dir": str(order.replica.absolute()),
        **order.settings,
    }
    write_toml(order.data / CONFIG_FILE, settings, f"Nút {answer['node']}, đơn vị {answer['unit']}")


def _seal(order: Order, node: str, passphrase: str) -> Path:
    """Key, hub and settings, sealed, beside the copies of the database."""
    names = (f"keys/{KEY_FILE}", "keys/hub.json", "keys/hub-ca.pem", CONFIG_FILE)
    files = {name: (order.data / name).read_bytes() for name in names}
    place = order.replica / node / IDENTITY_FILE
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    replace_file(place, seal_identity(files, passphrase), 0o600)
    return place


def _request(method: str, url: str, trust: ssl.SSLContext, body: Any = None) -> httpx.Response:
    try:
        with httpx.Client(verify=trust, timeout=_SECONDS, trust_env=False) as client:
            answer = client.request(method, url, json=body)
    except httpx.HTTPError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise _not_recognised() from error
        hint = "Không liên lạc được trung tâm tỉnh; hãy kiểm tra địa chỉ và đường truyền rồi chạy lại."
        raise Problem("HUB_UNREACHABLE", hint, "later", type(error).__name__) from error
    if answer.is_success:
        return answer
    raise _refused(answer)


def _not_recognised() -> Problem:
    hint = "Máy chủ này không phải trung tâm tỉnh đã mời; KHÔNG tiếp tục, hãy báo quản trị tỉnh."
    return Problem("HUB_NOT_RECOGNISED", hint, "operator")


def _refused(answer: httpx.Response) -> Problem:
    """The hub's problem document (RFC 9457) as our own."""
    try:
        body = answer.json()
        return Problem(str(body["code"]), str(body["hint_vi"]), body.get("retry", "operator"))
    except (ValueError, KeyError, TypeError):
        hint = "Trung tâm tỉnh trả lời không như mong đợi; hãy kiểm tra địa chỉ đã nhập."
        return Problem("HUB_ANSWER_STRANGE", hint, "operator", f"HTTP {answer.status_code}")
