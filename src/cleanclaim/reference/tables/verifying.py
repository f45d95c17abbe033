"""Is the table file whole? Each edition against what was written down when it was loaded."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import pairwise

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.reference.tables.lookup import Tables
from cleanclaim.reference.tables.records import TableEdition

CITATION = "docs/how-to/load-reference-tables.md"
_AGAIN = "Load the official file into a new table file."


def verify(tables: Tables) -> tuple[Finding, ...]:
    """Everything that is wrong with the file; nothing when it is whole.

    Asked are the database itself, the number of rows of each edition, the shape of every row, and that no two
    editions of a table overlap.
    """
    return (*_database(tables), *_overlaps(tables.editions), *_rows(tables))


def _database(tables: Tables) -> Iterator[Finding]:
    try:
        answer = tables.integrity()
    except sqlite3.DatabaseError:
        answer = "it cannot be read"
    if answer != "ok":
        yield _finding("damaged", "table file", "The database is damaged.", found=answer.splitlines()[0])


def _overlaps(editions: tuple[TableEdition, ...]) -> Iterator[Finding]:
    ordered = sorted(editions, key=lambda each: (each.table, each.effective.first))
    for before, after in pairwise(ordered):
        if before.table is after.table and before.effective.overlaps(after.effective):
            yield _finding("overlap", after.name, "It covers days of another edition.", found=before.name)


def _rows(tables: Tables) -> Iterator[Finding]:
    for edition in tables.editions:
        count, odd = 0, 0
        try:
            for width, content in tables.raw_rows(edition):
                count += 1
                odd += not _is_shaped(content, width)
        except sqlite3.DatabaseError:
            yield _finding("unreadable", edition.name, "Its rows cannot be read.")
            continue
        if count != edition.row_count:
            told = (str(count), str(edition.row_count))
            yield _finding(
                "row-count", edition.name, "Rows are missing or too many.", found=told[0], wanted=told[1]
            )
        if odd:
            yield _finding(
                "row-shape", edition.name, "Rows have not the attributes of the table.", found=str(odd)
            )


def _is_shaped(content: str, width: int) -> bool:
    try:
        values = json.loads(content)
    except ValueError:
        return False
    return isinstance(values, list) and len(values) == width and all(isinstance(each, str) for each in values)


def _finding(rule: str, place: str, message: str, *, found: str = "", wanted: str = "") -> Finding:
    return Finding(
        rule_id=f"refdata.verify-{rule}",
        severity=Severity.REJECT,
        place=Place(place),
        message=message,
        found=found,
        wanted=wanted,
        next_step=_AGAIN,
        citation=CITATION,
    )
