"""A PIN that a token has refused is not sent to it again, whoever asks: a script, a reloaded page, the next command.

Tokens lock after a few tries, and most refusals are the same PIN once more. What is kept is a scrypt digest of the
refused PIN in a file for the owner's eyes, until the token accepts another. No heavy imports.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import scrypt, sha256
from pathlib import Path
from typing import TypeVar

from node.sign.keys import Key, TokenKey
from node.sign.problems import SigningProblem

_COST = {"n": 2**14, "r": 8, "p": 1}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PinGuard:
    """Remembers refused PINs in `folder`, one file a token."""

    folder: Path

    def check(self, key: TokenKey) -> None:
        """Raise PIN_REFUSED_BEFORE where this very PIN was refused last."""
        try:
            salt, digest = self._file(key).read_text(encoding="ascii").split()
        except (OSError, ValueError):
            return
        if hmac.compare_digest(_digest(key.pin, bytes.fromhex(salt)), bytes.fromhex(digest)):
            raise SigningProblem("PIN_REFUSED_BEFORE")

    def note(self, key: TokenKey, problem: SigningProblem | None) -> None:
        """What came of a try: a wrong PIN is remembered, an accepted one clears the memory."""
        path = self._file(key)
        if problem is None:
            path.unlink(missing_ok=True)
        elif problem.code == "PIN_WRONG":
            salt = secrets.token_bytes(16)
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.unlink(missing_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(f"{salt.hex()} {_digest(key.pin, salt).hex()}")

    def _file(self, key: TokenKey) -> Path:
        name = sha256(f"{key.module}\n{key.token}".encode()).hexdigest()[:16]
        return self.folder / f"refused-{name}"


def guarded(key: Key, guard: PinGuard, work: Callable[[], T]) -> T:
    """Do `work` with a key. A token's PIN is checked by the guard before, and what came of it noted after."""
    if not isinstance(key, TokenKey):
        return work()
    guard.check(key)
    try:
        done = work()
    except SigningProblem as problem:
        guard.note(key, problem)
        raise
    guard.note(key, None)
    return done


def _digest(pin: str, salt: bytes) -> bytes:
    return scrypt(pin.encode(), salt=salt, dklen=32, **_COST)
