"""What goes in an envelope besides letters: pieces of scans, and what two ends say about scans.

A parcel's box begins with `MCP1`, a letter's with the magic of Zstandard, so that a carrier sees two envelopes
of one kind and the addressee can tell them apart. Behind it stands one CBOR value in the narrow form of
`cbor_guard`. Parcels have no number: both kinds may come twice, late or never without harm to the facts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import cbor2

from dossier.errors import KernelError
from dossier.exchange.cbor_guard import check_shape, unreadable
from dossier.exchange.frames import HASH_BYTES, LIMITS

MAGIC = b"MCP1"
MOST_BYTES = 40 * 1024 * 1024
MOST_NAMES = 2_000
MOST_PREVIEW_BYTES = 64 * 1024
_PIECE, _SCAN_TALK = 1, 2
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of the blob `sha256` (64 hex digits) of `size` bytes in all, from `offset` on."""

    sha256: str
    size: int
    media_type: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class ScanTalk:
    """`previews`: small JPEG pictures by the name of their scan; `lacking`: scans of which the speaker would like a
    preview; `asked`: scans that somebody waits for now (to the hub: the speaker; from the hub: somebody else)."""

    previews: tuple[tuple[str, bytes], ...] = ()
    lacking: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing to say."""
        return not (self.previews or self.lacking or self.asked)


Parcel: TypeAlias = Piece | ScanTalk


def is_parcel(content: bytes) -> bool:
    """Whether the opened box holds a parcel rather than a letter."""
    return content[: len(MAGIC)] == MAGIC


def encode_parcel(parcel: Parcel) -> bytes:
    """The parcel's bytes, equal for equal parcels. Raises KernelError(LETTER_TOO_LARGE)."""
    match parcel:
        case Piece(sha256, size, media_type, offset, data):
            values: list[Any] = [_PIECE, bytes.fromhex(sha256), size, media_type, offset, data]
        case ScanTalk(previews, lacking, asked):
            pictures = [[bytes.fromhex(sha256), picture] for sha256, picture in previews]
            values = [_SCAN_TALK, pictures, _hashes(lacking), _hashes(asked)]
    content = MAGIC + cbor2.dumps(values)
    if len(content) > MOST_BYTES:
        raise KernelError("LETTER_TOO_LARGE", "Gói bản quét quá lớn; máy sẽ chia thành nhiều phần nhỏ hơn.")
    return content


def decode_parcel(content: bytes) -> Parcel:
    """Read a parcel. Raises KernelError(LETTER_UNREADABLE)."""
    if not is_parcel(content) or len(content) > MOST_BYTES:
        raise unreadable()
    plain = content[len(MAGIC) :]
    check_shape(plain, LIMITS["items"], LIMITS["depth"])
    try:
        values = cbor2.loads(plain, allow_indefinite=False, allow_duplicate_keys=False)
        parcel: Parcel = _READERS[values[0]](values)
    except (cbor2.CBORDecodeError, ValueError, TypeError, LookupError) as error:
        raise unreadable() from error
    return parcel


def _hashes(names: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(name) for name in names]


def _piece(values: Sequence[Any]) -> Piece:
    _, sha256, size, media_type, offset, data = values[:6]
    if not isinstance(media_type, str) or len(media_type) > LIMITS["name_chars"] or type(data) is not bytes:
        raise unreadable()
    piece = Piece(_name(sha256), _number(size), media_type, _number(offset), data)
    if piece.offset + len(data) > piece.size:
        raise unreadable()
    return piece


def _scan_talk(values: Sequence[Any]) -> ScanTalk:
    _, previews, lacking, asked = values[:4]
    if max(len(previews), len(lacking), len(asked)) > MOST_NAMES:
        raise unreadable()
    return ScanTalk(
        tuple((_name(sha256), _picture(picture)) for sha256, picture in previews),
        tuple(map(_name, lacking)),
        tuple(map(_name, asked)),
    )


def _name(value: Any) -> str:
    if type(value) is not bytes or len(value) != HASH_BYTES:
        raise unreadable()
    return value.hex()


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _LARGEST:
        raise unreadable()
    return value


def _picture(value: Any) -> bytes:
    if type(value) is not bytes or len(value) > MOST_PREVIEW_BYTES:
        raise unreadable()
    return value


_READERS: Mapping[int, Any] = {_PIECE: _piece, _SCAN_TALK: _scan_talk}
