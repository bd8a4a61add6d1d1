"""The index of people's digitised papers."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from sqlalchemy import Connection, delete, select

from dossier.papers import Paper
from hub.store import tables as t
from hub.store.dialect import insert_or_replace


class SqlPapers:
    """`hub.ports.PaperIndex` on one connection. `authority` is the hub's node id."""

    def __init__(self, connection: Connection, authority: str) -> None:
        self._db, self._authority = connection, authority

    def replace(self, dossier: str, papers: Sequence[tuple[str, Paper]]) -> None:
        self._db.execute(delete(t.person_paper).where(t.person_paper.c.dossier == dossier))
        rows = {
            paper.blob: {
                "dossier": dossier,
                "blob": paper.blob,
                "person": mark,
                "body": json.dumps(asdict(replace(paper, person="")), ensure_ascii=False),
            }
            for mark, paper in papers
        }
        insert_or_replace(self._db, t.person_paper, list(rows.values()))

    def of_person(self, mark: str) -> Sequence[Paper]:
        columns = t.person_paper.c
        query = select(columns.body).where(columns.person == mark).order_by(columns.dossier, columns.blob)
        return [Paper(**json.loads(body)) for body in self._db.scalars(query)]

    def made_ms(self) -> int:
        columns = t.paper_index.c
        return self._db.scalar(select(columns.made_ms).where(columns.authority == self._authority)) or 0

    def note_made(self, at_ms: int) -> None:
        insert_or_replace(self._db, t.paper_index, [{"authority": self._authority, "made_ms": at_ms}])
