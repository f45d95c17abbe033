"""Every diagnosis and every line rests on words of a document or on a captured line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cleanclaim.core.code import icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Severity
from cleanclaim.core.place import Place
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, diagnosis_place, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim, ClaimDiagnosis

EDIT = Edit(
    edit_id="edit.evidence-present",
    title="Every code has evidence",
    severity=Severity.REJECT,
    citation="31 U.S.C. 3729; SSA 1833(e); ICD-10-CM Official Guidelines s. I.A.19",
    next_step="Let a coder link the words that support the code, or drop the code.",
    desk_only=True,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for place, value, evidence in _coded(claim):
        if not any(entry.text.strip() for entry in evidence):
            message = "The code rests on nothing that was written."
            yield EDIT.finding(place, message, found=value, wanted="a quote or a captured line")


def _coded(claim: Claim) -> Iterator[tuple[Place, str, tuple[Evidence, ...]]]:
    for position, diagnosis in enumerate(claim.diagnoses, 1):
        yield diagnosis_place(claim, position), str(diagnosis.code), diagnosis.evidence
    for line in claim.lines:
        yield line_place(claim, line), str(line.procedure), line.evidence


_UNPROVEN = ClaimDiagnosis(icd10cm("I10"), ())

EXAMPLES = (
    fires("a diagnosis from nowhere", replace(a_claim(), diagnoses=(_UNPROVEN,)), "I10"),
    fires("a line from nowhere", a_claim(a_line(evidence=())), "99214"),
    fires("an empty quote", a_claim(a_line(evidence=(Evidence("note E01", "line 3", " "),))), "99214"),
    quiet("all proven", a_claim()),
)
