"""Whether the triggers that guard the tables are still there and in force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from sqlalchemy import text

from cleanclaim.store import schema
from cleanclaim.store.desk import Desk
from cleanclaim.store.migrations import guards

_NAME = re.compile(r"CREATE (?:CONSTRAINT )?TRIGGER (\w+)")


def missing_guards(desk: Desk) -> tuple[str, ...]:
    """Names of the triggers that were dropped, disabled or (SQLite) changed, sorted."""
    wanted = {_name_of(statement): statement for statement in _statements(desk.dialect)}
    if desk.dialect == "sqlite":
        rows = desk.rows(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        lying = {row.name: row.sql for row in rows}
        return tuple(sorted(name for name, statement in wanted.items() if lying.get(name) != statement))
    rows = desk.rows(
        text(
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE relnamespace = current_schema()::regnamespace AND tgenabled IN ('O', 'A')"
        )
    )
    return tuple(sorted(set(wanted) - {row.tgname for row in rows}))


def _statements(dialect: str) -> Iterator[str]:
    names = [table.name for table in schema.APPEND_ONLY]
    if dialect == "sqlite":
        each = chain.from_iterable(map(guards.sqlite_append_only, names))
        return chain(each, guards.sqlite_books(), guards.sqlite_counters())
    each = chain.from_iterable(map(guards.postgresql_append_only, names))
    return chain(each, guards.postgresql_books(), guards.postgresql_counters())


def _name_of(statement: str) -> str:
    found = _NAME.match(statement)
    assert found is not None
    return found[1]
