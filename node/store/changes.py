"""Changes, documents and seals: the truth of the node.

`changes.applied` counts the changes of a dossier in the order they were applied (0 = waiting for one they depend
on); `docs.saved` says up to which of them the snapshot reaches.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dossier.authors import author_of
from dossier.crdt import RawChange
from dossier.exchange.excerpt import from_kept, to_kept, union
from dossier.exchange.frames import SealFrame, split_hashes
from node.ports import Brought, DossierLog, StoredDocument, Waiting
from node.store.parts import in_parts, marks
from node.store.scope import ScopeTables
from plumbing.sqlite import Connection


class ChangesTable:
    """`node.ports.store.Changes`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection
        self._scope = ScopeTables(connection)

    def document(self, dossier: str) -> StoredDocument | None:
        """What is needed to open the dossier, or None."""
        row = self._sql.execute(
            "SELECT snapshot, heads, applied, saved FROM docs WHERE dossier = ?", (dossier,)
        ).fetchone()
        if row is None:
            return None
        tail = self._sql.execute(
            "SELECT raw FROM changes WHERE dossier = ? AND applied > ? ORDER BY applied", (dossier, row[3])
        )
        return StoredDocument(dossier, row[0], tuple(r[0] for r in tail), split_hashes(row[1]), row[2])

    def known(self, dossier: str) -> frozenset[bytes]:
        """Hashes of all applied changes of the dossier."""
        rows = self._sql.execute("SELECT hash FROM changes WHERE dossier = ? AND applied > 0", (dossier,))
        return frozenset(row[0] for row in rows)

    def last_from(self, author: str) -> int:
        """When the newest change of this author came."""
        found = self._sql.execute("SELECT max(at_ms) FROM changes WHERE author = ?", (author,)).fetchone()
        return int(found[0] or 0)

    def apply(self, dossier: str, change: RawChange, author: str, at_ms: int) -> None:
        """Keep a change as the next applied one; harmless for one that is applied already."""
        held = self._sql.execute("SELECT applied FROM changes WHERE hash = ?", (change.hash,)).fetchone()
        if held is not None and held[0]:
            return
        number = self._sql.execute(
            "INSERT INTO docs VALUES (?, x'', x'', 1, 0) ON CONFLICT DO UPDATE SET applied = applied + 1"
            " RETURNING applied",
            (dossier,),
        ).fetchone()[0]
        self._sql.execute(
            "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (hash) DO UPDATE SET applied = excluded.applied",
            (change.hash, dossier, change.actor, change.seq, author, change.raw, number, at_ms),
        )

    def logs(self, dossiers: Sequence[str]) -> Mapping[str, DossierLog]:
        """What is here of each of these dossiers, an empty log for one that is new."""
        found: dict[str, DossierLog] = dict.fromkeys(dossiers, DossierLog())
        for part in in_parts(dossiers):
            of_part = f"WHERE dossier IN ({marks(part)})"
            rows = self._sql.execute(f"SELECT dossier, snapshot, applied, saved FROM docs {of_part}", part)
            opened = {row[0]: (row[1], row[2], row[3]) for row in rows}
            listed: dict[str, list[tuple[bytes, int, bytes]]] = {}
            query = (
                "SELECT dossier, hash, c.applied, CASE WHEN c.applied = 0 OR c.applied > saved THEN raw END"
                f" FROM changes c LEFT JOIN docs USING (dossier) {of_part} ORDER BY dossier, c.applied, hash"
            )
            for dossier, *row in self._sql.execute(query, part):
                listed.setdefault(dossier, []).append((row[0], row[1], row[2]))
            found |= {name: _log(rows, *opened.get(name, (b"", 0, 0))) for name, rows in listed.items()}
        return found

    def keep(self, brought: Sequence[Brought], at_ms: int) -> None:
        """Keep what a letter brought to many dossiers."""
        placed = [
            (one.dossier, change, one.first + at) for one in brought for at, change in enumerate(one.now)
        ]
        placed += [(one.dossier, change, 0) for one in brought for change in one.later]
        self._sql.executemany(
            "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (hash) DO UPDATE SET applied = excluded.applied WHERE applied = 0",
            [
                (
                    change.hash,
                    dossier,
                    change.actor,
                    change.seq,
                    author_of(change.actor),
                    change.raw,
                    at,
                    at_ms,
                )
                for dossier, change, at in placed
            ],
        )
        grown = [one for one in brought if one.now]
        self._sql.executemany(
            "INSERT INTO docs VALUES (?, x'', ?, ?, 0)"
            " ON CONFLICT DO UPDATE SET heads = excluded.heads, applied = excluded.applied",
            [(one.dossier, b"".join(one.heads), one.first + len(one.now) - 1) for one in grown],
        )
        self._sql.executemany(
            "UPDATE docs SET snapshot = ?, saved = applied WHERE dossier = ?",
            [(one.snapshot, one.dossier) for one in grown if one.snapshot is not None],
        )
        self._scope.keep_marks({one.dossier: one.heads for one in grown})

    def unsaved(self, dossier: str) -> int:
        """How many changes were applied since the last snapshot."""
        row = self._sql.execute("SELECT applied - saved FROM docs WHERE dossier = ?", (dossier,)).fetchone()
        return int(row[0]) if row else 0

    def waiting(self, dossier: str) -> Sequence[Waiting]:
        """Changes of the dossier that still wait."""
        rows = self._sql.execute(
            "SELECT hash, raw FROM changes WHERE dossier = ? AND applied = 0 ORDER BY hash", (dossier,)
        )
        return [Waiting(dossier, row[0], row[1]) for row in rows]

    def save(self, dossier: str, heads: Sequence[bytes], snapshot: bytes | None) -> None:
        """Record the heads, and the snapshot when given, of the document as applied so far."""
        self._sql.execute("UPDATE docs SET heads = ? WHERE dossier = ?", (b"".join(heads), dossier))
        self._scope.keep_marks({dossier: heads})
        if snapshot is not None:
            self._sql.execute(
                "UPDATE docs SET snapshot = ?, saved = applied WHERE dossier = ?", (snapshot, dossier)
            )

    def raw(self, hashes: Iterable[bytes]) -> Mapping[bytes, bytes]:
        """The bytes of these changes, as far as they are here."""
        found: dict[bytes, bytes] = {}
        for part in in_parts(list(hashes)):
            found |= self._sql.execute(f"SELECT hash, raw FROM changes WHERE hash IN ({marks(part)})", part)
        return found

    def listed(self, dossier: str) -> Sequence[tuple[bytes, str, bytes]]:
        """(hash, author, bytes) of all applied changes, in the order they were applied."""
        rows = self._sql.execute(
            "SELECT hash, author, raw FROM changes WHERE dossier = ? AND applied > 0 ORDER BY applied",
            (dossier,),
        )
        return [tuple(row) for row in rows]

    def dossiers(self) -> Iterator[str]:
        """All dossier ids, sorted."""
        rows = self._sql.execute("SELECT dossier FROM docs ORDER BY dossier").fetchall()
        return iter([row[0] for row in rows])


class SealsTable:
    """`node.ports.store.Seals`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def add(self, seal: SealFrame, incarnation: int) -> None:
        """Keep a seal, together with what an excerpt of it proved before; harmless when known."""
        known = next((one for one in self.of(seal.root) if one.node == seal.node), None)
        both = union(known, seal) if known is not None else seal
        if both != known:
            self._sql.execute(
                "INSERT INTO seals VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET leaves = excluded.leaves",
                (seal.root, seal.node, incarnation, seal.signature, to_kept(both)),
            )
        self._sql.executemany(
            "INSERT INTO sealed VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(leaf, seal.root) for leaf in seal.leaves],
        )

    def covering(self, change: bytes, author: str) -> bytes | None:
        """Root of a seal by which this author vouches for this change, or None."""
        row = self._sql.execute(
            "SELECT root FROM sealed JOIN seals USING (root) WHERE change = ? AND node = ? ORDER BY root",
            (change, author),
        ).fetchone()
        return bytes(row[0]) if row else None

    def of(self, root: bytes) -> Sequence[SealFrame]:
        """Every seal with this root, as much as is known of each."""
        rows = self._sql.execute(
            "SELECT node, signature, leaves FROM seals WHERE root = ? ORDER BY node", (root,)
        )
        return [from_kept(row[0], root, row[1], row[2]) for row in rows]


def _log(rows: Sequence[tuple[bytes, int, bytes]], snapshot: bytes, applied: int, saved: int) -> DossierLog:
    """`rows`: hash, place (0 = waits) and, as far as needed, bytes; in the order of places."""
    return DossierLog(
        known=frozenset(digest for digest, place, _ in rows if place),
        waiting=tuple(raw for _, place, raw in rows if not place),
        snapshot=snapshot,
        changes=tuple(raw for _, place, raw in rows if place > saved),
        applied=applied,
        saved=saved,
    )
