"""Which reference tables are loaded, and which days they cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanclaim.reference.icd10cm.editions import EDITIONS


@dataclass(frozen=True, slots=True)
class TableStatus:
    """One edition of one table. `covers_today`: whether a service of today can be checked against it."""

    table: str
    edition: str
    covers: str
    covers_today: bool


def reference_status(today: date) -> tuple[TableStatus, ...]:
    """Every edition that is loaded; a starter set says so in its edition."""
    rows = [
        TableStatus("ICD-10-CM", each.name, str(each.effective), today in each.effective) for each in EDITIONS
    ]
    for table in ("place of service", "modifiers"):
        rows.append(TableStatus(table, "starter set, undated", "not dated", covers_today=True))
    return tuple(rows)
