"""Which days the loaded editions of a table leave uncovered between its first and its last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

from cleanclaim.core.span import Span
from cleanclaim.reference.tables.records import Table, TableEdition


def gaps(editions: Iterable[TableEdition], table: Table) -> tuple[Span, ...]:
    """Runs of days between editions on which the table cannot be asked, in order."""
    spans = sorted(each.effective for each in editions if each.table is table)
    found = []
    for before, after in pairwise(spans):
        if before.last is None:
            break
        opens = before.last + timedelta(days=1)
        if opens < after.first:
            found.append(Span(opens, after.first - timedelta(days=1)))
    return tuple(found)
