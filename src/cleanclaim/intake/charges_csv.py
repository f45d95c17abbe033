"""Charge exports: CSV with one row per charge line, rows grouped to encounters.

The format is in docs/csv-format.md. Rows are counted as a spreadsheet counts them: the header is row 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cleanclaim.core.code import Code
from cleanclaim.core.finding import Finding
from cleanclaim.core.money import Money
from cleanclaim.intake import assembly, values
from cleanclaim.intake.csv_columns import (
    LINE_COLUMNS,
    PARTED_COLUMNS,
    REQUIRED_COLUMNS,
    column_key,
    known_columns,
)
from cleanclaim.intake.problems import Problems
from cleanclaim.intake.sheet import Cell, Sheet
from cleanclaim.intake.text_file import normalised, read_text
from cleanclaim.model.encounter import CapturedCharge, Encounter, Visit
from cleanclaim.model.setup import PracticeSetup

_ROOM = "intake.csv"
_Answer = tuple[tuple[Encounter, ...], tuple[Finding, ...]]

_WHOLE_FILE = {f"{_ROOM}.not-csv", f"{_ROOM}.no-column", f"{_ROOM}.column-twice"}
_PARTED = {single for single, _ in PARTED_COLUMNS.values()}
# CMS place-of-service codes that stand for one setting; the others need the setting column
_SETTINGS = {
    "02": "telehealth", "10": "telehealth", "11": "office", "12": "home", "19": "outpatient_hospital",
    "20": "urgent_care", "21": "inpatient", "22": "outpatient_hospital", "23": "emergency",
    "24": "surgery_center",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: its number, its cells by field, and how many cells it has more than the header."""

    number: int
    cells: Mapping[str, Cell]
    surplus: int = 0

    def text(self, field: str) -> str:
        """The text of a field, '' when the row has none."""
        return self.cells[field].text if field in self.cells else ""


def read_charges_file(path: Path, setup: PracticeSetup) -> _Answer:
    """The encounters of a CSV file and all findings; see `read_charges`."""
    problems = Problems(_ROOM, f"charges {path.name}")
    text = read_text(path, problems)
    if text is None:
        return (), problems.findings
    return read_charges(text, setup, subject=f"charges {path.name}")


def read_charges(text: str, setup: PracticeSetup, *, subject: str) -> _Answer:
    """The encounters of a charge export, in order of their first row, and all findings.

    An encounter with anything wrong in any of its rows is not read at all; the others are. Codes are
    signed when `signed_by` and `signed_on` are filled.
    """
    of_file = Problems(_ROOM, subject)
    rows = _rows(normalised(text), of_file)
    encounters: list[Encounter] = []
    findings = list(of_file.findings)
    for group in _grouped(rows):
        problems = Problems(_ROOM, subject)
        encounter = _encounter(group, setup, problems)
        findings.extend(problems.findings)
        if encounter:
            encounters.append(encounter)
    return tuple(encounters), tuple(findings)


def _rows(text: str, problems: Problems) -> list[_Row]:
    """The rows with an encounter id; none when the file as a whole cannot be trusted."""
    records = _records(text, problems)
    if not records:
        return []
    header, fields = records[0], _fields(records[0], problems)
    rows: list[_Row] = []
    for number, record in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in record):
            continue
        path = (f"row {number}",)
        cells = {
            field: Cell(cell.strip(), (*path, header[column].strip()), header[column].strip())
            for column, (field, cell) in enumerate(zip(fields, record, strict=False))
            if field
        }
        row = _Row(number, cells, len(record) - len(header))
        if row.text("encounter"):
            rows.append(row)
        else:
            problems.refuse(
                "no-encounter", path, "the row names no encounter", next_step="fill its encounter id"
            )
    return [] if any(finding.rule_id in _WHOLE_FILE for finding in problems.findings) else rows


def _records(text: str, problems: Problems) -> list[list[str]]:
    first_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)  # on a tie the comma, which stands first
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error:
        # rows behind the fault may belong to encounters before it, so nothing of the file is taken
        problems.refuse(
            "not-csv",
            (f"row {len(records) + 1}",),
            "the file stops being CSV here",
            wanted="cells with quotes in pairs",
            next_step="correct the quotes and read the file again",
        )
        return []
    if not records:
        problems.refuse("not-csv", ("row 1",), "the file is empty", wanted="a header row")
    return records


def _fields(header: Sequence[str], problems: Problems) -> list[str]:
    """The field of each column, '' for a column that is not used; what is wrong with the header is noted."""
    known = known_columns()
    fields: list[str] = []
    for title in header:
        field = known.get(column_key(title), "")
        path = ("row 1", title.strip())
        if not field and title.strip():
            problems.advise("unused-column", path, "the column is not used", wanted="see docs/csv-format.md")
        elif field and field in fields:
            problems.refuse("column-twice", path, f"two columns stand for {field}", wanted="one of them")
        fields.append(field)
    for field in REQUIRED_COLUMNS:
        if field not in fields:
            problems.refuse(
                "no-column",
                ("row 1",),
                f"the column {field} is missing",
                wanted=field,
                next_step="add the column",
            )
    return fields


def _grouped(rows: Sequence[_Row]) -> list[list[_Row]]:
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(row.text("encounter"), []).append(row)
    return list(groups.values())


def _encounter(rows: Sequence[_Row], setup: PracticeSetup, problems: Problems) -> Encounter | None:
    for row in rows:
        if row.surplus:
            problems.refuse(
                "row-width",
                (f"row {row.number}",),
                "the row has more or fewer cells than the header",
                found=f"{row.surplus:+d}",
                wanted="as many as the header",
                next_step="look for a missing quote or a cut row",
            )
    cells = _shared_cells(rows, problems)
    _supply_defaults(cells, rows[0], problems)
    at = (f"row {rows[0].number}",)
    charges = [charge for row in rows if (charge := _charge(row, problems))]
    diagnoses: dict[Code, None] = {}
    for charge in charges:
        diagnoses |= dict.fromkeys(charge.diagnoses)
    return assembly.encounter(
        Sheet(cells, problems, at=at),
        setup,
        charges=charges,
        diagnoses=tuple(diagnoses),
        day=values.export_day,
    )


def _shared_cells(rows: Sequence[_Row], problems: Problems) -> dict[str, Cell]:
    """The cells that hold for the whole encounter: rows may repeat them or leave them blank."""
    cells: dict[str, Cell] = {}
    for row in rows:
        for field, cell in row.cells.items():
            if not cell.text or field in LINE_COLUMNS or field.rpartition("_")[0] in _PARTED:
                continue
            first = cells.setdefault(field, cell)
            if first.text != cell.text:
                problems.refuse(
                    "rows-disagree",
                    cell.path,
                    f"{cell.label} differs from {first.path[0]} of the same encounter",
                    found=cell.text,
                    wanted="the same in all rows of an encounter, or blank",
                    next_step="correct one of the rows",
                )
    return cells


def _supply_defaults(cells: dict[str, Cell], row: _Row, problems: Problems) -> None:
    path = (f"row {row.number}",)
    place = cells["place_of_service"].text.zfill(2) if "place_of_service" in cells else ""
    if "setting" not in cells and place in _SETTINGS:
        cells["setting"] = Cell(_SETTINGS[place], path, "setting")
    if "visit" not in cells:
        cells["visit"] = Cell(Visit.ESTABLISHED, path, "visit")
        problems.advise(
            "visit-assumed",
            path,
            "the row does not say whether the patient is new; taken as established",
            wanted="visit: new or established",
        )


def _charge(row: _Row, problems: Problems) -> CapturedCharge | None:
    cells = {field: cell for field, cell in row.cells.items() if field in LINE_COLUMNS}
    for field, (single, most) in PARTED_COLUMNS.items():
        parts = [row.cells[f"{single}_{n}"] for n in range(1, most + 1) if row.text(f"{single}_{n}")]
        if parts:
            whole = [cells[field]] if row.text(field) else []
            texts = " ".join(cell.text for cell in (*whole, *parts))
            cells[field] = Cell(texts, parts[0].path, field)
    sheet = Sheet(cells, problems, at=(f"row {row.number}",))
    charge = assembly.captured_charge(sheet, f"row {row.number}")
    total = sheet.take("line_charge", values.amount)
    return _priced(charge, total, sheet) if charge and total is not None else charge


def _priced(charge: CapturedCharge, total: Money, sheet: Sheet) -> CapturedCharge:
    """The charge with its unit price from the total of its line; both must say the same."""
    cents, rest = divmod(total.cents, charge.units)
    if rest or charge.unit_price not in (None, Money(cents)):
        cell = sheet.cell("line_charge")
        sheet.problems.refuse(
            "line-charge",
            cell.path,
            f"{cell.label} is not units times one price in whole cents",
            found=str(total),
            wanted=f"{charge.units} times {charge.unit_price or 'a price'}",
            next_step="correct the units or the charge",
        )
    return replace(charge, unit_price=Money(cents))
