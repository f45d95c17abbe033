"""OPPS Addendum B, as csv: status indicator and payment rate of a procedure in the outpatient hospital.

Columns by normalised heading (`HCPCS Code`, `SI`, `APC`, `Relative Weight`, `Payment Rate`, ...). Short
descriptors are kept for Level II codes only: those of CPT codes are the AMA's.
"""

from __future__ import annotations

from cleanclaim.reference.tables.csvlines import Cells, cells_of
from cleanclaim.reference.tables.layout import (
    BadLine,
    Layout,
    Lines,
    Reading,
    Row,
    Sample,
    is_procedure,
    normalised,
    only,
)
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import quarter_in

_MEANINGS = {
    "hcpcs": "code",
    "hcpcscode": "code",
    "shortdescriptor": "title",
    "si": "status_indicator",
    "statusindicator": "status_indicator",
    "apc": "apc",
    "relativeweight": "weight",
    "paymentrate": "rate",
}


def _columns(cells: list[str]) -> dict[str, int] | None:
    found = {_MEANINGS[name]: at for at, name in enumerate(normalised(cells)) if name in _MEANINGS}
    return found if {"code", "status_indicator", "rate"} <= found.keys() else None


def _recognises(sample: Sample) -> bool:
    return any(_columns(cells) for _, cells in cells_of(iter(enumerate(sample.lines, 1))))


def _read(lines: Lines) -> Reading:
    columns: dict[str, int] | None = None
    for row in cells_of(lines):
        if columns is None:
            columns = _columns(row[1])
        elif row[1][0]:
            yield _row(row, columns)


def _row(row: Cells, columns: dict[str, int]) -> Row | BadLine:
    number, cells = row
    cell = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
    code, rate = cell["code"], cell["rate"].replace("$", "").replace(",", "")
    if not is_procedure(code):
        return BadLine(number, "the line does not begin with a procedure code")
    if not cell["status_indicator"] or (rate and not rate.replace(".", "", 1).isdigit()):
        return BadLine(number, "the status indicator is missing or the rate is no amount")
    title = "" if code[0].isdigit() else cell.get("title", "")
    return Row(code, (cell["status_indicator"], cell.get("apc", ""), cell.get("weight", ""), rate, title))


LAYOUT = Layout(
    tables=(Table.OPPS_B,),
    title="OPPS Addendum B",
    publisher="CMS",
    licence="US public domain; CPT code numbers (c) AMA, descriptors not kept",
    attributes=("status_indicator", "apc", "weight", "rate", "title"),
    recognises=_recognises,
    read=_read,
    span_of=quarter_in,
    table_of=only(Table.OPPS_B),
    drops_dental=True,
    verified=True,
)
