"""What kind of paper a file holds, by its first bytes and never by its name: scanners, phones and chat programs name
files as they like.

Sources: ISO/IEC 23008-12 (HEIF) and the AVIF specification for brands, RFC 9649 (WebP), ISO 32000-1 annex H (PDF).
"""

from plumbing.problem import Problem

HEAD = 1024  # bytes that tell

_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"), "image/heic"),
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
}
#: Sizes of the header behind a BMP's own 14 bytes; "BM" alone begins many a text.
_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}


def media_type_of(head: bytes) -> str:
    """The media type of a picture or PDF that can be read, "" for anything else; `head` is its first 1024 bytes."""
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "image/bmp"
    return "application/pdf" if b"%PDF-" in head else ""


def unsupported() -> Problem:
    """What is said of anything else."""
    hint = (
        "Chỉ nhận tệp PDF và ảnh JPEG, PNG, TIFF, HEIC, AVIF, WebP, BMP, GIF. Tệp Word, Excel thì lưu thành PDF,"
        " ảnh kiểu khác thì lưu thành JPEG, rồi nộp lại."
    )
    return Problem("UNSUPPORTED_FILE_TYPE", hint)
