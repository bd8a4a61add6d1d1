"""From the outbox to sealed letters.

Own changes get ONE seal per letter (RFC 6962 root, Ed25519); relayed ones keep the seal of their author. A letter
is stored as it was sealed and sent byte for byte until the hub's signed receipt for it is here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from dossier.exchange.seal import make_seal
from dossier.exchange.wire import Blobs, Changes, Frame, Letter, RegisterFrame, SealFrame, encode_letter
from node.ports import LetterRow, OutboxRow, Tables
from node.usecases.exchange.leaning import hub_capabilities, our_capabilities, writer
from node.usecases.exchange.trust import Hub, require_key
from node.usecases.workplace import Workplace
from plumbing.envelopes import seal_envelope
from plumbing.keys import NodeKeys

MOST_ROWS = 1000
FIRST_BYTES, LEAST_BYTES, MOST_BYTES = (
    160 * 1024,
    64 * 1024,
    1024 * 1024,
)  # of changes, before they are packed
LETTER_BYTES = 24_000  # what a letter should come to: a cut on a bad line wastes no more
CAPS: frozenset[str] = frozenset({"scope-1"})


class Outgoing:
    """Builds this node's letters."""

    def __init__(self, place: Workplace, keys: NodeKeys, hub: Hub) -> None:
        self._place, self._keys, self._hub = place, keys, hub
        self.caps = CAPS | our_capabilities()
        self._fits = FIRST_BYTES

    def enclose(self, tables: Tables) -> int:
        """Put what is in no letter yet into a new one for the hub; gives how many changes (0 = nothing left)."""
        rows = _as_much_as_fits(tables.outbox.next_dossiers(MOST_ROWS, self._fits + 1), self._fits)
        if not rows:
            return 0
        frames = self._frames(tables, rows)
        row = self._seal(tables, tables.meta.take("letter_seq"), self._hub.node, frames, self.caps)
        tables.outbox.enclose([r.n for r in rows], row)
        self._learn(sum(r.size for r in rows), len(row.envelope))
        return len(rows)

    def _learn(self, size: int, packed: int) -> None:
        """How much fits into the next letter, if it packs as well as this one."""
        self._fits = min(max(LETTER_BYTES * size // packed, LEAST_BYTES), MOST_BYTES)

    def hello(self, tables: Tables, frames: Sequence[Frame], caps: Collection[str]) -> bytes:
        """A letter that is not kept (seq 0): asks for mail, confirms what came, and says `frames` beside."""
        return self._seal(tables, 0, self._hub.node, frames, caps).envelope

    def to_neighbour(self, tables: Tables, node: str, dossiers: Sequence[str]) -> LetterRow:
        """A letter for another device: whole dossiers with the seals that prove them, and the register's change
        sets, so that a kit far from any line can work."""
        changes = {dossier: tables.changes.listed(dossier) for dossier in dossiers}
        frames = [
            RegisterFrame(number, text, signature) for number, text, signature in tables.register.changes()
        ]
        by_seal = self._seals(tables, [(h, author) for rows in changes.values() for h, author, _ in rows])
        frames_all: list[Frame] = [*frames, *by_seal]
        frames_all += [
            Changes(dossier, tuple(raw for _, _, raw in rows)) for dossier, rows in changes.items()
        ]
        return self._seal(tables, tables.meta.take("letter_seq"), node, frames_all, self.caps)

    def _frames(self, tables: Tables, rows: Sequence[OutboxRow]) -> list[Frame]:
        raw = tables.changes.raw(row.change for row in rows)
        own = [row.change for row in rows if not row.seal]
        frames: list[Frame] = []
        if own:
            frames.append(self._own_seal(tables, own))
        frames += _stored_seals(tables, {bytes.fromhex(row.seal) for row in rows if row.seal})
        frames += [Changes(dossier, changes) for dossier, changes in _grouped(rows, raw).items()]
        manifest = [(b.sha256, b.size, b.media_type) for b in tables.blobs.unsent(MOST_ROWS)]
        return [*frames, Blobs(tuple(manifest))] if manifest else frames

    def _own_seal(self, tables: Tables, hashes: Sequence[bytes]) -> SealFrame:
        seal = make_seal(self._place.identity.node, hashes, self._keys.sign)
        tables.seals.add(seal, self._place.identity.incarnation)
        return seal

    def _seals(self, tables: Tables, changes: Iterable[tuple[bytes, str]]) -> list[SealFrame]:
        """Seals that cover the changes; own ones that none covers yet are sealed now."""
        bare, roots = [], set()
        for change, author in changes:
            root = tables.seals.covering(change, author)
            if root is not None:
                roots.add(root)
            elif author == self._place.identity.node:
                bare.append(change)
        own = [self._own_seal(tables, bare)] if bare else []
        return own + _stored_seals(tables, roots)

    def _seal(
        self, tables: Tables, seq: int, addressee: str, frames: Sequence[Frame], caps: Collection[str]
    ) -> LetterRow:
        place, now = self._place, self._place.clock.now_ms()
        letter = Letter(
            sender=place.identity.node,
            incarnation=place.identity.incarnation,
            seq=seq,
            addressee=addressee,
            ack=tables.meta.number("mailbox"),
            register=place.register.number,
            device_ms=now,
            hub_ms=tables.meta.number("hub_ms"),
            caps=frozenset(caps),
            frames=tuple(frames),
        )
        key = require_key(place, self._hub, addressee)
        plain = (
            encode_letter(letter, hub_capabilities(tables, self._hub), writer(tables))
            if addressee == self._hub.node
            else encode_letter(letter)
        )
        envelope = seal_envelope(plain, self._keys, addressee, key, place.identity.incarnation, seq)
        return LetterRow(seq, addressee, envelope, now)


def _as_much_as_fits(rows: Sequence[OutboxRow], most: int) -> list[OutboxRow]:
    taken: list[OutboxRow] = []
    size = 0
    for row in rows:
        size += row.size
        if taken and size > most:
            break
        taken.append(row)
    return taken


def _stored_seals(tables: Tables, roots: Iterable[bytes]) -> list[SealFrame]:
    return [seal for root in sorted(roots) for seal in tables.seals.of(root)]


def _grouped(rows: Sequence[OutboxRow], raw: Mapping[bytes, bytes]) -> dict[str, tuple[bytes, ...]]:
    """Changes of each dossier in the order they were made, whatever their lane."""
    grouped: dict[str, tuple[bytes, ...]] = {}
    for row in sorted(rows, key=lambda r: r.n):
        grouped[row.dossier] = (*grouped.get(row.dossier, ()), raw[row.change])
    return grouped
