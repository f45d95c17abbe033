"""271, 277, 278, 820 and 834 as records: exact values of our own files; agreement with another program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from x12sdk.generate import generate_271, generate_277, generate_834, generate_837i, generate_837p

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.exchange.eligibility_answer import decode_eligibility_answers
from cleanclaim.exchange.enrollment import decode_enrollment
from cleanclaim.exchange.institutional_claim import decode_institutional_claims
from cleanclaim.exchange.receiving import ReceivedClaims, understand
from cleanclaim.exchange.saying import (
    ClaimStatusAnswers,
    EligibilityAnswers,
    ReceivedDentalClaims,
    ReceivedInstitutionalClaims,
    ReviewAnswers,
    ReviewRequests,
    Said,
)
from cleanclaim.exchange.status_answer import decode_claim_status
from cleanclaim.model.claim_inquiry import StatusCode, StatusReport
from cleanclaim.model.dental_claim import Tooth
from cleanclaim.model.documents import from_json, to_json
from cleanclaim.model.eligibility import (
    Benefit,
    BenefitDelivery,
    DatedEvent,
    EligibilityAnswer,
    InquiryRefusal,
)
from cleanclaim.model.enrollment import EnrolledAmount, Enrollment
from cleanclaim.model.party import Reference
from cleanclaim.model.people import Address, Sex
from cleanclaim.model.premium import PremiumAdjustment, PremiumPayment
from cleanclaim.model.services_review import ReviewDecision, ReviewKind
from cleanclaim.x12.reading import read
from cleanclaim.x12.segments import Segment
from tests.unit.exchange.oracles import x12sdk_segments

Golden = Callable[[str], bytes]


def segments_of(raw: bytes) -> tuple[Segment, ...]:
    """The other program writes an ST03 that its own GS08 contradicts: they are read without it."""
    (one,) = read(raw).sets
    return one.segments


def said(raw: bytes) -> Said:
    (content,) = understand(raw).contents
    return content.said


def test_benefits_and_a_refusal(golden: Golden) -> None:
    found = said(golden("x12-271-benefits-and-a-refusal"))
    assert isinstance(found, EligibilityAnswers)
    son, other = found.answers
    assert (son.payer.identifier, son.provider.identifier) == ("PLAN1", "1234567893")
    assert (son.subscriber.name.first, son.subscriber.identifier) == ("ALMA", "M100200300")
    assert son.dependent is not None
    assert (son.dependent.name.first, son.dependent.sex) == ("BO", Sex.MALE)
    assert son.dependent.address == Address("5 SAMPLE ROAD", "PORTSIDE", "ME", "04101")
    assert son.trace_numbers == ("TRACE0001",)
    assert son.dates == (DatedEvent("346", Span.day(date(2026, 1, 1))),)
    assert [(one.kind, one.service_types, one.amount) for one in son.benefits] == [
        ("1", ("30",), None), ("B", ("98",), Money(2500)), ("C", ("30",), Money(50000)),
        ("C", ("30",), Money(12050)),
    ]  # fmt: skip
    copay = son.benefits[1]
    assert copay == Benefit(
        "B", service_types=("98",), period="27", amount=Money(2500), in_network="Y",
        messages=("OFFICE VISIT",),
    )  # fmt: skip
    assert [one.identifier for one in son.benefits[3].related] == ["1245319599"]
    assert (son.is_active, son.refusals) == (True, ())
    assert (son.covered_on(date(2025, 12, 31)), son.covered_on(date(2026, 1, 1))) == (False, True)
    assert other.refusals == (InquiryRefusal("subscriber", False, "75", "C"),)
    assert (other.trace_numbers, other.is_active, other.dependent) == (("TRACE0002",), None, None)
    assert from_json(EligibilityAnswer, to_json(son)) == son


def test_every_part_of_a_benefit(golden: Golden) -> None:
    rich = (
        b"EB*A*IND*98^UC*PR*GOLD*23**.2*P6*12*Y*W*HC:99213:25~HSD*VS*12*MO*1*34*6~REF*18*PLAN7~"
        b"DTP*348*RD8*20260101-20261231~AAA*N**15*N~MSG*A~MSG*B~III*ZZ*11~"
    )
    raw = golden("x12-271-benefits-and-a-refusal").replace(b"EB*1**30**SAMPLE PLAN~", rich)
    raw = raw.replace(b"SE*29*", b"SE*36*")
    found = said(raw)
    assert isinstance(found, EligibilityAnswers)
    assert found.answers[0].benefits[0] == Benefit(
        kind="A",
        coverage_level="IND",
        service_types=("98", "UC"),
        insurance_type="PR",
        plan_description="GOLD",
        period="23",
        percent=Decimal("0.2"),
        quantity_qualifier="P6",
        quantity=Decimal(12),
        authorization_required="Y",
        in_network="W",
        procedure=("HC", "99213", "25"),
        deliveries=(BenefitDelivery("VS", Decimal(12), "MO", Decimal(1), "34", Decimal(6)),),
        references=(Reference("18", "PLAN7"),),
        dates=(DatedEvent("348", Span(date(2026, 1, 1), date(2026, 12, 31))),),
        messages=("A", "B"),
        details=(Reference("ZZ", "11"),),
    )
    assert found.answers[0].refusals == (InquiryRefusal("benefit", False, "15", "N"),)


def test_a_payer_that_is_down_says_so_without_a_person(golden: Golden) -> None:
    whole = golden("x12-271-benefits-and-a-refusal")
    start, end = whole.index(b"HL*2*1*21*1~"), whole.index(b"SE*29*")
    raw = whole[:start].replace(b"HL*1**20*1~", b"HL*1**20*0~") + b"AAA*Y**42*R~SE*6*" + whole[end + 6 :]
    found = said(raw)
    assert isinstance(found, EligibilityAnswers)
    (answer,) = found.answers
    assert answer.refusals == (InquiryRefusal("source", True, "42", "R"),)
    assert (answer.payer.identifier, answer.is_active) == ("PLAN1", None)


@pytest.mark.parametrize("seed", range(5))
def test_benefits_agree_with_another_program(seed: int) -> None:
    raw = generate_271(seed=seed, members=40).replace("\n", "").encode()
    found, findings = decode_eligibility_answers(segments_of(raw))
    assert findings == ()
    assert found is not None
    theirs = x12sdk_segments(raw)
    ours = [benefit for answer in found for benefit in answer.benefits]
    assert [(one.kind, list(one.service_types)) for one in ours] == [
        (one.eligibility_benefit_information, one.service_type_code) for one in theirs["EB"]
    ]
    assert len(found) == 40


def test_a_paid_claim_and_a_pending_one(golden: Golden) -> None:
    found = said(golden("x12-277-paid-and-pending"))
    assert isinstance(found, ClaimStatusAnswers)
    paid, pending = found.answers
    assert (paid.level, paid.trace_number, paid.payer_claim_number) == ("claim", "A1001", "ICN0001")
    assert paid.reports == (
        StatusReport(
            (StatusCode("F1", "65"),), date(2026, 5, 20), Money(30000), Money(17600), date(2026, 5, 20),
            date(2026, 5, 20), "TRACE20260520",
        ),
    )  # fmt: skip
    (line,) = paid.lines
    assert (line.procedure, line.charge, line.paid) == ("99214", Money(18500), Money(10400))
    assert (line.units, line.service_dates) == (Decimal(1), Span.day(date(2026, 5, 1)))
    assert line.reports[0].statuses == (StatusCode("F1", "65"),)
    assert (paid.is_final, pending.is_final) == (True, False)
    assert pending.dependent is not None
    assert (pending.trace_number, pending.dependent.name.first) == ("B2002", "BO")
    assert pending.subscriber is not None
    assert pending.subscriber.identifier == "M100200400"
    assert pending.service_dates == Span(date(2026, 5, 1), date(2026, 5, 2))


@pytest.mark.parametrize("seed", range(5))
def test_statuses_agree_with_another_program(seed: int) -> None:
    raw = generate_277(seed=seed, patients=30).replace("\n", "").encode()
    found, findings = decode_claim_status(segments_of(raw))
    assert findings == ()
    assert found is not None
    theirs = x12sdk_segments(raw)

    def told(one: Any) -> tuple[str, str]:
        return one.health_care_claim_status_1.split(":")[0], str(one.total_claim_charge_amount)

    ours = [(one.reports[0].statuses[0].category, str(one.reports[0].charge)) for one in found]
    assert ours == [told(one) for one in theirs["STC"]]
    assert [one.trace_number for one in found] == [one.reference_identification_1 for one in theirs["TRN"]]


def test_a_certified_stay(golden: Golden) -> None:
    found = said(golden("x12-278-answer-certified"))
    assert isinstance(found, ReviewAnswers)
    (answer,) = found.answers
    assert answer.decision == ReviewDecision("A1", "AUTH99001")
    assert (answer.authorization_number, answer.trace_numbers) == ("AUTH99001", ("TRACE0003",))
    assert answer.kind == ReviewKind("AR", "I", "2", ("21", "B"))
    assert answer.dates == (DatedEvent("435", Span.day(date(2026, 6, 1))),)
    assert answer.subscriber is not None
    assert answer.subscriber.identifier == "M100200300"


def test_a_partly_certified_service_and_a_refused_member(golden: Golden) -> None:
    whole = golden("x12-278-answer-certified").replace(b"HL*4*3*EV*0", b"HL*4*3*EV*1")
    service = (
        b"HL*5*4*SS*0~UM*HS*I~HCR*A6*AUTH7*0V^0W~DTP*472*D8*20260601~"
        b"SV2*0360*HC:27447*18000*UN*1~MSG*ONE DAY~"
    )
    changed = whole.replace(b"HCR*A1*AUTH99001~", b"HCR*A4**0U~")
    raw = changed.replace(b"SE*15*", service + b"SE*21*")
    found = said(raw)
    assert isinstance(found, ReviewAnswers)
    (answer,) = found.answers
    assert answer.decision == ReviewDecision("A4", "", ("0U",))
    (decided,) = answer.services
    assert decided.decision == ReviewDecision("A6", "AUTH7", ("0V", "0W"))
    assert (decided.service.revenue_code, decided.service.procedure) == ("0360", ("HC", "27447"))
    assert (decided.service.charge, decided.service.units) == (Money(1800000), Decimal(1))
    assert decided.messages == ("ONE DAY",)
    assert answer.authorization_number == "AUTH7"

    start = whole.index(b"HL*4*3*EV")
    refused = whole[:start].replace(b"HL*3*2*22*1", b"HL*3*2*22*0") + b"AAA*N**72*C~SE*10*0001~GE*1*208~"
    found = said(refused + b"IEA*1*000000208~")
    assert isinstance(found, ReviewAnswers)
    assert found.answers[0].refusals == (InquiryRefusal("request", False, "72", "C"),)
    assert found.answers[0].decision is None


def test_a_request_for_review_is_not_taken_for_an_answer(golden: Golden) -> None:
    found = said(golden("x12-278-request-for-admission"))
    assert isinstance(found, ReviewRequests)
    (request,) = found.requests
    assert (request.trace_number, request.diagnoses) == ("TRACE0003", (Reference("ABF", "M1711"),))
    assert [one.revenue_code or one.procedure for one in request.services] == [("HC", "27447")]


def test_a_family_enrolled(golden: Golden) -> None:
    found = said(golden("x12-834-family-with-coverage"))
    assert isinstance(found, Enrollment)
    assert (found.purpose, found.reference, found.action) == ("00", "ENR0001", "2")
    assert (found.sponsor.name.last, found.payer.identifier) == ("HARBOR WORKS", "010203042")
    alma, bo = found.members
    assert (alma.is_subscriber, alma.relationship, alma.maintenance, alma.reason) == (True, "18", "021", "28")
    assert (alma.subscriber_number, alma.group_number) == ("M100200300", "GRP100")
    assert (alma.member.birth_date, alma.member.identifier) == (date(1961, 7, 2), "900000001")
    assert alma.references == ()
    (health,) = alma.coverages
    assert (health.line, health.plan, health.level) == ("HLT", "PLAN A", "FAM")
    assert health.amounts == (EnrolledAmount("P3", Money(41275)),)
    assert [one.identifier for one in health.providers] == ["1245319599"]
    assert alma.coverage_dates("HLT") == Span(date(2026, 6, 1))
    assert alma.coverage_dates("DEN") is None
    assert (bo.member.entity, bo.member.name.last) == ("74", "TESTER")
    assert [(one.entity, one.name.last) for one in bo.related] == [("70", "TESTOR")]
    (dental,) = bo.coverages
    (other,) = dental.other_insurances
    assert (other.rank, other.policy_number, other.coordination) == ("S", "POL77", "1")
    assert [one.name.last for one in other.insurers] == ["OTHER PLAN"]
    # the reporting category stands behind the member and is not his
    assert bo.references == ()
    assert from_json(Enrollment, to_json(found)) == found


@pytest.mark.parametrize("seed", range(5))
def test_enrollments_agree_with_another_program(seed: int) -> None:
    raw = generate_834(seed=seed, enrollees=40).replace("\n", "").encode()
    found, findings = decode_enrollment(segments_of(raw))
    assert findings == ()
    assert found is not None
    theirs = x12sdk_segments(raw)
    assert [(one.is_subscriber, one.relationship, one.maintenance) for one in found.members] == [
        (one.member_indicator == "Y", one.individual_relationship_code, one.maintenance_type_code)
        for one in theirs["INS"]
    ]
    coverages = [each for one in found.members for each in one.coverages]
    assert [one.line for one in coverages] == [one.insurance_line_code for one in theirs["HD"]]


def test_a_premium_paid_for_two(golden: Golden) -> None:
    found = said(golden("exchange-820-two-members-one-adjusted"))
    assert isinstance(found, PremiumPayment)
    assert (found.trace_number, found.amount, found.paid_on) == ("PREM0001", Money(90000), date(2026, 6, 1))
    assert (found.receiver.name.last, found.payer.name.last) == ("PLAN ONE", "HARBOR WORKS")
    assert found.coverage == Span(date(2026, 6, 1), date(2026, 6, 30))
    company, member = found.accounts
    assert (company.is_individual, company.identifier) == (False, "010203041")
    assert [(one.reference, one.paid, one.billed) for one in company.items] == [
        ("INV77", Money(50000), Money(51000))
    ]
    assert company.items[0].adjustments == (PremiumAdjustment(Money(-1000), "53"),)
    assert (member.is_individual, [one.identifier for one in member.people]) == (True, ["M100200300"])
    assert [(one.reference, one.paid) for one in member.items] == [
        ("POL1", Money(30000)),
        ("POL2", Money(10000)),
    ]
    assert member.items[1].coverage == Span(date(2026, 5, 1), date(2026, 5, 31))
    assert found.items_total == found.amount


def test_an_amount_that_is_none_refuses_the_set(golden: Golden) -> None:
    raw = golden("exchange-820-two-members-one-adjusted").replace(b"POL1**300~", b"POL1**3E2~")
    understood = understand(raw)
    assert understood.contents == ()
    assert [each.found for each in understood.report.rejects if each.place.path[-1] == "RMR04"] == ["3E2"]


def test_the_golden_claims_of_a_hospital_and_a_dentist(golden: Golden) -> None:
    hospital = said(golden("x12-837i-inpatient-with-procedure"))
    assert isinstance(hospital, ReceivedInstitutionalClaims)
    (stay,) = hospital.claims
    assert (stay.bill_type, stay.admission_time, stay.discharge_time) == ("111", "0815", "1130")
    assert [(one.role.value, one.code, one.present_on_admission) for one in stay.diagnoses] == [
        ("principal", "K3580", "Y"), ("admitting", "R1031", ""),
        ("other", "E119", "Y"), ("other", "I10", "Y"),
    ]  # fmt: skip
    assert [(one.code, one.amount) for one in stay.value_amounts] == [("80", Decimal(3))]
    assert [one.entity for one in stay.providers] == ["71", "72"]
    dentist = said(golden("x12-837d-filling-two-surfaces"))
    assert isinstance(dentist, ReceivedDentalClaims)
    assert dentist.claims[0].lines[0].teeth == (Tooth("3", ("M", "O")),)
    assert dentist.claims[0].parties.patient is not None


@pytest.mark.parametrize("seed", range(3))
def test_claims_agree_with_another_program(seed: int) -> None:
    raw = generate_837p(seed=seed, claims=40).replace("\n", "").encode()
    found = said(raw)
    assert isinstance(found, ReceivedClaims)
    theirs = x12sdk_segments(raw)
    assert [(one.control_number, str(one.charge)) for one in found.claims] == [
        (one.patient_control_number, str(one.total_claim_charge_amount)) for one in theirs["CLM"]
    ]
    assert sum(len(one.lines) for one in found.claims) == len(theirs["SV1"])


@pytest.mark.parametrize("seed", range(3))
def test_institutional_claims_agree_with_another_program(seed: int) -> None:
    # its statement period is a single day, where the guide wants a range; the rest is taken as it comes
    raw = generate_837i(seed=seed, claims=40).replace("\n", "").encode()
    found = decode_institutional_claims(segments_of(raw))
    theirs = x12sdk_segments(raw)
    assert [(one.control_number, str(one.charge)) for one in found] == [
        (one.patient_control_number, str(one.total_claim_charge_amount)) for one in theirs["CLM"]
    ]
    assert sum(len(one.lines) for one in found) == len(theirs["SV2"])
    assert all(one.diagnoses[0].is_icd9 for one in found)
