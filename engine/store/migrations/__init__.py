"""Alembic's environment and versions; run by `engine.store.migrate`, never by hand."""
