"""Request bodies read with a limit, before anything is allocated for more. The one asynchronous edge of the hub."""

from typing import Annotated

from fastapi import Depends, Request

from hub.api.access import hub_of
from plumbing.problem import Problem


def envelope_limit(request: Request) -> tuple[int, Problem]:
    """How long an envelope may be, and what is said of a longer one."""
    limit = hub_of(request).config.envelope_bytes
    hint = f"Phong bì lớn hơn {limit // 1000} kB; máy gửi hãy chia thành nhiều phong bì."
    return limit, Problem("ENVELOPE_TOO_LARGE", hint, detail=f"limit {limit}")


async def envelope_body(request: Request) -> bytes:
    """The bytes of one envelope. Raises Problem(ENVELOPE_TOO_LARGE)."""
    return await _limited(request, *envelope_limit(request))


async def piece_body(request: Request) -> bytes:
    """One piece of a blob. Raises Problem(BLOB_PIECE_TOO_LARGE)."""
    limit = hub_of(request).config.blob_chunk_bytes
    hint = f"Phần tệp gửi lên lớn hơn {limit // 1000} kB; máy gửi hãy chia thành nhiều phần."
    return await _limited(request, limit, Problem("BLOB_PIECE_TOO_LARGE", hint, detail=f"limit {limit}"))


async def _limited(request: Request, limit: int, refusal: Problem) -> bytes:
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > limit:
        raise refusal
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise refusal
        pieces.append(piece)
    return b"".join(pieces)


EnvelopeBody = Annotated[bytes, Depends(envelope_body)]
PieceBody = Annotated[bytes, Depends(piece_body)]
