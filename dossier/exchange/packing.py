"""Frames to and from the plain values that are encoded: a list [kind, member, …]; further members are ignored.

Both directions check `LIMITS`, so that nobody writes what nobody may read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import cbor2

from dossier.authors import ACTOR_BYTES, NODE_BYTES, actor_id, author_of
from dossier.errors import KernelError, MalformedValue
from dossier.exchange.cbor_guard import unreadable
from dossier.exchange.digest import BUCKETS, ROOT_BYTES, SHORT_BYTES
from dossier.exchange.frames import (
    HASH_BYTES,
    LIMITS,
    SIGNATURE_BYTES,
    Ask,
    Blobs,
    Changes,
    Digest,
    Frame,
    FrameKind,
    GrantFrame,
    Growth,
    Marks,
    Receipt,
    RegisterFrame,
    Scope,
    SealFrame,
    Unknown,
    Want,
    split_hashes,
)

_LARGEST = 2**63 - 1


def pack(frame: Frame) -> list[Any]:
    """The plain values of a frame. Raises KernelError(LETTER_TOO_LARGE)."""
    match frame:
        case Changes(dossier, raw):
            return [
                FrameKind.CHANGES.value,
                dossier_id(dossier),
                [_sized(one, "change_bytes") for one in _few(raw, "changes")],
            ]
        case SealFrame(node, root, signature, leaves) if frame.places:
            return [
                FrameKind.EXCERPT.value,
                pack_node(node),
                root,
                signature,
                frame.size,
                pack_places(frame.places),
                b"".join(_few(leaves, "leaves")),
                b"".join(_few(frame.proof, "leaves")),
            ]
        case SealFrame(node, root, signature, leaves):
            return [FrameKind.SEAL.value, pack_node(node), root, signature, b"".join(_few(leaves, "leaves"))]
        case Receipt():
            return [FrameKind.RECEIPT.value, *receipt_members(frame), frame.signature]
        case RegisterFrame(number, text, signature):
            return [FrameKind.REGISTER.value, number, _text(text), signature]
        case GrantFrame(kind, text, signature):
            return [FrameKind.GRANT.value, _name(kind), _text(text), signature]
        case Blobs(refs):
            members = [[bytes.fromhex(sha), size, _name(media)] for sha, size, media in _few(refs, "blobs")]
            return [FrameKind.BLOBS.value, members]
        case Digest() | Marks() | Want() | Scope() | Growth() | Ask():
            return _pack_beside(frame)
        case Unknown(kind, body):
            return [kind, *cbor2.loads(body)]


def _pack_beside(frame: Digest | Marks | Want | Scope | Growth | Ask) -> list[Any]:
    """Frames about the scope as a whole."""
    match frame:
        case Digest(root, vector):
            return [FrameKind.DIGEST.value, root, vector] if vector else [FrameKind.DIGEST.value, root]
        case Marks(buckets, marks):
            members = [[dossier_id(dossier), mark] for dossier, mark in _few(marks, "dossiers")]
            return [FrameKind.MARKS.value, bytes(buckets), members]
        case Want(dossiers):
            return [FrameKind.WANT.value, list(_dossiers(dossiers))]
        case Scope(joined, left):
            both = [list(_dossiers(dossiers)) for dossiers in (joined, left)]
            return [FrameKind.SCOPE.value, *both]
        case Growth(plan, upto, total):
            return [FrameKind.GROWTH.value, plan, upto, total]
        case Ask(what):
            return [FrameKind.ASK.value, _name(what)]


def receipt_members(receipt: Receipt) -> list[Any]:
    """The members of a receipt that its signature covers."""
    heads = [[dossier_id(dossier), digest] for dossier, digest in _few(receipt.heads, "dossiers")]
    outcomes = [[dossier_id(dossier), _name(code)] for dossier, code in _few(receipt.outcomes, "dossiers")]
    return [pack_node(receipt.node), receipt.incarnation, receipt.seq, receipt.hub_ms, heads, outcomes]


def unpack(values: Any) -> Frame:
    """A frame of plain values. Raises KernelError: LETTER_UNREADABLE, DOSSIER_ID_INVALID."""
    if not isinstance(values, list) or not values:
        raise unreadable()
    kind, *members = values
    number = whole(kind)
    read = _READERS.get(number)
    if read is None:
        return Unknown(number, cbor2.dumps(members))
    try:
        return read(*members[: _MEMBERS[number]])
    except MalformedValue:
        raise
    except (TypeError, ValueError, KernelError) as error:
        raise unreadable() from error


def pack_node(node: str) -> bytes:
    """The 10 bytes of a node id. Raises KernelError(BAD_NODE_ID)."""
    return actor_id(node, b"")[:NODE_BYTES]


def unpack_node(value: Any) -> str:
    """A node id of its 10 bytes."""
    return author_of(_exactly(value, NODE_BYTES).ljust(ACTOR_BYTES, b"\0"))


def whole(value: Any) -> int:
    """A number from 0 to 2^63-1."""
    if type(value) is not int or not 0 <= value <= _LARGEST:
        raise unreadable()
    return value


def names(values: Any, limit: str) -> tuple[str, ...]:
    """Short texts, at most `LIMITS[limit]` of them."""
    return tuple(map(_name, _few(values, limit)))


def pack_places(places: Sequence[int]) -> list[int]:
    """Rising numbers as runs: gap before, length, gap, length …"""
    runs: list[int] = []
    after = 0
    for place in places:
        if runs and place == after:
            runs[-1] += 1
        else:
            runs += [place - after, 1]
        after = place + 1
    return runs


def unpack_places(runs: Any) -> tuple[int, ...]:
    """The numbers again; at most `LIMITS["leaves"]`."""
    if not isinstance(runs, list) or len(runs) % 2 or sum(map(whole, runs)) > LIMITS["leaves"]:
        raise unreadable()
    places: list[int] = []
    after = 0
    for gap, length in zip(runs[::2], runs[1::2], strict=True):
        places += range(after + gap, after + gap + length)
        after += gap + length
    return tuple(places)


def _changes(dossier: Any, raw: Any) -> Changes:
    return Changes(dossier_id(dossier), tuple(_sized(one, "change_bytes") for one in _few(raw, "changes")))


def _seal(node: Any, root: Any, signature: Any, joined: Any) -> SealFrame:
    if not isinstance(joined, bytes) or len(joined) % HASH_BYTES:
        raise unreadable()
    root, signature = _exactly(root, HASH_BYTES), _exactly(signature, SIGNATURE_BYTES)
    return SealFrame(unpack_node(node), root, signature, tuple(_few(split_hashes(joined), "leaves")))


def _excerpt(
    node: Any, root: Any, signature: Any, size: Any, places: Any, joined: Any, proof: Any
) -> SealFrame:
    plain = _seal(node, root, signature, joined)
    found = unpack_places(places)
    if not 0 < len(found) == len(plain.leaves) < whole(size) <= LIMITS["leaves"]:
        raise unreadable()
    hashes = _seal(node, root, signature, proof).leaves
    return SealFrame(plain.node, plain.root, plain.signature, plain.leaves, size, found, hashes)


def _receipt(
    node: Any, incarnation: Any, seq: Any, hub_ms: Any, heads: Any, outcomes: Any, signature: Any
) -> Receipt:
    return Receipt(
        node=unpack_node(node),
        incarnation=whole(incarnation),
        seq=whole(seq),
        hub_ms=whole(hub_ms),
        heads=tuple(
            (dossier_id(dossier), _exactly(digest, HASH_BYTES)) for dossier, digest in _few(heads, "dossiers")
        ),
        outcomes=tuple((dossier_id(dossier), _name(code)) for dossier, code in _few(outcomes, "dossiers")),
        signature=_exactly(signature, SIGNATURE_BYTES),
    )


def _register(number: Any, text: Any, signature: Any) -> RegisterFrame:
    return RegisterFrame(whole(number), _text(text), _exactly(signature, SIGNATURE_BYTES))


def _grant(kind: Any, text: Any, signature: Any) -> GrantFrame:
    return GrantFrame(_name(kind), _text(text), _exactly(signature, SIGNATURE_BYTES))


def _blobs(refs: Any) -> Blobs:
    found = (
        (_exactly(sha, HASH_BYTES).hex(), whole(size), _name(media))
        for sha, size, media in _few(refs, "blobs")
    )
    return Blobs(tuple(found))


def _digest(root: Any, vector: Any = b"") -> Digest:
    if vector != b"":
        _exactly(vector, BUCKETS * SHORT_BYTES)
    return Digest(_exactly(root, ROOT_BYTES), vector)


def _marks(buckets: Any, marks: Any) -> Marks:
    if not isinstance(buckets, bytes) or len(buckets) > BUCKETS:
        raise unreadable()
    found = ((dossier_id(dossier), _exactly(mark, SHORT_BYTES)) for dossier, mark in _few(marks, "dossiers"))
    return Marks(tuple(buckets), tuple(found))


def _want(dossiers: Any) -> Want:
    return Want(_dossiers(dossiers))


def _scope(joined: Any, left: Any) -> Scope:
    return Scope(_dossiers(joined), _dossiers(left))


def _growth(plan: Any, upto: Any, total: Any) -> Growth:
    return Growth(whole(plan), whole(upto), whole(total))


def _ask(what: Any) -> Ask:
    return Ask(_name(what))


_READERS: Mapping[int, Callable[..., Frame]] = {
    FrameKind.CHANGES: _changes,
    FrameKind.SEAL: _seal,
    FrameKind.RECEIPT: _receipt,
    FrameKind.REGISTER: _register,
    FrameKind.GRANT: _grant,
    FrameKind.BLOBS: _blobs,
    FrameKind.EXCERPT: _excerpt,
    FrameKind.DIGEST: _digest,
    FrameKind.MARKS: _marks,
    FrameKind.WANT: _want,
    FrameKind.SCOPE: _scope,
    FrameKind.GROWTH: _growth,
    FrameKind.ASK: _ask,
}
_MEMBERS: Mapping[int, int] = {
    FrameKind.CHANGES: 2,
    FrameKind.SEAL: 4,
    FrameKind.RECEIPT: 7,
    FrameKind.REGISTER: 3,
    FrameKind.GRANT: 3,
    FrameKind.BLOBS: 1,
    FrameKind.EXCERPT: 7,
    FrameKind.DIGEST: 2,
    FrameKind.MARKS: 2,
    FrameKind.WANT: 1,
    FrameKind.SCOPE: 2,
    FrameKind.GROWTH: 3,
    FrameKind.ASK: 1,
}


def _few(values: Any, limit: str) -> Iterable[Any]:
    if not isinstance(values, list | tuple):
        raise unreadable()
    if len(values) > LIMITS[limit]:
        raise too_large()
    return values


def _sized(value: Any, limit: str) -> bytes:
    if not isinstance(value, bytes):
        raise unreadable()
    if len(value) > LIMITS[limit]:
        raise too_large()
    return value


def _exactly(value: Any, size: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != size:
        raise unreadable()
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str):
        raise unreadable()
    if len(value) > LIMITS["name_chars"]:
        raise too_large()
    return value


def dossier_id(value: Any) -> str:
    """The id of a dossier, which every table can hold. Raises MalformedValue(DOSSIER_ID_INVALID)."""
    if not isinstance(value, str):
        raise unreadable()
    if len(value) > LIMITS["dossier_chars"] or "\0" in value:
        hint = (
            "Thư nêu số hiệu hồ sơ dài quá 40 ký tự hoặc có ký tự lạ nên không nhận được; các thư sau vẫn đi tiếp. "
            "Hãy cập nhật chương trình của máy gửi rồi bấm Thử lại."
        )
        raise MalformedValue("DOSSIER_ID_INVALID", hint)
    return value


def _dossiers(values: Any) -> tuple[str, ...]:
    return tuple(map(dossier_id, _few(values, "dossiers")))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise unreadable()
    if len(value.encode()) > LIMITS["text_bytes"]:
        raise too_large()
    return value


def too_large() -> KernelError:
    """Over one of `LIMITS`."""
    return KernelError("LETTER_TOO_LARGE", "Thư đồng bộ quá lớn; máy sẽ chia thành nhiều thư nhỏ hơn.")
