"""Blobs by hash, with the headers of tus 1.0 (resumable uploads): HEAD says how much is here, PATCH adds a piece,
GET gives a range. Every request is signed by the device."""

import re
from collections.abc import Iterator
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Header, Response
from fastapi.responses import StreamingResponse

from hub.api.access import HubOf
from hub.api.bodies import PieceBody
from hub.api.signed import SignedBy
from hub.usecases.exchange.blobs import bring, received, take
from plumbing.problem import Problem

router = APIRouter(prefix="/blobs", tags=["blobs"])
PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})?")


@router.head("/{sha256}")
def head_blob(hub: HubOf, node: SignedBy, sha256: str) -> Response:
    """How much of it has arrived: go on from Upload-Offset."""
    have, size = received(hub, node, sha256)
    return _progress(200, have, size)


@router.patch("/{sha256}")
def patch_blob(
    hub: HubOf, node: SignedBy, body: PieceBody, sha256: str, upload_offset: Annotated[int, Header()]
) -> Response:
    """Add a piece at Upload-Offset. Problems: BLOB_OFFSET (ask HEAD and go on from there), BLOB_CORRUPT (start
    again), BLOB_NOT_NAMED (send the facts first)."""
    have, size = bring(hub, node, sha256, upload_offset, body)
    return _progress(204, have, size)


@router.get("/{sha256}")
def get_blob(
    hub: HubOf, node: SignedBy, sha256: str, wanted: Annotated[str, Header(alias="range")] = ""
) -> Response:
    """Its bytes, or those from Range on."""
    file, size = take(hub, node, sha256)
    try:
        first, last = _range(wanted, size)
    except Problem:
        file.close()
        raise
    headers = {"accept-ranges": "bytes", "content-length": str(last - first + 1)}
    if wanted:
        headers["content-range"] = f"bytes {first}-{last}/{size}"
    return StreamingResponse(
        _pieces(file, first, last + 1),
        206 if wanted else 200,
        headers,
        media_type="application/octet-stream",
    )


def _range(wanted: str, size: int) -> tuple[int, int]:
    """(first, last) byte of a Range header, all of them without one. Raises Problem(BLOB_RANGE)."""
    if not wanted:
        return 0, size - 1
    found = _RANGE.fullmatch(wanted)
    first = int(found[1]) if found else size
    last = min(int(found[2]) if found and found[2] else size - 1, size - 1)
    if first > last:
        raise Problem("BLOB_RANGE", "Phần tệp được xin nằm ngoài tệp; máy sẽ tự xin lại từ đầu.", "later")
    return first, last


def _pieces(file: BinaryIO, start: int, stop: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < stop and (piece := file.read(min(PIECE, stop - start))):
            start += len(piece)
            yield piece


def _progress(status: int, have: int, size: int) -> Response:
    headers = {"upload-offset": str(have), "upload-length": str(size), "tus-resumable": "1.0.0"}
    return Response(status_code=status, headers=headers | {"cache-control": "no-store"})
