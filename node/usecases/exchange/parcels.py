"""Scans on roads that go by envelopes (stick, LAN, mule): pieces sealed to their addressee, in order, resumable.

A piece counts only for a blob that some fact here names, so that nobody can fill a disk with what nobody asked for;
the whole is checked against its name before it is ever shown.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from dossier.exchange.parcels import Parcel, Piece, ScanTalk, decode_parcel, encode_parcel
from node.ports import BlobRow, Tables
from node.usecases.exchange.neighbours import entitled_to
from node.usecases.exchange.trust import Hub, require_key
from node.usecases.models import FileOutcome
from node.usecases.record.enact import state_if_foldable
from node.usecases.record.projecting import blobs_of
from node.usecases.workplace import Workplace
from plumbing.envelopes import Header, seal_envelope
from plumbing.keys import NodeKeys
from plumbing.problem import Problem

_NAME_TAG = b"motcua/parcel-name/1\0"
_MOST_BLOBS = 5_000
_MOST_TALK = 400


@dataclass(frozen=True, slots=True)
class Part:
    """One piece that is to go; `number` of `count`, from 1."""

    row: BlobRow
    offset: int
    length: int
    number: int
    count: int


class Parcels:
    """Makes and takes parcels."""

    def __init__(self, place: Workplace, keys: NodeKeys, hub: Hub) -> None:
        self._place, self._keys, self._hub = place, keys, hub

    def parts_for(self, addressee: str, part_bytes: int) -> list[Part]:
        """Pieces of the scans that the addressee should have, hurried ones first, then the smallest."""
        with self._place.store.reading() as tables:
            hurried = set(tables.scan_lane.hurried(True))
            rows = self._rows(tables, addressee)
        rows.sort(key=lambda row: (row.sha256 not in hurried, row.size, row.sha256))
        return [part for row in rows for part in _parts(row, self._held(addressee, row), part_bytes)]

    def label(self, addressee: str, part: Part) -> str:
        """Name of a piece on a stick: the same at every export, and telling nothing of the scan."""
        message = _NAME_TAG + f"{addressee}:{part.row.sha256}:{part.offset}:{part.length}".encode()
        return hashlib.sha256(self._keys.sign(message)).hexdigest()[:12]

    def seal_part(self, addressee: str, part: Part) -> bytes:
        """The piece in its envelope. Raises Problem BLOB_NOT_HERE, BLOB_CORRUPT, NODE_UNKNOWN."""
        with self._place.blobs.open(part.row.sha256) as file:
            file.seek(part.offset)
            data = file.read(part.length)
        row = part.row
        return self.seal(addressee, Piece(row.sha256, row.size, row.media_type, part.offset, data))

    def seal(self, addressee: str, parcel: Parcel) -> bytes:
        """Any parcel in its envelope (no number: parcels are not receipted). Raises Problem(NODE_UNKNOWN)."""
        key = require_key(self._place, self._hub, addressee)
        incarnation = self._place.identity.incarnation
        return seal_envelope(encode_parcel(parcel), self._keys, addressee, key, incarnation, 0)

    def talk(self) -> ScanTalk:
        """What this node would say to the hub about scans."""
        with self._place.store.reading() as tables:
            before = self._place.clock.now_ms() - 600_000
            lane = tables.scan_lane
            return ScanTalk(
                previews=tuple(lane.untold(_MOST_TALK)),
                lacking=tuple(lane.lacking(_MOST_TALK, before)),
                asked=tuple(lane.hurried(False))[:_MOST_TALK],
            )

    def take(self, header: Header, content: bytes) -> FileOutcome:
        """Take in an opened parcel; doubles do no harm. Raises Problem: PARCEL_NOT_NAMED (the facts come first),
        PARCEL_GAP (an earlier piece is missing), BLOB_CORRUPT, DISK_FULL; KernelError(LETTER_UNREADABLE)."""
        parcel = decode_parcel(content)
        if isinstance(parcel, Piece):
            return self._take_piece(header.sender, parcel)
        self.hear(parcel, header.sender)
        return FileOutcome("", "", f"Đã nhận {len(parcel.previews)} ảnh xem trước.", 0, {"kind": "previews"})

    def hear(self, said: ScanTalk, sender: str) -> None:
        """Keep previews of scans that facts here name; remember who waits for which of ours."""
        place = self._place
        with place.store.writing() as tables:
            lane, now = tables.scan_lane, place.clock.now_ms()
            for sha256, picture in said.previews:
                if tables.blobs.get(sha256) is not None and picture:
                    lane.keep_preview(sha256, picture, True)
            for sha256 in said.asked:
                row = tables.blobs.get(sha256)
                if row is not None and row.here and sender == self._hub.node:
                    lane.hurry(sha256, True, now)

    def _take_piece(self, sender: str, piece: Piece) -> FileOutcome:
        place = self._place
        with place.store.reading() as tables:
            row = tables.blobs.get(piece.sha256)
        if row is None or row.size != piece.size:
            hint = "Bản quét này chưa thuộc hồ sơ nào ở máy; hãy nhận các phong bì hồ sơ trước rồi nhận lại."
            raise Problem("PARCEL_NOT_NAMED", hint, "later", sender)
        have = place.blobs.received(piece.sha256)
        details = {"kind": "scan", "have": have, "size": piece.size}
        if place.blobs.has(piece.sha256) or piece.offset + len(piece.data) <= have:
            return FileOutcome("", "", "Phần bản quét này đã có; giữ nguyên.", 0, details)
        if piece.offset > have:
            hint = "Thiếu phần trước của bản quét này; hãy nhận đủ các tệp trên USB rồi nhận lại."
            raise Problem("PARCEL_GAP", hint, "later", f"{have} < {piece.offset}")
        data = piece.data[have - piece.offset :]
        have = place.blobs.append(piece.sha256, have, data, piece.size)
        if have == piece.size:
            with place.store.writing() as tables:
                tables.blobs.note(piece.sha256, piece.size, row.media_type, True)
            return FileOutcome("", "", "Đã nhận đủ một bản quét.", 0, details | {"have": have})
        message = f"Đã nhận {have * 100 // piece.size} % của một bản quét."
        return FileOutcome("", "", message, 0, details | {"have": have})

    def _rows(self, tables: Tables, addressee: str) -> list[BlobRow]:
        if addressee == self._hub.node:
            return list(tables.blobs.unsent(_MOST_BLOBS))
        found: dict[str, BlobRow] = {}
        for row in tables.projections.rows({"open": 1}, _MOST_BLOBS, 0):
            state = state_if_foldable(self._place, tables, row.dossier)
            if state is None or not entitled_to(self._place, state, addressee):
                continue
            for sha256, _, _ in blobs_of(state):
                blob = tables.blobs.get(sha256)
                if blob is not None and blob.here:
                    found[sha256] = blob
        return list(found.values())

    def _held(self, addressee: str, row: BlobRow) -> int:
        return row.sent if addressee == self._hub.node else 0


def _parts(row: BlobRow, start: int, part_bytes: int) -> Iterator[Part]:
    """Pieces from where the addressee stands; cut at fixed places, so that every export makes the same."""
    count = -(-row.size // part_bytes)
    for number in range(start // part_bytes, count):
        offset = number * part_bytes
        yield Part(row, offset, min(part_bytes, row.size - offset), number + 1, count)
