"""The add-on code edit file, saved as tab- or comma-delimited text: one row for each add-on and primary.

Columns are found by normalised heading, since their words and order change: add-on code, primary code, edit
type 1, 2 or 3, effective and deletion day of the edit (Julian YYYYDDD, as the file writes them; YYYYMMDD is
taken too). A primary `CCCCC` means that the contractor has the list. Layout from CMS's description and
public loaders.
"""

from __future__ import annotations

from datetime import date

from cleanclaim.reference.tables.csvlines import cells_of
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
from cleanclaim.reference.tables.spans import julian_day, quarter_in, year_in

CONTRACTOR_DEFINED = "CCCCC"


def _columns(heading: tuple[str, ...]) -> dict[str, int] | None:
    """Positions by meaning; None when it is not the heading."""
    found: dict[str, int] = {}
    for position, name in enumerate(heading):
        if "delet" in name and not name.startswith(("addon", "primary")):
            found.setdefault("deleted", position)
        elif "effective" in name:
            found.setdefault("effective", position)
        elif "type" in name:
            found.setdefault("type", position)
        elif name.startswith("addon") and "delet" not in name:
            found.setdefault("add_on", position)
        elif name.startswith("primary") and "delet" not in name:
            found.setdefault("primary", position)
    return found if {"add_on", "primary", "type"} <= found.keys() else None


def _delimiter(line: str) -> str:
    return "\t" if "\t" in line else ","


def _recognises(sample: Sample) -> bool:
    return any(_columns(normalised(line.split(_delimiter(line)))) for line in sample.lines)


def _read(lines: Lines) -> Reading:
    for _, line in lines:
        delimiter = _delimiter(line)
        columns = _columns(normalised(line.split(delimiter)))
        if columns is not None:
            for number, cells in cells_of(lines, delimiter=delimiter):
                yield _row(number, cells, columns)


def _row(number: int, cells: list[str], columns: dict[str, int]) -> Row | BadLine:
    cell = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
    primary, kind = cell["primary"].upper(), cell["type"][:1]
    if not is_procedure(cell["add_on"]) or not (is_procedure(primary) or primary == CONTRACTOR_DEFINED):
        return BadLine(number, "add-on and primary are not two procedure codes")
    if kind not in ("1", "2", "3"):
        return BadLine(number, "the edit type is not 1, 2 or 3")
    try:
        first, last = julian_day(cell.get("effective", "")), julian_day(cell.get("deleted", ""))
    except ValueError as error:
        return BadLine(number, f"effective or deletion is {error}")
    if last is not None and last < (first or date.min):
        return BadLine(number, "the edit is deleted before it begins")
    return Row(cell["add_on"], (primary, kind), first, last)


LAYOUT = Layout(
    tables=(Table.ADD_ON,),
    title="NCCI add-on code edits (delimited text)",
    publisher="CMS",
    licence="US public domain; CPT code numbers (c) AMA",
    attributes=("primary", "type"),
    recognises=_recognises,
    read=_read,
    span_of=lambda name: quarter_in(name) or year_in(name),
    table_of=only(Table.ADD_ON),
    drops_dental=True,
)
