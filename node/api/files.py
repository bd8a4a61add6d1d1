"""Blobs to a browser, safely: what it may show are pictures and PDFs as told by their first bytes; the rest is
saved, never opened. The media type that somebody claimed is not believed."""

from pathlib import Path

from fastapi.responses import FileResponse, Response

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"%PDF-", "application/pdf", "pdf"),
)
PICTURES = ("image/jpeg", "image/png")
_CLOSED = "default-src 'none'; frame-ancestors 'none'"
_YEAR = "private, max-age=31536000, immutable"


def kind_of(path: Path) -> tuple[str, str]:
    """(media type, file ending) by the first bytes; a stream of bytes when it is nothing that may be shown."""
    with path.open("rb") as file:
        head = file.read(8)
    for magic, media_type, ending in _MAGIC:
        if head.startswith(magic):
            return media_type, ending
    return "application/octet-stream", "bin"


def blob_response(path: Path, name: str) -> Response:
    """The bytes; a blob never changes, so the browser may keep it as long as the session's PC is trusted."""
    media_type, ending = kind_of(path)
    shown = media_type != "application/octet-stream"
    return FileResponse(
        path,
        media_type=media_type,
        filename=f"{name}.{ending}",
        content_disposition_type="inline" if shown else "attachment",
        headers={"Content-Security-Policy": _CLOSED, "Cache-Control": _YEAR},
    )


def pdf_response(data: bytes, name: str) -> Response:
    """A PDF made just now, shown in the browser and ready to print."""
    return Response(
        data,
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"', "Content-Security-Policy": _CLOSED},
    )
