"""An inpatient visit needs the date of admission, not after the first service.

Better held than sent without: loop 2300 DTP*435 is required when services were rendered to an inpatient.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place
from cleanclaim.edits.examples import SERVICE_DAY, a_claim, fires, quiet
from cleanclaim.model.claim import Claim

INPATIENT = frozenset({"21", "51", "61"})  # hospital, psychiatric facility, rehabilitation facility

EDIT = Edit(
    edit_id="edit.admission-date",
    title="An inpatient visit tells the date of admission",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 loop 2300 DTP*435; CMS-1500 item 18 (unverified)",
    next_step="Take the date of admission from the hospital's record.",
)


def check(claim: Claim, _context: ScrubContext) -> Iterator[Answer]:
    if claim.place_of_service not in INPATIENT:
        return
    place, admitted = claim_place(claim).within("admission date"), claim.admitted_on
    if admitted is None:
        message = "The visit was inpatient and the claim does not tell the date of admission."
        yield EDIT.finding(place, message, found="none", wanted="the date of admission")
    elif claim.lines and admitted > claim.service_dates.first:
        message = "The patient was admitted after the first service."
        found, wanted = admitted.isoformat(), "a day not after the first service"
        yield EDIT.finding(place, message, found=found, wanted=wanted, severity=Severity.REVIEW)


_HOSPITAL = a_claim(place_of_service="21")
_NEXT_DAY = SERVICE_DAY + timedelta(days=1)

EXAMPLES = (
    fires("hospital visit", _HOSPITAL, "none"),
    fires(
        "admitted the day after",
        replace(_HOSPITAL, admitted_on=_NEXT_DAY),
        _NEXT_DAY.isoformat(),
        severity=Severity.REVIEW,
    ),
    quiet("admitted that day", replace(_HOSPITAL, admitted_on=SERVICE_DAY)),
    quiet("office visit", a_claim(place_of_service="11")),
)
