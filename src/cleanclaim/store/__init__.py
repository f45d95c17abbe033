"""The practice's own records in SQL: one encrypted SQLite file, or PostgreSQL, behind the same face.

Start at `cleanclaim.store.opening.open_store`. This package imports nothing by itself, so that naming it
costs nothing (law 8); the modules inside import SQLAlchemy.
"""
