"""The schema as named migrations, each in one transaction with its own record; never edited once shipped.

Those up to the back-file stand in `schema_first`.
"""

from typing import Any

from node.store.schema_first import migrations, run_statements

__all__ = ["migrations"]


@migrations()
def m010_handed(db: Any) -> None:
    """Papers prepared for a signature by a token in another PC, and the certificate that each officer used last."""
    db.execute(
        "CREATE TABLE handed (id TEXT PRIMARY KEY, dossier TEXT NOT NULL, component TEXT NOT NULL,"
        " officer TEXT NOT NULL, title TEXT NOT NULL, pages INTEGER NOT NULL, basis TEXT NOT NULL, pdf TEXT NOT NULL,"
        " attributes BLOB NOT NULL, chain BLOB NOT NULL, made_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL,"
        " used_ms INTEGER NOT NULL) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX handed_dossier ON handed (dossier)")
    db.execute("CREATE TABLE handed_chains (officer TEXT PRIMARY KEY, chain BLOB NOT NULL) WITHOUT ROWID")


_INDEXES = """
CREATE INDEX blobs_unsent ON blobs (size, sha256) WHERE here AND sent < size;
CREATE INDEX blobs_wanted ON blobs (size, sha256) WHERE wanted AND NOT here;
CREATE INDEX quarantine_what ON quarantine (what, code);
"""


@migrations()
def m011_indexes(db: Any) -> None:
    """What is asked for each letter and each page without walking through years: scans that are under way or asked for,
    and what was set aside."""
    run_statements(db, _INDEXES)


_BY_TIME = """
CREATE INDEX dossiers_received ON dossiers (received_ms);
CREATE INDEX dossiers_finished ON dossiers (finished_ms);
CREATE INDEX dossiers_urgent ON dossiers (due_ms = 0, due_ms, dossier);
CREATE INDEX dossiers_open ON dossiers (due_ms = 0, due_ms, dossier)
  WHERE stage NOT IN ('HOAN_THANH', 'TU_CHOI', 'DUNG');
CREATE INDEX previews_untold ON previews (told) WHERE NOT told AND picture != x'';
"""


@migrations()
def m012_indexes_by_time(db: Any) -> None:
    """Figures of a period, lists by urgency and previews to be told, without walking through years of others."""
    run_statements(db, _BY_TIME)


_PAGES_OF_THEIR_DOSSIER = """
CREATE TABLE reading_of (
  dossier TEXT NOT NULL, page_key TEXT NOT NULL, page INTEGER NOT NULL, width INTEGER NOT NULL,
  height INTEGER NOT NULL, text TEXT NOT NULL, words TEXT NOT NULL, fields TEXT NOT NULL,
  PRIMARY KEY (dossier, page_key, page)) WITHOUT ROWID;
INSERT INTO reading_of SELECT dossier, page_key, page, width, height, text, words, fields FROM reading;
DROP TABLE reading;
ALTER TABLE reading_of RENAME TO reading;
CREATE TABLE aside_of (
  dossier TEXT NOT NULL, page_key TEXT NOT NULL, page INTEGER NOT NULL, code TEXT NOT NULL, hint_vi TEXT NOT NULL,
  at_ms INTEGER NOT NULL, PRIMARY KEY (dossier, page_key, page)) WITHOUT ROWID;
INSERT INTO aside_of SELECT dossier, page_key, page, code, hint_vi, at_ms FROM pages_aside;
DROP TABLE pages_aside;
ALTER TABLE aside_of RENAME TO pages_aside;
CREATE TABLE kinds_of (
  dossier TEXT NOT NULL, page_key TEXT NOT NULL, page INTEGER NOT NULL, kind TEXT NOT NULL, sure INTEGER NOT NULL,
  PRIMARY KEY (dossier, page_key, page)) WITHOUT ROWID;
INSERT INTO kinds_of SELECT dossier, page_key, page, kind, sure FROM page_kinds;
DROP TABLE page_kinds;
ALTER TABLE kinds_of RENAME TO page_kinds;
UPDATE jobs SET state = 'queued', progress = 0, pages = 0, tries = 0, due_ms = 0
  WHERE kind = 'read' AND state = 'done' AND NOT EXISTS (SELECT 1 FROM reading
  WHERE reading.dossier = jobs.dossier AND reading.page_key = json_extract(jobs.args, '$.page'));
"""


@migrations()
def m013_pages_of_their_dossier(db: Any) -> None:
    """What was read of a page belongs to its dossier: the page's key is the author's count in that dossier only, so the
    first scans of two dossiers carry the same one and took each other's reading away. What was lost is read again."""
    run_statements(db, _PAGES_OF_THEIR_DOSSIER)


@migrations()
def m014_result_reviews(db: Any) -> None:
    """Results that were looked at one by one before they are signed together."""
    db.execute(
        "CREATE TABLE result_reviews (dossier TEXT PRIMARY KEY, officer TEXT NOT NULL, choice TEXT NOT NULL,"
        " content TEXT NOT NULL, why TEXT NOT NULL, basis TEXT NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID"
    )


_TRAY_SCANS = """
CREATE TABLE tray_scans (
  dossier TEXT NOT NULL, scan TEXT NOT NULL, sha256 TEXT NOT NULL, page INTEGER NOT NULL, component TEXT NOT NULL,
  state TEXT NOT NULL, PRIMARY KEY (dossier, scan, sha256, page)) WITHOUT ROWID;
CREATE INDEX tray_scans_pages ON tray_scans (sha256, page);
CREATE INDEX tray_scans_back ON tray_scans (dossier, scan) WHERE state = 'back';
INSERT INTO tray_scans SELECT dossier, sha256, sha256, page, component, 'placed' FROM tray_pages
  WHERE state = 'placed' AND dossier != '';
"""


@migrations()
def m015_tray_scans(db: Any) -> None:
    """Which pages of the tray became which scan of which dossier, so that a withdrawn scan finds its way back. Of old
    ones only whole files are known again; a part of a file comes back as a file of its own."""
    run_statements(db, _TRAY_SCANS)


@migrations()
def m016_backfile_counts(db: Any) -> None:
    """How far a batch is, without its papers' fields, which are a hundred times as large."""
    db.execute("CREATE INDEX backfile_counts ON backfile_papers (batch, state, sampled, checked_by, wrong)")
    db.execute("DROP INDEX backfile_state")


@migrations()
def m017_fine_prints(db: Any) -> None:
    """What two pages are compared by, word by word, to tell one sheet from two forms of a kind."""
    columns = "sha256 TEXT NOT NULL, page INTEGER NOT NULL, cells BLOB NOT NULL, PRIMARY KEY (sha256, page)"
    db.execute(f"CREATE TABLE tray_fine ({columns}) WITHOUT ROWID")


@migrations()
def m018_scan_prints(db: Any) -> None:
    """What the sheets of a dossier's scans look like: the same paper scanned again is told, and not by its bytes
    alone."""
    db.execute(
        "CREATE TABLE scan_prints (dossier TEXT NOT NULL, scan TEXT NOT NULL, sheet INTEGER NOT NULL,"
        " print_bits TEXT NOT NULL, fine_bits BLOB NOT NULL, same_scan TEXT NOT NULL, same_sheet INTEGER NOT NULL,"
        " PRIMARY KEY (dossier, scan, sheet)) WITHOUT ROWID"
    )
