"""The one-time invitation, as it is typed, scanned or carried: `MC1.<CA fingerprint>.<secret>`.

The fingerprint lets a new node recognise the hub before it trusts anything; the secret names the row in which
the hub wrote down what this device will be. The hub keeps only a hash of the secret.
"""

import re
from dataclasses import dataclass

from plumbing.problem import Problem

_SHAPE = re.compile(r"MC1\.([0-9a-f]{64})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Token:
    """`fingerprint` is the SHA-256 (hex) of the hub CA's DER; `secret` 32 random bytes as base64url."""

    fingerprint: str
    secret: str


def parse_token(text: str) -> Token:
    """Read a token as typed (spaces and line ends are dropped). Raises Problem(TOKEN_MALFORMED)."""
    found = _SHAPE.fullmatch("".join(text.split()))
    if not found:
        hint = "Mã mời không đúng dạng MC1.….…; hãy chép lại đủ ba phần."
        raise Problem("TOKEN_MALFORMED", hint)
    return Token(found[1], found[2])
