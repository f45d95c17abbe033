"""No more units of a service than the Medically Unlikely Edit of its date allows.

Indicator 1 judges each line; 2 and 3 add up the day's units of the patient and provider over the claim and
earlier claims, and all units of the claim in hand are denied, not the excess. Medicaid editions have no
indicator and go by line. Lines that span days divide their units by the days. A value of 0 blocks. A code
without a value is no permission: some values are not published.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import (
    MEDICARE_COVERAGE,
    a_claim,
    a_line,
    a_row,
    fires,
    quiet,
    unasked,
    with_tables,
)
from cleanclaim.edits.same_provider import days_of, services_of_provider
from cleanclaim.edits.table_rows import NOT_THE_PATIENT, is_medicaid, not_covered, rows_of, weight_for
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.reference.tables.records import Table, TableRow

EDIT = Edit(
    edit_id="edit.unlikely-units",
    title="Units stay within the Medically Unlikely Edits",
    severity=Severity.DENY_RISK,
    citation="CMS NCCI Policy Manual ch. 1 (Medically Unlikely Edits)",
    next_step="Count the units again from the note; a coder splits them only where the record supports it.",
)
_CODES = (("CARC", "151"), ("RARC", "N362"), ("group", "CO"), NOT_THE_PATIENT)
_ADVICE = {
    "1": "The line has more units than the edit allows.",
    "2": "The day's units exceed what the policy allows; no modifier and no appeal changes that.",
    "3": "The day's units exceed the edit; an appeal needs the records.",
}


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    table = Table.MUE_MEDICAID if is_medicaid(claim) else Table.MUE_PRACTITIONER
    yield from not_covered(EDIT, claim, context, table)
    for line in claim.lines:
        for row in rows_of(context, table, line):
            by_line = row["indicator"] in ("", "1")
            units = _units_a_day(line) if by_line else _units_of_day(claim, context, line)
            if units > int(row["value"]):
                yield _finding(claim, line, row, units)


def _finding(claim: Claim, line: ServiceLine, row: TableRow, units: Fraction) -> Answer:
    counted = str(units) if units.denominator == 1 else f"{units} a day"
    return EDIT.finding(
        line_place(claim, line).within("units"),
        _ADVICE[row["indicator"] or "1"],
        found=f"{line.procedure} x {counted}",
        wanted=f"at most {row['value']}",
        severity=weight_for(claim),
        evidence=(row.evidence,),
        edition=row.edition,
        codes=_CODES,
    )


def _units_a_day(line: ServiceLine) -> Fraction:
    return Fraction(max(line.units, 0), days_of(line.service_dates))


def _units_of_day(claim: Claim, context: ScrubContext, line: ServiceLine) -> Fraction:
    day = line.service_dates.first
    return sum(
        (
            _units_a_day(each.line)
            for each in services_of_provider(claim, context.history)
            if each.line.procedure == line.procedure and day in each.line.service_dates
        ),
        start=Fraction(0),
    )


def _table(indicator: str, value: str = "2", table: Table = Table.MUE_PRACTITIONER) -> TableRow:
    return a_row(table, "11042", value=value, indicator=indicator, rationale="")


def _units(*units: int, **changes: Any) -> Claim:
    lines = (a_line("11042", number, units=each) for number, each in enumerate(units, 1))
    return a_claim(*lines, coverage=MEDICARE_COVERAGE, **changes)


_BY_LINE, _POLICY, _CLINICAL = (with_tables(_table(indicator)) for indicator in "123")
_SENT = with_tables(_table("3"), history=(_units(2, claim_id="E00A", encounter_id="E00"),))
_TWO_DAYS = Span(date(2026, 4, 14), date(2026, 4, 15))

EXAMPLES = (
    fires("a line over its value", _units(3), "11042 x 3", context=_BY_LINE),
    fires("a day over its value: every line", _units(2, 1), "11042 x 3", "11042 x 3", context=_POLICY),
    fires("with what was sent before", _units(1), "11042 x 3", context=_SENT),
    fires("zero blocks", _units(1), "11042 x 1", context=with_tables(_table("2", "0"))),
    fires(
        "five units over two days",
        a_claim(a_line("11042", units=5, service_dates=_TWO_DAYS), coverage=MEDICARE_COVERAGE),
        "11042 x 5/2 a day",
        context=_BY_LINE,
    ),
    quiet("two lines within their value", _units(2, 2), context=_BY_LINE),
    quiet("a day within its value", _units(1, 1), context=_CLINICAL),
    quiet(
        "four units over two days",
        a_claim(a_line("11042", units=4, service_dates=_TWO_DAYS)),
        context=_BY_LINE,
    ),
    quiet("a code without a value", a_claim(a_line("99213", units=9)), context=_BY_LINE),
    unasked("no table", a_claim()),
)
