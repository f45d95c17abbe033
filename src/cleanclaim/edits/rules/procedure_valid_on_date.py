"""Procedure codes have their shape; Level II codes are in the HCPCS file of the service date.

The CPT numbers and their dates are the AMA's: without a list that the user loads the answer is `not
checked`, as it is for Level II codes when no HCPCS file covers the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from cleanclaim.core.finding import Severity
from cleanclaim.core.span import Span
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, claim_place, line_place
from cleanclaim.edits.examples import a_claim, a_line, a_row, fires, quiet, unasked, with_tables
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.reference.tables.records import Table

EDIT = Edit(
    edit_id="edit.procedure-valid-on-date",
    title="Procedure codes are valid on the service date",
    severity=Severity.REJECT,
    citation="45 CFR 162.1000(a), 162.1002",
    next_step="Correct the procedure code.",
    scope=Scope.LINE,
)
_SHAPE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")
_LEVEL_2 = re.compile(r"[A-CE-Z][0-9]{4}")  # D codes are the ADA's and not in our tables
_CODES = (("CARC", "181"), ("RARC", "N56"), ("group", "CO"))


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    unasked_lines = 0
    for line in claim.lines:
        if not _SHAPE.fullmatch(line.procedure.value):
            place = line_place(claim, line).within("procedure")
            message = "The procedure code is neither five digits nor a letter among four digits."
            yield EDIT.finding(place, message, found=str(line.procedure), wanted="a CPT or HCPCS code")
        if _can_be_asked(line, context):
            yield from _in_the_list(claim, line, context)
        else:
            unasked_lines += 1
    if unasked_lines or not claim.lines:
        reason = "no list of procedure codes is loaded"
        yield EDIT.not_checked(claim_place(claim), reason, "the CPT and HCPCS lists of the service date")


def _can_be_asked(line: ServiceLine, context: ScrubContext) -> bool:
    level_2 = bool(_LEVEL_2.fullmatch(line.procedure.value))
    day, tables = line.service_dates.first, context.tables
    return level_2 and tables is not None and tables.edition_on(Table.HCPCS, day) is not None


def _in_the_list(claim: Claim, line: ServiceLine, context: ScrubContext) -> Iterator[Answer]:
    day, code = line.service_dates.first, line.procedure.value
    if context.tables is None or context.tables.rows(Table.HCPCS, code, day):
        return
    edition = context.tables.edition_on(Table.HCPCS, day)
    known = context.tables.history(Table.HCPCS, code, day)
    message = "The code is not in force on the service date." if known else "The list has no such code."
    yield EDIT.finding(
        line_place(claim, line).within("procedure"),
        message,
        found=code,
        wanted=f"a code in force on {day}" if known else "a code of the list",
        evidence=tuple(row.evidence for row in known),
        edition=edition.name if edition else "",
        codes=_CODES,
    )


_LIST = with_tables(
    a_row(Table.HCPCS, "J3301", kind="code"),
    a_row(Table.HCPCS, "G0101", Span(date(1998, 1, 1), date(2026, 4, 13)), kind="code"),
    a_row(Table.HCPCS, "G0102", Span(date(1998, 1, 1), date(2026, 4, 14)), kind="code"),
)

EXAMPLES = (
    fires("four digits", a_claim(a_line("9921")), "9921"),
    fires("ended the day before", a_claim(a_line("G0101")), "G0101", context=_LIST),
    fires("not in the list", a_claim(a_line("G9999")), "G9999", context=_LIST),
    quiet("in the list", a_claim(a_line("J3301")), context=_LIST),
    quiet("on its last day", a_claim(a_line("G0102")), context=_LIST),
    unasked("a number of the AMA", a_claim(a_line("99213")), context=_LIST),
    unasked("no list", a_claim()),
)
