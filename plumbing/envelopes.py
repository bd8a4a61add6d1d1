"""Envelopes: a letter signed by its sender and sealed to its addressee; the same bytes on every road.

    magic "MCE1" 4 · sender 10 · addressee 10 · incarnation 4 · seq 8 · length 4 · signature 64 · sealed box

Numbers are big-endian. The Ed25519 signature covers the header before it and the SHA-256 of the box, so that
a carrier can check what it cannot read. The box is an anonymous X25519 box (libsodium): a stick that is lost
tells who wrote to whom, and how much, and nothing else.
"""

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass

from dossier.authors import ACTOR_BYTES, NODE_BYTES, actor_id, author_of
from dossier.exchange.context import ALONE, Context
from dossier.exchange.wire import Letter, decode_letter
from plumbing.keys import NodeKeys, seal_for, verify
from plumbing.problem import Problem

MEDIA_TYPE = "application/vnd.motcua.envelope"
FILE_SUFFIX = ".mce"
MAX_ENVELOPE_BYTES = 64 * 1024 * 1024

_FAMILY, _MAGIC = b"MCE", b"MCE1"
_FIELDS = struct.Struct(f">4s{NODE_BYTES}s{NODE_BYTES}sIQI")
_SIGNATURE_BYTES = 64
HEADER_BYTES = _FIELDS.size + _SIGNATURE_BYTES


@dataclass(frozen=True, slots=True)
class Header:
    """What the outside of an envelope says; `size` is the whole envelope in bytes. Proved only by opening."""

    sender: str
    addressee: str
    incarnation: int
    seq: int
    size: int


def seal_envelope(
    letter: bytes, keys: NodeKeys, addressee_node: str, addressee_key: bytes, incarnation: int, seq: int
) -> bytes:
    """Put encoded letter bytes into an envelope. Two envelopes of one letter differ: keep and resend the bytes.
    Raises Problem: ENVELOPE_TOO_LARGE, BAD_PUBLIC_KEY."""
    box = seal_for(addressee_key, letter)
    if HEADER_BYTES + len(box) > MAX_ENVELOPE_BYTES:
        raise _too_large()
    sender, addressee = _node_bytes(keys.node), _node_bytes(addressee_node)
    fields = _FIELDS.pack(_MAGIC, sender, addressee, incarnation, seq, len(box))
    return fields + keys.sign(_signed(fields, box)) + box


def peek(envelope: bytes) -> Header:
    """Read the outside; the first `HEADER_BYTES` are enough. Raises Problem: ENVELOPE_TRUNCATED, ENVELOPE_FOREIGN
    (no envelope at all), ENVELOPE_NEWER_VERSION, ENVELOPE_TOO_LARGE."""
    start = envelope[: len(_FAMILY)]
    if start != _FAMILY[: len(start)]:
        raise Problem("ENVELOPE_FOREIGN", "Tệp này không phải phong bì đồng bộ; hãy chọn tệp có đuôi .mce.")
    if len(envelope) > len(_FAMILY) and envelope[: len(_MAGIC)] != _MAGIC:
        hint = "Phong bì do phiên bản mới hơn tạo; hãy cập nhật chương trình rồi nhận lại, đừng xóa tệp."
        raise Problem("ENVELOPE_NEWER_VERSION", hint, "operator")
    if len(envelope) < HEADER_BYTES:
        raise _truncated()
    _, sender, addressee, incarnation, seq, length = _FIELDS.unpack_from(envelope)
    if HEADER_BYTES + length > MAX_ENVELOPE_BYTES:
        raise _too_large()
    return Header(_node_id(sender), _node_id(addressee), incarnation, seq, HEADER_BYTES + length)


def part_name(outside: bytes) -> str:
    """What both ends call an envelope of which a part has come; its signature makes the outside like no other's."""
    return hashlib.sha256(outside[:HEADER_BYTES]).hexdigest()[:16]


def check_envelope(envelope: bytes, sender_key_of: Callable[[str], bytes | None]) -> Header:
    """Check that the envelope is whole and its sender's, without opening it. Raises as `peek`, and Problem:
    ENVELOPE_UNKNOWN_SENDER, ENVELOPE_BAD_SIGNATURE."""
    header = peek(envelope)
    if len(envelope) < header.size:
        raise _truncated()
    key = sender_key_of(header.sender)
    if key is None:
        hint = "Không biết máy gửi phong bì này hoặc máy đã bị thu hồi; hãy báo tỉnh kiểm tra sổ đăng ký nút."
        raise Problem("ENVELOPE_UNKNOWN_SENDER", hint, "operator", header.sender)
    fields, box = envelope[: _FIELDS.size], envelope[HEADER_BYTES:]
    signature = envelope[_FIELDS.size : HEADER_BYTES]
    if len(envelope) != header.size or not verify(key, _signed(fields, box), signature):
        hint = "Phong bì bị hỏng hoặc bị sửa trên đường đi; hãy chép lại từ máy gửi."
        raise Problem("ENVELOPE_BAD_SIGNATURE", hint, "later", header.sender)
    return header


def open_envelope(
    envelope: bytes, keys: NodeKeys, sender_key_of: Callable[[str], bytes | None]
) -> tuple[Header, bytes]:
    """Header, proved, and the letter's bytes. Raises as `check_envelope`, and Problem: ENVELOPE_NOT_FOR_US,
    SEALED_BOX_BROKEN. Opening twice gives the same; whoever merges must take it so."""
    header = peek(envelope)
    if header.addressee != keys.node:
        hint = "Phong bì này gửi cho máy khác; hãy giữ nguyên tệp và chuyển đúng nơi nhận."
        raise Problem("ENVELOPE_NOT_FOR_US", hint, "never", header.addressee)
    check_envelope(envelope, sender_key_of)
    return header, keys.open_sealed(envelope[HEADER_BYTES:])


def open_letter(
    envelope: bytes, keys: NodeKeys, sender_key_of: Callable[[str], bytes | None], context: Context = ALONE
) -> tuple[Header, Letter]:
    """Header and letter, the letter checked to be what the outside says; `context`: what we hold.
    Raises as `open_envelope` and `decode_letter`, and Problem(ENVELOPE_MISLABELLED)."""
    header, content = open_envelope(envelope, keys, sender_key_of)
    letter = decode_letter(content, context)
    inside = (letter.sender, letter.addressee, letter.incarnation, letter.seq)
    if inside != (header.sender, header.addressee, header.incarnation, header.seq):
        hint = "Thư bên trong không khớp với phong bì nên không nhận; hãy báo quản trị máy gửi."
        raise Problem("ENVELOPE_MISLABELLED", hint, "operator", header.sender)
    return header, letter


def _signed(fields: bytes, box: bytes) -> bytes:
    return fields + hashlib.sha256(box).digest()


def _node_bytes(node: str) -> bytes:
    return actor_id(node, b"")[:NODE_BYTES]


def _node_id(raw: bytes) -> str:
    return author_of(raw.ljust(ACTOR_BYTES, b"\0"))


def _truncated() -> Problem:
    hint = "Phong bì chưa chép xong hoặc bị cắt; hãy chép lại từ máy gửi."
    return Problem("ENVELOPE_TRUNCATED", hint, "later")


def _too_large() -> Problem:
    limit = MAX_ENVELOPE_BYTES // (1024 * 1024)
    hint = f"Phong bì lớn hơn {limit} MB nên không nhận; máy gửi hãy chia thành nhiều phong bì."
    return Problem("ENVELOPE_TOO_LARGE", hint)
