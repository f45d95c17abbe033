"""Look-ups in the practice's table file: by table, key and day, never without a day."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.span import Span
from cleanclaim.reference.tables.records import Table, TableEdition, TableRow

TABLE_FILE = "reference-tables.sqlite"
_Numbered = tuple[TableEdition, int, tuple[str, ...]]  # with its number and the names of its attributes

_AFTER_ALL = "\U0010ffff"  # sorts behind every character of a key
REMEMBERED_KEYS = 100_000  # keys of which the rows, or that there are none, are kept in memory


def edition_of(row: tuple[Any, ...]) -> TableEdition:
    """An edition from its row in the table file."""
    return TableEdition(
        table=Table(row[1]),
        name=row[2],
        effective=_span(row[3], row[4]),
        publisher=row[5],
        source_file=row[6],
        sha256=row[7],
        licence=row[8],
        row_count=row[9],
        dropped_count=row[10],
    )


def _span(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first) if first else date.min, date.fromisoformat(last) if last else None)


class Tables:
    """Everything that is loaded, read-only. Rows of keys that were asked before are remembered."""

    def __init__(self, table_file: Path) -> None:
        """Opens the file. Raises UnreadableFileError when it is not one that `load` made."""
        self._connection, rows = _opened(table_file)
        self.editions = tuple(edition_of(row) for row in rows)
        self._numbered: dict[Table, list[_Numbered]] = {}
        for edition, row in zip(self.editions, rows, strict=True):
            entry = (edition, int(row[0]), tuple(json.loads(row[11])))
            self._numbered.setdefault(edition.table, []).append(entry)
        self._of_key = lru_cache(REMEMBERED_KEYS)(self._read)

    def edition_on(self, table: Table, day: date) -> TableEdition | None:
        """The edition that covers the day; None = not loaded, so not checked."""
        found = self._find(table, day)
        return found[0] if found else None

    def rows(self, table: Table, key: str, day: date) -> tuple[TableRow, ...]:
        """The rows of a key in force on the day, in the order of the file. () also when nothing is loaded."""
        found = self._find(table, day)
        if found is None:
            return ()
        known = self._of_key(table, found[1], key)
        return tuple([row for row in known if day in row.effective]) if known else known

    def history(self, table: Table, key: str, day: date) -> tuple[TableRow, ...]:
        """All rows of a key in the edition that covers the day, whatever their own days."""
        found = self._find(table, day)
        return self._of_key(table, found[1], key) if found else ()

    def all_rows(self, table: Table, day: date) -> Iterator[TableRow]:
        """Every row of the edition that covers the day, streamed by key; nothing when none does."""
        found = self._find(table, day)
        if found is not None:
            query = "SELECT key, first, last, content FROM entry WHERE edition = ? ORDER BY key, ordinal"
            for key, *row in self._connection.execute(query, (found[1],)):
                yield _row(found, key, row)

    def rows_under(self, table: Table, prefix: str, day: date) -> Iterator[TableRow]:
        """The rows in force on the day whose keys begin with a prefix, streamed by key."""
        found = self._find(table, day)
        if found is not None:
            query = (
                "SELECT key, first, last, content FROM entry WHERE edition = ? AND key >= ? AND key < ? "
                "ORDER BY key, ordinal"
            )
            for key, *row in self._connection.execute(query, (found[1], prefix, prefix + _AFTER_ALL)):
                known = _row(found, key, row)
                if day in known.effective:
                    yield known

    def raw_rows(self, edition: TableEdition) -> Iterator[tuple[int, str]]:
        """How many attributes a row should have, and each row's content as stored."""
        number, names = next(
            (number, names) for known, number, names in self._numbered[edition.table] if known == edition
        )
        query = "SELECT content FROM entry WHERE edition = ?"
        for (content,) in self._connection.execute(query, (number,)):
            yield len(names), content

    def keys(self, edition: TableEdition) -> Iterator[str]:
        """The key of every row, streamed; a key with several rows comes several times."""
        query = "SELECT key FROM entry WHERE edition = ?"
        for (key,) in self._connection.execute(query, (self._number_of(edition),)):
            yield key

    def rows_of(self, edition: TableEdition) -> Iterator[TableRow]:
        """Every row of one edition, streamed by key."""
        number = self._number_of(edition)
        numbered = next(entry for entry in self._numbered[edition.table] if entry[1] == number)
        query = "SELECT key, first, last, content FROM entry WHERE edition = ? ORDER BY key, ordinal"
        for key, *row in self._connection.execute(query, (number,)):
            yield _row(numbered, key, row)

    def _number_of(self, edition: TableEdition) -> int:
        return next(number for known, number, _ in self._numbered[edition.table] if known == edition)

    def integrity(self) -> str:
        """`ok`, or what the database says is wrong with itself."""
        return "\n".join(text for (text,) in self._connection.execute("PRAGMA integrity_check"))

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def _find(self, table: Table, day: date) -> _Numbered | None:
        for entry in self._numbered.get(table, ()):
            if day in entry[0].effective:
                return entry
        return None

    def _read(self, table: Table, number: int, key: str) -> tuple[TableRow, ...]:
        numbered = next(entry for entry in self._numbered[table] if entry[1] == number)
        found = self._connection.execute(
            "SELECT first, last, content FROM entry WHERE edition = ? AND key = ? ORDER BY ordinal",
            (number, key),
        )
        return tuple(_row(numbered, key, row) for row in found)


def _row(numbered: _Numbered, key: str, row: Sequence[str]) -> TableRow:
    """From first day, last day and content as stored."""
    edition, _, names = numbered
    attributes = tuple(zip(names, json.loads(row[2]), strict=True))
    return TableRow(edition.table, key, attributes, _span(row[0], row[1]), edition.name)


def _opened(table_file: Path) -> tuple[sqlite3.Connection, list[tuple[Any, ...]]]:
    connection = sqlite3.connect(
        f"{table_file.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False
    )
    try:
        return connection, connection.execute("SELECT * FROM edition ORDER BY system, first").fetchall()
    except sqlite3.Error:
        connection.close()
        raise UnreadableFileError(f"{table_file.name} is no table file; load the tables again") from None


def open_tables(folder: Path) -> Tables | None:
    """The tables of a practice's folder; None when it has none."""
    table_file = folder / TABLE_FILE
    return Tables(table_file) if table_file.is_file() else None
