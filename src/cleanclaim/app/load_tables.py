"""Official release files into the practice's table file, and the tables out of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.span import Span
from cleanclaim.reference.tables.compiling import Loaded, load
from cleanclaim.reference.tables.lookup import TABLE_FILE, Tables, open_tables
from cleanclaim.reference.tables.records import Table


def load_table(
    folder: Path, offered: Path, *, effective: str = "", table: str = "", unverified: bool = False
) -> tuple[Loaded, ...]:
    """Load one official file into `folder`. Raises MisuseError for unknown words, and what `load` raises.

    unverified  also take a layout that was written from its description alone
    """
    return load(
        folder / TABLE_FILE,
        offered,
        effective=span_from(effective) if effective else None,
        table=table_named(table) if table else None,
        verified_only=not unverified,
    )


def span_from(text: str) -> Span:
    """`2025-10-01..2025-12-31`, or with nothing behind the dots when no end is known."""
    first, dots, last = text.partition("..")
    try:
        if not dots:
            raise ValueError
        return Span(date.fromisoformat(first), date.fromisoformat(last) if last else None)
    except ValueError:
        raise MisuseError("--effective wants days such as 2025-10-01..2025-12-31") from None


def table_named(name: str) -> Table:
    """The table of that name. Raises MisuseError when there is none."""
    if name not in set(Table):
        raise MisuseError(f"there is no table of that name; known are {', '.join(Table)}")
    return Table(name)


@contextmanager
def tables_of(folder: Path) -> Iterator[Tables | None]:
    """The practice's tables, None when nothing was loaded."""
    tables = open_tables(folder)
    try:
        yield tables
    finally:
        if tables is not None:
            tables.close()
