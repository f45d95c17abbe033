"""No two diagnoses that exclude each other (Excludes1) stand on one claim.

An Excludes1 note says that two conditions cannot occur together. The one exception is that the provider
states the two to be unrelated; such a pair is handed in as `ScrubContext.unrelated_pairs`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from cleanclaim.core.code import icd10cm
from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import ICD10, Answer, Edit, Scope, diagnosis_place, no_edition
from cleanclaim.edits.examples import a_claim, a_context, fires, quiet, unasked
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.icd10cm-excludes1",
    title="No two diagnoses exclude each other",
    severity=Severity.REJECT,
    citation="ICD-10-CM Official Guidelines s. I.A.12.a",
    next_step="Let a coder drop one of the two, or record that the provider calls them unrelated.",
    effective=ICD10,
    scope=Scope.DIAGNOSES,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    tabular = context.edition_for(claim)
    if tabular is None:
        yield no_edition(EDIT, claim)
        return
    numbered = list(enumerate((diagnosis.code for diagnosis in claim.diagnoses), 1))
    for (_, first), (position, second) in combinations(numbered, 2):
        if {(first, second), (second, first)} & context.unrelated_pairs:
            continue
        note = tabular.excludes1_conflict(first, second)
        if note is not None:
            yield EDIT.finding(
                diagnosis_place(claim, position),
                "Two diagnoses of the claim exclude each other.",
                found=f"{first} with {second}",
                wanted="one of the two",
                evidence=(note,),
                edition=tabular.edition,
            )


_BOTH = ("E11.9", "E10.9")
_UNRELATED = frozenset({(icd10cm("E10.9"), icd10cm("E11.9"))})

EXAMPLES = (
    fires("type 1 and type 2 diabetes", a_claim(diagnoses=_BOTH), "E11.9 with E10.9"),
    quiet("stated to be unrelated", a_claim(diagnoses=_BOTH), context=a_context(unrelated_pairs=_UNRELATED)),
    quiet("two that go together", a_claim()),
    unasked("no edition for the date", a_claim(), context=a_context(tabular=None)),
)
