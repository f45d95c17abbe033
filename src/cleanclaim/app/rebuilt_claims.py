"""A claim of ours, made again from the bytes of an old 837P. What the bytes do not tell stays empty."""

from __future__ import annotations

import hashlib

from cleanclaim.core.code import hcpcs
from cleanclaim.core.evidence import Evidence
from cleanclaim.exchange.received_claim import ReceivedClaim, ReceivedLine
from cleanclaim.model.claim import Claim, ClaimDiagnosis, ServiceLine
from cleanclaim.model.claim_details import OtherPlan
from cleanclaim.model.coverage import Coverage, Payer, PlanType, Rank, Subscriber
from cleanclaim.model.encounter import Encounter, Setting, Visit
from cleanclaim.model.party import Party
from cleanclaim.model.people import Address, Name, Patient, Relationship, Sex
from cleanclaim.model.provider import Practice, Provider

_UNKNOWN = Address("", "", "", "")
_PLANS = {
    "MB": PlanType.MEDICARE, "MA": PlanType.MEDICARE, "16": PlanType.MEDICARE_ADVANTAGE,
    "MC": PlanType.MEDICAID,
}  # fmt: skip
_RANKS = {"P": Rank.PRIMARY, "S": Rank.SECONDARY, "T": Rank.TERTIARY}
_RELATIONSHIPS = {"18": Relationship.SELF, "01": Relationship.SPOUSE, "19": Relationship.CHILD}


def rebuilt_claim(one: ReceivedClaim, *, receiver_id: str, source: str) -> Claim:
    """The claim under its old control number.

    source  id of the file, for the evidence
    """
    patient = _patient(one)
    return Claim(
        claim_id=one.control_number,
        encounter_id=f"{one.control_number}-V",
        patient=patient,
        coverage=_coverage(one, receiver_id),
        practice=_practice(one),
        rendering=_rendering(one),
        place_of_service=one.place_of_service,
        diagnoses=tuple(
            ClaimDiagnosis(code, (Evidence(source, f"claim {one.control_number} HI", code.value),))
            for code in one.diagnoses
        ),
        lines=tuple(_line(one, line, source) for line in one.lines),
        total_charge=one.charge,
        other_coverages=tuple(_further(each, receiver_id) for each in one.other_plans),
        frequency=one.frequency,
        accept_assignment=one.accept_assignment != "C",
        prior_authorization=one.prior_authorization,
        accident=one.accident,
        patient_paid=one.patient_paid,
        admitted_on=one.admitted_on,
        original_claim_number=one.original_claim_number,
        dates=one.dates,
        references=one.references,
        note=one.note,
        delay_reason=one.delay_reason,
    )


def rebuilt_encounter(claim: Claim) -> Encounter:
    """The visit behind it: who, when and where, without a note."""
    return Encounter(
        encounter_id=claim.encounter_id,
        patient=claim.patient,
        service_dates=claim.service_dates,
        place_of_service=claim.place_of_service,
        setting=Setting.OFFICE,
        visit=Visit.ESTABLISHED,
        rendering=claim.rendering,
        coverages=(claim.coverage, *claim.other_coverages),
    )


def _patient(one: ReceivedClaim) -> Patient:
    """One person is known again by payer, member id, name and birth date; the id is made of their hash."""
    told = (one.payer_identifier, one.member_id, one.patient.last, one.patient.first, one.patient_birth_date)
    digest = hashlib.sha256("|".join(map(str, told)).encode()).hexdigest()[:12].upper()
    assert one.patient_birth_date is not None, "looked at before"
    return Patient(f"PT{digest}", one.patient, one.patient_birth_date, Sex.UNKNOWN, _UNKNOWN)


def _coverage(one: ReceivedClaim, receiver_id: str) -> Coverage:
    itself = one.patient_is_subscriber
    return Coverage(
        _RANKS.get(one.responsibility, Rank.PRIMARY),
        _payer(one.payer_identifier, one.payer_name, one.filing_indicator, receiver_id),
        one.member_id,
        Relationship.SELF if itself else Relationship.OTHER,
        None if itself else Subscriber(one.subscriber),
        one.group_number,
        one.insurance_type,
    )


def _further(plan: OtherPlan, receiver_id: str) -> Coverage:
    relationship = _RELATIONSHIPS.get(plan.membership.relationship, Relationship.OTHER)
    payer = plan.payer
    return Coverage(
        _RANKS.get(plan.membership.rank, Rank.SECONDARY),
        _payer(payer.identifier, payer.name.last, plan.membership.filing_indicator, receiver_id),
        plan.subscriber.identifier,
        relationship,
        None if relationship is Relationship.SELF else Subscriber(plan.subscriber.name),
        plan.membership.group_number,
        plan.membership.insurance_type,
    )


def _payer(identifier: str, name: str, filing_indicator: str, receiver_id: str) -> Payer:
    plan_type = _PLANS.get(filing_indicator, PlanType.COMMERCIAL)
    return Payer(identifier, name, identifier, plan_type, filing_indicator, receiver_id)


def _practice(one: ReceivedClaim) -> Practice:
    return Practice(
        "rebuilt", one.billing_name, one.billing_npi, one.billing_tax_id, "", _UNKNOWN, "", "",
        one.submitter_id, one.clia,
    )  # fmt: skip


def _rendering(one: ReceivedClaim) -> Provider:
    """NM1*82; without one the billing provider renders."""
    found: Party | None = next((each for each in one.providers if each.entity == "82"), None)
    if found is None:
        return Provider(one.billing_npi, Name(one.billing_name, ""), one.billing_npi)
    return Provider(found.identifier, found.name, found.identifier, found.taxonomy)


def _line(one: ReceivedClaim, line: ReceivedLine, source: str) -> ServiceLine:
    number = line.control_number or f"{one.control_number}L{line.line_number:02d}"
    where = f"claim {one.control_number} line {line.line_number}"
    return ServiceLine(
        line_number=line.line_number,
        control_number=number,
        charge_id=number,
        procedure=hcpcs(line.procedure),
        modifiers=line.modifiers,
        units=0 if line.unit == "MJ" else int(line.units),
        charge=line.charge,
        service_dates=line.service_dates,
        place_of_service=line.place_of_service,
        pointers=line.pointers,
        evidence=(Evidence(source, where, line.procedure),),
        drug=line.drug,
        anesthesia_minutes=int(line.units) if line.unit == "MJ" else 0,
        equipment=line.equipment,
        attachments=line.attachments,
        description=line.description,
        is_emergency=line.is_emergency,
        note=line.note,
    )
