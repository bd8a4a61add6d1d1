"""Papers of a person that were digitised here before (NĐ 61/2018 art. 21a: never ask twice for the same paper)."""

from node.ports import Tables
from node.usecases.models import ReusePaper


def papers_of(tables: Tables, id_number: str, but: str = "") -> tuple[ReusePaper, ...]:
    """Signed papers of the person, newest first; those of dossier `but` left out. Empty without a number."""
    if not id_number.strip():
        return ()
    found = []
    for paper in tables.projections.papers(id_number.strip()):
        row = tables.projections.get(paper.dossier)
        if paper.dossier != but:
            code = row.code if row else ""
            found.append(
                ReusePaper(
                    paper.dossier, code, paper.component, paper.title, paper.blob, paper.size, paper.at_ms
                )
            )
    return tuple(found)
