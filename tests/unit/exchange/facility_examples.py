"""Invented institutional and dental claims, in the capitals in which they travel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.claim_details import Attachment, OtherPlan, PriorLinePayment, PriorPayment
from cleanclaim.model.dental_claim import DentalClaim, DentalLine, Tooth, ToothStatus
from cleanclaim.model.encounter import Drug
from cleanclaim.model.institutional_claim import (
    DiagnosisRole,
    InstitutionalClaim,
    InstitutionalDiagnosis,
    InstitutionalProcedure,
    Occurrence,
    OccurrenceSpan,
    RevenueLine,
    ValueAmount,
)
from cleanclaim.model.party import BilledParties, Contact, Membership, Party, Reference
from cleanclaim.model.people import Address, Name, Sex
from cleanclaim.model.remittance import Adjustment

QUAY = Address("1 QUAY STREET", "PORTSIDE", "ME", "041010000")
HOME = Address("5 SAMPLE ROAD", "PORTSIDE", "ME", "04101", "APT 2")
SUBMITTER = Party(
    "41", Name("HARBOR HOSPITAL", ""), False, "46", "HARBORFM", contact=Contact("BILLING DESK", "5555550142")
)
RECEIVER = Party("40", Name("PLAN ONE", ""), False, "46", "PLANONE")
BILLING = Party(
    "85", Name("HARBOR HOSPITAL", ""), False, "XX", "1234567893", QUAY, taxonomy="282N00000X",
    references=(Reference("EI", "010203040"),),
)  # fmt: skip
PLAN = Party("PR", Name("PLAN ONE", ""), False, "PI", "PLAN1")
SECOND_PLAN = Party("PR", Name("PLAN TWO", ""), False, "PI", "PLAN2", QUAY)
ALMA = Party("IL", Name("TESTER", "ALMA", "Q"), True, "MI", "M100200300", HOME, date(1961, 7, 2), Sex.FEMALE)
ALMA_ELSEWHERE = Party("IL", Name("TESTER", "ALMA"), True, "MI", "S700", HOME)
HOLDER = Party("IL", Name("TESTER", "ALMA"), True, "MI", "M100200300")
BO = Party("QC", Name("TESTER", "BO"), True, address=HOME, birth_date=date(2015, 3, 11), sex=Sex.MALE)
SURGEON = Party("71", Name("SURGEON", "SAM"), True, "XX", "1245319599", taxonomy="208600000X")
OPERATING = Party("72", Name("SURGEON", "SAM"), True, "XX", "1245319599")
DENTIST = Party("82", Name("DENTIST", "DEE"), True, "XX", "1245319599", taxonomy="1223G0001X")


def parties(*, child: bool = False, rank: str = "P") -> BilledParties:
    """Plan One; the patient is Alma or her son."""
    membership = Membership(rank, "19" if child else "18", "GRP100", filing_indicator="CI")
    return BilledParties(
        SUBMITTER, RECEIVER, BILLING, PLAN, membership, HOLDER if child else ALMA, BO if child else None
    )


def inpatient_claim() -> InstitutionalClaim:
    """Three days for an appendix, with every family of codes."""
    return InstitutionalClaim(
        "I3001",
        parties(),
        Money(425050),
        "111",
        Span(date(2026, 4, 20), date(2026, 4, 23)),
        "01",
        (
            InstitutionalDiagnosis(DiagnosisRole.PRINCIPAL, "K3580", "Y"),
            InstitutionalDiagnosis(DiagnosisRole.ADMITTING, "R1031"),
            InstitutionalDiagnosis(DiagnosisRole.EXTERNAL_CAUSE, "Y92009", "N"),
            InstitutionalDiagnosis(DiagnosisRole.OTHER, "E119", "Y"),
            InstitutionalDiagnosis(DiagnosisRole.OTHER, "I10", "U"),
        ),
        (
            RevenueLine(1, "0120", Money(300000), Decimal(3), "DA", noncovered=Money(1000)),
            RevenueLine(2, "0250", Money(25050), Decimal(12)),
            RevenueLine(
                3, "0360", Money(100000), Decimal(1), procedure="44970", modifiers=("22",),
                service_dates=Span.day(date(2026, 4, 20)), control_number="I3001L3",
            ),
        ),
        admitted_on=date(2026, 4, 20),
        admission_time="0815",
        discharge_time="1130",
        admission_type="1",
        admission_source="1",
        attachments=(Attachment("OZ", "EL", "CHART1"),),
        estimated_due=Money(5000),
        references=(Reference("G1", "PA900"), Reference("EA", "MR778899")),
        diagnosis_related_group="399",
        procedures=(
            InstitutionalProcedure("0DTJ4ZZ", date(2026, 4, 20)),
            InstitutionalProcedure("3E0T3BZ", date(2026, 4, 21)),
        ),
        occurrence_spans=(OccurrenceSpan("74", Span(date(2026, 4, 21), date(2026, 4, 22))),),
        occurrences=(Occurrence("11", date(2026, 4, 19)),),
        value_amounts=(ValueAmount("80", Decimal(3)), ValueAmount("01", Decimal("1250.5"))),
        conditions=("09", "21"),
        treatments=("AA1",),
        providers=(SURGEON, OPERATING),
    )  # fmt: skip


def outpatient_claim() -> InstitutionalClaim:
    """An emergency visit of a child, second after Plan Two, which paid the first line."""
    decided = PriorLinePayment(
        1, Money(6000), "99283", date(2026, 4, 10), ("25",), revenue_code="0450",
        adjustments=(Adjustment("CO", "45", Money(3000)), Adjustment("PR", "3", Money(1000))),
    )  # fmt: skip
    other = OtherPlan(
        Membership("P", "18", filing_indicator="CI"), ALMA_ELSEWHERE, SECOND_PLAN,
        PriorPayment("PLAN2", Money(6000), (Adjustment("OA", "209", Money(2000)),), (decided,)),
    )  # fmt: skip
    return InstitutionalClaim(
        "I3002",
        parties(child=True, rank="S"),
        Money(12000),
        "131",
        Span.day(date(2026, 4, 2)),
        "01",
        (
            InstitutionalDiagnosis(DiagnosisRole.PRINCIPAL, "S0990XA"),
            InstitutionalDiagnosis(DiagnosisRole.REASON_FOR_VISIT, "R519"),
        ),
        (
            RevenueLine(
                1, "0450", Money(10000), Decimal(1), procedure="99283", modifiers=("25",),
                service_dates=Span.day(date(2026, 4, 2)),
            ),
            RevenueLine(
                2, "0636", Money(2000), Decimal(2), procedure="J1885",
                service_dates=Span.day(date(2026, 4, 2)), drug=Drug("00409379501", Decimal(1), "ML"),
            ),
        ),
        admission_type="1",
        admission_source="1",
        providers=(SURGEON,),
        other_plans=(other,),
    )  # fmt: skip


def filling() -> DentalClaim:
    """Two surfaces of one tooth of a child, and a picture."""
    return DentalClaim(
        "D4001",
        parties(child=True),
        Money(23000),
        "11",
        (
            DentalLine(
                1, "D2392", Money(18000), teeth=(Tooth("3", ("M", "O")),), control_number="D4001L1",
                pointers=(1,), cavities=("10", "20"),
            ),
            DentalLine(
                2, "D0220", Money(5000), service_date=date(2026, 5, 2), place_of_service="22",
                prosthesis="R", prior_placement=date(2019, 1, 5),
            ),
        ),
        service_dates=Span.day(date(2026, 5, 1)),
        teeth=(ToothStatus("14", "M"), ToothStatus("30", "E")),
        attachments=(Attachment("RB", "EL", "XRAY1"),),
        patient_paid=Money(1000),
        references=(Reference("G3", "PRE1"),),
        diagnoses=("K0262",),
        providers=(DENTIST,),
    )  # fmt: skip


def braces() -> DentalClaim:
    """Asking beforehand what braces would cost."""
    return DentalClaim(
        "D4002",
        parties(),
        Money(450000),
        "11",
        (DentalLine(1, "D8080", Money(450000)),),
        predetermination=True,
        orthodontic_months=Decimal(24),
        months_remaining=Decimal("20"),
        providers=(DENTIST,),
    )
