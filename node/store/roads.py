"""What the node remembers of its roads: receipts, what it carries for others, previews and haste."""

from collections.abc import Sequence

from node.ports import BlobRow
from node.ports.roads import CarriedRow, ReceiptRow
from plumbing.sqlite import Connection

_CARRIED = "digest, sender, addressee, size, came_ms, expires_ms, handed_ms"


class ForwardingTable:
    """`node.ports.roads.Forwarding`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def carry(self, row: CarriedRow) -> bool:
        """Note one; False when it was noted before, handed on or not."""
        values = (
            row.digest,
            row.sender,
            row.addressee,
            row.size,
            row.came_ms,
            row.expires_ms,
            row.handed_ms,
        )
        cursor = self._sql.execute(
            f"INSERT INTO carried ({_CARRIED}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", values
        )
        return bool(cursor.rowcount)

    def waiting(self, addressee: str) -> Sequence[CarriedRow]:
        """Those still to hand on to this addressee ("" = to anybody), oldest first."""
        rows = self._sql.execute(
            f"SELECT {_CARRIED} FROM carried WHERE handed_ms = 0 AND ? IN (addressee, '') ORDER BY came_ms, digest",
            (addressee,),
        )
        return [CarriedRow(*row) for row in rows]

    def handed(self, digest: str, at_ms: int) -> None:
        """It reached its addressee or another carrier. It stays known until it expires."""
        self._sql.execute("UPDATE carried SET handed_ms = ? WHERE digest = ?", (at_ms, digest))

    def expired(self, now_ms: int) -> Sequence[str]:
        """Forget those past their time; gives their digests."""
        rows = self._sql.execute("DELETE FROM carried WHERE expires_ms <= ? RETURNING digest", (now_ms,))
        return [row[0] for row in rows]

    def carried_bytes(self) -> int:
        """Bytes of what still waits."""
        row = self._sql.execute("SELECT coalesce(sum(size), 0) FROM carried WHERE handed_ms = 0").fetchone()
        return int(row[0])


class RoadBookTable:
    """`node.ports.roads.RoadBook`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def keep_receipt(self, row: ReceiptRow, heads: Sequence[tuple[str, bytes]]) -> None:
        """Keep a verified receipt, findable by the dossiers that it names; harmless when known."""
        key = (row.node, row.incarnation, row.seq)
        self._sql.execute(
            "INSERT INTO receipts VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (*key, row.hub_ms, row.content),
        )
        self._sql.executemany(
            "INSERT INTO receipt_heads VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(dossier, *key, digest) for dossier, digest in heads],
        )

    def receipts_of(self, dossier: str) -> Sequence[tuple[ReceiptRow, bytes]]:
        """(receipt, heads digest) of those that name the dossier, newest first."""
        rows = self._sql.execute(
            "SELECT node, incarnation, seq, hub_ms, content, digest FROM receipt_heads"
            " JOIN receipts USING (node, incarnation, seq) WHERE dossier = ? ORDER BY hub_ms DESC, seq DESC",
            (dossier,),
        )
        return [(ReceiptRow(*row[:5]), row[5]) for row in rows]

    def was_taken(self, signature: bytes) -> bool:
        """Whether the envelope with this signature was merged before."""
        return bool(self._sql.execute("SELECT 1 FROM taken WHERE signature = ?", (signature,)).fetchone())

    def note_taken(self, signature: bytes, at_ms: int) -> None:
        """It was merged."""
        self._sql.execute("INSERT INTO taken VALUES (?, ?) ON CONFLICT DO NOTHING", (signature, at_ms))


class ScanLaneTable:
    """`node.ports.roads.ScanLane`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def preview(self, sha256: str) -> bytes | None:
        """The small picture of a scan."""
        row = self._sql.execute(
            "SELECT picture FROM previews WHERE sha256 = ? AND picture != x''", (sha256,)
        ).fetchone()
        return row[0] if row else None

    def keep_preview(self, sha256: str, picture: bytes, told: bool) -> None:
        """Keep it; `told` when the hub has it. An empty picture says that none can be made. Never replaces one."""
        self._sql.execute(
            "INSERT INTO previews VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET told = max(told, excluded.told)",
            (sha256, picture, told),
        )

    def untold(self, limit: int) -> Sequence[tuple[str, bytes]]:
        """Previews made here that the hub does not have."""
        rows = self._sql.execute(
            "SELECT sha256, picture FROM previews INDEXED BY previews_untold WHERE NOT told AND picture != x''"
            " ORDER BY rowid LIMIT ?",
            (limit,),
        )
        return [tuple(row) for row in rows]

    def told(self, names: Sequence[str]) -> None:
        """The hub has these."""
        self._sql.executemany("UPDATE previews SET told = 1 WHERE sha256 = ?", [(name,) for name in names])

    def lacking(self, limit: int, before_ms: int) -> Sequence[str]:
        """Scans that are not here, without a preview, last asked for before that instant."""
        rows = self._sql.execute(
            "SELECT sha256 FROM blobs LEFT JOIN previews USING (sha256) LEFT JOIN preview_asked USING (sha256)"
            " WHERE wanted AND NOT here AND picture IS NULL AND coalesce(asked_ms, 0) < ?"
            " ORDER BY coalesce(asked_ms, 0), sha256 LIMIT ?",
            (before_ms, limit),
        )
        return [row[0] for row in rows]

    def asked_for(self, names: Sequence[str], at_ms: int) -> None:
        """The hub was asked for the previews of these."""
        self._sql.executemany(
            "INSERT OR REPLACE INTO preview_asked VALUES (?, ?)", [(name, at_ms) for name in names]
        )

    def unpictured(self, limit: int) -> Sequence[BlobRow]:
        """Own scans that are here and have no preview yet."""
        rows = self._sql.execute(
            "SELECT sha256, size, media_type, here, sent, wanted FROM blobs"
            " WHERE here AND sent < size AND sha256 NOT IN (SELECT sha256 FROM previews)"
            " ORDER BY size, sha256 LIMIT ?",
            (limit,),
        )
        return [BlobRow(r[0], r[1], r[2], bool(r[3]), r[4], bool(r[5])) for r in rows]

    def hurry(self, sha256: str, out: bool, at_ms: int) -> None:
        """Somebody waits for it now: to go out, or to come in."""
        self._sql.execute("INSERT INTO hurried VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (sha256, out, at_ms))

    def hurried(self, out: bool) -> Sequence[str]:
        """Names that somebody waits for now and that have not arrived."""
        open_still = "here AND sent < size" if out else "NOT here"
        rows = self._sql.execute(
            "SELECT sha256 FROM hurried JOIN blobs USING (sha256)"
            f" WHERE outward = ? AND {open_still} ORDER BY at_ms, sha256",
            (out,),
        )
        return [row[0] for row in rows]
