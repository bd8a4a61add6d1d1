"""The node's database: SQLite through sqlite-utils' migrations and one connection factory.

Truth: changes, seals, outbox, letters, register log, grants, meta. Projections (dossiers, dossier_text, papers)
are dropped and rebuilt from changes by one command, and a test proves both equal. One writer at a time,
`BEGIN IMMEDIATE`; readers have their own read-only connections.
"""
