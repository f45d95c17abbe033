"""ICD-10-CM Alphabetic Index and the tables beside it, as XML: one row for each term, by its path of titles.

The index of diseases, the table of drugs, the neoplasm table and the external cause index share one
structure. A key is the titles from the main term down, joined by ` > `, without the words in parentheses;
those stand in `modifiers`. In `cell_2` to `cell_7` `--` means no code, a trailing `-` more characters to
come. Drugs: poisoning accidental, self-harm, assault, undetermined, adverse effect, underdosing; neoplasms:
malignant primary, secondary, in situ, benign, uncertain, unspecified behavior. Run on the three tables of
April 2026; the index of diseases itself was not at hand. Source: CDC/NCHS.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import fiscal_half_in
from cleanclaim.reference.tables.xmllines import elements, own_text, texts_of

_CELLS = tuple(str(number) for number in range(2, 8))
PATH = " > "


def _recognises(sample: Sample) -> bool:
    return "<icd10cm.index>" in sample.text


def _table_of(sample: Sample) -> Table:
    if '<head col="1">substance' in sample.text:
        return Table.ICD10CM_DRUGS
    if '<head col="1">neoplasm' in sample.text:
        return Table.ICD10CM_NEOPLASMS
    if "external cause" in sample.text:
        return Table.ICD10CM_EXTERNAL_CAUSES
    return Table.ICD10CM_INDEX


def _read(lines: Lines) -> Reading:
    for number, main in elements(lines, "mainTerm"):
        yield from _rows(number, main, ())


def _rows(number: int, term: Element, above: tuple[str, ...]) -> Iterator[Row | BadLine]:
    title = term.find("title")
    path = (*above, own_text(title))
    if title is None or not path[-1]:
        yield BadLine(number, "a term ends here that has no title")
        return
    cells = {cell.get("col", ""): own_text(cell) for cell in term.findall("cell")}
    if not cells.keys() <= set(_CELLS):
        yield BadLine(number, "a term ends here with a cell outside of columns 2 to 7")
        return
    texts = [texts_of(term, tag) for tag in ("see", "seeAlso", "seecat", "subcat", "code", "manif")]
    columns = [cells.get(column, "") for column in _CELLS]
    yield Row(PATH.join(path), (texts_of(title, "nemod"), *texts, *columns))
    for child in term.findall("term"):
        yield from _rows(number, child, path)


LAYOUT = Layout(
    tables=(
        Table.ICD10CM_INDEX,
        Table.ICD10CM_DRUGS,
        Table.ICD10CM_NEOPLASMS,
        Table.ICD10CM_EXTERNAL_CAUSES,
    ),
    title="ICD-10-CM index, drugs, neoplasms or external causes (XML)",
    publisher="CDC/NCHS",
    licence="US public domain; Source: CDC/NCHS",
    attributes=(
        "modifiers", "see", "see_also", "see_category", "subcategory", "code", "manifestation",
        *(f"cell_{column}" for column in _CELLS),
    ),
    recognises=_recognises,
    read=_read,
    span_of=fiscal_half_in,
    table_of=_table_of,
    verified=True,
)  # fmt: skip
