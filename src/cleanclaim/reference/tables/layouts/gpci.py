"""Geographic practice cost indices: Addendum E csv, one row for each payment locality.

Banner lines, a heading, rows, foot notes. Spreadsheet export lost leading zeros: the contractor is padded to
five digits, the locality to two. Names carry `*` marks, which are taken off. Source: CMS PFS final rule.
"""

from __future__ import annotations

import re

from cleanclaim.reference.tables.csvlines import cells_of
from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, only
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import year_in

_INDEX = re.compile(r"[0-9]?\.?[0-9]{1,3}")


def locality_key(contractor: str, locality: str) -> str:
    """`2402` and `0` become `02402-00`."""
    return f"{contractor.strip().zfill(5)}-{locality.strip().zfill(2)}"


def _recognises(sample: Sample) -> bool:
    return "gpci" in sample.text and "locality name" in sample.text


def _read(lines: Lines) -> Reading:
    for number, cells in cells_of(lines):
        if not (cells[0].isdigit() and len(cells) >= 7):
            continue  # banner, heading and foot notes
        indices = cells[4:7]
        if len(cells[0]) > 5 or not cells[2].isdigit() or len(cells[2]) > 2:
            yield BadLine(number, "contractor or locality number has too many digits or none")
        elif not all(_INDEX.fullmatch(index) for index in indices):
            yield BadLine(number, "an index is no number with at most three decimals")
        else:
            key = locality_key(cells[0], cells[2])
            yield Row(key, (cells[1], cells[3].rstrip("* "), *indices))


LAYOUT = Layout(
    tables=(Table.GPCI,),
    title="Geographic practice cost indices (PFS Addendum E)",
    publisher="CMS",
    licence="US public domain",
    attributes=("state", "name", "work", "pe", "mp"),
    recognises=_recognises,
    read=_read,
    span_of=year_in,
    table_of=only(Table.GPCI),
    verified=True,
)
