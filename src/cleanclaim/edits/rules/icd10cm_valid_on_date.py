"""Every diagnosis exists in the ICD-10-CM edition of the service date.

A code that was deleted on 1 October, or never existed, makes the payer return the claim. Codes that exist
but are too short are reported by `edit.icd10cm-complete`.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import ICD10, Answer, Edit, Scope, diagnosis_place, no_edition
from cleanclaim.edits.examples import a_claim, a_context, fires, quiet, unasked
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.icd10cm-valid-on-date",
    title="Every diagnosis is a code of the ICD-10-CM edition in force on the service date",
    severity=Severity.REJECT,
    citation="45 CFR 162.1000(a), 162.1002; ICD-10-CM Official Guidelines s. I.B.2",
    next_step="Let a coder choose a code that is valid on the service date.",
    effective=ICD10,
    scope=Scope.DIAGNOSES,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    tabular = context.edition_for(claim)
    if tabular is None:
        yield no_edition(EDIT, claim)
        return
    for position, diagnosis in enumerate(claim.diagnoses, 1):
        why = tabular.why_invalid(diagnosis.code)
        listed = tabular.find(diagnosis.code) if why else None
        if why and (listed is None or listed.is_billable):
            yield EDIT.finding(
                diagnosis_place(claim, position),
                f"The diagnosis is not valid on the service date: {why}.",
                found=str(diagnosis.code),
                wanted="a code of the edition",
                evidence=diagnosis.evidence,
                edition=tabular.edition,
            )


EXAMPLES = (
    fires("a code that does not exist", a_claim(diagnoses=("E11.22", "E11.ZZ")), "E11.ZZ"),
    quiet("codes of the edition", a_claim()),
    quiet("a code that is only too short is another edit's", a_claim(diagnoses=("N18.3",))),
    unasked("no edition for the date", a_claim(), context=a_context(tabular=None)),
)
