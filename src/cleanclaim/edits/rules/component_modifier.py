"""26 and TC only where the fee schedule splits a service into its two components.

PC/TC indicator 1: both may be billed. 6: the physician's interpretation of a laboratory test, 26 only. 8: the
physician's part of a laboratory test, no TC. All others: neither.
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
    edit_id="edit.component-modifier",
    title="26 and TC stand where the service has components",
    severity=Severity.DENY_RISK,
    citation="CMS Pub 100-04 ch. 12 s. 20.2; PFS relative value file, PC/TC indicator",
    next_step="Let a coder take the modifier off, or bill the code of the component that was done.",
    scope=Scope.LINE,
)
_ALLOWED = {"26": frozenset("168"), "TC": frozenset("1")}
_CODES = (("CARC", "4"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    split = tuple(line for line in claim.lines if not _ALLOWED.keys().isdisjoint(line.modifiers))
    yield from not_covered(EDIT, claim, context, Table.MPFS, lines=split)
    for line in split:
        row = fee_row(context, line)
        for modifier in dict.fromkeys(line.modifiers):
            if row is not None and modifier in _ALLOWED and row["pctc_ind"] not in _ALLOWED[modifier]:
                yield EDIT.finding(
                    line_place(claim, line).within("modifiers"),
                    "The fee schedule knows no such component of the service.",
                    found=f"{line.procedure}-{modifier}",
                    wanted=str(line.procedure),
                    severity=weight_for(claim),
                    evidence=(row.evidence,),
                    edition=row.edition,
                    codes=_CODES,
                )


_TABLE = with_tables(
    a_row(Table.MPFS, "99213", pctc_ind="0"),
    a_row(Table.MPFS, "71046", pctc_ind="1"),
    a_row(Table.MPFS, "83020", pctc_ind="6"),
)


def _line(code: str, *modifiers: str) -> Claim:
    return a_claim(a_line(code, modifiers=modifiers), coverage=MEDICARE_COVERAGE)


EXAMPLES = (
    fires("26 on a visit", _line("99213", "26"), "99213-26", context=_TABLE),
    fires("TC on an interpretation", _line("83020", "TC"), "83020-TC", context=_TABLE),
    quiet("26 on an interpretation", _line("83020", "26"), context=_TABLE),
    quiet("both components", _line("71046", "TC"), context=_TABLE),
    quiet("no component", _line("99213", "25")),
    unasked("no table", _line("71046", "26")),
)
