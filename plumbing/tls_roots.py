"""The roots by which servers on the web are known (RFC 8446, RFC 5280), of this system and of no setting of the user's
session."""

import ssl
from functools import cache

import httpx


@cache
def system_roots() -> ssl.SSLContext:
    """Read once: reading a system's roots takes longer than asking."""
    return httpx.create_ssl_context(trust_env=False)
