"""The hub's database through SQLAlchemy Core: SQLite on one machine, PostgreSQL for a province."""
