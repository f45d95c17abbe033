"""Diagnoses of one sex's organs get a look when the claim carries the other sex.

Medicare dropped its sex conflict edit with MCE version 42 (October 2024); other plans may still deny. A
transgender patient is billed with what the plan asks for (KX, condition code 45), not with another diagnosis.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import ICD10, Answer, Edit, Scope, diagnosis_place
from cleanclaim.edits.examples import PATIENT, a_claim, fires, quiet
from cleanclaim.edits.table_rows import NOT_THE_PATIENT
from cleanclaim.model.claim import Claim
from cleanclaim.model.people import Sex

EDIT = Edit(
    edit_id="edit.sex-agrees",
    title="Diagnoses of one sex's organs fit the sex on the claim",
    severity=Severity.REVIEW,
    citation="the plan's own edits; CMS MCE Definitions up to version 41 (unverified)",
    next_step="Check sex and diagnosis against the record; ask the plan how it wants the claim.",
    effective=ICD10,
    scope=Scope.DIAGNOSES,
)
# from the first to the last category, inclusive
_FEMALE = (("C51", "C58"), ("D06", "D06"), ("N70", "N98"), ("O00", "O9A"), ("Z34", "Z34"), ("Z39", "Z39"))
_MALE = (("C60", "C63"), ("N40", "N51"))
_CODES = (("CARC", "10"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    other = {Sex.MALE: _FEMALE, Sex.FEMALE: _MALE}.get(claim.patient.sex, ())
    for position, diagnosis in enumerate(claim.diagnoses, 1):
        category = diagnosis.code.value[:3]
        if any(low <= category <= high for low, high in other):
            place = diagnosis_place(claim, position)
            message = "The diagnosis is of an organ of the other sex than the claim carries."
            yield EDIT.finding(place, message, found=str(diagnosis.code), codes=_CODES)


_MAN = replace(PATIENT, sex=Sex.MALE)

EXAMPLES = (
    fires("a prostate and F", a_claim(diagnoses=("N40.1",)), "N40.1"),
    fires("a pregnancy and M", a_claim(diagnoses=("O26.891",), patient=_MAN), "O26.891"),
    quiet("a prostate and M", a_claim(diagnoses=("N40.1",), patient=_MAN)),
    quiet("sex not known", a_claim(diagnoses=("N40.1",), patient=replace(PATIENT, sex=Sex.UNKNOWN))),
    quiet("either sex", a_claim()),
)
