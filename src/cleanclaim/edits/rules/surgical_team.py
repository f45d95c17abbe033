"""Assistants, co-surgeons and teams only where the fee schedule pays for them.

Assistant indicator 0: only with documents, 1: never by statute, 2: paid, 9: does not apply. Co-surgeon and
team 0: never, 1: with documents, 2: paid, 9: does not apply.
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
    edit_id="edit.surgical-team",
    title="Assistant, second surgeon and team are payable",
    severity=Severity.DENY_RISK,
    citation="CMS Pub 100-04 ch. 12 s. 20.4.3, s. 40.8; PFS relative value file, ASST, CO, TEAM",
    next_step="Bill only the surgeon, or keep the documents ready that show why another was needed.",
    scope=Scope.LINE,
)
_COLUMNS = {
    "80": "asst_surg",
    "81": "asst_surg",
    "82": "asst_surg",
    "AS": "asst_surg",
    "62": "co_surg",
    "66": "team_surg",
}
_WITH_DOCUMENTS = {"asst_surg": "0", "co_surg": "1", "team_surg": "1"}
_PAID = "2"
_MESSAGES = {
    True: "Another surgeon is paid only with documents.",
    False: "The service is not paid to another surgeon.",
}
_CODES = (("CARC", "54"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    shared = tuple(line for line in claim.lines if not _COLUMNS.keys().isdisjoint(line.modifiers))
    yield from not_covered(EDIT, claim, context, Table.MPFS, lines=shared)
    for line in shared:
        row = fee_row(context, line)
        for modifier in dict.fromkeys(line.modifiers):
            column = _COLUMNS.get(modifier)
            if row is None or column is None or row[column] == _PAID:
                continue
            documents = row[column] == _WITH_DOCUMENTS[column]
            yield EDIT.finding(
                line_place(claim, line).within("modifiers"),
                _MESSAGES[documents],
                found=f"{line.procedure}-{modifier}",
                severity=Severity.REVIEW if documents else weight_for(claim),
                evidence=(row.evidence,),
                edition=row.edition,
                codes=_CODES,
            )


_TABLE = with_tables(
    a_row(Table.MPFS, "27447", asst_surg="2", co_surg="1", team_surg="0"),
    a_row(Table.MPFS, "11042", asst_surg="1", co_surg="0", team_surg="9"),
    a_row(Table.MPFS, "45378", asst_surg="0", co_surg="2", team_surg="2"),
)


def _line(code: str, modifier: str) -> Claim:
    return a_claim(a_line(code, modifiers=(modifier,)), coverage=MEDICARE_COVERAGE)


EXAMPLES = (
    fires("never an assistant", _line("11042", "80"), "11042-80", context=_TABLE),
    fires("no team", _line("27447", "66"), "27447-66", context=_TABLE),
    fires("documents", _line("45378", "AS"), "45378-AS", context=_TABLE, severity=Severity.REVIEW),
    fires("two surgeons", _line("27447", "62"), "27447-62", context=_TABLE, severity=Severity.REVIEW),
    quiet("an assistant", _line("27447", "82"), context=_TABLE),
    quiet("a team", _line("45378", "66"), context=_TABLE),
    quiet("one surgeon", _line("11042", "RT")),
    unasked("no table", _line("27447", "80")),
)
