"""HCPCS Level II alphanumeric file as a spreadsheet, one row per record, columns by their headings.

`HCPC`, `SEQNUM`, `RECID`, `LONG DESCRIPTION`, ..., `COV CODE`, `ADD DT`, `ACT EFF DT`, `TERM DT`. The record
kinds are those of the fixed-width file: 3 code, 4 its continuation, 7 modifier, 8 its continuation. Written
from the record layout that CMS publishes with the file; no real workbook was at hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.reference.tables.csvlines import after_heading, cells_of, heading_in
from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, only
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import compact_day, quarter_in, year_in

_WANTED = ("hcpc", "recid", "longdescription", "acteffdt", "termdt")
_KINDS = {"3": "code", "4": "code", "7": "modifier", "8": "modifier"}
_CONTINUES = ("4", "8")
_Record = tuple[int, dict[str, str]]


def _recognises(sample: Sample) -> bool:
    return heading_in(sample, *_WANTED) is not None


def _read(lines: Lines) -> Reading:
    held: _Record | None = None
    for number, cell, _ in after_heading(cells_of(lines), *_WANTED):
        kind = cell.get("recid", "").lstrip("0")
        if kind not in _KINDS or not cell.get("hcpc"):
            yield BadLine(number, "a record wants a code and a kind of 3, 4, 7 or 8")
        elif kind not in _CONTINUES:
            yield from _finished(held)
            held = (number, cell | {"recid": kind})
        elif held is None or held[1]["hcpc"] != cell["hcpc"]:
            yield BadLine(number, "a continuation stands behind another code")
        else:
            held[1]["longdescription"] += f" {cell.get('longdescription', '')}"
    yield from _finished(held)


def _finished(record: _Record | None) -> Iterator[Row | BadLine]:
    if record is None:
        return
    number, cell = record
    try:
        added, effective, ended = (
            compact_day(cell.get(name, "")) for name in ("adddt", "acteffdt", "termdt")
        )
    except ValueError as error:
        yield BadLine(number, f"added, effective or ended is {error}")
        return
    first = added or effective
    if first and ended and ended < first:
        yield BadLine(number, "the code ends before it begins")
        return
    title = " ".join(cell["longdescription"].split())
    yield Row(cell["hcpc"], (_KINDS[cell["recid"]], cell.get("covcode", ""), title), first, ended)


LAYOUT = Layout(
    tables=(Table.HCPCS,),
    title="HCPCS Level II alphanumeric file (spreadsheet)",
    publisher="CMS",
    licence="US public domain; dental codes (c) ADA, not kept",
    attributes=("kind", "coverage", "title"),
    recognises=_recognises,
    read=_read,
    span_of=lambda name: quarter_in(name) or year_in(name),
    table_of=only(Table.HCPCS),
    drops_dental=True,
)
