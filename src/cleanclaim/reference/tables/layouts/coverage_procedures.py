"""Medicare Coverage Database: the procedures of each local coverage article, as csv, by procedure.

`article_x_hcpc_code.csv` of the download: which procedures an article governs, in numbered groups. Written
from the published list of columns; not run on a real file.
"""

from __future__ import annotations

from cleanclaim.reference.tables.csvlines import after_heading, cells_of, heading_in
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
from cleanclaim.reference.tables.spans import month_in

_HEADINGS = ("articleid", "hcpccodeid", "hcpccodegroup")


def _recognises(sample: Sample) -> bool:
    return heading_in(sample, *_HEADINGS) is not None


def _read(lines: Lines) -> Reading:
    for number, cell, _ in after_heading(cells_of(lines), *_HEADINGS):
        procedure = cell.get("hcpccodeid", "")
        if not cell["articleid"].isdigit():
            yield BadLine(number, "the article has no number")
        elif not is_procedure(procedure):
            yield BadLine(number, "the procedure is not shaped like one")
        else:
            yield Row(procedure, (cell["articleid"], cell.get("hcpccodegroup", "")))


LAYOUT = Layout(
    tables=(Table.COVERAGE_PROCEDURES,),
    title="Local coverage: procedures of articles",
    publisher="CMS",
    licence="US public domain; CPT numbers are the AMA's",
    attributes=("article", "group"),
    recognises=_recognises,
    read=_read,
    span_of=month_in,
    table_of=only(Table.COVERAGE_PROCEDURES),
)
