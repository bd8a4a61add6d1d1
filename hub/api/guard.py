"""How much may be sent to the hub, and by whom a browser may be sent; see `plumbing.http_door` for the rest.

Devices' own roads say their own limits (`hub.api.bodies`); here stands a wall a little behind them, and before what an
administrator's page or anybody who has not logged in may send. A browser says itself when another site makes it write
(Fetch Metadata, `Sec-Fetch-Site`), which also holds behind a proxy that changes the name of the host.
"""

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import Scope

from dossier.register.changeset import MAX_CHANGESET_BYTES
from hub.config import Config
from plumbing.http_door import SAFE_METHODS, from_elsewhere
from plumbing.problem import Problem
from plumbing.trust_list import MOST_BYTES

SMALL_BODY = 100_000
_BEHIND = 1.1
_ENVELOPES = ("/exchange", "/carry")
_PIECES = ("/blobs/", "/scans", "/timestamp", "/papers/", "/resurrect")
_LARGE_FORMS = ("/quan-tri/danh-muc", "/api/register")
_TRUST_FORMS = "/quan-tri/tin-cay"


def limit_by_path(config: Config) -> Callable[[str], int]:
    """The most bytes that a request to a path may carry."""

    def most(path: str) -> int:
        if path.startswith(_ENVELOPES):
            return int(config.envelope_bytes * _BEHIND)
        if path.startswith(_PIECES):
            return int(config.blob_chunk_bytes * _BEHIND)
        if path.startswith(_TRUST_FORMS):
            return int(MOST_BYTES * _BEHIND)
        return MAX_CHANGESET_BYTES if path.startswith(_LARGE_FORMS) else SMALL_BODY

    return most


def refusal(scope: Scope, headers: Headers) -> Problem | None:
    """Why a request is turned away, None = it is not."""
    is_write = scope["method"] not in SAFE_METHODS
    return from_elsewhere() if is_write and headers.get("sec-fetch-site") == "cross-site" else None
