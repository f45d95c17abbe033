"""A screening colonoscopy that became a treatment says so: PT to Medicare, 33 to other plans.

Without it the patient is charged a share that the law waives or lowers. The screening diagnosis first tells
that the visit began as a screening.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import MEDICARE_COVERAGE, a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import PlanType

EDIT = Edit(
    edit_id="edit.converted-screening",
    title="A screening that became a treatment says so",
    severity=Severity.REVIEW,
    citation="42 CFR 410.37, 410.152(l); CMS Pub 100-04 ch. 18 s. 60; PHSA 2713 (other plans)",
    next_step="Let a coder add the modifier when the note says that the visit began as a screening.",
)
_FIRST, _LAST = 45378, 45398
_SCREENING = ("Z12.1", "Z86.010")


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    if not claim.diagnoses or not claim.diagnoses[0].code.value.startswith(_SCREENING):
        return
    wanted = "PT" if claim.coverage.payer.plan_type is PlanType.MEDICARE else "33"
    for line in claim.lines:
        value = line.procedure.value
        if value.isdigit() and _FIRST <= int(value) <= _LAST and wanted not in line.modifiers:
            place = line_place(claim, line).within("modifiers")
            message = "A colonoscopy for screening carries no sign that it began as one."
            found = "-".join((value, *line.modifiers))
            yield EDIT.finding(place, message, found=found, wanted=wanted)


_SCREENED = ("Z12.11", "K63.5")

EXAMPLES = (
    fires("to a plan", a_claim(a_line("45385"), diagnoses=_SCREENED), "45385"),
    fires(
        "33 to Medicare",
        a_claim(a_line("45385", modifiers=("33",)), diagnoses=_SCREENED, coverage=MEDICARE_COVERAGE),
        "45385-33",
    ),
    quiet("33 to a plan", a_claim(a_line("45385", modifiers=("33",)), diagnoses=_SCREENED)),
    quiet("for a symptom", a_claim(a_line("45385"), diagnoses=("K92.1",))),
    quiet("no colonoscopy", a_claim(diagnoses=_SCREENED)),
)
