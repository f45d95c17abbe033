"""Patient and subscriber are described well enough to be found by the plan.

The patient needs name, sex and address; a dependent also needs the subscriber who holds the policy. A
dependent who has a member id of his own is sent as the subscriber.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cleanclaim.core.finding import Severity
from cleanclaim.core.identifiers import is_zip
from cleanclaim.edits.context import ScrubContext
from cleanclaim.edits.edit import Answer, Edit, claim_place
from cleanclaim.edits.examples import (
    ADDRESS,
    COVERAGE,
    PATIENT,
    a_claim,
    a_context,
    fires,
    quiet,
    unasked,
)
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import PlanType, Subscriber
from cleanclaim.model.people import Name, Patient, Relationship, Sex

EDIT = Edit(
    edit_id="edit.patient-and-subscriber",
    title="Patient and subscriber particulars are complete",
    severity=Severity.REJECT,
    citation="X12 005010X222A1 loops 2000B, 2010BA, 2000C, 2010CA",
    next_step="Complete the particulars from the registration or the insurance card.",
)
_MEDICARE = frozenset({PlanType.MEDICARE, PlanType.MEDICARE_ADVANTAGE})


def check(claim: Claim, context: ScrubContext) -> Iterator[Answer]:
    place = claim_place(claim)
    for part in _missing_of_patient(claim.patient):
        message = f"The patient's {part} is missing or malformed."
        yield EDIT.finding(place.within("patient"), message, found=part, wanted="filled")
    coverage = claim.coverage
    if coverage.relationship is Relationship.SELF:
        return
    subscriber = coverage.subscriber
    if subscriber is None or not (subscriber.name.last.strip() and subscriber.name.first.strip()):
        message = "The patient is a dependent and the subscriber is not named."
        yield EDIT.finding(
            place.within("subscriber"), message, found="subscriber", wanted="name of the holder"
        )
    elif subscriber.birth_date is None and context.from_file:
        reason = "an 837 does not tell the birth date of a subscriber who is not the patient"
        yield EDIT.not_checked(place.within("subscriber"), reason, "the registration")
    elif subscriber.birth_date is None:
        message = "The subscriber's date of birth is not known; plans use it to find the policy."
        found = "subscriber's date of birth"
        yield EDIT.finding(place.within("subscriber"), message, found=found, severity=Severity.DENY_RISK)
    if coverage.payer.plan_type in _MEDICARE:
        message = "Medicare has no dependents: every beneficiary is the subscriber."
        yield EDIT.finding(place.within("coverage"), message, found=str(coverage.relationship), wanted="self")


def _missing_of_patient(patient: Patient) -> Iterator[str]:
    parts = {
        "last name": patient.name.last,
        "first name": patient.name.first,
        "street": patient.address.street,
        "city": patient.address.city,
        "state": patient.address.state,
    }
    yield from (part for part, value in parts.items() if not value.strip())
    if not is_zip(patient.address.postal_code):
        yield "postal code"


_CHILD = replace(COVERAGE, relationship=Relationship.CHILD)
_PARENT = Subscriber(Name("Testcase", "Beth"), date(1975, 1, 1), Sex.FEMALE, ADDRESS)
_NO_STREET = replace(PATIENT, address=replace(ADDRESS, street="", postal_code="6270"))
_ON_MEDICARE = replace(_CHILD, subscriber=_PARENT, payer=replace(COVERAGE.payer, plan_type=PlanType.MEDICARE))

EXAMPLES = (
    fires("no street, short postal code", a_claim(patient=_NO_STREET), "street", "postal code"),
    fires("a child without its parent", a_claim(coverage=_CHILD), "subscriber"),
    fires(
        "a parent without a date of birth",
        a_claim(coverage=replace(_CHILD, subscriber=replace(_PARENT, birth_date=None))),
        "subscriber's date of birth",
        severity=Severity.DENY_RISK,
    ),
    unasked(
        "the same in a file",
        a_claim(coverage=replace(_CHILD, subscriber=replace(_PARENT, birth_date=None))),
        context=a_context(from_file=True),
    ),
    fires("a Medicare dependent", a_claim(coverage=_ON_MEDICARE), "child"),
    fires(
        "a parent without a first name",
        a_claim(coverage=replace(_CHILD, subscriber=replace(_PARENT, name=Name("Testcase", "")))),
        "subscriber",
    ),
    quiet("a child with its parent", a_claim(coverage=replace(_CHILD, subscriber=_PARENT))),
    quiet("the patient holds the policy", a_claim()),
)
