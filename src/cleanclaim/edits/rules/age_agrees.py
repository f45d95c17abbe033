"""Diagnoses and preventive visits that belong to an age fit the patient's age on the service day.

Preventive visits have their ages in their own definitions; newborn, child and adult examinations and
the codes of pregnancy have theirs in the classification. Medicare's own age ranges (MCE) are not loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, diagnosis_place, line_place
from cleanclaim.edits.examples import PATIENT, SERVICE_DAY, a_claim, a_line, fires, quiet
from cleanclaim.edits.table_rows import NOT_THE_PATIENT
from cleanclaim.model.claim import Claim

EDIT = Edit(
    edit_id="edit.age-agrees",
    title="Codes that belong to an age fit the patient",
    severity=Severity.DENY_RISK,
    citation="ICD-10-CM tabular list Z00; Official Guidelines ss. I.C.15, I.C.16; preventive visit age bands",
    next_step="Check the date of birth first, then let a coder choose the code of that age.",
)
_OLDEST = 150
# years: from the first to the last, inclusive
_VISITS = {
    **dict.fromkeys(("99381", "99391"), (0, 0)),
    **dict.fromkeys(("99382", "99392"), (1, 4)),
    **dict.fromkeys(("99383", "99393"), (5, 11)),
    **dict.fromkeys(("99384", "99394"), (12, 17)),
    **dict.fromkeys(("99385", "99395"), (18, 39)),
    **dict.fromkeys(("99386", "99396"), (40, 64)),
    **dict.fromkeys(("99387", "99397"), (65, _OLDEST)),
}
_CHILD_EXAMS, _ADULT_EXAMS = ("Z00.12",), ("Z00.0",)
_NEWBORN_EXAMS = {"Z00.110": (0, 7), "Z00.111": (8, 28)}  # days
_ADULT, _MATERNITY = 18, (9, 64)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    if not claim.lines:
        return
    day, born = claim.service_dates.first, claim.patient.birth_date
    if born > day:
        return  # another edit's
    years, days = _years(born, day), (day - born).days
    for line in claim.lines:
        low, high = _VISITS.get(line.procedure.value, (0, _OLDEST))
        if not low <= years <= high:
            message = "The preventive visit belongs to another age."
            codes = (("CARC", "6"), ("group", "CO"), NOT_THE_PATIENT)
            place, found = line_place(claim, line), f"{line.procedure} at {years}"
            yield EDIT.finding(place, message, found=found, wanted=_span(low, high), codes=codes)
    for position, diagnosis in enumerate(claim.diagnoses, 1):
        wanted = _wanted(diagnosis.code.value, years, days)
        if wanted:
            place, found = diagnosis_place(claim, position), f"{diagnosis.code} at {years}"
            message = "The diagnosis belongs to another age."
            codes = (("CARC", "9"), ("group", "CO"), NOT_THE_PATIENT)
            yield EDIT.finding(place, message, found=found, wanted=wanted, codes=codes)


def _wanted(value: str, years: int, days: int) -> str:
    """'' when the code fits the age, else the age it belongs to."""
    if value in _NEWBORN_EXAMS and not _NEWBORN_EXAMS[value][0] <= days <= _NEWBORN_EXAMS[value][1]:
        return "{} to {} days".format(*_NEWBORN_EXAMS[value])
    if value.startswith(_CHILD_EXAMS) and (years >= _ADULT or days <= 28):
        return "29 days to 17 years"
    if value.startswith(_ADULT_EXAMS) and years < _ADULT:
        return "18 years or more"
    if value.startswith("O") and not _MATERNITY[0] <= years <= _MATERNITY[1]:
        return "9 to 64 years"
    return ""


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _span(low: int, high: int) -> str:
    return f"{low} years or more" if high == _OLDEST else f"{low} to {high} years"


def _aged(claim: Claim, *, years: int = 0, days: int = 0) -> Claim:
    born = SERVICE_DAY.replace(year=SERVICE_DAY.year - years) - timedelta(days=days)
    return replace(claim, patient=replace(PATIENT, birth_date=born))


_EXAM = a_claim(diagnoses=("Z00.00",))

EXAMPLES = (
    fires("a visit of another age", _aged(a_claim(a_line("99395")), years=40), "99395 at 40"),
    fires("an adult's examination of a child", _aged(_EXAM, years=17, days=364), "Z00.00 at 17"),
    fires("a child's of an adult", _aged(a_claim(diagnoses=("Z00.129",)), years=18), "Z00.129 at 18"),
    fires("a newborn's at nine days", _aged(a_claim(diagnoses=("Z00.110",)), days=9), "Z00.110 at 0"),
    fires("a pregnancy at 70", _aged(a_claim(diagnoses=("O26.891",)), years=70), "O26.891 at 70"),
    quiet("the day of the 40th birthday", _aged(a_claim(a_line("99396")), years=40)),
    quiet("an adult on the birthday", _aged(_EXAM, years=18)),
    quiet("nine days", _aged(a_claim(diagnoses=("Z00.111",)), days=9)),
    quiet("nothing of an age", a_claim()),
)
