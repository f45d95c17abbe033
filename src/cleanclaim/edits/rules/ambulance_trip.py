"""An ambulance line names where the trip began and ended; mileage stands beside a trip.

The modifier is two letters, origin then destination: D diagnostic site, E home for the elderly, G hospital
dialysis, H hospital, I transfer point, J freestanding dialysis, N nursing facility, P physician, R residence,
S scene, X stop at a physician on the way (destination only).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, line_place
from cleanclaim.edits.examples import a_claim, a_line, fires, quiet
from cleanclaim.edits.table_rows import NOT_THE_PATIENT
from cleanclaim.model.claim import Claim

_TRIPS = frozenset({"A0426", "A0427", "A0428", "A0429", "A0430", "A0431", "A0433", "A0434"})
_MILEAGE = frozenset({"A0425", "A0435", "A0436"})

EDIT = Edit(
    edit_id="edit.ambulance-trip",
    title="An ambulance trip names its ends, and mileage its trip",
    severity=Severity.DENY_RISK,
    citation="CMS Pub 100-04 ch. 15 s. 30",
    next_step="Take the two ends from the trip report.",
    needs=lambda line: line.procedure.value in _TRIPS or line.procedure.value in _MILEAGE,
)
_ENDS = re.compile(r"[DEGHIJNPRS][DEGHIJNPRSX]")
_CODES = (("CARC", "16"), ("group", "CO"), NOT_THE_PATIENT)


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    trips = {each.service_dates.first for each in claim.lines if each.procedure.value in _TRIPS}
    for line in claim.lines:
        value = line.procedure.value
        if value not in _TRIPS and value not in _MILEAGE:
            continue
        place = line_place(claim, line)
        if not line.modifiers or not _ENDS.fullmatch(line.modifiers[0]):
            message = "The ambulance line does not name the two ends of the trip first."
            found = line.modifiers[0] if line.modifiers else "none"
            wanted = "origin and destination, such as RH"
            yield EDIT.finding(place.within("modifiers"), message, found=found, wanted=wanted, codes=_CODES)
        if value in _MILEAGE and line.service_dates.first not in trips:
            message = "Mileage is billed without a trip of its day."
            yield EDIT.finding(place, message, found=value, wanted="the trip's line", codes=_CODES)


_TRIP = a_line("A0429", modifiers=("RH",))

EXAMPLES = (
    fires("no ends", a_claim(a_line("A0429")), "none"),
    fires("no such end", a_claim(a_line("A0429", modifiers=("QN",))), "QN"),
    fires("mileage alone", a_claim(a_line("A0425", modifiers=("RH",))), "A0425"),
    quiet("home to hospital with mileage", a_claim(_TRIP, a_line("A0425", 2, modifiers=("RH",)))),
    quiet("no ambulance", a_claim()),
)
