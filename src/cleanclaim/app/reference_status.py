"""Which reference tables are loaded, and which days they cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cleanclaim.reference.icd10cm.editions import EDITIONS
from cleanclaim.reference.tables.coverage import gaps
from cleanclaim.reference.tables.lookup import open_tables
from cleanclaim.reference.tables.records import Table, TableEdition


@dataclass(frozen=True, slots=True)
class TableStatus:
    """One edition of one table, or the days between two editions that none covers.

    covers_today  whether a service of today can be checked against it
    rows          rows kept; None when the table ships with us and is not counted here
    sha256        of the official file's unpacked bytes, '' when the table ships with us
    """

    table: str
    edition: str
    covers: str
    covers_today: bool
    rows: int | None = None
    sha256: str = ""


def reference_status(today: date, folder: Path | None = None) -> tuple[TableStatus, ...]:
    """Every edition that ships or is loaded in `folder`; a starter set says so in its edition."""
    rows = [
        TableStatus("ICD-10-CM", each.name, str(each.effective), today in each.effective) for each in EDITIONS
    ]
    for table in ("place of service", "modifiers"):
        rows.append(TableStatus(table, "starter set, undated", "not dated", covers_today=True))
    tables = open_tables(folder) if folder is not None else None
    if tables is not None:
        rows += _loaded(tables.editions, today)
        tables.close()
    return tuple(rows)


def _loaded(editions: tuple[TableEdition, ...], today: date) -> list[TableStatus]:
    rows = [
        TableStatus(
            each.table,
            each.source_file,
            str(each.effective),
            today in each.effective,
            each.row_count,
            each.sha256,
        )
        for each in editions
    ]
    for table in Table:
        rows += [
            TableStatus(table, "GAP: no edition is loaded", str(gap), covers_today=False)
            for gap in gaps(editions, table)
        ]
    return rows
