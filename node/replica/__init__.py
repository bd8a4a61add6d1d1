"""Watching over a node's database: a running copy by Litestream, a nightly proof that it can be restored,
an independent daily copy, and the way back from a dead disk.

Purpose: nothing that a clerk was told is stored may be lost with one disk.
Invariants: Litestream never checkpoints beside us (`wal_autocheckpoint=0` everywhere, one connection
factory); a database that somebody else may have checkpointed is copied into a NEW generation; no code path
deletes the last generation that was proved.
Decided against: Litestream as parent process (a dying backup must not stop the counter); copying the live
file (copies of live SQLite files are corrupt); trusting `integrity_check` (it says ok while rows are
missing: content is compared).
"""
