"""An inpatient visit needs the date of admission, which a claim of ours cannot carry yet.

Better held than sent without: loop 2300 DTP*435 is required when services were rendered to an inpatient.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place
from cleanclaim.edits.examples import a_claim, fires, quiet
from cleanclaim.model.claim import Claim

INPATIENT = frozenset({"21", "51", "61"})  # hospital, psychiatric facility, rehabilitation facility

EDIT = Edit(
    edit_id="edit.admission-date",
    title="An inpatient visit tells the date of admission",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 loop 2300 DTP*435; CMS-1500 item 18 (unverified)",
    next_step="Bill the visit by another way: admission dates are not built into this release yet.",
)


def check(claim: Claim, _context: ScrubContext) -> Iterator[Answer]:
    if claim.place_of_service in INPATIENT:
        place = claim_place(claim).within("place of service")
        message = "The visit was inpatient and the claim has no room for the admission date yet."
        yield EDIT.finding(place, message, found=claim.place_of_service, wanted="an admission date")


EXAMPLES = (
    fires("hospital visit", a_claim(place_of_service="21"), "21"),
    quiet("office visit", a_claim(place_of_service="11")),
)
