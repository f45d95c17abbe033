"""Medicare Coverage Database: the diagnoses that support medical necessity, as csv, by article.

`article_x_icd10_covered.csv` of the download: the diagnoses of an article in numbered groups. Written from
the published list of columns; not run on a real file.
"""

from __future__ import annotations

import re

from cleanclaim.core.code import icd10cm
from cleanclaim.reference.tables.csvlines import after_heading, cells_of, heading_in
from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, only
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import month_in

_HEADINGS = ("articleid", "icd10codeid", "icd10coveredgroup")
_DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?")


def _recognises(sample: Sample) -> bool:
    return heading_in(sample, *_HEADINGS) is not None


def _read(lines: Lines) -> Reading:
    for number, cell, _ in after_heading(cells_of(lines), *_HEADINGS):
        diagnosis = cell.get("icd10codeid", "").upper()
        if not cell["articleid"].isdigit():
            yield BadLine(number, "the article has no number")
        elif not _DIAGNOSIS.fullmatch(diagnosis):
            yield BadLine(number, "the diagnosis is not shaped like one")
        else:
            group = cell.get("icd10coveredgroup", "")
            yield Row(cell["articleid"], (icd10cm(diagnosis).value, group))


LAYOUT = Layout(
    tables=(Table.COVERAGE_DIAGNOSES,),
    title="Local coverage: diagnoses of articles",
    publisher="CMS",
    licence="US public domain",
    attributes=("diagnosis", "group"),
    recognises=_recognises,
    read=_read,
    span_of=month_in,
    table_of=only(Table.COVERAGE_DIAGNOSES),
)
