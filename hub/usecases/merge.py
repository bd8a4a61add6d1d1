"""Merging: what a letter (or the hub itself) brings for one dossier goes into the log. Merging never refuses.

A change that nobody vouches for, or that cannot be read, is set aside with its reason while the rest flows; a change
whose predecessor is missing is kept and waits. Then the whole dossier is folded anew and its projection saved.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dossier.authors import author_of
from dossier.crdt import OpenDocument, RawChange, parse_change, ready
from dossier.errors import KernelError
from dossier.state import DossierState
from hub.ports import Transaction
from hub.records import ChangeRow, QuarantineRow
from hub.usecases.context import Hub
from hub.usecases.documents import keep_snapshot, open_with
from hub.usecases.project import fold_document, project
from hub.usecases.seals import SealBook

NOT_SEALED_VI = "Không có dấu niêm phong hợp lệ của máy ghi dữ liệu này; giữ riêng, chờ thư có niêm phong."
BAD_DOCUMENT_VI = "Dữ liệu mới không ghép được vào hồ sơ; giữ riêng để kiểm tra, hồ sơ cũ vẫn nguyên."


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging did to one dossier. `fresh` are the hashes that were new here, with their `authors`; `state` is
    None when nothing new can be folded; `code` is the outcome that the receipt carries ("" = all merged)."""

    dossier: str
    state: DossierState | None
    authors: Mapping[bytes, str] = field(default_factory=dict)
    digest: bytes = b""
    code: str = ""

    @property
    def fresh(self) -> tuple[bytes, ...]:
        """Hashes of the changes that were new here, in the order of the letter."""
        return tuple(self.authors)


@dataclass(frozen=True, slots=True)
class _Vouched:
    change: RawChange
    author: str
    seal: bytes


def merge_changes(
    hub: Hub, tx: Transaction, dossier: str, raws: Sequence[bytes], seals: SealBook, sender: str
) -> Merged:
    """Merge raw changes into `dossier`. Never raises for what a letter can contain."""
    now = hub.clock.now_ms()
    vouched, aside = _sift(dossier, raws, seals, sender, now)
    known = tx.changes.known(dossier, [one.change.hash for one in vouched])
    new = [one for one in vouched if one.change.hash not in known]
    for row in aside:
        tx.changes.set_aside(row)
    code = aside[0].code if aside else ""
    if not new:
        return Merged(dossier, None, code=code) if not known else _unchanged(tx, dossier, code)
    return _merge_new(hub, tx, dossier, new, seals, code) or _spoiled(tx, dossier, new, sender, now)


def _merge_new(
    hub: Hub, tx: Transaction, dossier: str, new: Sequence[_Vouched], seals: SealBook, code: str
) -> Merged | None:
    """None when the engine cannot put the new changes on top of the dossier."""
    applied = tx.changes.applied_hashes(dossier)
    waiting = {row.hash: row for row in tx.changes.waiting(dossier)}
    candidates = [one.change for one in new] + [parse_change(row.raw) for row in waiting.values()]
    ordered, _ = ready(candidates, applied)
    document: OpenDocument | None = None
    try:
        if ordered or applied:
            document = open_with(hub, tx, dossier, ordered)
    except KernelError:
        return None
    position = len(applied)
    places = {change.hash: position + at for at, change in enumerate(ordered, start=1)}
    tx.changes.place(dossier, {change: at for change, at in places.items() if change in waiting})
    tx.changes.append(
        [
            ChangeRow(
                dossier, one.change.hash, one.author, one.change.raw, one.seal, places.get(one.change.hash)
            )
            for one in new
        ]
    )
    tx.changes.release(dossier, [one.change.hash for one in new])
    seals.store(tx, {(one.author, one.seal) for one in new})
    authors = {one.change.hash: one.author for one in new}
    if document is None:
        return Merged(dossier, None, authors, code=code)
    keep_snapshot(tx, dossier, document, position + len(ordered))
    return _folded(hub, tx, dossier, document, authors, code)


def _unchanged(tx: Transaction, dossier: str, code: str) -> Merged:
    row = tx.dossiers.get(dossier)
    return Merged(dossier, None, digest=bytes.fromhex(row.digest) if row else b"", code=code)


def _folded(
    hub: Hub,
    tx: Transaction,
    dossier: str,
    document: OpenDocument,
    authors: Mapping[bytes, str],
    code: str,
) -> Merged:
    state = fold_document(hub, tx, dossier, document)
    row = project(hub, tx, state, document.heads())
    return Merged(dossier, state, authors, bytes.fromhex(row.digest), code)


def _sift(
    dossier: str, raws: Sequence[bytes], seals: SealBook, sender: str, now: int
) -> tuple[list[_Vouched], list[QuarantineRow]]:
    vouched: list[_Vouched] = []
    aside: list[QuarantineRow] = []
    for raw in raws:
        try:
            change = parse_change(raw)
            author = author_of(change.actor)
        except KernelError as error:
            name = hashlib.sha256(raw).digest()
            aside.append(QuarantineRow(dossier, name, "", sender, error.code, error.hint_vi, raw, now))
            continue
        seal = seals.covering(author, change.hash)
        if seal is None:
            aside.append(
                QuarantineRow(dossier, change.hash, author, sender, "NOT_SEALED", NOT_SEALED_VI, raw, now)
            )
        else:
            vouched.append(_Vouched(change, author, seal))
    return vouched, aside


def _spoiled(tx: Transaction, dossier: str, new: Sequence[_Vouched], sender: str, now: int) -> Merged:
    for one in new:
        tx.changes.set_aside(
            QuarantineRow(
                dossier,
                one.change.hash,
                one.author,
                sender,
                "BAD_DOCUMENT",
                BAD_DOCUMENT_VI,
                one.change.raw,
                now,
            )
        )
    return _unchanged(tx, dossier, "BAD_DOCUMENT")
