"""Medically Unlikely Edits: code, most units, adjudication indicator (Medicare only), rationale.

The indicator is words behind a digit, `3 Date of Service Edit: Clinical`; the digit is kept. Medicaid has
none: its values go by claim line. The rows have no dates: the quarter is in the file's name. A code that is
missing is no permission, since some values are not published.
"""

from __future__ import annotations

from cleanclaim.reference.tables.csvlines import cells_of, heading_in
from cleanclaim.reference.tables.layout import BadLine, Layout, Lines, Reading, Row, Sample, is_procedure
from cleanclaim.reference.tables.records import Table
from cleanclaim.reference.tables.spans import quarter_in

_CODES = ("hcpcscptcode", "hcpcs", "hcpcscode", "cpthcpcscode")
_SETTINGS = (
    ("practitioner", Table.MUE_PRACTITIONER),
    ("outpatient", Table.MUE_OUTPATIENT),
    ("dme", Table.MUE_DME),
)


def _heading(row: tuple[str, ...]) -> bool:
    return any(name in row for name in _CODES) and any(_is_value(name) for name in row)


def _is_value(name: str) -> bool:
    return name == "muevalue" or name.endswith("muevalues")


def _code_heading(sample: Sample) -> str | None:
    return next((name for name in _CODES if heading_in(sample, name)), None)


def _recognises(sample: Sample) -> bool:
    name = _code_heading(sample)
    return name is not None and _heading(heading_in(sample, name) or ())


def _table_of(sample: Sample) -> Table | None:
    told = f"{sample.name} {sample.text}"
    if "medicaid" in told or sample.name.startswith("mcd"):
        return Table.MUE_MEDICAID
    return next((table for word, table in _SETTINGS if word in told), None)


def _read(lines: Lines) -> Reading:
    rows = cells_of(lines)
    for number, cells in rows:
        heading = tuple("".join(c for c in cell.lower() if c.isalnum()) for cell in cells)
        if _heading(heading):
            code = next(name for name in _CODES if name in heading)
            yield from _rows(((n, dict(zip(heading, row, strict=False))) for n, row in rows), code)
            return
        if is_procedure(cells[0]):
            yield BadLine(number, "rows begin before any heading")
            return


def _rows(rows: object, code: str) -> Reading:
    for number, cell in rows:  # type: ignore[attr-defined]
        value = next((text for name, text in cell.items() if _is_value(name)), "")
        indicator = next((text[:1] for name, text in cell.items() if "adjudicationindicator" in name), "")
        rationale = next((text for name, text in cell.items() if "rationale" in name), "")
        if not is_procedure(cell.get(code, "")):
            yield BadLine(number, "the line does not begin with a procedure code")
        elif not (value.isascii() and value.isdigit()):
            yield BadLine(number, "the value is not a whole number")
        elif indicator not in ("", "1", "2", "3"):
            yield BadLine(number, "the adjudication indicator is not 1, 2 or 3")
        else:
            yield Row(cell[code], (value, indicator, rationale))


LAYOUT = Layout(
    tables=(Table.MUE_PRACTITIONER, Table.MUE_OUTPATIENT, Table.MUE_DME, Table.MUE_MEDICAID),
    title="Medically Unlikely Edits",
    publisher="CMS",
    licence="US public domain; CPT code numbers (c) AMA",
    attributes=("value", "indicator", "rationale"),
    recognises=_recognises,
    read=_read,
    span_of=quarter_in,
    table_of=_table_of,
    drops_dental=True,
)
