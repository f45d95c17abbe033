"""MS-DRG weights and lengths of stay (IPPS final rule, Table 5), as csv, by three-digit group.

Columns by normalised heading, in the words of the rule or in those of an extract. Where a rule caps
decreases, `weight` is the capped one. A point or nothing stands for no value. Source: CMS.
"""

from __future__ import annotations

import re

from cleanclaim.reference.tables.csvlines import cells_of
from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, normalised, only
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import fiscal_year_in

COLUMNS = ("mdc", "type", "title", "weight", "gmlos", "amlos", "post_acute", "special_pay")
_MEANINGS = {
    "msdrg": "key",
    "mdc": "mdc",
    "type": "type",
    "title": "title",
    "msdrgtitle": "title",
    "weight": "weight",
    "weights": "weight",
    "gmlos": "gmlos",
    "geometricmeanlos": "gmlos",
    "amlos": "amlos",
    "arithmeticmeanlos": "amlos",
    "postacute": "post_acute",
    "specialpay": "special_pay",
}
_NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?|\.?")


def _columns(cells: list[str]) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for at, name in enumerate(normalised(cells)):
        if name in _MEANINGS:
            found[_MEANINGS[name]] = at
        elif name.endswith("postacutedrg"):
            found["post_acute"] = at
        elif name.endswith("specialpaydrg"):
            found["special_pay"] = at
    return found if {"key", "mdc", "weight", "gmlos", "amlos"} <= found.keys() else None


def _recognises(sample: Sample) -> bool:
    return any(_columns(cells) for _, cells in cells_of(iter(enumerate(sample.lines, 1))))


def _read(lines: Lines) -> Reading:
    columns: dict[str, int] | None = None
    for number, cells in cells_of(lines):
        if columns is None:
            columns = _columns(cells)
            continue
        cell = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        if not re.fullmatch(r"[0-9]{1,3}", cell["key"]):
            yield BadLine(number, "the line does not begin with a group of up to three digits")
        elif not all(_NUMBER.fullmatch(cell[name]) for name in ("weight", "gmlos", "amlos")):
            yield BadLine(number, "weight or length of stay is no number")
        else:
            yield Row(cell["key"].zfill(3), tuple(cell.get(name, "") for name in COLUMNS))


LAYOUT = Layout(
    tables=(Table.MS_DRG,),
    title="MS-DRG weights (IPPS Table 5)",
    publisher="CMS",
    licence="US public domain",
    attributes=COLUMNS,
    recognises=_recognises,
    read=_read,
    span_of=fiscal_year_in,
    table_of=only(Table.MS_DRG),
    verified=True,
)
