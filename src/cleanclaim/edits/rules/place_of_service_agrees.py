"""Lines and claim name the same place, and a place other than office or home names its facility.

A claim for services at two places is returned or denied by many payers; Medicare wants one claim per place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, Scope, claim_place, line_place
from cleanclaim.edits.examples import ADDRESS, a_claim, a_line, fires, quiet
from cleanclaim.model.claim import Claim
from cleanclaim.model.provider import Facility

EDIT = Edit(
    edit_id="edit.place-of-service-agrees",
    title="Lines, claim and facility agree on the place of service",
    severity=Severity.DENY_RISK,
    citation="CMS Pub 100-04 ch. 26 s. 10.4, items 24B and 32 (unverified)",
    next_step="Correct the place of service, or bill the places on claims of their own.",
    scope=Scope.LINE,
)
_FACILITIES = frozenset({"19", "21", "22", "23", "24", "31", "32", "34", "51", "61"})


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    for line in claim.lines:
        if line.place_of_service != claim.place_of_service:
            place = line_place(claim, line).within("place of service")
            message = "The line names another place of service than the claim."
            yield EDIT.finding(place, message, found=line.place_of_service, wanted=claim.place_of_service)
    place = claim_place(claim).within("service facility")
    facility = claim.facility
    if facility is None and claim.place_of_service in _FACILITIES:
        message = "The place of service is a facility and the claim does not name it."
        yield EDIT.finding(place, message, found=claim.place_of_service, wanted="the service facility")
    elif facility is not None and facility.place_of_service not in ("", claim.place_of_service):
        message = "The facility is another kind of place than the claim says."
        yield EDIT.finding(place, message, found=claim.place_of_service, wanted=facility.place_of_service)


_CENTER = Facility("center", "Placeholder Center", "2000000135", ADDRESS, "24")
_AT_24 = a_line(place_of_service="24")

EXAMPLES = (
    fires("one line at home", a_claim(a_line(place_of_service="12")), "12"),
    fires("a surgery center without its name", a_claim(_AT_24, place_of_service="24"), "24"),
    fires("a surgery center and an office", a_claim(facility=_CENTER), "11"),
    quiet("a surgery center", a_claim(_AT_24, place_of_service="24", facility=_CENTER)),
    quiet("a facility of no known kind", a_claim(facility=replace(_CENTER, place_of_service=""))),
    quiet("office", a_claim()),
)
