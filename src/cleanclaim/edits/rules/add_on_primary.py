"""An add-on service stands beside one of its primaries, by the same provider on the same day.

Type 1: the list of primaries is complete. Type 3: the contractor may add some, so a missing one gets a
second look. `CCCCC` in the list: the contractor alone has it, and when none of the listed is there it
cannot be checked. The primary may stand on an earlier claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleanclaim.core.finding import Severity
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
from cleanclaim.edits.same_provider import services_of_provider
from cleanclaim.edits.table_rows import NOT_THE_PATIENT, not_covered, rows_of, weight_for
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.reference.tables.records import Table, TableRow

EDIT = Edit(
    edit_id="edit.add-on-primary",
    title="An add-on service stands beside its primary",
    severity=Severity.DENY_RISK,
    citation="CMS NCCI add-on code edits; NCCI Policy Manual ch. 1",
    next_step="Bill the primary service that was done, or take the add-on off.",
)
CONTRACTOR_DEFINED = "CCCCC"
_MOST_ROWS = 5  # of a long list of primaries, as evidence
_CODES = (("CARC", "107"), ("RARC", "N122"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    yield from not_covered(EDIT, claim, context, Table.ADD_ON)
    for line in claim.lines:
        rows = rows_of(context, Table.ADD_ON, line)
        if rows and not _has_primary(claim, context, line, rows):
            yield _answer(claim, line, rows)


def _has_primary(claim: Claim, context: ScrubContext, line: ServiceLine, rows: tuple[TableRow, ...]) -> bool:
    primaries = {row["primary"] for row in rows}
    return any(
        each.line.procedure.value in primaries and each.line.service_dates.overlaps(line.service_dates)
        for each in services_of_provider(claim, context.history)
    )


def _answer(claim: Claim, line: ServiceLine, rows: tuple[TableRow, ...]) -> Answer:
    primaries = [row["primary"] for row in rows]
    if CONTRACTOR_DEFINED in primaries:
        reason = f"the contractor has the list of primaries of {line.procedure}"
        return EDIT.not_checked(line_place(claim, line), reason, "the contractor's list")
    shown = ", ".join(primaries[:_MOST_ROWS]) + (", ..." if len(primaries) > _MOST_ROWS else "")
    by_contractor = any(row["type"] == "3" for row in rows)
    return EDIT.finding(
        line_place(claim, line),
        "The add-on service has no primary on its day.",
        found=str(line.procedure),
        wanted=f"one of {shown}",
        severity=weight_for(claim, Severity.REVIEW if by_contractor else Severity.DENY_RISK),
        evidence=tuple(row.evidence for row in rows[:_MOST_ROWS]),
        edition=rows[0].edition,
        codes=_CODES,
    )


def _table(kind: str, *primaries: str) -> tuple[TableRow, ...]:
    return tuple(a_row(Table.ADD_ON, "11045", primary=primary, type=kind) for primary in primaries)


def _lines(*codes: str, **changes: Any) -> Claim:
    lines = (a_line(code, number) for number, code in enumerate(codes, 1))
    return a_claim(*lines, coverage=MEDICARE_COVERAGE, **changes)


_TYPE_1 = with_tables(*_table("1", "11042", "11043"))
_TYPE_3 = with_tables(*_table("3", "11042"))
_CONTRACTORS = with_tables(*_table("2", CONTRACTOR_DEFINED))
_SENT = with_tables(*_table("1", "11042"), history=(_lines("11042", claim_id="E00A"),))

EXAMPLES = (
    fires("an add-on alone", _lines("11045"), "11045", context=_TYPE_1),
    fires(
        "the contractor may know another", _lines("11045"), "11045", context=_TYPE_3, severity=Severity.REVIEW
    ),
    quiet("beside a primary", _lines("11043", "11045"), context=_TYPE_1),
    quiet("the primary was sent before", _lines("11045"), context=_SENT),
    quiet("no add-on", _lines("11042"), context=_TYPE_1),
    unasked("the contractor's list", _lines("11045"), context=_CONTRACTORS),
    unasked("no table", _lines("11045")),
)
