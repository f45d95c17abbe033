"""The places of service on the claim are codes of the place-of-service set."""

from __future__ import annotations

from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, claim_place, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim
from cleanclaim.reference import place_of_service

EDIT = Edit(
    edit_id="edit.place-of-service-known",
    title="Every place of service is a code of the set",
    severity=Severity.REJECT,
    citation="CMS place of service code set; CMS Pub 100-04 ch. 26 s. 10.5",
    next_step="Choose the two-digit code of the place where the patient was.",
    scope=Scope.LINE,
)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    places = [(claim_place(claim), claim.place_of_service)]
    places += [(line_place(claim, line), line.place_of_service) for line in claim.lines]
    for place, value in places:
        if not place_of_service.is_known(value):
            message = "The place of service is not a code of the set."
            yield EDIT.finding(place.within("place of service"), message, found=value, wanted="a listed code")


EXAMPLES = (
    fires("a code that does not exist", a_claim(place_of_service="88"), "88"),
    fires("one digit, on the line", a_claim(a_line(place_of_service="1")), "1"),
    quiet("office", a_claim()),
)
