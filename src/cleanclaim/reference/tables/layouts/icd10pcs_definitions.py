"""ICD-10-PCS definitions as XML: what a value of an axis means, by section, position and title: `0 3 Bypass`.

The device aggregation at the end of the file is another kind of row and is not read. Source: CMS.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, only
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import fiscal_year_in
from cleanclaim.reference.tables.xmllines import elements, text_of, texts_of


def _recognises(sample: Sample) -> bool:
    return "<icd10pcs.definitions>" in sample.text


def _read(lines: Lines) -> Reading:
    for number, section in elements(lines, "section"):
        for axis in section.findall("axis"):
            for terms in axis.findall("terms"):
                yield _row(number, section, axis, terms)


def _row(number: int, section: Element, axis: Element, terms: Element) -> Row | BadLine:
    letter, position, title = section.get("code", ""), axis.get("pos", ""), text_of(terms.find("title"))
    if not (letter and position and title):
        return BadLine(number, "a section ends here with a term that has no section, position or title")
    told = (texts_of(terms, tag) for tag in ("definition", "explanation", "includes"))
    return Row(
        f"{letter} {position} {title}", (text_of(section.find("title")), text_of(axis.find("title")), *told)
    )


LAYOUT = Layout(
    tables=(Table.ICD10PCS_DEFINITIONS,),
    title="ICD-10-PCS definitions (XML)",
    publisher="CMS",
    licence="US public domain",
    attributes=("section", "axis", "definition", "explanation", "includes"),
    recognises=_recognises,
    read=_read,
    span_of=fiscal_year_in,
    table_of=only(Table.ICD10PCS_DEFINITIONS),
    verified=True,
)
