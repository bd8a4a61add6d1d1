"""The packed form of a letter, for peers that announce it (docs/protocol.md §3.2).

    form 2 · dictionary · size of the plain part · size of its compression · compressed part · tail

Numbers are LEB128; dictionary 0 is none; a compression of size 0 means that the plain part stands as it is. The plain
part is the map of version 1 with the changes, seals and capabilities written shorter; the tail holds what no
compression makes smaller. What is common to all Zstandard frames of ours (magic, checksum, sizes) is left out.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

import cbor2
import zstandard

from dossier.exchange.bodies import (
    CAPS,
    CHANGES,
    DEVICE_MS,
    HUB_MS,
    SEALS,
    body_of,
    letter_of,
    plain_map,
)
from dossier.exchange.cbor_guard import unreadable
from dossier.exchange.columns import Tail
from dossier.exchange.compact import pack_changes
from dossier.exchange.context import DICTIONARY, EXCERPTS, WELL_KNOWN, Context
from dossier.exchange.excerpt import root_of
from dossier.exchange.frames import LIMITS, Changes, Frame, Letter, SealFrame
from dossier.exchange.numbers import read_uleb, uleb, unzigzag, zigzag
from dossier.exchange.packed_seals import pack_seal, unpack_seal
from dossier.exchange.packing import too_large
from dossier.exchange.unpacking import unpack_changes

FORM = 2
LEVEL = 9
_NONE = 0


def can_pack(letter: Letter) -> bool:
    """Whether every change belongs to a dossier whose name can stand in a column."""
    return not any("\0" in frame.dossier for frame in letter.frames if isinstance(frame, Changes))


def pack_letter(letter: Letter, peer_caps: Collection[str], context: Context) -> bytes:
    """The letter in packed form. Raises KernelError(LETTER_TOO_LARGE)."""
    tail = Tail()
    plain = plain_part(letter, peer_caps, context, tail)
    if len(plain) > LIMITS["letter_bytes"]:
        raise too_large()
    number = max((one for one in context.dictionaries if f"{DICTIONARY}{one}" in peer_caps), default=_NONE)
    packed = _compressor(context.dictionaries.get(number, b"")).compress(plain)
    if len(packed) >= len(plain):
        number, packed = _NONE, b""
    head = bytes((FORM,)) + uleb(number) + uleb(len(plain)) + uleb(len(packed))
    return head + (packed or plain) + tail.rest()


def plain_part(letter: Letter, peer_caps: Collection[str], context: Context, tail: Tail) -> bytes:
    """What is compressed of a letter; the rest goes into the tail. Dictionaries are trained on these."""
    return cbor2.dumps(_body(letter, context, tail, excerpts=EXCERPTS in peer_caps))


def unpack_letter(data: bytes, context: Context) -> Letter:
    """Read a packed letter. Raises KernelError: LETTER_UNREADABLE, LETTER_TOO_LARGE, LETTER_LEANS,
    LETTER_NEWER_VERSION."""
    number, at = read_uleb(data, 1)
    size, at = read_uleb(data, at)
    length, at = read_uleb(data, at)
    if size > LIMITS["letter_bytes"]:
        raise too_large()
    end = at + (length or size)
    if end > len(data):
        raise unreadable()
    plain = _decompress(data[at:end], size, number, context) if length else data[at:end]
    body = plain_map(plain)
    tail = Tail(data[end:])
    return letter_of(_unpack_members(body), _frames(body, context, tail))


def _body(letter: Letter, context: Context, tail: Tail, *, excerpts: bool) -> dict[int, Any]:
    changes = [frame for frame in letter.frames if isinstance(frame, Changes)]
    packed, places = pack_changes(changes, context.held, tail) if changes else ([], {})
    named = [
        frame for frame in letter.frames if isinstance(frame, SealFrame) and root_of(frame) == frame.root
    ]
    seals = [pack_seal(seal, places, tail, excerpts=excerpts) for seal in named]
    apart = {id(frame) for frame in (*changes, *named)}
    others = [frame for frame in letter.frames if id(frame) not in apart]
    body = body_of(letter, others)
    caps = [WELL_KNOWN.index(name) if name in WELL_KNOWN else name for name in sorted(letter.caps)]
    hub_ms = zigzag(letter.hub_ms - letter.device_ms)
    short = {CAPS: caps, HUB_MS: hub_ms, CHANGES: packed, SEALS: seals}
    return {**{member: value for member, value in body.items() if member not in short}} | {
        member: value for member, value in short.items() if value
    }


def _unpack_members(body: dict[Any, Any]) -> dict[Any, Any]:
    """The members that are shorter here than in version 1, as they are there."""
    caps, device, hub = body.get(CAPS, []), body.get(DEVICE_MS, 0), body.get(HUB_MS, 0)
    if not isinstance(caps, list) or not isinstance(hub, int) or not isinstance(device, int):
        raise unreadable()
    full = [_capability(one) for one in caps]
    return body | {CAPS: full, HUB_MS: device + unzigzag(hub) if hub >= 0 else hub}


def _capability(value: Any) -> Any:
    if type(value) is not int:
        return value
    return WELL_KNOWN[value] if 0 <= value < len(WELL_KNOWN) else f"?{value}"


def _frames(body: dict[Any, Any], context: Context, tail: Tail) -> Sequence[Frame]:
    packed, seals = body.get(CHANGES), body.get(SEALS, [])
    if not isinstance(seals, list) or len(seals) > LIMITS["frames"]:
        raise unreadable()
    changes, hashes = unpack_changes(packed, context.held, tail) if packed else ([], ())
    return [*(unpack_seal(seal, hashes, tail) for seal in seals), *changes]


def _compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        write_content_size=False,
        write_checksum=False,
        write_dict_id=False,
    )
    found = _dictionary(dictionary) if dictionary else None
    return zstandard.ZstdCompressor(compression_params=parameters, dict_data=found)


def _decompress(data: bytes, size: int, number: int, context: Context) -> bytes:
    dictionary = context.dictionaries.get(number, b"")
    if number and not dictionary:
        raise unreadable()
    found = _dictionary(dictionary) if dictionary else None
    reader = zstandard.ZstdDecompressor(
        format=zstandard.FORMAT_ZSTD1_MAGICLESS, dict_data=found, max_window_size=LIMITS["letter_bytes"]
    )
    try:
        plain = reader.decompress(data, max_output_size=size, allow_extra_data=False)
    except (zstandard.ZstdError, MemoryError) as error:  # a header may ask for any window
        raise unreadable() from error
    if len(plain) != size:
        raise unreadable()
    return plain


@lru_cache(maxsize=4)
def _dictionary(data: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(data)
