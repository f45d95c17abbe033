"""Medicare physician fee schedule relative values: PPRRVU csv, by position.

The official file has banner and heading lines whose words are spread and repeat, so columns go by position
(31 of them, descriptor third); the first line whose first field is a code is the first row. An extract
without the descriptor, whose heading names its columns, is read by the same names. The descriptor is never
read: its words are the AMA's. Layout: CMS, "National Physician Fee Schedule Relative Value File"
documentation.
"""

from __future__ import annotations

import csv
import re

from cleanclaim.reference.tables.csvlines import cells_of
from cleanclaim.reference.tables.layout import (
    BadLine,
    Layout,
    Lines,
    Reading,
    Row,
    Sample,
    is_procedure,
    only,
)
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import quarter_in

# position 3, the descriptor, is not among them
COLUMNS = (
    "hcpcs", "modifier", "status_code", "not_used_for_medicare", "work_rvu",
    "nonfac_pe_rvu", "nonfac_na_indicator", "fac_pe_rvu", "fac_na_indicator", "mp_rvu", "nonfac_total_rvu",
    "fac_total_rvu", "pctc_ind", "global_days", "pre_op", "intra_op", "post_op", "mult_proc", "bilat_surg",
    "asst_surg", "co_surg", "team_surg", "endo_base", "conv_factor", "phys_supervision", "calculation_flag",
    "diag_imaging_family", "opps_nonfac_pe_amount", "opps_fac_pe_amount", "opps_mp_amount",
)  # fmt: skip
_NUMBERS = frozenset(name for name in COLUMNS if name.endswith(("_rvu", "_amount", "conv_factor")))
_NUMBER = re.compile(r"[0-9]{0,6}\.?[0-9]{0,6}")
_MODIFIERS = frozenset({"", "26", "TC", "53"})


def _recognises(sample: Sample) -> bool:
    rows = list(csv.reader(sample.lines))
    named = any(row[:3] == ["hcpcs", "modifier", "status_code"] for row in rows)
    banner = any(row[:4] == ["HCPCS", "MOD", "DESCRIPTION", "CODE"] for row in rows)
    return named or banner


def _read(lines: Lines) -> Reading:
    begun = False
    for number, cells in cells_of(lines):
        begun = begun or is_procedure(cells[0])
        if begun:
            yield _row(number, cells)


def _row(number: int, cells: list[str]) -> Row | BadLine:
    if len(cells) == len(COLUMNS) + 1:
        del cells[2]
    if len(cells) != len(COLUMNS):
        return BadLine(number, f"{len(cells)} columns where 31 are wanted")
    if not is_procedure(cells[0]) or cells[1] not in _MODIFIERS:
        return BadLine(number, "the line does not begin with a procedure code and 26, TC, 53 or no modifier")
    for name, cell in zip(COLUMNS, cells, strict=True):
        if name in _NUMBERS and not (cell and _NUMBER.fullmatch(cell) and cell != "."):
            return BadLine(number, f"column {name} holds no number")
    key = f"{cells[0]}-{cells[1]}" if cells[1] else cells[0]
    return Row(key, tuple(cells[2:]))


LAYOUT = Layout(
    tables=(Table.MPFS,),
    title="Medicare physician fee schedule, relative values (PPRRVU)",
    publisher="CMS",
    licence="US public domain; CPT code numbers (c) AMA, descriptors not kept",
    attributes=COLUMNS[2:],
    recognises=_recognises,
    read=_read,
    span_of=quarter_in,
    table_of=only(Table.MPFS),
    drops_dental=True,
    verified=True,
)
