"""Previews of scans, and who waits for which."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, select, union

from hub.store import tables as t
from hub.store.dialect import in_parts, insert_missing


class SqlScans:
    """`hub.ports.scans.ScanDesk` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def keep_previews(self, node: str, pictures: Mapping[str, bytes]) -> None:
        rows = [{"node": node, "blob": blob, "picture": picture} for blob, picture in pictures.items()]
        insert_missing(self._db, t.blob_preview, rows)

    def previews(self, blobs: Sequence[str]) -> Mapping[str, bytes]:
        columns = t.blob_preview.c
        found: dict[str, bytes] = {}
        for part in in_parts(blobs):
            query = select(columns.blob, columns.picture).where(columns.blob.in_(part))
            found |= {row.blob: row.picture for row in self._db.execute(query.order_by(columns.node))}
        return found

    def ask(self, node: str, blobs: Sequence[str], at_ms: int) -> None:
        insert_missing(
            self._db, t.blob_asked, [{"node": node, "blob": blob, "at_ms": at_ms} for blob in blobs]
        )

    def asked_of(self, node: str, limit: int) -> Sequence[str]:
        asked = t.blob_asked.c
        owned = union(
            select(t.announced_blob.c.blob).where(t.announced_blob.c.node == node),
            select(t.blob_preview.c.blob).where(t.blob_preview.c.node == node),
        )
        query = (
            select(asked.blob)
            .where(asked.node != node, asked.blob.in_(owned))
            .order_by(asked.at_ms, asked.blob)
            .limit(limit)
        )
        return list(dict.fromkeys(self._db.scalars(query)))

    def arrived(self, blobs: Sequence[str]) -> None:
        for part in in_parts(blobs):
            self._db.execute(delete(t.blob_asked).where(t.blob_asked.c.blob.in_(part)))
