"""The first-listed diagnosis is neither an external cause nor a manifestation.

A manifestation, or the germ of a disease, has `classified elsewhere` in its title: the disease goes first.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.code_families import is_external_cause
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import ICD10, Answer, Edit, Scope, diagnosis_place
from cleanclaim.edits.examples import a_claim, a_context, fires, quiet, unasked
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.first-listed-diagnosis",
    title="The first-listed diagnosis can stand first",
    severity=Severity.REJECT,
    citation="ICD-10-CM Official Guidelines ss. I.A.13, I.C.20.a",
    next_step="Let a coder put the underlying condition first.",
    effective=ICD10,
    scope=Scope.DIAGNOSES,
)
_MANIFESTATION = "classified elsewhere"


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    if not claim.diagnoses:
        return
    first, place = claim.diagnoses[0], diagnosis_place(claim, 1)
    tabular = context.edition_for(claim)
    if is_external_cause(first.code):
        message = "An external cause stands first."
        yield EDIT.finding(place, message, found=str(first.code), wanted="the injury or condition first")
    elif tabular is None:
        yield EDIT.not_checked(place, "no edition tells whether it is a manifestation", "ICD-10-CM edition")
    else:
        listed = tabular.find(first.code)
        if listed is not None and _MANIFESTATION in listed.title.lower():
            yield EDIT.finding(
                place,
                "A code that only follows its underlying disease stands first.",
                found=str(first.code),
                wanted="the underlying disease first",
                edition=tabular.edition,
            )


EXAMPLES = (
    fires("the fall first", a_claim(diagnoses=("W18.30XA", "S52.501A")), "W18.30XA"),
    fires("the dementia before its cause", a_claim(diagnoses=("F02.80", "G30.9")), "F02.80"),
    quiet("cause first", a_claim(diagnoses=("G30.9", "F02.80"))),
    quiet("no diagnosis is another edit's", a_claim(diagnoses=())),
    unasked("no edition for the date", a_claim(), context=a_context(tabular=None)),
)
