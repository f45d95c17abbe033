"""ZIP code to payment locality, as csv: zip5, carrier, locality, year_from, year_to, plus4_split.

An extract of the CMS "Zip Code to Carrier Locality" files, with years; the fixed-width official file is not
read yet. `plus4_split` 1: parts of the ZIP lie in another locality, so nine digits are needed to be sure.
"""

from __future__ import annotations

from datetime import date

from cleanclaim.reference.tables.csvlines import after_heading, cells_of, heading_in
from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, only
from cleanclaim.reference.tables.layouts.gpci import locality_key
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import year_in

_HEADINGS = ("zip5", "carrier", "locality", "yearfrom", "yearto", "plus4split")


def _recognises(sample: Sample) -> bool:
    return heading_in(sample, *_HEADINGS) is not None


def _read(lines: Lines) -> Reading:
    for number, cell, cells in after_heading(cells_of(lines), *_HEADINGS):
        years = (cell.get("yearfrom", ""), cell.get("yearto", ""))
        if len(cells) < len(_HEADINGS) or len(cell["zip5"]) != 5 or not cell["zip5"].isdigit():
            yield BadLine(number, "the row does not begin with a ZIP code of five digits")
        elif not all(year == "" or (year.isdigit() and len(year) == 4) for year in years) or not years[0]:
            yield BadLine(number, "a year is not written with four digits")
        else:
            first = date(int(years[0]), 1, 1)
            last = date(int(years[1]), 12, 31) if years[1] else None
            key = locality_key(cell["carrier"], cell["locality"])
            yield Row(cell["zip5"], (key, cell["plus4split"]), first, last)


LAYOUT = Layout(
    tables=(Table.ZIP_LOCALITY,),
    title="ZIP codes and their payment localities",
    publisher="CMS",
    licence="US public domain",
    attributes=("locality", "plus4_split"),
    recognises=_recognises,
    read=_read,
    span_of=year_in,
    table_of=only(Table.ZIP_LOCALITY),
    verified=True,
)
