"""NCCI procedure-to-procedure edits: tab-delimited text, split over several files by code range.

Banner lines with the AMA's notice, then column 1, column 2, `*` when older than 1996, effective and
deletion day (YYYYMMDD, `*` for none), modifier indicator 0, 1 or 9, rationale. One pair can have several
rows with windows apart from each other. A row that was deleted on the day it began never applied. The
deletion day is taken as the last day on which the pair applies (CMS: the edit is active through it;
unverified).
"""

from __future__ import annotations

import re
from datetime import date

from cleanclaim.core.span import Span
from cleanclaim.reference.tables.csvlines import cells_of
from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, is_procedure
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import compact_day, quarter_in, quarter_of

_INDICATORS = frozenset("019")


def _recognises(sample: Sample) -> bool:
    rows = [line.split("\t") for line in sample.lines]
    return any(
        len(row) >= 6
        and is_procedure(row[0].strip())
        and is_procedure(row[1].strip())
        and row[5].strip() in _INDICATORS
        for row in rows
    )


def _table_of(sample: Sample) -> Table | None:
    told = f"{sample.name} {sample.text}"
    if "medicaid" in told or sample.name.startswith("mcd"):
        return Table.PTP_MEDICAID
    if "ccioph" in told or "hospital" in told or "outpatient" in told:
        return Table.PTP_OUTPATIENT
    if "ccipra" in told or "practitioner" in told:
        return Table.PTP_PRACTITIONER
    return None


def _span_of(name: str) -> Span | None:
    """Version 31.0 was the first quarter of 2025, so `v323r0` is the fourth of 2026."""
    found = re.search(r"v(\d\d)([0-3])r\d", name.lower())
    if found:
        return quarter_of(1994 + int(found[1]), int(found[2]) + 1)
    return quarter_in(name)


def _read(lines: Lines) -> Reading:
    begun = False
    for number, cells in cells_of(lines, delimiter="\t"):
        begun = begun or is_procedure(cells[0])
        if begun:
            yield _row(number, cells)


def _row(number: int, cells: list[str]) -> Row | BadLine:
    if len(cells) < 6 or not (is_procedure(cells[0]) and is_procedure(cells[1])):
        return BadLine(number, "an edit wants two procedure codes and six columns")
    try:
        first, last = compact_day(cells[3]), compact_day(cells[4])
    except ValueError as error:
        return BadLine(number, f"effective or deletion is {error}")
    if cells[5] not in _INDICATORS:
        return BadLine(number, "the modifier indicator is not 0, 1 or 9")
    first = first or date.min
    if last is not None and last < first:
        return BadLine(number, "the edit is deleted before it begins")
    return Row(f"{cells[0]} {cells[1]}", (cells[5], cells[6] if len(cells) > 6 else ""), first, last)


LAYOUT = Layout(
    tables=(Table.PTP_PRACTITIONER, Table.PTP_OUTPATIENT, Table.PTP_MEDICAID),
    title="NCCI procedure-to-procedure edits (tab-delimited)",
    publisher="CMS",
    licence="US public domain; CPT code numbers (c) AMA",
    attributes=("modifier_indicator", "rationale"),
    recognises=_recognises,
    read=_read,
    span_of=_span_of,
    table_of=_table_of,
    in_parts=True,
    drops_dental=True,
)
