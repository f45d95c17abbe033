"""Every diagnosis carries all its characters: the full depth, and the 7th where one is due.

Headings of the tabular are not billable. Injury, external cause and some other codes want a 7th character,
with `X` filling the empty places before it.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import ICD10, Answer, Edit, Scope, diagnosis_place, no_edition
from cleanclaim.edits.examples import a_claim, a_context, fires, quiet, unasked
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.icd10cm-complete",
    title="Every diagnosis has all its characters",
    severity=Severity.REJECT,
    citation="ICD-10-CM Official Guidelines ss. I.A.4, I.A.5, I.B.2",
    next_step="Let a coder choose the complete code; ask the provider when the note does not say enough.",
    effective=ICD10,
    scope=Scope.DIAGNOSES,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    tabular = context.edition_for(claim)
    if tabular is None:
        yield no_edition(EDIT, claim)
        return
    for position, diagnosis in enumerate(claim.diagnoses, 1):
        listed = tabular.find(diagnosis.code)
        if listed is None or listed.is_billable:
            continue
        lacking = "its 7th character" if listed.seventh_characters else "one or more characters"
        yield EDIT.finding(
            diagnosis_place(claim, position),
            f"The diagnosis lacks {lacking}.",
            found=str(diagnosis.code),
            wanted="a billable code below it",
            evidence=diagnosis.evidence,
            edition=tabular.edition,
        )


EXAMPLES = (
    fires("a fracture without its 7th character", a_claim(diagnoses=("S52.501",)), "S52.501"),
    fires("a heading", a_claim(diagnoses=("N18.3",)), "N18.3"),
    quiet("complete codes", a_claim(diagnoses=("S52.501A", "N18.31"))),
    quiet("an unknown code is another edit's", a_claim(diagnoses=("E11.ZZ",))),
    unasked("no edition for the date", a_claim(), context=a_context(tabular=None)),
)
