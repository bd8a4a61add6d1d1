"""Many papers by one key: the key is opened once, in one child, and closed with the batch.

A token is sent its PIN once, however many papers there are. When the child dies or hangs, or the token is pulled out,
the batch is over: nothing is tried again by itself, least of all a PIN.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from node.ports import PAPER_FAULTS
from node.sign.child import SECONDS, of_token
from node.sign.framing import request_to_json
from node.sign.keys import Key, TokenKey
from node.sign.port import Signed, SignRequest
from node.sign.problems import SigningProblem
from node.sign.spare import Workers
from node.sign.talk import Talk


@dataclass(frozen=True, slots=True, eq=False)
class KeySession:
    """An open key. Made by `open_key`; whoever opened it closes it."""

    _talk: Talk
    _is_token: bool

    def signed(self, pdf: bytes, request: SignRequest) -> Signed:
        """See `Signer.sign`; besides, SIGNING_TIMEOUT and, with tokens, TOKEN_NOT_ANSWERING. What is the key's fault
        ends the session."""
        header = {"op": "sign", "request": request_to_json(request)}
        answer, attached = _told(self._talk, self._is_token, header, [pdf, request.image or b""])
        return Signed(attached[0], answer["ends"])

    @property
    def is_over(self) -> bool:
        """Whether it will sign no more."""
        return self._talk.is_over

    def close(self) -> None:
        """Close the key. Safe to call twice."""
        self._talk.close()


def open_key(key: Key, moment: datetime.datetime, workers: Workers) -> KeySession:
    """Open `key` for papers of about `moment` (aware). Raises as `Signer.sign` what is the key's fault."""
    material = key.material()
    talk, is_token = Talk(workers), isinstance(key, TokenKey)
    header = {"op": "hold", "key": key.as_json(), "moment": moment.isoformat()}
    _told(talk, is_token, header, [material])
    return KeySession(talk, is_token)


def _told(
    talk: Talk, is_token: bool, header: dict[str, Any], parts: list[bytes]
) -> tuple[dict[str, Any], list[bytes]]:
    try:
        return talk.ask(header, parts, SECONDS)
    except SigningProblem as problem:
        if problem.code not in PAPER_FAULTS:
            talk.close()
        raise of_token(problem) if is_token else problem from None
