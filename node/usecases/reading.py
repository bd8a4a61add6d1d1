"""Reading scans as durable work: page by page, so that a crash costs one page and never the original."""

import json
from dataclasses import asdict

from node.ports import CandidateRow, JobRow, Reader, ReadPage
from node.usecases.projecting import refold
from node.usecases.workplace import Workplace


class Readings:
    """Runs jobs of kind `scans.READ_JOB`."""

    def __init__(self, place: Workplace, reader: Reader) -> None:
        self._place, self._reader = place, reader

    def run(self, job: JobRow) -> dict[str, int]:
        """Read the pages that are not read yet. Raises Problem when the file cannot be read."""
        dossier, key = str(job.args["dossier"]), str(job.args["page"])
        path = self._place.blobs.path(str(job.args["blob"]))
        found = {"pages": job.progress}

        def on_page(page: ReadPage) -> None:
            with self._place.store.writing() as tables:
                tables.reading.put([_row(dossier, key, page)])
                refold(self._place, tables, dossier)
                tables.jobs.progress(job.id, page.page)
            found["pages"] = page.page

        self._reader.read(path, on_page, job.progress + 1)
        return found


def _row(dossier: str, key: str, page: ReadPage) -> CandidateRow:
    words = [[word.text, word.confidence, *word.box] for word in page.words]
    fields = [asdict(field) for field in page.fields]
    return CandidateRow(
        dossier,
        key,
        page.page,
        page.width,
        page.height,
        page.text,
        json.dumps(words, ensure_ascii=False),
        json.dumps(fields, ensure_ascii=False),
    )
