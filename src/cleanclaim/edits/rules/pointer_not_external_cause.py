"""No line's first pointer leads to an external cause.

Codes V00-Y99 say how an injury came about, never why a service was rendered.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.code_families import is_external_cause
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import ICD10, Answer, Edit, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.pointer-not-external-cause",
    title="No line is pointed first to an external cause",
    severity=Severity.REJECT,
    citation="ICD-10-CM Official Guidelines s. I.C.20.a",
    next_step="Point the line to the injury or condition first.",
    effective=ICD10,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        first = line.pointers[0] if line.pointers else 0
        if not 1 <= first <= len(claim.diagnoses):
            continue
        code = claim.diagnoses[first - 1].code
        if is_external_cause(code):
            message = "The first pointer of the line leads to an external cause."
            place = line_place(claim, line).within("pointers")
            yield EDIT.finding(place, message, found=str(code), wanted="the injury or condition")


_FALL = ("S52.501A", "W18.30XA")

EXAMPLES = (
    fires("an x-ray for a fall", a_claim(a_line(pointers=(2, 1)), diagnoses=_FALL), "W18.30XA"),
    fires("the fall alone", a_claim(diagnoses=("W18.30XA",)), "W18.30XA"),
    quiet("an x-ray for a fracture", a_claim(a_line(pointers=(1, 2)), diagnoses=_FALL)),
    quiet("no pointer at all is another edit's", a_claim(a_line(pointers=()))),
)
