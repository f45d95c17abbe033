"""Original Medicare does not pay for a routine physical: the line says so with GY, or goes to the patient.

The wellness visits that Medicare pays are G0402, G0438 and G0439.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, line_place
from cleanclaim.edits.examples import MEDICARE_COVERAGE, a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import PlanType

EDIT = Edit(
    edit_id="edit.routine-physical",
    title="A routine physical is not billed to Medicare as if it were covered",
    severity=Severity.DENY_RISK,
    citation="SSA 1862(a)(7); 42 CFR 411.15(a); CMS Pub 100-04 ch. 12 s. 30.6.2",
    next_step="Let a coder see whether the wellness visit was done, or add GY; tell the patient beforehand.",
    scope=Scope.LINE,
)
_PHYSICALS = frozenset([str(number) for number in (*range(99381, 99388), *range(99391, 99398))])
_CODES = (("CARC", "96"), ("group", "PR"), ("patient_billable", "yes"))


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    if claim.coverage.payer.plan_type is not PlanType.MEDICARE:
        return
    for line in claim.lines:
        if line.procedure.value in _PHYSICALS and "GY" not in line.modifiers:
            place = line_place(claim, line)
            message = "A routine physical, which the law excludes, is billed without saying so."
            wanted = "GY, or the wellness visit that was done"
            yield EDIT.finding(place, message, found=str(line.procedure), wanted=wanted, codes=_CODES)


EXAMPLES = (
    fires("to Medicare", a_claim(a_line("99397"), coverage=MEDICARE_COVERAGE), "99397"),
    quiet("with GY", a_claim(a_line("99397", modifiers=("GY",)), coverage=MEDICARE_COVERAGE)),
    quiet("the wellness visit", a_claim(a_line("G0439"), coverage=MEDICARE_COVERAGE)),
    quiet("to a commercial plan", a_claim(a_line("99396"))),
)
