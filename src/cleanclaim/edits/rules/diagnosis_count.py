"""A professional claim carries one to twelve diagnoses, each once."""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, claim_place, diagnosis_place
from cleanclaim.edits.examples import a_claim, fires, quiet
from cleanclaim.model.claim import Claim

MOST_DIAGNOSES = 12

EDIT = Edit(
    edit_id="edit.diagnosis-count",
    title="One to twelve diagnoses, each once",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 loop 2300 HI; CMS Pub 100-04 ch. 26 s. 10.4, item 21",
    next_step="Correct the list of diagnoses; split the claim when its lines need more than twelve.",
    scope=Scope.DIAGNOSES,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    count = len(claim.diagnoses)
    if not 1 <= count <= MOST_DIAGNOSES:
        message = "The claim has no diagnosis." if not count else "The claim has too many diagnoses."
        yield EDIT.finding(claim_place(claim), message, found=str(count), wanted="1 to 12")
    seen: set[str] = set()
    for position, diagnosis in enumerate(claim.diagnoses, 1):
        if diagnosis.code.value in seen:
            message = "The diagnosis stands on the claim twice."
            yield EDIT.finding(
                diagnosis_place(claim, position), message, found=str(diagnosis.code), wanted="once"
            )
        seen.add(diagnosis.code.value)


_THIRTEEN = tuple(f"M{number}.9" for number in range(10, 23))

EXAMPLES = (
    fires("none", a_claim(diagnoses=()), "0"),
    fires("thirteen", a_claim(diagnoses=_THIRTEEN), "13"),
    fires("one of them twice", a_claim(diagnoses=("I10", "N18.31", "I10")), "I10"),
    quiet("one", a_claim(diagnoses=("I10",))),
    quiet("twelve", a_claim(diagnoses=_THIRTEEN[:12])),
)
