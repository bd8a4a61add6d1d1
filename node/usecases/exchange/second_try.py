"""What was set aside is tried again: at each start, which may be that of a newer program, or when somebody asks.

Changes that can be read, proved and merged now go the way of any other; dossiers that can be folded are listed anew;
letters that the hub would not take are taken apart, and what they held leaves in new ones; of what the hub set aside
all goes to it once more, and its next receipt says whether it could take it. What still fails stays.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from node.ports import JobRow, QuarantineRow, Tables
from node.usecases.exchange.incoming import Incoming
from node.usecases.exchange.receipted import AT_HUB
from node.usecases.exchange.resend import send_again
from node.usecases.exchange.trust import Hub
from node.usecases.record.unfoldable import UNFOLDABLE, refold_or_note
from node.usecases.workplace import Workplace

RETRY_JOB = "retry_aside"
_MOST = 100_000
_DOSSIER = re.compile(r"[a-z2-7]{6}-\d+-\d+")
_LETTER = re.compile(r"letter (\d+)")


@dataclass(frozen=True, slots=True)
class Retried:
    """Changes merged after all, dossiers folded after all, letters taken apart, and what is still set aside."""

    merged: int
    folded: int
    letters: int
    aside: int


class SecondTry:
    """Tries everything again; doing it twice changes nothing."""

    def __init__(self, place: Workplace, hub: Hub) -> None:
        self._place, self._incoming = place, Incoming(place, hub)

    def run(self) -> Retried:
        """In small transactions, one a dossier: the counter must not wait."""
        store = self._place.store
        with store.reading() as tables:
            rows = tables.desk.aside(_MOST)
        self._again_to_hub([row.what.removeprefix(AT_HUB) for row in rows if row.what.startswith(AT_HUB)])
        letters = self._letters([row for row in rows if _LETTER.fullmatch(row.what)])
        by_dossier: dict[str, list[QuarantineRow]] = {}
        for row in reversed(rows):
            if _DOSSIER.fullmatch(row.what):
                by_dossier.setdefault(row.what, []).append(row)
        merged = folded = 0
        for dossier, held in by_dossier.items():
            with store.writing() as tables:
                merged += self._merge(tables, dossier, [row for row in held if row.size])
                folded += self._fold(tables, dossier, [row for row in held if row.code == UNFOLDABLE])
        with store.reading() as tables:
            return Retried(merged, folded, letters, len(tables.desk.aside(_MOST)))

    def run_job(self, _: JobRow) -> dict[str, int]:
        """As background work."""
        return asdict(self.run())

    def _merge(self, tables: Tables, dossier: str, held: Sequence[QuarantineRow]) -> int:
        raws = [tables.desk.bytes_of(row.n) for row in held]
        tables.desk.release(row.n for row in held)
        taken = self._incoming.try_again(tables, dossier, raws)
        return taken.changes + taken.waiting

    def _fold(self, tables: Tables, dossier: str, noted: Sequence[QuarantineRow]) -> int:
        tables.desk.release(row.n for row in noted)
        return int(bool(noted) and refold_or_note(self._place, tables, dossier))

    def _again_to_hub(self, dossiers: Sequence[str]) -> None:
        for dossier in sorted(set(dossiers)):
            with self._place.store.writing() as tables:
                send_again(self._place, tables, [dossier])

    def _letters(self, noted: Sequence[QuarantineRow]) -> int:
        """What they held is free for new letters; a double does no harm, the hub knows changes by their hash."""
        if noted:
            with self._place.store.writing() as tables:
                for row in noted:
                    tables.outbox.take_back(int(row.what.split()[1]))
                tables.desk.release(row.n for row in noted)
        return len(noted)


def ask_at_start(place: Workplace) -> None:
    """Queue a second try when anything is set aside: this may be the first start of a newer program."""
    with place.store.writing() as tables:
        if tables.desk.aside(1):
            tables.jobs.add(RETRY_JOB, {}, place.clock.now_ms())
