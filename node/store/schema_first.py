"""The schema's first migrations, up to the back-file; `schema` goes on from here. Never edited once shipped."""

from typing import Any

from sqlite_utils.migrations import Migrations

from node.store.scope import ScopeTables

migrations = Migrations("node")


def run_statements(db: Any, statements: str) -> None:
    """Each statement of a migration's text, in order."""
    for statement in statements.split(";"):
        if statement.strip():
            db.execute(statement)


_FIRST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE changes (
  hash BLOB PRIMARY KEY, dossier TEXT NOT NULL, actor BLOB NOT NULL, seq INTEGER NOT NULL, author TEXT NOT NULL,
  raw BLOB NOT NULL, applied INTEGER NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX changes_dossier ON changes (dossier, applied);
CREATE TABLE docs (
  dossier TEXT PRIMARY KEY, snapshot BLOB NOT NULL, heads BLOB NOT NULL, applied INTEGER NOT NULL,
  saved INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE seals (
  root BLOB PRIMARY KEY, node TEXT NOT NULL, incarnation INTEGER NOT NULL, signature BLOB NOT NULL,
  leaves BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE sealed (change BLOB NOT NULL, root BLOB NOT NULL REFERENCES seals, PRIMARY KEY (change, root))
  WITHOUT ROWID;
CREATE TABLE letters (
  seq INTEGER PRIMARY KEY, addressee TEXT NOT NULL, envelope BLOB NOT NULL, created_ms INTEGER NOT NULL,
  left_ms INTEGER NOT NULL DEFAULT 0, receipted_ms INTEGER NOT NULL DEFAULT 0,
  road TEXT NOT NULL DEFAULT '', aside INTEGER NOT NULL DEFAULT 0);
CREATE INDEX letters_open ON letters (addressee, seq) WHERE receipted_ms = 0;
CREATE TABLE outbox (
  n INTEGER PRIMARY KEY, dossier TEXT NOT NULL, change BLOB NOT NULL, size INTEGER NOT NULL, lane INTEGER NOT NULL,
  at_ms INTEGER NOT NULL, letter INTEGER NOT NULL DEFAULT 0, seal TEXT NOT NULL DEFAULT '', UNIQUE (change));
CREATE INDEX outbox_open ON outbox (lane, n) WHERE letter = 0;
CREATE INDEX outbox_dossier ON outbox (dossier);
CREATE INDEX outbox_letter ON outbox (letter);
CREATE TABLE dossiers (
  dossier TEXT PRIMARY KEY, code TEXT NOT NULL, stage TEXT NOT NULL, holder TEXT NOT NULL, offered_to TEXT NOT NULL,
  receiving_unit TEXT NOT NULL, competent_unit TEXT NOT NULL, procedure TEXT NOT NULL, applicant TEXT NOT NULL,
  due_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL, finished_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
  disputes INTEGER NOT NULL, provisional INTEGER NOT NULL, facts INTEGER NOT NULL,
  heads TEXT NOT NULL, body TEXT NOT NULL, words TEXT NOT NULL);
CREATE INDEX dossiers_due ON dossiers (due_ms, dossier);
CREATE INDEX dossiers_holder ON dossiers (holder, stage);
CREATE VIRTUAL TABLE dossier_text USING fts5 (
  dossier UNINDEXED, marked, plain, tokenize = "unicode61 remove_diacritics 0");
CREATE TABLE papers (
  person TEXT NOT NULL, dossier TEXT NOT NULL, component TEXT NOT NULL, title TEXT NOT NULL, blob TEXT NOT NULL,
  size INTEGER NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (person, dossier, component, blob)) WITHOUT ROWID;
CREATE INDEX papers_dossier ON papers (dossier);
CREATE TABLE reading (
  page_key TEXT NOT NULL, page INTEGER NOT NULL, dossier TEXT NOT NULL, width INTEGER NOT NULL,
  height INTEGER NOT NULL, text TEXT NOT NULL, words TEXT NOT NULL, fields TEXT NOT NULL,
  PRIMARY KEY (page_key, page)) WITHOUT ROWID;
CREATE INDEX reading_dossier ON reading (dossier);
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, args TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL,
  due_ms INTEGER NOT NULL, progress INTEGER NOT NULL DEFAULT 0, code TEXT NOT NULL DEFAULT '',
  hint_vi TEXT NOT NULL DEFAULT '', result TEXT NOT NULL DEFAULT '{}');
CREATE INDEX jobs_due ON jobs (state, due_ms);
CREATE TABLE audit (
  n INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, officer TEXT NOT NULL, action TEXT NOT NULL,
  dossier TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE register_changes (number INTEGER PRIMARY KEY, text TEXT NOT NULL, signature BLOB NOT NULL);
CREATE TABLE grants (
  kind TEXT NOT NULL, id TEXT NOT NULL, text TEXT NOT NULL, signature BLOB NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE blobs (
  sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, media_type TEXT NOT NULL, here INTEGER NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0, wanted INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE quarantine (
  n INTEGER PRIMARY KEY, what TEXT NOT NULL, code TEXT NOT NULL, reason_vi TEXT NOT NULL, data BLOB NOT NULL,
  at_ms INTEGER NOT NULL);
CREATE TABLE sessions (token_hash TEXT PRIMARY KEY, officer TEXT NOT NULL, expires_ms INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE TABLE login_tries (login TEXT NOT NULL, at_ms INTEGER NOT NULL);
CREATE INDEX login_tries_login ON login_tries (login, at_ms);
"""


@migrations()
def m001_first_form(db: Any) -> None:
    """Everything the first release stores."""
    run_statements(db, _FIRST)


_SECOND = """
CREATE TABLE result_numbers (
  year INTEGER NOT NULL, number INTEGER NOT NULL, dossier TEXT NOT NULL, state TEXT NOT NULL,
  reason_vi TEXT NOT NULL DEFAULT '', at_ms INTEGER NOT NULL, PRIMARY KEY (year, number)) WITHOUT ROWID;
CREATE TABLE dossier_blobs (
  sha256 TEXT NOT NULL, dossier TEXT NOT NULL, PRIMARY KEY (sha256, dossier)) WITHOUT ROWID;
CREATE INDEX dossier_blobs_dossier ON dossier_blobs (dossier);
CREATE TABLE seals_by_node (
  root BLOB NOT NULL, node TEXT NOT NULL, incarnation INTEGER NOT NULL, signature BLOB NOT NULL,
  leaves BLOB NOT NULL, PRIMARY KEY (root, node)) WITHOUT ROWID;
INSERT INTO seals_by_node SELECT root, node, incarnation, signature, leaves FROM seals;
CREATE TABLE leaves (change BLOB NOT NULL, root BLOB NOT NULL, PRIMARY KEY (change, root)) WITHOUT ROWID;
INSERT INTO leaves SELECT change, root FROM sealed;
DROP TABLE sealed;
DROP TABLE seals;
ALTER TABLE seals_by_node RENAME TO seals;
ALTER TABLE leaves RENAME TO sealed;
INSERT INTO jobs (kind, args, state, tries, due_ms)
  SELECT 'refold', '{}', 'queued', 0, 0 WHERE EXISTS (SELECT 1 FROM dossiers);
"""

_ROADS = """
CREATE TABLE taken (signature BLOB PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE carried (
  digest TEXT PRIMARY KEY, sender TEXT NOT NULL, addressee TEXT NOT NULL, size INTEGER NOT NULL,
  came_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL, handed_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX carried_open ON carried (addressee, came_ms) WHERE handed_ms = 0;
CREATE TABLE receipts (
  node TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, hub_ms INTEGER NOT NULL,
  content BLOB NOT NULL, PRIMARY KEY (node, incarnation, seq)) WITHOUT ROWID;
CREATE TABLE receipt_heads (
  dossier TEXT NOT NULL, node TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL,
  digest BLOB NOT NULL, PRIMARY KEY (dossier, node, incarnation, seq)) WITHOUT ROWID;
CREATE TABLE previews (sha256 TEXT PRIMARY KEY, picture BLOB NOT NULL, told INTEGER NOT NULL);
CREATE TABLE preview_asked (sha256 TEXT PRIMARY KEY, asked_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE hurried (
  sha256 TEXT NOT NULL, outward INTEGER NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (sha256, outward))
  WITHOUT ROWID;
"""


@migrations()
def m002_numbers_and_blobs(db: Any) -> None:
    """The book of result numbers, which dossier a blob belongs to (dossiers at hand are projected again for it), and
    seals kept by node: two nodes that seal the same changes sign the same root."""
    run_statements(db, _SECOND)


@migrations()
def m003_roads(db: Any) -> None:
    """Receipts that prove, envelopes carried for others, previews of scans, and scans that somebody waits for."""
    run_statements(db, _ROADS)


_SCOPE = """
CREATE TABLE marks (
  dossier TEXT PRIMARY KEY, bucket INTEGER NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX marks_bucket ON marks (bucket);
CREATE TABLE mark_sums (
  bucket INTEGER PRIMARY KEY, high INTEGER NOT NULL, low INTEGER NOT NULL, count INTEGER NOT NULL);
CREATE TABLE departed (dossier TEXT PRIMARY KEY, left_ms INTEGER NOT NULL, hidden_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tasks (
  dossier TEXT NOT NULL, kind TEXT NOT NULL, reason_vi TEXT NOT NULL, opened_ms INTEGER NOT NULL,
  closed_ms INTEGER NOT NULL, PRIMARY KEY (dossier, kind)) WITHOUT ROWID;
"""


@migrations()
def m004_scope(db: Any) -> None:
    """The digest of what is here, dossiers that left our scope, tasks. Marks are made for what is here already."""
    run_statements(db, _SCOPE)
    scope = ScopeTables(db.conn)
    for dossier, heads in db.execute("SELECT dossier, heads FROM docs").fetchall():
        scope.keep_marks({dossier: [heads[at : at + 32] for at in range(0, len(heads), 32)]})


_QUEUE = """
ALTER TABLE jobs ADD COLUMN rank INTEGER NOT NULL DEFAULT 1;
ALTER TABLE jobs ADD COLUMN pages INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN dossier TEXT NOT NULL DEFAULT '';
UPDATE jobs SET dossier = coalesce(json_extract(args, '$.dossier'), '');
CREATE INDEX jobs_turn ON jobs (rank, due_ms, id) WHERE state = 'queued';
CREATE INDEX jobs_dossier ON jobs (dossier) WHERE state != 'done';
CREATE INDEX jobs_same ON jobs (kind, args) WHERE state IN ('queued', 'running');
CREATE TABLE pages_aside (
  page_key TEXT NOT NULL, page INTEGER NOT NULL, dossier TEXT NOT NULL, code TEXT NOT NULL, hint_vi TEXT NOT NULL,
  at_ms INTEGER NOT NULL, PRIMARY KEY (page_key, page)) WITHOUT ROWID;
CREATE INDEX pages_aside_dossier ON pages_aside (dossier);
"""


@migrations()
def m005_queue(db: Any) -> None:
    """Whose turn it is, how many pages a file has, and pages that were set aside while their file went on."""
    run_statements(db, _QUEUE)


_PAPERS = """
DROP TABLE papers;
CREATE TABLE papers (
  person TEXT NOT NULL, dossier TEXT NOT NULL, component TEXT NOT NULL, title TEXT NOT NULL, blob TEXT NOT NULL,
  size INTEGER NOT NULL, at_ms INTEGER NOT NULL, key TEXT NOT NULL, source TEXT NOT NULL, number TEXT NOT NULL,
  issued TEXT NOT NULL, name TEXT NOT NULL, birth TEXT NOT NULL, revoked TEXT NOT NULL,
  PRIMARY KEY (person, dossier, component, blob)) WITHOUT ROWID;
CREATE INDEX papers_dossier ON papers (dossier);
CREATE TABLE found_papers (
  dossier TEXT NOT NULL, component TEXT NOT NULL, blob TEXT NOT NULL, title TEXT NOT NULL, code TEXT NOT NULL,
  source_dossier TEXT NOT NULL, source TEXT NOT NULL, unit_name TEXT NOT NULL, size INTEGER NOT NULL,
  issued TEXT NOT NULL, held_ms INTEGER NOT NULL, asked_ms INTEGER NOT NULL, good TEXT NOT NULL,
  reason_vi TEXT NOT NULL, picture BLOB NOT NULL, PRIMARY KEY (dossier, component, blob)) WITHOUT ROWID;
INSERT INTO jobs (kind, args, state, tries, due_ms, rank)
  SELECT 'refold', '{}', 'queued', 0, 0, 0 WHERE EXISTS (SELECT 1 FROM dossiers);
"""


@migrations()
def m006_papers(db: Any) -> None:
    """Papers of people with what their validity is judged by (made anew from the facts), and what the province found
    for a dossier."""
    run_statements(db, _PAPERS)


_LEARNING = """
CREATE TABLE page_kinds (
  dossier TEXT NOT NULL, page_key TEXT NOT NULL, page INTEGER NOT NULL, kind TEXT NOT NULL, sure INTEGER NOT NULL,
  PRIMARY KEY (page_key, page)) WITHOUT ROWID;
CREATE INDEX page_kinds_dossier ON page_kinds (dossier);
CREATE TABLE corrections (
  n INTEGER PRIMARY KEY, dossier TEXT NOT NULL, page_key TEXT NOT NULL, page INTEGER NOT NULL, box TEXT NOT NULL,
  kind TEXT NOT NULL, field TEXT NOT NULL, type TEXT NOT NULL, read TEXT NOT NULL, value TEXT NOT NULL,
  officer TEXT NOT NULL, at_ms INTEGER NOT NULL);
CREATE INDEX corrections_dossier ON corrections (dossier);
CREATE TABLE spellings (
  what TEXT NOT NULL, skeleton TEXT NOT NULL, spelling TEXT NOT NULL, times INTEGER NOT NULL, at_ms INTEGER NOT NULL,
  PRIMARY KEY (what, skeleton, spelling)) WITHOUT ROWID;
"""


@migrations()
def m007_learning(db: Any) -> None:
    """Kinds of pages, what people made of what was read, and the spellings they confirmed."""
    run_statements(db, _LEARNING)


@migrations()
def m008_left_blobs(db: Any) -> None:
    """Scans of dossiers that were dropped, until their bytes are dropped too."""
    db.execute("CREATE TABLE left_blobs (sha256 TEXT PRIMARY KEY) WITHOUT ROWID")


_TRAY = """
CREATE TABLE tray_files (
  sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, source TEXT NOT NULL, size INTEGER NOT NULL, media_type TEXT NOT NULL,
  came_ms INTEGER NOT NULL, looks INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'new',
  code TEXT NOT NULL DEFAULT '', hint_vi TEXT NOT NULL DEFAULT '', twins INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX tray_files_state ON tray_files (state, came_ms);
CREATE TABLE tray_pages (
  sha256 TEXT NOT NULL, page INTEGER NOT NULL, pages INTEGER NOT NULL, state TEXT NOT NULL, cover TEXT NOT NULL,
  print_bits TEXT NOT NULL, twin TEXT NOT NULL, sealed INTEGER NOT NULL, dossier TEXT NOT NULL DEFAULT '',
  component TEXT NOT NULL DEFAULT '', picture BLOB NOT NULL, PRIMARY KEY (sha256, page));
CREATE INDEX tray_pages_open ON tray_pages (state) WHERE state NOT IN ('placed', 'dropped');
"""


@migrations()
def m009_tray(db: Any) -> None:
    """Files off the scanner's folder, and their pages that wait for a dossier."""
    run_statements(db, _TRAY)


_BACKFILE = """
CREATE TABLE backfile_batches (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, paper TEXT NOT NULL, unit TEXT NOT NULL, shelf TEXT NOT NULL,
  officer TEXT NOT NULL, made_ms INTEGER NOT NULL, expected INTEGER NOT NULL, sample INTEGER NOT NULL,
  code TEXT NOT NULL, hint_vi TEXT NOT NULL);
CREATE TABLE backfile_papers (
  batch INTEGER NOT NULL, n INTEGER NOT NULL, blob TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL,
  name TEXT NOT NULL, state TEXT NOT NULL, pdf TEXT NOT NULL, pages INTEGER NOT NULL, read TEXT NOT NULL,
  "values" TEXT NOT NULL, indexed_by TEXT NOT NULL, sampled INTEGER NOT NULL, checked_by TEXT NOT NULL,
  wrong INTEGER NOT NULL, dossier TEXT NOT NULL, signed_ms INTEGER NOT NULL, code TEXT NOT NULL,
  hint_vi TEXT NOT NULL, PRIMARY KEY (batch, n)) WITHOUT ROWID;
CREATE UNIQUE INDEX backfile_bytes ON backfile_papers (batch, blob);
CREATE INDEX backfile_state ON backfile_papers (batch, state);
"""


@migrations()
def m009_backfile(db: Any) -> None:
    """Old results that are being digitised in bulk."""
    run_statements(db, _BACKFILE)
