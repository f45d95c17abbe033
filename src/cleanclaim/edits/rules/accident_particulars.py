"""An accident lies before the service, and an auto accident names its state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from cleanclaim.core.finding import Severity
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place
from cleanclaim.edits.examples import SERVICE_DAY, a_claim, fires, quiet
from cleanclaim.model.claim import Claim
from cleanclaim.model.encounter import Accident, AccidentCause

EDIT = Edit(
    edit_id="edit.accident-particulars",
    title="An accident has its date and, on the road, its state",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 CLM11, DTP*439",
    next_step="Ask the patient when and where the accident happened.",
)
_STATE = re.compile(r"[A-Z]{2}")


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    accident, place = claim.accident, claim_place(claim).within("accident")
    if accident is None or not claim.lines:
        return
    if accident.occurred_on > claim.service_dates.first:
        message = "The accident lies after the service."
        yield EDIT.finding(
            place, message, found=accident.occurred_on.isoformat(), wanted="not after the service"
        )
    if accident.occurred_on < claim.patient.birth_date:
        message = "The accident lies before the patient's birth."
        yield EDIT.finding(place, message, found=accident.occurred_on.isoformat(), wanted="not before birth")
    if accident.cause is AccidentCause.AUTO and not _STATE.fullmatch(accident.state):
        message = "An auto accident needs the state it happened in."
        yield EDIT.finding(place, message, found=accident.state, wanted="two letters")


_NEXT_DAY = SERVICE_DAY + timedelta(days=1)

EXAMPLES = (
    fires("the day after", a_claim(accident=Accident(AccidentCause.OTHER, _NEXT_DAY)), "2026-04-15"),
    fires("before birth", a_claim(accident=Accident(AccidentCause.OTHER, date(1950, 2, 2))), "1950-02-02"),
    fires("no state", a_claim(accident=Accident(AccidentCause.AUTO, SERVICE_DAY)), ""),
    quiet("at birth", a_claim(accident=Accident(AccidentCause.OTHER, date(1950, 2, 3)))),
    quiet("on the road in Illinois", a_claim(accident=Accident(AccidentCause.AUTO, SERVICE_DAY, "IL"))),
    quiet("no accident", a_claim()),
)
