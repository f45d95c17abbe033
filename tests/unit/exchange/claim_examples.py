"""Invented claims for the tests of this room and of its neighbours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.claim import Claim, ClaimDiagnosis, ServiceLine
from cleanclaim.model.claim_details import (
    AmbulanceTrip,
    Attachment,
    ClaimDate,
    EquipmentNeed,
    PriorLinePayment,
    PriorPayment,
)
from cleanclaim.model.coverage import Coverage, Payer, PlanType, Rank, Subscriber
from cleanclaim.model.encounter import Accident, AccidentCause, Drug
from cleanclaim.model.party import Reference
from cleanclaim.model.people import Address, Name, Patient, Relationship, Sex
from cleanclaim.model.provider import Facility, Practice, Provider
from cleanclaim.model.remittance import Adjustment
from cleanclaim.x12.writing import Envelope

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
STREET = Address("1 Elm St", "Springfield", "IL", "627010001")
PROOF = (Evidence("note E01", "characters 0-4", "seen"),)
PRACTICE = Practice(
    "clinic", "Elm Street Clinic", "2234567893", "991234567", "207Q00000X", STREET, "217-555-0101",
    "Ana Biller", "ELMCLINIC", "14D0000001",
)  # fmt: skip
RENDERING = Provider("P1", Name("Muñoz", "José"), "2345678908", "207Q00000X")
OTHER = Provider("P2", Name("O'Neil", "Pat", "Q"), "1111111112")
FACILITY = Facility("F1", "North Hospital", "1222222220", STREET, "22")
MEDICARE = Payer("mcr", "Invented Medicare", "12345", PlanType.MEDICARE, "MB", "RECV01")
SURE = Payer("sure", "Sure Health", "60054", PlanType.COMMERCIAL, "CI", "RECV01", STREET)
PATIENT = Patient("PT1", Name("Testcase", "Nadia", "R", "JR"), date(1961, 2, 28), Sex.FEMALE, STREET)


def envelope(interchange: int = 101, functional_id: str = "HC", guide: str = "005010X222A1") -> Envelope:
    """From the invented clinic to the invented clearing house."""
    return Envelope("ELMCLINIC", "RECV01", functional_id, guide, AT, interchange, interchange)


def line(
    number: int,
    procedure: str,
    cents: int,
    *,
    modifiers: tuple[str, ...] = (),
    units: int = 1,
    pointers: tuple[int, ...] = (1,),
    drug: Drug | None = None,
    place: str = "11",
    claim_id: str = "E01A",
) -> ServiceLine:
    """One service line of 4 April 2026."""
    return ServiceLine(
        number, f"{claim_id}-{number}", f"{claim_id}-C{number}", hcpcs(procedure), modifiers, units,
        Money(cents), Span.day(date(2026, 4, 4)), place, pointers, PROOF, drug,
    )  # fmt: skip


def claim(
    claim_id: str = "E01A", *lines: ServiceLine, diagnoses: tuple[str, ...] = ("E11.22", "N18.31")
) -> Claim:
    """A plain office claim to Sure Health; the patient is the subscriber."""
    chosen = lines or (line(1, "99214", 18500, pointers=(1, 2), claim_id=claim_id),)
    return Claim(
        claim_id, claim_id[:3], PATIENT, Coverage(Rank.PRIMARY, SURE, "M12345", group_number="G77"), PRACTICE,
        RENDERING, "11", tuple(ClaimDiagnosis(icd10cm(code), PROOF) for code in diagnoses), chosen,
        Money.total(each.charge for each in chosen),
    )  # fmt: skip


def dependent_claim(claim_id: str = "E02A") -> Claim:
    """A child on a parent's plan."""
    subscriber = Subscriber(Name("Parent", "Paul"), date(1985, 1, 2), Sex.MALE, STREET)
    coverage = Coverage(Rank.PRIMARY, SURE, "D99", Relationship.CHILD, subscriber, "G1")
    return replace(claim(claim_id), coverage=coverage)


def secondary_claim(claim_id: str = "E03A") -> Claim:
    """Medicare pays first and Sure Health is named as the plan after it."""
    after = Coverage(Rank.SECONDARY, SURE, "S55", Relationship.SPOUSE, Subscriber(Name("Spouse", "Sam")))
    return replace(
        claim(claim_id), coverage=Coverage(Rank.PRIMARY, MEDICARE, "1EG4TE5MK73"), other_coverages=(after,)
    )


def drug_claim(claim_id: str = "E04A") -> Claim:
    """An injection with its drug."""
    drug = Drug("00009307903", Decimal("1.50"), "ML")
    return claim(
        claim_id,
        line(1, "96372", 3500, claim_id=claim_id),
        line(2, "J3301", 1250, units=4, drug=drug, claim_id=claim_id, pointers=(2, 1)),
    )


def laboratory_claim(claim_id: str = "E05A") -> Claim:
    """A laboratory line that another provider ordered; service facility, referrer and supervisor named."""
    lines = (
        line(1, "83036", 2475, modifiers=("QW",), claim_id=claim_id),
        line(2, "99213", 12000, modifiers=("25",), claim_id=claim_id, place="22"),
    )
    return replace(
        claim(claim_id, *lines), ordering=OTHER, referring=OTHER, supervising=OTHER, facility=FACILITY,
        prior_authorization="PA-778",
    )  # fmt: skip


def accident_claim(claim_id: str = "E06A") -> Claim:
    """An auto accident, without assignment, over two days."""
    long_stay = replace(
        line(1, "99214", 18500, claim_id=claim_id), service_dates=Span(date(2026, 4, 4), date(2026, 4, 5))
    )
    accident = Accident(AccidentCause.AUTO, date(2026, 4, 1), "IL")
    return replace(
        claim(claim_id, long_stay, diagnoses=("S52.501A",)), accident=accident, accept_assignment=False
    )


def every_claim() -> tuple[Claim, ...]:
    """One of each kind."""
    return (
        claim(),
        dependent_claim(),
        secondary_claim(),
        drug_claim(),
        laboratory_claim(),
        accident_claim(),
        replace(claim("E07A"), frequency="7"),
    )


def paid_by_medicare_claim(claim_id: str = "E11A") -> Claim:
    """Medicare, not first for a reason of its own, has paid both lines; the claim goes on to Sure Health."""
    lines = (line(1, "99214", 18500, claim_id=claim_id), line(2, "20610", 11500, claim_id=claim_id))
    first_plan = Coverage(Rank.PRIMARY, MEDICARE, "1EG4TE5MK73")
    day = date(2026, 4, 20)
    decided = (
        PriorLinePayment(
            1, Money(10400), "99214", day,
            adjustments=(Adjustment("CO", "45", Money(5500)), Adjustment("PR", "2", Money(2600))),
        ),
        PriorLinePayment(
            2, Money(7200), "20610", day, units=Decimal(1),
            adjustments=(Adjustment("CO", "45", Money(2500)), Adjustment("PR", "1", Money(1800))),
            remaining=Money(1800),
        ),
    )  # fmt: skip
    payment = PriorPayment(
        "12345", Money(17248), (Adjustment("CO", "253", Money(352)),), decided,
        remaining=Money(4400), remarks=("MA01", "MA07"), claim_number="ICN123",
    )  # fmt: skip
    return replace(
        claim(claim_id, *lines, diagnoses=("M17.11",)),
        coverage=Coverage(Rank.SECONDARY, SURE, "S55", group_number="G77"),
        other_coverages=(first_plan,),
        prior_payments=(payment,),
    )


def denied_whole_claim(claim_id: str = "E12A") -> Claim:
    """Sure Health denied all of it at claim level; Medicare is second, as for the working aged."""
    payment = PriorPayment(
        "60054", Money(0), (Adjustment("CO", "27", Money(18500)),), adjudicated_on=date(2026, 4, 21),
        noncovered=Money(18500),
    )  # fmt: skip
    return replace(
        claim(claim_id),
        coverage=Coverage(Rank.SECONDARY, MEDICARE, "1EG4TE5MK73", insurance_type="12"),
        other_coverages=(Coverage(Rank.PRIMARY, SURE, "S55"),),
        prior_payments=(payment,),
    )


def ambulance_claim(claim_id: str = "E13A") -> Claim:
    """A transport from home to the hospital, on a stretcher."""
    trip = AmbulanceTrip(
        "A", Decimal(13), Address("5 Home Rd", "Springfield", "IL", "62701"), STREET, "North Hospital",
        pounds=Decimal(212), conditions=("01", "09"), stretcher_purpose="UNABLE TO SIT",
    )  # fmt: skip
    lines = (
        line(1, "A0429", 90000, modifiers=("RH",), place="41", claim_id=claim_id),
        line(2, "A0425", 25000, modifiers=("RH",), units=13, place="41", claim_id=claim_id),
    )
    return replace(claim(claim_id, *lines, diagnoses=("S72.001A",)), place_of_service="41", ambulance=trip)


def anesthesia_claim(claim_id: str = "E14A") -> Claim:
    """Anesthesia by the minute for an inpatient, with a payment of the patient and a paper that follows."""
    timed = replace(
        line(1, "00840", 75000, modifiers=("AA",), place="21", claim_id=claim_id), anesthesia_minutes=93
    )
    return replace(
        claim(claim_id, timed, diagnoses=("K35.80",)),
        place_of_service="21",
        facility=replace(FACILITY, place_of_service="21"),
        admitted_on=date(2026, 4, 3),
        patient_paid=Money(2550),
        attachments=(Attachment("OZ", "FX", "PAPER7"), Attachment("OB", "AA")),
    )


def equipment_claim(claim_id: str = "E15A") -> Claim:
    """A wheelchair with its certificate."""
    need = EquipmentNeed(
        "R", Decimal(12), ("ZV",), date(2026, 3, 1), date(2025, 3, 1), date(2026, 3, 2)
    )  # fmt: skip
    rented = replace(
        line(1, "K0001", 6000, modifiers=("RR",), place="12", claim_id=claim_id),
        equipment=need,
        attachments=(Attachment("03", "EL", "CMN1"),),
    )
    return replace(claim(claim_id, rented, diagnoses=("I69.351",)), place_of_service="12", ordering=OTHER)


def void_claim(claim_id: str = "E16A") -> Claim:
    """A void that knows itself what it takes back."""
    return replace(claim(claim_id), frequency="8", original_claim_number="PAYER9")


def unlisted_claim(claim_id: str = "E17A") -> Claim:
    """An unlisted procedure in an emergency, explained; late, and with a referral number."""
    told = replace(
        line(1, "99499", 22000, modifiers=("25",), claim_id=claim_id),
        description="Odd thing done", is_emergency=True, note="See the note",
    )  # fmt: skip
    return replace(
        claim(claim_id, told),
        dates=(ClaimDate("431", date(2026, 3, 30)), ClaimDate("304", date(2026, 4, 1))),
        references=(Reference("9F", "REFERRAL7"), Reference("EA", "MR1")),
        note="Filed late by the plan's own fault",
        delay_reason="7",
    )


def every_detailed_claim() -> tuple[Claim, ...]:
    """One for each thing that only some claims carry."""
    return (
        paid_by_medicare_claim(),
        denied_whole_claim(),
        ambulance_claim(),
        anesthesia_claim(),
        equipment_claim(),
        void_claim(),
        unlisted_claim(),
    )
