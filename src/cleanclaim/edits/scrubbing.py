"""All edits over one claim."""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Finding, NotChecked, Report
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import ALWAYS, Answer, Edit, claim_place
from cleanclaim.edits.folder import all_edits
from cleanclaim.edits.profiles import weighed
from cleanclaim.model.claim import Claim

BY_FILE = ("the claim comes in a file, without note, decisions and signature", "the claim on the desk")


def scrub(claim: Claim, context: ScrubContext) -> Report:
    """Every finding of every edit, sorted, and beside them what could not be checked.

    Nothing stops at the first finding. The claim may go only when `report.rejects` is empty. An edit whose
    rule is not in force on the claim's service dates is not checked.
    """
    findings: list[Finding] = []
    not_checked: list[NotChecked] = []
    for answer in _answers(claim, context):
        if isinstance(answer, Finding):
            findings.append(answer)
        else:
            not_checked.append(answer)
    report = Report.of(findings, not_checked)
    return weighed(report, claim, context.profiles, context.today) if context.profiles else report


def _answers(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    days = [line.service_dates.first for line in claim.lines]
    ends = (min(days), max(days)) if days else ()
    for edit_file in all_edits():
        effective = edit_file.edit.effective
        if context.from_file and edit_file.edit.desk_only:
            yield edit_file.edit.not_checked(claim_place(claim), *BY_FILE)
        elif effective is ALWAYS or all(day in effective for day in ends):
            yield from edit_file.check(claim, context)
        else:
            yield edit_file.edit.not_checked(claim_place(claim), in_force_reason(edit_file.edit))


def in_force_reason(edit: Edit) -> str:
    """Why an edit is not checked on a claim outside of its days."""
    return f"the rule is in force for services of {edit.effective}"
