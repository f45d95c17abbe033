"""Which counties a payment locality holds: the yearly `LOCCO` csv.

State names stand on the first row of a state and are carried down; blank rows lie between. Source: CMS PFS.
"""

from __future__ import annotations

from cleanclaim.reference.tables.csvlines import cells_of
from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, only
from cleanclaim.reference.tables.layouts.gpci import locality_key
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import year_in


def _recognises(sample: Sample) -> bool:
    return "counties" in sample.text and "locality number" in sample.text


def _read(lines: Lines) -> Reading:
    state = ""
    for number, cells in cells_of(lines):
        if not cells[0].isdigit():
            continue
        if len(cells) < 5 or not cells[1].isdigit():
            yield BadLine(number, "a locality row wants contractor, locality, state, area and counties")
            continue
        state = cells[2] or state
        yield Row(locality_key(cells[0], cells[1]), (state, cells[3].rstrip("* "), cells[4]))


LAYOUT = Layout(
    tables=(Table.LOCALITY_COUNTY,),
    title="Payment localities and their counties",
    publisher="CMS",
    licence="US public domain",
    attributes=("state", "area", "counties"),
    recognises=_recognises,
    read=_read,
    span_of=year_in,
    table_of=only(Table.LOCALITY_COUNTY),
    verified=True,
)
