"""Passwords of officers: argon2id (RFC 9106), the same at the hub that hashes them and the node that checks them.

A check takes 64 MB on purpose. However many try to log in at once, only two are checked at a time: or a flood of
wrong names would take the memory that the counter works with.
"""

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(2)


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password)


def matches(kept: str, password: str) -> bool:
    """Whether this is the password; "" kept (nobody of that name) takes as long as a wrong one and never matches."""
    try:
        with _AT_ONCE:
            return _HASHER.verify(kept or _nobody(), password)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))
