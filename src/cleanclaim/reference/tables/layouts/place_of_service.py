"""The place of service code set as csv: code and title, in CMS's own words. Days are not in it."""

from __future__ import annotations

from cleanclaim.core.span import Span
from cleanclaim.reference.tables.csvlines import after_heading, cells_of, heading_in
from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, only
from cleanclaim.reference.tables.records import Table


def _recognises(sample: Sample) -> bool:
    wanted = ("code", "title", "definition")
    return heading_in(sample, *wanted) is not None


def _span_of(_name: str) -> Span | None:
    return None


def _read(lines: Lines) -> Reading:
    for number, cell, _ in after_heading(cells_of(lines), "code", "title", "definition"):
        code = cell.get("code", "").zfill(2)
        if len(code) != 2 or not code.isdigit() or not cell.get("title"):
            yield BadLine(number, "a place wants a number of two digits and a title")
        else:
            yield Row(code, (cell["title"],))


LAYOUT = Layout(
    tables=(Table.POS,),
    title="Place of service codes",
    publisher="CMS",
    licence="US public domain",
    attributes=("title",),
    recognises=_recognises,
    read=_read,
    span_of=_span_of,
    table_of=only(Table.POS),
    verified=True,
)
