"""ICD-10-PCS index as XML: one row for each term, by its path of titles joined by ` > `.

`codes` holds the first characters of a table, `tab` names a table, `code` is a whole code, `use` the
preferred term; `see` sends to another term and keeps the table characters behind it. A term may have no title
of its own: then it stands under the path above it. Source: CMS.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, only
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import fiscal_year_in
from cleanclaim.reference.tables.xmllines import elements, own_text, text_of, texts_of

PATH = " > "


def _recognises(sample: Sample) -> bool:
    return "<icd10pcs.index>" in sample.text


def _read(lines: Lines) -> Reading:
    for number, main in elements(lines, "mainTerm"):
        if not text_of(main.find("title")):
            yield BadLine(number, "a main term ends here that has no title")
        else:
            yield from _rows(main, ())


def _rows(term: Element, above: tuple[str, ...]) -> Iterator[Row]:
    title = text_of(term.find("title"))
    path = (*above, title) if title else above
    values = (
        "; ".join(_sent(see) for see in term.findall("see")),
        "; ".join(_sent(use) for use in term.findall("use")),
        *(texts_of(term, tag) for tag in ("codes", "tab", "code")),
    )
    if any(values) or title:
        yield Row(PATH.join(path), values)
    for child in term.findall("term"):
        yield from _rows(child, path)


def _sent(element: Element) -> str:
    """Where a term sends, with the table characters or name that stand inside of it."""
    behind = [text_of(child) for child in element if text_of(child)]
    return " ".join((own_text(element), *(f"[{each}]" for each in behind))).strip()


LAYOUT = Layout(
    tables=(Table.ICD10PCS_INDEX,),
    title="ICD-10-PCS index (XML)",
    publisher="CMS",
    licence="US public domain",
    attributes=("see", "use", "codes", "tab", "code"),
    recognises=_recognises,
    read=_read,
    span_of=fiscal_year_in,
    table_of=only(Table.ICD10PCS_INDEX),
    verified=True,
)
