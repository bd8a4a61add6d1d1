"""Merging: what a letter (or the hub itself) brings goes into the log, dossier by dossier. Merging never refuses.

A change that nobody vouches for, or that cannot be read, is set aside with its reason while the rest flows; a change
whose predecessor is missing is kept and waits. Each dossier is then folded anew. Everything is worked out first and
stored in one go: statements cost more than folds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dossier.crdt import RawChange, parse_change, ready
from dossier.errors import KernelError
from dossier.exchange.seal import heads_digest
from dossier.register.register import Register
from dossier.state import DossierState
from hub.ports import Transaction
from hub.records import ChangeRow, DossierLog, DossierRow, QuarantineRow
from hub.usecases.context import Hub
from hub.usecases.record.documents import open_on, snapshot_due
from hub.usecases.record.people_papers import index_papers
from hub.usecases.record.project import blobs_of
from hub.usecases.record.seals import SealBook
from hub.usecases.record.sift import Vouched, set_aside, sift
from hub.usecases.record.unfoldable import UNFOLDABLE, as_it_stood, note_unfoldable, try_fold


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging did to one dossier.

    `authors` are the hashes that were new here, with who made them; `released` those that had waited here for one of
    them, which nobody was told of yet; `state` and `row` are None when nothing new can be folded and nothing was
    before (else they are the last good ones); `code` is the outcome that the receipt carries ("" = all merged);
    `whole` = all that the hub has of this dossier was brought now. The rest is what has to be stored.
    """

    dossier: str
    state: DossierState | None = None
    authors: Mapping[bytes, str] = field(default_factory=dict)
    digest: bytes = b""
    code: str = ""
    whole: bool = False
    row: DossierRow | None = None
    appended: tuple[ChangeRow, ...] = ()
    released: Mapping[bytes, str] = field(default_factory=dict)
    placed: Mapping[bytes, int] = field(default_factory=dict)
    aside: tuple[QuarantineRow, ...] = ()
    snapshot: tuple[bytes, int] | None = None

    @property
    def fresh(self) -> tuple[bytes, ...]:
        """Hashes of the changes that were new here, in the order of the letter."""
        return tuple(self.authors)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What one round of merging works with."""

    hub: Hub
    tx: Transaction
    register: Register
    seals: SealBook
    sender: str
    now_ms: int
    tails: Mapping[str, Sequence[bytes]]
    rows: Mapping[str, DossierRow]


def merge(
    hub: Hub,
    tx: Transaction,
    register: Register,
    brought: Mapping[str, Sequence[bytes]],
    seals: SealBook,
    sender: str,
) -> list[Merged]:
    """Merge raw changes by dossier, and store what came of it. Never raises for what a letter can contain."""
    logs = tx.changes.logs(list(brought))
    tails = tx.changes.tails({dossier: log.reach for dossier, log in logs.items() if log.applied})
    rows = tx.dossiers.get([dossier for dossier, log in logs.items() if log.applied])
    desk = _Desk(hub, tx, register, seals, sender, hub.clock.now_ms(), tails, rows)
    merged = [_one(desk, dossier, raws, logs[dossier]) for dossier, raws in brought.items()]
    _store(desk, merged)
    return merged


def _one(desk: _Desk, dossier: str, raws: Sequence[bytes], log: DossierLog) -> Merged:
    vouched, aside = sift(dossier, raws, desk.seals, desk.sender, desk.now_ms)
    known = log.known
    new = list({one.change.hash: one for one in vouched if one.change.hash not in known}.values())
    code = aside[0].code if aside else ""
    kept = bytes.fromhex(desk.rows[dossier].digest) if dossier in desk.rows else b""
    if not new:
        return Merged(dossier, digest=kept, code=code, aside=tuple(aside))
    try:
        return _apply(desk, dossier, log, new, tuple(aside), code)
    except KernelError:
        spoiled = set_aside(dossier, new, "BAD_DOCUMENT", desk.sender, desk.now_ms)
        return Merged(dossier, digest=kept, code="BAD_DOCUMENT", aside=(*aside, *spoiled))


def _apply(
    desk: _Desk,
    dossier: str,
    log: DossierLog,
    new: Sequence[Vouched],
    aside: tuple[QuarantineRow, ...],
    code: str,
) -> Merged:
    """Raises KernelError(BAD_DOCUMENT) when the engine cannot put the new changes on top of the dossier."""
    ordered, _ = ready(
        [*(one.change for one in new), *(parse_change(row.raw) for row in log.waiting)], log.applied
    )
    first = len(log.applied) + 1
    places = {change.hash: at for at, change in enumerate(ordered, start=first)}
    merged = Merged(
        dossier,
        authors={one.change.hash: one.author for one in new},
        code=code,
        whole=not log.known,
        appended=tuple(_row(dossier, one, places.get(one.change.hash)) for one in new),
        released={row.hash: row.author for row in log.waiting if row.hash in places},
        placed={row.hash: places[row.hash] for row in log.waiting if row.hash in places},
        aside=aside,
    )
    return _folded(desk, merged, log, ordered) if ordered else merged


def _folded(desk: _Desk, merged: Merged, log: DossierLog, ordered: Sequence[RawChange]) -> Merged:
    base = desk.tx.changes.snapshot(merged.dossier)[0] if log.reach else b""
    document = open_on(desk.hub, base, desk.tails.get(merged.dossier, ()), ordered)
    digest = heads_digest(document.heads())
    position = len(log.applied) + len(ordered)
    snapshot = (document.snapshot(), position) if snapshot_due(log, position) else None
    found = try_fold(merged.dossier, document, digest, desk.register, desk.now_ms)
    merged = replace(
        merged, digest=digest, snapshot=snapshot, code=merged.code if found else UNFOLDABLE.upper()
    )
    if found is None and merged.dossier in desk.rows:
        found = as_it_stood(desk.rows[merged.dossier], digest, desk.now_ms)
    return replace(merged, state=found[0], row=found[1]) if found else merged


def _row(dossier: str, one: Vouched, position: int | None) -> ChangeRow:
    return ChangeRow(dossier, one.change.hash, one.author, one.change.raw, one.seal, position)


def _store(desk: _Desk, merged: Sequence[Merged]) -> None:
    changes, dossiers = desk.tx.changes, desk.tx.dossiers
    appended = [row for one in merged for row in one.appended]
    changes.set_aside([row for one in merged for row in one.aside])
    changes.append(appended)
    changes.release([(row.dossier, row.hash) for row in appended])
    changes.add_seals(desk.seals.rows(_vouching(desk, merged, appended)))
    for one in merged:
        changes.place(one.dossier, one.placed)
        if one.snapshot is not None:
            changes.save_snapshot(one.dossier, *one.snapshot)
    dossiers.save([one.row for one in merged if one.row is not None])
    states = [one.state for one in merged if one.state is not None]
    dossiers.name_blobs(
        {(state.dossier, blob): size for state in states for blob, size in blobs_of(state).items()}
    )
    dossiers.name_no_other_blobs({state.dossier: blobs_of(state) for state in states if state.withdrawn})
    index_papers(desk.hub, desk.tx, desk.register, states)
    bad = [one.dossier for one in merged if one.code == UNFOLDABLE.upper()]
    note_unfoldable(desk.tx, bad, [one.dossier for one in merged if one.state is not None], desk.now_ms)


def _vouching(desk: _Desk, merged: Sequence[Merged], appended: Sequence[ChangeRow]) -> set[tuple[str, bytes]]:
    """The seals to keep: those of what was merged, and all when something vouched for could not be: it is tried again
    after an update, and then the seal must be here."""
    spoiled = any(row.code != "NOT_SEALED" for one in merged for row in one.aside)
    return desk.seals.keys if spoiled else {(row.author, row.seal) for row in appended}
