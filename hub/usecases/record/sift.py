"""Sifting: which of the raw changes that came for a dossier are vouched for by their author's seal."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dossier.authors import author_of
from dossier.crdt import RawChange, parse_change
from dossier.errors import KernelError
from hub.records import QuarantineRow
from hub.usecases.record.seals import SealBook

REASONS_VI = {
    "NOT_SEALED": "Không có dấu niêm phong hợp lệ của máy ghi dữ liệu này; giữ riêng, chờ thư có niêm phong.",
    "BAD_DOCUMENT": "Dữ liệu mới không ghép được vào hồ sơ; giữ riêng để kiểm tra, hồ sơ cũ vẫn nguyên.",
}


@dataclass(frozen=True, slots=True)
class Vouched:
    """A change, who made it, and the root of the seal that says so."""

    change: RawChange
    author: str
    seal: bytes


def sift(
    dossier: str, raws: Sequence[bytes], seals: SealBook, sender: str, now_ms: int
) -> tuple[list[Vouched], list[QuarantineRow]]:
    """(vouched for, to be set aside with the reason). Never raises."""
    vouched: list[Vouched] = []
    aside: list[QuarantineRow] = []
    for raw in raws:
        try:
            change = parse_change(raw)
            author = author_of(change.actor)
        except KernelError as error:
            name = hashlib.sha256(raw).digest()
            aside.append(QuarantineRow(dossier, name, "", sender, error.code, error.hint_vi, raw, now_ms))
            continue
        seal = seals.covering(author, change.hash)
        if seal is None:
            aside += set_aside(dossier, [Vouched(change, author, b"")], "NOT_SEALED", sender, now_ms)
        else:
            vouched.append(Vouched(change, author, seal))
    return vouched, aside


def set_aside(
    dossier: str, changes: Iterable[Vouched], code: str, sender: str, now_ms: int
) -> list[QuarantineRow]:
    """Quarantine rows for changes that could be read."""
    return [
        QuarantineRow(
            dossier,
            one.change.hash,
            one.author,
            sender,
            code,
            REASONS_VI[code],
            one.change.raw,
            now_ms,
        )
        for one in changes
    ]
