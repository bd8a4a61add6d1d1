"""Projections: one row per dossier, its words for search, the papers of people. All rebuildable."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from operator import attrgetter
from typing import Any

from dossier.papers import Paper
from dossier.state import Stage
from dossier.vietnamese import search_key, tone_key
from node.ports import DossierRow, Projection
from node.store.parts import in_parts, marks
from node.store.scope import IN_SIGHT
from plumbing.sqlite import Connection

_values_of = attrgetter(*(field.name for field in fields(DossierRow)))  # not `astuple`, which copies deeply
_COLUMNS = ", ".join(field.name for field in fields(DossierRow))
_MARKS = ", ".join("?" for _ in fields(DossierRow))
_UPDATE = ", ".join(f"{field.name} = excluded.{field.name}" for field in fields(DossierRow)[1:])
_PAPER = ", ".join(field.name for field in fields(Paper))
_PAPER_MARKS = ", ".join("?" for _ in fields(Paper))
_DONE = (Stage.COMPLETED, Stage.REFUSED, Stage.STOPPED)
_DONE_SQL = ", ".join(f"'{stage.value}'" for stage in _DONE)

_WHERE: Mapping[str, str] = {
    "stage": "stage = ?",
    "disputes": "disputes >= ?",
    "due_before": "(due_ms > 0 AND due_ms < ?)",
    "due_from": "due_ms >= ?",
    "received_from": "received_ms >= ?",
    "received_before": "received_ms < ?",
    "provisional": "provisional = ?",
    "unfinished": "(finished_ms = 0) = ?",
}
#: Values are 0 or 1. Written out, because an index over the open ones alone serves only who asks in its own words.
_YES_NO: Mapping[str, tuple[str, str]] = {
    "open": (f"stage IN ({_DONE_SQL})", f"stage NOT IN ({_DONE_SQL})"),
}
_IN: Mapping[str, str] = {  # values are tuples
    "stages": "stage",
    "holder": "holder",
    "offered_to": "offered_to",
    "receiving_unit": "receiving_unit",
}


class ProjectionTables:
    """`node.ports.store.Projections`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def put(self, projections: Sequence[Projection]) -> None:
        """Replace the projections of these dossiers, each named once."""
        names = [one.row.dossier for one in projections]
        known = self._numbers(names)
        self._sql.executemany(
            f"INSERT INTO dossiers ({_COLUMNS}) VALUES ({_MARKS}) ON CONFLICT (dossier) DO UPDATE SET {_UPDATE}",
            [_values_of(one.row) for one in projections],
        )
        self._index(projections, known)
        here = [(name,) for name in names if name in known]
        self._sql.executemany("DELETE FROM papers WHERE dossier = ?", here)
        self._sql.executemany(
            f"INSERT OR REPLACE INTO papers ({_PAPER}) VALUES ({_PAPER_MARKS})",
            [astuple(paper) for one in projections for paper in one.papers],
        )
        self._sql.executemany("DELETE FROM dossier_blobs WHERE dossier = ?", here)
        self._sql.executemany(
            "INSERT INTO dossier_blobs VALUES (?, ?)",
            [(sha256, one.row.dossier) for one in projections for sha256 in sorted(set(one.blobs))],
        )

    def _numbers(self, dossiers: Sequence[str]) -> dict[str, int]:
        """Row numbers of those of these dossiers that are here."""
        found: dict[str, int] = {}
        for part in in_parts(dossiers):
            query = f"SELECT dossier, rowid FROM dossiers WHERE dossier IN ({marks(part)})"
            found |= self._sql.execute(query, part)
        return found

    def _index(self, projections: Sequence[Projection], known: Mapping[str, int]) -> None:
        """The words of each dossier, under the number of its row; `known`: numbers of those indexed before."""
        fresh = self._numbers([one.row.dossier for one in projections if one.row.dossier not in known])
        numbers = {**known, **fresh}
        self._sql.executemany("DELETE FROM dossier_text WHERE rowid = ?", [(one,) for one in known.values()])
        self._sql.executemany(
            "INSERT INTO dossier_text (rowid, dossier, marked, plain) VALUES (?, ?, ?, ?)",
            [
                (numbers[name], name, tone_key(words), search_key(words))
                for name, words in ((one.row.dossier, _searched(one)) for one in projections)
            ],
        )

    def dossiers_of(self, sha256: str) -> Sequence[str]:
        """Dossiers that name this blob, sorted."""
        found = self._sql.execute(
            "SELECT dossier FROM dossier_blobs WHERE sha256 = ? ORDER BY dossier", (sha256,)
        )
        return [row[0] for row in found]

    def get(self, dossier: str) -> DossierRow | None:
        """One dossier."""
        row = self._sql.execute(f"SELECT {_COLUMNS} FROM dossiers WHERE dossier = ?", (dossier,)).fetchone()
        return _row(row) if row else None

    def rows(self, where: Mapping[str, Any], limit: int, offset: int) -> Sequence[DossierRow]:
        """Dossiers that match every condition, ordered by due (none last), then id."""
        clause, values = _conditions(where)
        found = self._sql.execute(
            f"SELECT {_COLUMNS} FROM dossiers{clause} ORDER BY due_ms = 0, due_ms, dossier LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return [_row(row) for row in found]

    def units(self) -> frozenset[str]:
        """Every unit_id that received, holds or is offered an unfinished dossier, as named in the acts."""
        found = self._sql.execute(
            "SELECT DISTINCT holder, offered_to, receiving_unit FROM dossiers INDEXED BY dossiers_open"
            f" WHERE stage NOT IN ({_DONE_SQL}) AND {IN_SIGHT}"
        )
        return frozenset(unit for row in found for unit in row if unit)

    def count(self, where: Mapping[str, Any]) -> int:
        """How many match."""
        clause, values = _conditions(where)
        return int(self._sql.execute(f"SELECT count(*) FROM dossiers{clause}", values).fetchone()[0])

    def bodies(self, first_ms: int, end_ms: int) -> Iterator[tuple[str, str]]:
        """(dossier, body) of those that were received, due or finished from one instant to before the other."""
        times = ("received_ms", "due_ms", "finished_ms")
        within = " OR ".join(f"({one} >= :first AND {one} < :end)" for one in times)
        query = f"SELECT dossier, body FROM dossiers WHERE ({within}) AND {IN_SIGHT} ORDER BY dossier"
        yield from self._sql.execute(query, {"first": first_ms, "end": end_ms})

    def search(self, text: str, limit: int) -> Sequence[DossierRow]:
        """Full-text: a word with marks is compared with marks, one without is not; the last may be begun only."""
        query = match_query(text)
        if not query:
            return []
        columns = ", ".join(f"d.{field.name}" for field in fields(DossierRow))
        found = self._sql.execute(
            f"SELECT {columns} FROM dossier_text t JOIN dossiers d ON d.dossier = t.dossier"
            f" WHERE dossier_text MATCH ? AND d.{IN_SIGHT} ORDER BY rank, d.dossier LIMIT ?",
            (query, limit),
        )
        return [_row(row) for row in found]

    def papers(self, person: str) -> Sequence[Paper]:
        """Papers that this person gave before, newest first."""
        found = self._sql.execute(
            f"SELECT {_PAPER} FROM papers WHERE person = ? AND {IN_SIGHT} ORDER BY at_ms DESC, dossier, component",
            (person,),
        )
        return [Paper(*row) for row in found]

    def drop_strays(self) -> None:
        """Drop rows that belong to no dossier that is here."""
        for table in ("dossiers", "papers", "dossier_blobs"):
            self._sql.execute(f"DELETE FROM {table} WHERE dossier NOT IN (SELECT dossier FROM docs)")
        self._sql.execute("DELETE FROM dossier_text WHERE rowid NOT IN (SELECT rowid FROM dossiers)")

    def dump(self) -> list[tuple[Any, ...]]:
        """Everything as plain rows in a fixed order: to prove a rebuild equal."""
        queries = (
            f"SELECT 'dossier', {_COLUMNS} FROM dossiers ORDER BY dossier",
            "SELECT 'words', dossier, marked, plain FROM dossier_text ORDER BY dossier",
            f"SELECT 'paper', {_PAPER} FROM papers ORDER BY person, dossier, component, blob",
            "SELECT 'blob', sha256, dossier FROM dossier_blobs ORDER BY sha256, dossier",
        )
        return [tuple(row) for query in queries for row in self._sql.execute(query)]


def _searched(projection: Projection) -> str:
    row = projection.row
    return f"{row.words}\n{projection.scanned}" if projection.scanned else row.words


def match_query(text: str) -> str:
    """FTS5 expression for what a person typed; "" when there is nothing to look for."""
    parts = []
    for word in tone_key(text).split():
        parts.append(("marked", word))
    plain = search_key(text).split()
    if len(plain) != len(parts):  # joined marks count as one word in both keys; anything odd: plain only
        parts = [("plain", word) for word in plain]
    else:
        parts = [
            ("plain", bare) if bare == marked else ("marked", marked)
            for bare, (_, marked) in zip(plain, parts, strict=True)
        ]
    terms = [f'{column} : "{word}"' for column, word in parts]
    if terms and parts[-1][0] == "plain":
        terms[-1] += " *"
    return " AND ".join(terms)


def _conditions(where: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    clause, values = _all_of(where)
    return (f" WHERE {IN_SIGHT}{f' AND {clause}' if clause else ''}", values)


def _all_of(where: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    clauses: list[str] = []
    values: list[Any] = []
    for name, value in where.items():
        if name == "either":
            parts = [_all_of(part) for part in value]
            clauses.append(f"({' OR '.join(f'({clause})' for clause, _ in parts) or '0'})")
            values.extend(one for _, inner in parts for one in inner)
        elif name in _YES_NO:
            clauses.append(_YES_NO[name][bool(value)])
        elif name in _IN:
            clauses.append(f"{_IN[name]} IN ({', '.join('?' for _ in value)})")
            values.extend(value)
        else:
            clauses.append(_WHERE[name])
            values.append(value)
    return " AND ".join(clauses), tuple(values)


def _row(row: Sequence[Any]) -> DossierRow:
    values = dict(zip((field.name for field in fields(DossierRow)), row, strict=True))
    return DossierRow(**{**values, "provisional": bool(values["provisional"])})
