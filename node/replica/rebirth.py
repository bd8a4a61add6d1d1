"""Tells the hub that this node starts again from a copy, and gets its next incarnation (RFC 9421-signed)."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import httpx

from plumbing.http_auth import sign_request
from plumbing.keys import NodeKeys
from plumbing.problem import Problem

_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Rebirth:
    """The hub's answer. `last_seq` is the highest letter it has of the life before; `dossiers` is how many it will
    send again."""

    incarnation: int
    last_seq: int
    dossiers: int


def announce(hub_url: str, hub_ca: Path, keys: NodeKeys, incarnation_seen: int, mailbox_seen: int) -> Rebirth:
    """Ask for the next life. Raises Problem: HUB_UNREACHABLE (retry later) or the hub's own refusal."""
    body = {"node": keys.node, "incarnation_seen": incarnation_seen, "mailbox_seen": mailbox_seen}
    try:
        trust = ssl.create_default_context(cafile=str(hub_ca))
        with httpx.Client(verify=trust, timeout=_SECONDS, trust_env=False) as client:
            hub_ms = int(
                client.get(f"{hub_url}/health").json()["hub_ms"]
            )  # a new machine's clock may be wrong
            request = client.build_request("POST", f"{hub_url}/resurrect", json=body)
            sign_request(request, keys, hub_ms)
            answer = client.send(request)
    except (httpx.HTTPError, OSError, ValueError, KeyError, TypeError) as error:
        hint = "Chưa liên lạc được trung tâm tỉnh; nút sẽ tự báo và lấy phần thiếu khi có đường truyền."
        raise Problem("HUB_UNREACHABLE", hint, "later", type(error).__name__) from error
    return _read(answer)


def _read(answer: httpx.Response) -> Rebirth:
    try:
        body = answer.json()
        if answer.is_success:
            return Rebirth(int(body["incarnation"]), int(body["last_seq"]), int(body["dossiers"]))
        problem = Problem(str(body["code"]), str(body["hint_vi"]), body.get("retry", "operator"))
    except (ValueError, KeyError, TypeError) as error:
        hint = "Trung tâm tỉnh trả lời không như mong đợi; hãy kiểm tra địa chỉ."
        raise Problem("HUB_ANSWER_STRANGE", hint, "operator", f"HTTP {answer.status_code}") from error
    raise problem
