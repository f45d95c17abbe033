"""What a drug did stands in the order of its cause.

T36-T50 by their sixth character: 1 to 4 poisoning, which goes before what it brought about; 5 adverse effect,
which follows what it brought about; 6 underdosing, never first.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import ICD10, Answer, Edit, Scope, diagnosis_place
from cleanclaim.edits.examples import a_claim, fires, quiet
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.drug-effect-order",
    title="Poisoning before, adverse effect and underdosing after the condition",
    severity=Severity.REJECT,
    citation="ICD-10-CM Official Guidelines s. I.C.19.e.5",
    next_step="Let a coder put the codes in order.",
    effective=ICD10,
    scope=Scope.DIAGNOSES,
)
_POISONING, _ADVERSE, _UNDERDOSING = "1234", "5", "6"


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    kinds = [_kind(each.code.value) for each in claim.diagnoses]
    for position, (diagnosis, kind) in enumerate(zip(claim.diagnoses, kinds, strict=True), 1):
        place, found = diagnosis_place(claim, position), str(diagnosis.code)
        before = [each for each in kinds[: position - 1] if not each]
        if kind == _ADVERSE and not before:
            message = "An adverse effect stands before the condition that the drug brought about."
            yield EDIT.finding(place, message, found=found, wanted="the condition first")
        elif kind == _UNDERDOSING and not before:
            message = "Underdosing stands before the condition."
            yield EDIT.finding(place, message, found=found, wanted="the condition first")
        elif kind and kind in _POISONING and before:
            message = "A poisoning stands after another condition."
            wanted = "the poisoning before what it brought about"
            yield EDIT.finding(place, message, found=found, wanted=wanted, severity=Severity.REVIEW)


def _kind(value: str) -> str:
    """The sixth character of a code of T36-T50, '' for every other code."""
    bare = value.replace(".", "")
    drug = bare[:1] == "T" and bare[1:3].isdigit() and 36 <= int(bare[1:3]) <= 50
    return bare[5:6] if drug and bare[5:6] in ("1", "2", "3", "4", "5", "6") else ""


EXAMPLES = (
    fires("adverse effect first", a_claim(diagnoses=("T36.0X5A", "L50.0")), "T36.0X5A"),
    fires("underdosing alone", a_claim(diagnoses=("T38.3X6A",)), "T38.3X6A"),
    fires("poisoning last", a_claim(diagnoses=("L50.0", "T36.0X1A")), "T36.0X1A", severity=Severity.REVIEW),
    quiet("hives, then the drug", a_claim(diagnoses=("L50.0", "T36.0X5A"))),
    quiet("poisoning, then hives", a_claim(diagnoses=("T36.0X1A", "L50.0"))),
    quiet("an injury is no drug", a_claim(diagnoses=("T14.8XXA",))),
)
