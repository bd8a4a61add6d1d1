"""What a file is by its first bytes, whatever it is called."""

import struct

import pytest

from plumbing.file_kinds import media_type_of


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\xff\xd8\xff\xe1Exif", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"II*\x00", "image/tiff"),
        (b"MM\x00*", "image/tiff"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1", "image/heic"),
        (b"\x00\x00\x00\x1cftypavif", "image/avif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"BM" + bytes(12) + struct.pack("<I", 40), "image/bmp"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"\xef\xbb\xbf\n%PDF-1.4", "application/pdf"),
    ],
)
def test_every_kind_of_paper_is_known_by_its_first_bytes(head: bytes, media_type: str) -> None:
    assert media_type_of(head) == media_type


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"BM",
        b"BMW la mot chiec xe hoi, khong phai anh",
        b"RIFF\x10\x00\x00\x00WAVEfmt ",
        b"RIFF",
        b"\x00\x00\x00\x18ftypisom",  # a film
        b"\x00\x00\x00\x18ftyp",
        b"\xff\x0a\x00",  # JPEG XL
        b"PK\x03\x04[Content_Types].xml",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"GIF88a",
    ],
)
def test_what_is_no_paper_is_of_no_kind(head: bytes) -> None:
    assert media_type_of(head) == ""
