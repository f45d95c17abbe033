"""ICD-10-PCS tables as XML, expanded to every valid code with the meaning of each of its characters.

A table gives characters 1 to 3, each of its rows a choice for each of 4 to 7. The counts that the file states
(labels of an axis, codes of a row) are held against what was read. Source: CMS.
"""

from __future__ import annotations

from itertools import product
from xml.etree.ElementTree import Element

from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, only
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import fiscal_year_in
from cleanclaim.reference.tables.xmllines import elements, text_of

_Choice = list[tuple[str, str]]  # character and meaning
_LETTERS = frozenset("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")  # never I or O


def _recognises(sample: Sample) -> bool:
    return "<icd10pcs.tabular>" in sample.text


def _read(lines: Lines) -> Reading:
    for number, table in elements(lines, "pcsTable"):
        head = _choices(table, ("1", "2", "3"))
        if head is None or any(len(choice) != 1 for choice in head):
            yield BadLine(number, "a table ends here whose first three characters are not one each")
            continue
        for row in table.findall("pcsRow"):
            yield from _codes(number, head, row)


def _codes(number: int, head: list[_Choice], row: Element) -> Reading:
    rest = _choices(row, ("4", "5", "6", "7"))
    if rest is None:
        yield BadLine(number, "a table ends here with an axis that lacks labels or miscounts them")
        return
    found = list(product(*head, *rest))
    if row.get("codes") != str(len(found)):
        yield BadLine(number, "a table ends here with a row that miscounts its codes")
        return
    for characters in found:
        yield Row("".join(mark for mark, _ in characters), tuple(meaning for _, meaning in characters))


def _choices(parent: Element, positions: tuple[str, ...]) -> list[_Choice] | None:
    """The labels of each position; None unless every one is there with as many labels as it states."""
    axes = {axis.get("pos", ""): axis for axis in parent.findall("axis")}
    if tuple(sorted(axes)) != positions:
        return None
    found = []
    for position in positions:
        labels = [(label.get("code", ""), text_of(label)) for label in axes[position].findall("label")]
        if axes[position].get("values") != str(len(labels)) or not all(
            mark in _LETTERS for mark, _ in labels
        ):
            return None
        found.append(labels)
    return found


LAYOUT = Layout(
    tables=(Table.ICD10PCS,),
    title="ICD-10-PCS tables (XML)",
    publisher="CMS",
    licence="US public domain",
    attributes=("section", "body_system", "operation", *(f"character_{position}" for position in "4567")),
    recognises=_recognises,
    read=_read,
    span_of=fiscal_year_in,
    table_of=only(Table.ICD10PCS),
    verified=True,
)
