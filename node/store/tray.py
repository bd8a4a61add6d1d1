"""Pages that wait for a dossier, in SQLite."""

from collections.abc import Sequence
from typing import Any

from node.ports.tray import TrayFile, TrayPage
from plumbing.sqlite import Connection

_FILE = "sha256, name, source, size, media_type, came_ms, looks, state, code, hint_vi, twins"
_PAGE = "sha256, page, pages, state, cover, print_bits, twin, sealed, dossier, component"
_CLOSED = ("placed", "dropped")  # said in the text of a query, so that the index of open pages serves it


class TrayTable:
    """`node.ports.tray.TrayBook`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def file(self, sha256: str) -> TrayFile | None:
        """One file."""
        row = self._sql.execute(f"SELECT {_FILE} FROM tray_files WHERE sha256 = ?", (sha256,)).fetchone()
        return TrayFile(*row) if row else None

    def add_file(self, row: TrayFile) -> None:
        """A new file."""
        self._sql.execute(
            "INSERT INTO tray_files (sha256, name, source, size, media_type, came_ms) VALUES (?, ?, ?, ?, ?, ?)",
            (row.sha256, row.name, row.source, row.size, row.media_type, row.came_ms),
        )

    def begin_look(self, sha256: str) -> None:
        """Count one more beginning."""
        self._sql.execute("UPDATE tray_files SET looks = looks + 1 WHERE sha256 = ?", (sha256,))

    def again(self, sha256: str) -> None:
        """The same bytes arrived once more."""
        self._sql.execute("UPDATE tray_files SET twins = twins + 1 WHERE sha256 = ?", (sha256,))

    def looked(self, sha256: str, pages: Sequence[TrayPage]) -> None:
        """What the look at a file gave; what was decided about a page since stays."""
        self._sql.executemany(
            "INSERT OR IGNORE INTO tray_pages (sha256, page, pages, state, cover, print_bits, twin, sealed, picture)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (p.sha256, p.page, p.pages, p.state, p.cover, p.print_bits, p.twin, int(p.sealed), p.picture)
                for p in pages
            ],
        )
        self._sql.execute("UPDATE tray_files SET state = 'looked' WHERE sha256 = ?", (sha256,))

    def unreadable(self, sha256: str, code: str, hint_vi: str) -> None:
        """The file cannot be read, and why."""
        self._sql.execute(
            "UPDATE tray_files SET state = 'unreadable', code = ?, hint_vi = ? WHERE sha256 = ?",
            (code, hint_vi, sha256),
        )

    def look_again(self, sha256: str) -> None:
        """As if nobody had looked at it."""
        self._sql.execute("UPDATE tray_files SET state = 'new', looks = 0 WHERE sha256 = ?", (sha256,))

    def files(self, state: str, limit: int) -> Sequence[TrayFile]:
        """Files in that state, newest first."""
        rows = self._sql.execute(
            f"SELECT {_FILE} FROM tray_files WHERE state = ? ORDER BY came_ms DESC, name LIMIT ?",
            (state, limit),
        )
        return [TrayFile(*row) for row in rows]

    def files_to_look_at(self, limit: int) -> Sequence[TrayFile]:
        """Files that nobody has looked at, oldest first."""
        rows = self._sql.execute(
            f"SELECT {_FILE} FROM tray_files WHERE state = 'new' ORDER BY came_ms, name LIMIT ?", (limit,)
        )
        return [TrayFile(*row) for row in rows]

    def to_look_at(self) -> int:
        """How many files nobody has looked at."""
        counted = "SELECT count(*) FROM tray_files WHERE state = 'new'"
        return int(self._sql.execute(counted).fetchone()[0])

    def open_pages(self, limit: int) -> Sequence[tuple[TrayFile, TrayPage]]:
        """Pages that are neither placed nor dropped, in the order they came."""
        columns = ", ".join(
            [f"tray_files.{name}" for name in _FILE.split(", ")]
            + ["''" if name == "print_bits" else f"tray_pages.{name}" for name in _PAGE.split(", ")]
        )
        rows = self._sql.execute(
            f"SELECT {columns} FROM tray_pages JOIN tray_files USING (sha256) WHERE tray_pages.state NOT IN {_CLOSED}"
            " ORDER BY came_ms, name, page LIMIT ?",
            (limit,),
        )
        width = len(_FILE.split(", "))
        return [(TrayFile(*row[:width]), _page(row[width:])) for row in rows]

    def waiting(self) -> int:
        """How many pages wait for a decision."""
        counted = f"SELECT count(*) FROM tray_pages WHERE state = 'waiting' AND state NOT IN {_CLOSED}"
        return int(self._sql.execute(counted).fetchone()[0])

    def pages(self, sha256: str) -> Sequence[TrayPage]:
        """All pages of a file, in order."""
        rows = self._sql.execute(f"SELECT {_PAGE} FROM tray_pages WHERE sha256 = ? ORDER BY page", (sha256,))
        return [_page(row) for row in rows]

    def picture(self, sha256: str, page: int) -> bytes:
        """The small JPEG of a page."""
        row = self._sql.execute(
            "SELECT picture FROM tray_pages WHERE sha256 = ? AND page = ?", (sha256, page)
        ).fetchone()
        return bytes(row[0]) if row else b""

    def prints(self, limit: int) -> Sequence[tuple[str, int, str]]:
        """(sha256, page, print_bits) of the newest pages that have print."""
        rows = self._sql.execute(
            # The files lead, newest first, so that years of pages are not walked through for the newest few.
            "SELECT sha256, page, print_bits FROM tray_files CROSS JOIN tray_pages USING (sha256)"
            " WHERE tray_files.state = 'looked' AND print_bits != ''"
            " AND tray_pages.state NOT IN ('cover', 'blank') ORDER BY came_ms DESC LIMIT ?",
            (limit,),
        )
        return [(str(sha256), int(page), str(bits)) for sha256, page, bits in rows]

    def drop_blank(self, until_ms: int) -> int:
        """Drop the blank pages of files that came by then; gives how many."""
        found = self._sql.execute(
            "UPDATE tray_pages SET state = 'dropped' WHERE state = 'blank' AND sha256 IN"
            " (SELECT sha256 FROM tray_files WHERE state = 'looked' AND came_ms <= ?) RETURNING page",
            (until_ms,),
        )
        return len(found.fetchall())

    def keep_fine(self, prints: Sequence[tuple[str, int, bytes]]) -> None:
        """What pages are compared by."""
        self._sql.executemany(
            "INSERT OR REPLACE INTO tray_fine (sha256, page, cells) VALUES (?, ?, ?)", prints
        )

    def fine(self, sha256: str, page: int) -> bytes:
        """The same of one page."""
        row = self._sql.execute(
            "SELECT cells FROM tray_fine WHERE sha256 = ? AND page = ?", (sha256, page)
        ).fetchone()
        return bytes(row[0]) if row else b""

    def move(self, sha256: str, page: int, state: str, dossier: str = "", component: str = "") -> None:
        """Set what became of a page."""
        self._sql.execute(
            "UPDATE tray_pages SET state = ?, dossier = ?, component = ? WHERE sha256 = ? AND page = ?",
            (state, dossier, component, sha256, page),
        )


def _page(row: Sequence[Any]) -> TrayPage:
    sha256, page, pages, state, cover, print_bits, twin, sealed, dossier, component = row
    return TrayPage(
        sha256, page, pages, state, cover, print_bits, twin, bool(sealed), b"", dossier, component
    )
