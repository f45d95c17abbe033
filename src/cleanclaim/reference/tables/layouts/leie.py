"""Excluded individuals and entities (HHS-OIG), as csv: rows that carry an NPI, by NPI.

Of the official file only the NPI, the kind and the day of the exclusion are kept, not the names. Older
exclusions have no NPI, so a provider who is not found here can still be excluded; a hit is a lead to verify
with OIG.
"""

from __future__ import annotations

from cleanclaim.core.identifiers import is_npi
from cleanclaim.reference.tables.csvlines import after_heading, cells_of, heading_in
from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, only
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import compact_day, month_in

_NONE = "0000000000"


def _recognises(sample: Sample) -> bool:
    official = heading_in(sample, "npi", "excltype", "excldate") is not None
    return official or (bool(sample.lines) and sample.lines[0].strip().lower() == "npi")


def _read(lines: Lines) -> Reading:
    for number, cell, _ in after_heading(cells_of(lines), "npi"):
        npi = cell.get("npi", "")
        if npi in ("", _NONE):
            continue
        try:
            excluded, reinstated = (
                compact_day(cell.get("excldate", "")),
                compact_day(cell.get("reindate", "")),
            )
        except ValueError as error:
            yield BadLine(number, f"the day of exclusion or reinstatement is {error}")
            continue
        if not is_npi(npi):
            yield BadLine(number, "the NPI has not its shape or check digit")
        elif excluded and reinstated and reinstated < excluded:
            yield BadLine(number, "the provider is reinstated before the exclusion")
        else:
            yield Row(npi, (cell.get("excltype", ""),), excluded, reinstated)


LAYOUT = Layout(
    tables=(Table.LEIE,),
    title="List of excluded individuals and entities (LEIE)",
    publisher="HHS-OIG",
    licence="US public domain",
    attributes=("exclusion_type",),
    recognises=_recognises,
    read=_read,
    span_of=month_in,
    table_of=only(Table.LEIE),
)
