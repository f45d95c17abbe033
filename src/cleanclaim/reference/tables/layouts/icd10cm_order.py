"""ICD-10-CM order file, fixed width: 1-5 order number, 7-13 code, 15 flag (0 header, 1 billable), 17-76 short
title, 78 on long title. Source: CDC/NCHS and CMS, order file documentation."""

from __future__ import annotations

import re

from cleanclaim.core.code import icd10cm
from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, only
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import fiscal_half_in

# an ICD-10-PCS order file has the same columns and codes of exactly seven characters without any
# third-digit rule
_LINE = re.compile(r"([0-9]{5}) ([A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}) {1,5}([01]) (.{60}) ?(.*)")


def _recognises(sample: Sample) -> bool:
    rows = [line for line in sample.lines if line.strip()]
    return bool(rows) and all(_LINE.fullmatch(line) for line in rows)


def _read(lines: Lines) -> Reading:
    before = 0
    for number, line in lines:
        if not line.strip():
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            yield BadLine(number, "it is not order number, code, flag and two titles at their positions")
        elif int(found[1]) != before + 1:
            yield BadLine(number, f"order number {before + 1:05d} is missing")
            before = int(found[1])
        else:
            before += 1
            title = found[5].strip() or found[4].strip()
            yield Row(icd10cm(found[2]).value, (found[3], title))


LAYOUT = Layout(
    tables=(Table.ICD10CM,),
    title="ICD-10-CM order file",
    publisher="CDC/NCHS",
    licence="US public domain; Source: CDC/NCHS",
    attributes=("is_billable", "title"),
    recognises=_recognises,
    read=_read,
    span_of=fiscal_half_in,
    table_of=only(Table.ICD10CM),
)
