"""High blood pressure is combined with heart failure and chronic kidney disease, and both are named.

The classification presumes the link: I10 does not stand beside heart failure or chronic kidney disease unless
the provider says that they are unrelated; I11.0, I13.0 and I13.2 want the kind of heart failure, I12 and
I13 the stage of the kidney disease.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import ICD10, Answer, Edit, Scope, diagnosis_place
from cleanclaim.edits.examples import a_claim, fires, quiet
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.hypertension-combined",
    title="Hypertension is combined with heart failure and kidney disease",
    severity=Severity.REVIEW,
    citation="ICD-10-CM Official Guidelines s. I.C.9.a",
    next_step="Let a coder choose the combination code, or keep both if the provider calls them unrelated.",
    effective=ICD10,
    scope=Scope.DIAGNOSES,
)
_HEART_FAILURE = ("I11.0", "I13.0", "I13.2")


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    values = [each.code.value for each in claim.diagnoses]
    failing = next((value for value in values if value.startswith("I50")), "")
    kidney = next((value for value in values if value.startswith("N18")), "")
    for position, value in enumerate(values, 1):
        place = diagnosis_place(claim, position)
        other = failing or kidney
        if value == "I10" and other:
            wanted = "I13 with both" if failing and kidney else "I11.0" if failing else "I12"
            message = "Plain hypertension stands beside a condition it is combined with."
            yield EDIT.finding(place, message, found=f"I10 with {other}", wanted=wanted)
        if value in _HEART_FAILURE and not failing:
            message = "The combination says heart failure and its kind is not named."
            yield EDIT.finding(place, message, found=value, wanted="a code of I50 after it")
        if value.startswith(("I12", "I13")) and not kidney:
            message = "The combination says kidney disease and its stage is not named."
            yield EDIT.finding(place, message, found=value, wanted="a code of N18 after it")


EXAMPLES = (
    fires("I10 with a failing heart", a_claim(diagnoses=("I10", "I50.22")), "I10 with I50.22"),
    fires("I10 with kidney disease", a_claim(diagnoses=("N18.31", "I10")), "I10 with N18.31"),
    fires("no stage", a_claim(diagnoses=("I12.9",)), "I12.9"),
    fires("neither kind nor stage", a_claim(diagnoses=("I13.0",)), "I13.0", "I13.0"),
    quiet("combined and named", a_claim(diagnoses=("I13.0", "I50.22", "N18.4"))),
    quiet("plain hypertension", a_claim(diagnoses=("I10",))),
    quiet("hypertensive heart disease without failure", a_claim(diagnoses=("I11.9",))),
)
