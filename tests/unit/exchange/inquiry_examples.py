"""Invented questions to a payer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.claim_inquiry import ClaimInquiry
from cleanclaim.model.eligibility import BenefitDelivery, DatedEvent, EligibilityInquiry
from cleanclaim.model.party import Contact, Party, Reference
from cleanclaim.model.people import Name, Sex
from cleanclaim.model.services_review import ReviewedService, ReviewKind, ReviewRequest

PLAN = Party("PR", Name("PLAN ONE", ""), False, "PI", "PLAN1")
CLINIC = Party("1P", Name("HARBOR FAMILY MEDICINE", ""), False, "XX", "1234567893")
SENDER = Party("41", Name("HARBOR FAMILY MEDICINE", ""), False, "46", "HARBORFM")
ALMA = Party(
    "IL", Name("TESTER", "ALMA"), True, "MI", "M100200300", birth_date=date(1961, 7, 2), sex=Sex.FEMALE
)
HOLDER = Party("IL", Name("SPECIMEN", "CY"), True, "MI", "M100200400")
BO = Party("03", Name("SPECIMEN", "BO"), True, birth_date=date(2015, 3, 11), sex=Sex.MALE)
SON = Party("QC", Name("SPECIMEN", "BO"), True, birth_date=date(2015, 3, 11), sex=Sex.MALE)
TAX = "9010203040"
VISIT = Span.day(date(2026, 5, 4))


def asked_eligibility() -> tuple[EligibilityInquiry, ...]:
    """One subscriber, and a child of another."""
    return (
        EligibilityInquiry(PLAN, CLINIC, ALMA, "TRACE0001", TAX, ("30", "98"), service_dates=VISIT),
        EligibilityInquiry(PLAN, CLINIC, HOLDER, "TRACE0002", TAX, dependent=BO),
    )


def asked_status() -> tuple[ClaimInquiry, ...]:
    """A claim of a subscriber, and one of a child."""
    return (
        ClaimInquiry(
            PLAN, SENDER, CLINIC, ALMA, "A1001", Money(30000), Span.day(date(2026, 5, 1)),
            control_number="A1001", payer_claim_number="ICN1",
        ),
        ClaimInquiry(
            PLAN, SENDER, CLINIC, HOLDER, "B2002", Money(9000), Span(date(2026, 5, 1), date(2026, 5, 2)), SON
        ),
    )  # fmt: skip


def asked_review() -> ReviewRequest:
    """A knee to be replaced in hospital."""
    reviewer = Party("X3", Name("PLAN ONE", ""), False, "PI", "PLAN1")
    clinic = Party(
        "1P", Name("HARBOR FAMILY MEDICINE", ""), False, "XX", "1234567893",
        contact=Contact("REFERRAL DESK", "5555550142"),
    )  # fmt: skip
    hospital = Party("FA", Name("HARBOR HOSPITAL", ""), False, "XX", "1234567893")
    return ReviewRequest(
        reviewer,
        clinic,
        ALMA,
        "TRACE0003",
        TAX,
        ReviewKind("AR", "I", "2", ("21", "B")),
        (
            ReviewedService(
                ("HC", "27447"), Money(1800000), "UN", Decimal(1), kind=ReviewKind("HS", "I"),
                service_dates=Span.day(date(2026, 6, 1)),
            ),
        ),
        diagnoses=(Reference("ABK", "M17.11"),),
        dates=(DatedEvent("435", Span.day(date(2026, 6, 1))),),
        delivery=BenefitDelivery("DY", Decimal(3)),
        admission=("3",),
        message="Conservative care failed",
        providers=(hospital,),
    )  # fmt: skip
