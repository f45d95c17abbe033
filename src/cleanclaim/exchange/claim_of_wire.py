"""A received professional claim as a claim of the model: what the edits read, as far as an 837 tells it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal

from cleanclaim.core.code import hcpcs
from cleanclaim.core.errors import MisuseError
from cleanclaim.exchange.received_claim import ReceivedClaim, ReceivedLine
from cleanclaim.model.claim import Claim, ClaimDiagnosis, ServiceLine
from cleanclaim.model.claim_details import OtherPlan
from cleanclaim.model.coverage import Coverage, Payer, PlanType, Rank, Subscriber
from cleanclaim.model.party import Party
from cleanclaim.model.people import Address, Name, Patient, Relationship, Sex
from cleanclaim.model.provider import Facility, Practice, Provider

_NOWHERE = Address("", "", "", "")
_NOBODY = Party("", Name("", ""))
_RANKS = {"P": Rank.PRIMARY, "S": Rank.SECONDARY}
_RELATIONSHIPS = {"18": Relationship.SELF, "01": Relationship.SPOUSE, "19": Relationship.CHILD}
# SBR09 [005010X222A1]; a Medicare Advantage plan is often sent as CI or HM, and is then not known as one
_PLANS = {
    "MA": PlanType.MEDICARE,
    "MB": PlanType.MEDICARE,
    "16": PlanType.MEDICARE_ADVANTAGE,
    "MC": PlanType.MEDICAID,
    "09": PlanType.SELF_PAY,
}


def claim_of_wire(received: ReceivedClaim) -> Claim:
    """The claim as the edits read it. What an 837 does not tell stays empty: evidence, the filing limit, the
    day a notice was signed, and our own ids.

    Raises MisuseError without the patient's birth date, which half of the edits stand on. The patient's id
    is a digest of plan, member number, name and birth date, so that two claims of one patient find each
    other. Units that are no whole number are counted up (see `rounded_lines`).
    """
    payer = _payer(received.payer_identifier, received.payer_name, received.filing_indicator)
    people = {party.entity: party for party in received.providers}
    rendering = _provider(people.get("82")) or _billing_as_provider(received)
    return Claim(
        claim_id=received.control_number,
        encounter_id=received.control_number,
        patient=_patient(received),
        coverage=_coverage(received, payer),
        practice=_practice(received),
        rendering=rendering,
        place_of_service=received.place_of_service,
        diagnoses=tuple(ClaimDiagnosis(code, ()) for code in received.diagnoses),
        lines=tuple(_line(received, line) for line in received.lines),
        total_charge=received.charge,
        other_coverages=tuple(_other_coverage(plan) for plan in received.other_plans),
        referring=_provider(people.get("DN")),
        supervising=_provider(people.get("DQ")),
        ordering=_ordering(received.lines) or rendering,  # loop 2420E is sent when it was another
        facility=_facility(people.get("77")),
        frequency=received.frequency,
        accept_assignment=received.accept_assignment == "A",
        prior_authorization=received.prior_authorization,
        accident=received.accident,
        patient_paid=received.patient_paid,
        admitted_on=received.admitted_on,
        attachments=received.attachments,
        ambulance=received.ambulance,
        prior_payments=tuple(plan.payment for plan in received.other_plans if plan.payment),
        original_claim_number=received.original_claim_number,
        dates=received.dates,
        references=received.references,
        note=received.note,
        delay_reason=received.delay_reason,
    )


def rounded_lines(received: ReceivedClaim) -> tuple[ReceivedLine, ...]:
    """The lines whose units are no whole number, which the edits see counted up."""
    return tuple(line for line in received.lines if line.units != line.units.to_integral_value())


def _payer(identifier: str, name: str, filing_indicator: str) -> Payer:
    plan = _PLANS.get(filing_indicator, PlanType.COMMERCIAL)
    return Payer(identifier, name, identifier, plan, filing_indicator, "")


def _coverage(received: ReceivedClaim, payer: Payer) -> Coverage:
    relationship, holder = _relationship(received.relationship), received.holder or _NOBODY
    own = relationship is Relationship.SELF
    return Coverage(
        rank=_RANKS.get(received.responsibility, Rank.TERTIARY),
        payer=payer,
        member_id=received.member_id,
        relationship=relationship,
        subscriber=None if own else _subscriber(holder),
        group_number=received.group_number,
        insurance_type=received.insurance_type,
    )


def _subscriber(holder: Party) -> Subscriber:
    return Subscriber(holder.name, holder.birth_date, holder.sex or Sex.UNKNOWN, holder.address)


def _relationship(told: str) -> Relationship:
    return _RELATIONSHIPS.get(told, Relationship.OTHER)


def _other_coverage(plan: OtherPlan) -> Coverage:
    membership = plan.membership
    relationship = _relationship(membership.relationship)
    payer = _payer(plan.payer.identifier, plan.payer.name.last, membership.filing_indicator)
    return Coverage(
        rank=_RANKS.get(membership.rank, Rank.TERTIARY),
        payer=payer,
        member_id=plan.subscriber.identifier,
        relationship=relationship,
        subscriber=None if relationship is Relationship.SELF else _subscriber(plan.subscriber),
        group_number=membership.group_number,
        insurance_type=membership.insurance_type,
    )


def _patient(received: ReceivedClaim) -> Patient:
    person = received.dependent or received.holder or _NOBODY
    born = received.patient_birth_date or person.birth_date
    if born is None:
        raise MisuseError("the claim tells no birth date of the patient")
    name = received.patient
    told = "|".join((received.payer_identifier, received.member_id, name.last, name.first, str(born)))
    return Patient(
        patient_id=hashlib.sha256(told.upper().encode()).hexdigest()[:16],
        name=name,
        birth_date=born,
        sex=person.sex or Sex.UNKNOWN,
        address=person.address or _NOWHERE,
    )


def _practice(received: ReceivedClaim) -> Practice:
    billing = received.billing or _NOBODY
    return Practice(
        practice_id=received.billing_npi,
        name=received.billing_name,
        npi=received.billing_npi,
        tax_id=received.billing_tax_id,
        taxonomy=billing.taxonomy,
        address=billing.address or _NOWHERE,
        phone=billing.contact.phone if billing.contact else "",
        contact=billing.contact.name if billing.contact else "",
        submitter_id=received.submitter_id,
        clia=received.clia,
    )


def _provider(party: Party | None) -> Provider | None:
    if party is None:
        return None
    return Provider(party.identifier, party.name, party.identifier, party.taxonomy)


def _billing_as_provider(received: ReceivedClaim) -> Provider:
    """Without a loop 2310B the billing provider rendered the service himself."""
    billing = received.billing or _NOBODY
    return Provider(received.billing_npi, billing.name, received.billing_npi, billing.taxonomy)


def _ordering(lines: Iterable[ReceivedLine]) -> Provider | None:
    found = (party for line in lines for party in line.providers if party.entity == "DK")
    return _provider(next(found, None))


def _facility(party: Party | None) -> Facility | None:
    if party is None:
        return None
    return Facility(party.identifier, party.name.last, party.identifier, party.address or _NOWHERE)


def _line(received: ReceivedClaim, line: ReceivedLine) -> ServiceLine:
    """A line without a REF*6R is known by its number, as payers know it."""
    minutes = line.unit == "MJ"
    return ServiceLine(
        line_number=line.line_number,
        control_number=line.control_number or f"{received.control_number}L{line.line_number}",
        charge_id="",
        procedure=hcpcs(line.procedure),
        modifiers=line.modifiers,
        units=1 if minutes else _whole(line.units),
        charge=line.charge,
        service_dates=line.service_dates,
        place_of_service=line.place_of_service,
        pointers=line.pointers,
        evidence=(),
        drug=line.drug,
        anesthesia_minutes=_whole(line.units) if minutes else 0,
        equipment=line.equipment,
        attachments=line.attachments,
        description=line.description,
        is_emergency=line.is_emergency,
        note=line.note,
    )


def _whole(units: Decimal) -> int:
    return int(units.to_integral_value(rounding=ROUND_CEILING))
