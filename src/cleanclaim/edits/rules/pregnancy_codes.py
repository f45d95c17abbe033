"""Codes of pregnancy stand first and name the week.

Chapter 15 goes before the other chapters; Z3A tells the week, except where the pregnancy ended early
(O00-O08) or is over (O85-O94).
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import ICD10, Answer, Edit, Scope, diagnosis_place
from cleanclaim.edits.examples import a_claim, fires, quiet
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.pregnancy-codes",
    title="Codes of pregnancy stand first and name the week",
    severity=Severity.REVIEW,
    citation="ICD-10-CM Official Guidelines ss. I.C.15.a.1, I.C.21.c.11",
    next_step="Let a coder put the code of pregnancy first and add the week that the note gives.",
    effective=ICD10,
    scope=Scope.DIAGNOSES,
)
_WITHOUT_WEEK = tuple(f"O0{digit}" for digit in range(9)) + tuple(f"O{number}" for number in range(85, 95))


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    values = [each.code.value for each in claim.diagnoses]
    obstetric = [position for position, value in enumerate(values, 1) if value.startswith("O")]
    if not obstetric:
        return
    first = obstetric[0]
    place, found = diagnosis_place(claim, first), values[first - 1]
    if first > 1:
        message = "A code of pregnancy stands after another chapter's."
        yield EDIT.finding(place, message, found=found, wanted="the code of pregnancy first")
    weekly = [position for position in obstetric if not values[position - 1].startswith(_WITHOUT_WEEK)]
    if weekly and not any(value.startswith("Z3A") for value in values):
        message = "The week of the pregnancy is not named."
        place, found = diagnosis_place(claim, weekly[0]), values[weekly[0] - 1]
        yield EDIT.finding(place, message, found=found, wanted="a code of Z3A")


EXAMPLES = (
    fires("after asthma", a_claim(diagnoses=("J45.909", "O99.512", "Z3A.20")), "O99.512"),
    fires("no week", a_claim(diagnoses=("O24.410",)), "O24.410"),
    quiet("first, with its week", a_claim(diagnoses=("O24.410", "Z3A.28"))),
    quiet("ended early", a_claim(diagnoses=("O03.9",))),
    quiet("after the birth", a_claim(diagnoses=("O90.81",))),
    quiet("not pregnant", a_claim()),
)
