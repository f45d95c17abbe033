"""50 only where the fee schedule pays for both sides, on one line with one unit.

Bilateral indicator 0: not payable for two sides. 1: paid at 150 %, one unit. 2: the service is bilateral by
itself. 3: each side is paid in full. 9: the concept does not apply.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
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
from cleanclaim.edits.table_rows import NOT_THE_PATIENT, fee_row, not_covered, weight_for
from cleanclaim.model.claim import Claim
from cleanclaim.reference.tables.records import Table

EDIT = Edit(
    edit_id="edit.bilateral-modifier",
    title="50 stands where both sides can be billed",
    severity=Severity.DENY_RISK,
    citation="CMS Pub 100-04 ch. 12 s. 40.7; PFS relative value file, bilateral indicator",
    next_step="Let a coder bill the service as it was done, with the side modifiers that fit.",
    scope=Scope.LINE,
)
_WRONG = {
    "0": "The service is not paid for two sides.",
    "2": "The service is for both sides by itself.",
    "9": "The service knows no sides.",
}
_CODES = (("CARC", "4"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    both = tuple(line for line in claim.lines if "50" in line.modifiers)
    yield from not_covered(EDIT, claim, context, Table.MPFS, lines=both)
    for line in both:
        row = fee_row(context, line)
        if row is None:
            continue
        found, message = f"{line.procedure}-50", _WRONG.get(row["bilat_surg"], "")
        if row["bilat_surg"] == "1" and line.units > 1:
            found, message = f"{line.procedure}-50 x {line.units}", "Both sides are one line with one unit."
        if message:
            yield EDIT.finding(
                line_place(claim, line).within("modifiers"),
                message,
                found=found,
                severity=weight_for(claim),
                evidence=(row.evidence,),
                edition=row.edition,
                codes=_CODES,
            )


_TABLE = with_tables(
    *(a_row(Table.MPFS, f"2000{number}", bilat_surg=indicator) for number, indicator in enumerate("01239"))
)


def _line(code: str, units: int = 1, modifier: str = "50") -> Claim:
    return a_claim(a_line(code, modifiers=(modifier,), units=units), coverage=MEDICARE_COVERAGE)


EXAMPLES = (
    fires("not for two sides", _line("20000"), "20000-50", context=_TABLE),
    fires("two units", _line("20001", 2), "20001-50 x 2", context=_TABLE),
    fires("bilateral by itself", _line("20002"), "20002-50", context=_TABLE),
    fires("no sides", _line("20004"), "20004-50", context=_TABLE),
    quiet("both sides", _line("20001"), context=_TABLE),
    quiet("both sides in full", _line("20003"), context=_TABLE),
    quiet("one side", _line("20000", modifier="RT")),
    unasked("no table", _line("20001")),
)
