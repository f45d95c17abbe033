"""270, 271, 276 and 277 there and back: a payer's side of the wire, and any record as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Report
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.exchange.eligibility_answer import encode_eligibility_answers
from cleanclaim.exchange.receiving import understand
from cleanclaim.exchange.saying import (
    ClaimInquiries,
    ClaimStatusAnswers,
    EligibilityAnswers,
    EligibilityInquiries,
    ReviewAnswers,
    ReviewRequests,
)
from cleanclaim.exchange.services_review_payer import encode_review_answers
from cleanclaim.exchange.status_answer import encode_claim_status
from cleanclaim.model.claim_inquiry import ClaimStatusAnswer, LineStatus, StatusCode, StatusReport
from cleanclaim.model.eligibility import (
    Benefit,
    BenefitDelivery,
    DatedEvent,
    EligibilityAnswer,
    InquiryRefusal,
)
from cleanclaim.model.party import Party, Reference
from cleanclaim.model.people import Name
from cleanclaim.model.services_review import (
    DecidedService,
    ReviewAnswer,
    ReviewDecision,
    ReviewedService,
    ReviewKind,
)
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check
from tests.unit.exchange.claim_examples import envelope
from tests.unit.exchange.inquiry_examples import (
    ALMA,
    BO,
    CLINIC,
    HOLDER,
    PLAN,
    SENDER,
    SON,
    TAX,
    asked_eligibility,
    asked_review,
    asked_status,
)
from tests.unit.exchange.oracles import x12sdk_segments
from tests.unit.exchange.test_inquiries import eligibility, review, status

Golden = Callable[[str], bytes]
DOCTOR = Party("P3", Name("DOCTOR", "DREW"), True, "XX", "1245319599")


def benefits_of(*answers: EligibilityAnswer) -> bytes:
    header = envelope(functional_id="HB", guide="005010X279A1")
    return encode_eligibility_answers(
        answers, envelope=header, set_control="0001", reference="ELIG1", originator=TAX
    )


def statuses_of(*answers: ClaimStatusAnswer) -> bytes:
    header = envelope(functional_id="HN", guide="005010X212")
    return encode_claim_status(
        answers, receiver=SENDER, envelope=header, set_control="0001", reference="STAT1"
    )


def said(raw: bytes) -> object:
    (content,) = understand(raw).contents
    return content.said


def test_questions_come_back_as_they_were_asked() -> None:
    assert said(eligibility()) == EligibilityInquiries(asked_eligibility())
    assert said(status()) == ClaimInquiries(asked_status())


def test_the_answers_of_another_hand_are_written_again_as_they_were(golden: Golden) -> None:
    raw = golden("x12-271-benefits-and-a-refusal")
    found = said(raw)
    assert isinstance(found, EligibilityAnswers)
    written = read(benefits_of(*found.answers)).sets[0].segments
    ours, theirs = ([str(each) for each in one if each.name not in ("ST", "BHT", "SE", "INS")] for one in (
        written, read(raw).sets[0].segments))  # fmt: skip
    assert ours == theirs  # but for INS, which is not kept


def test_paid_and_pending_are_written_again_as_they_were(golden: Golden) -> None:
    raw = golden("x12-277-paid-and-pending")
    found = said(raw)
    assert isinstance(found, ClaimStatusAnswers)
    written = read(statuses_of(*found.answers)).sets[0].segments
    ours, theirs = ([str(each) for each in one if each.name not in ("ST", "BHT", "SE")] for one in (
        written, read(raw).sets[0].segments))  # fmt: skip
    assert ours == theirs


def test_another_program_reads_our_answers() -> None:
    benefit = Benefit("C", "IND", ("30",), amount=Money(12050), period="29")
    found = x12sdk_segments(benefits_of(EligibilityAnswer(PLAN, CLINIC, ALMA, None, ("T1",), (), (benefit,))))
    assert [(one.eligibility_benefit_information, str(one.benefit_amount)) for one in found["EB"]] == [
        ("C", "120.5")
    ]
    report = StatusReport((StatusCode("P1", "20"),), date(2026, 5, 4), Money(9000), Money(0))
    answer = ClaimStatusAnswer("claim", "A1", PLAN, CLINIC, ALMA, None, (report,))
    found = x12sdk_segments(statuses_of(answer))
    assert [one.health_care_claim_status_1 for one in found["STC"]] == ["P1:20"]


def test_what_cannot_be_answered_is_refused() -> None:
    down = EligibilityAnswer(PLAN, CLINIC, ALMA, refusals=(InquiryRefusal("source", True, "42", "R"),))
    orphan = replace(down, refusals=(InquiryRefusal("benefit", False, "15", "N"),))
    for answer in (down, orphan):
        with pytest.raises(MisuseError):
            benefits_of(answer)
    nobody = ClaimStatusAnswer("provider", "A1", PLAN, CLINIC, None, None, ())
    silent = ClaimStatusAnswer("claim", "A1", PLAN, CLINIC, ALMA, None, (StatusReport(()),))
    for unclaimed in (nobody, silent):
        with pytest.raises(MisuseError):
            statuses_of(unclaimed)


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
spans = st.tuples(days, days).map(lambda two: Span(min(two), max(two)))
cents = st.integers(0, 10**8).map(Money)
counts = st.integers(0, 99999).map(Decimal)
texts = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=12)
codes = st.sampled_from(["30", "98", "UC", "1"])
deliveries = st.builds(
    BenefitDelivery, st.just("VS"), counts, st.sampled_from(["", "MO"]), st.none() | counts, st.just("34"),
    st.none() | counts,
)  # fmt: skip
benefits = st.builds(
    Benefit,
    st.sampled_from(["1", "6", "A", "B", "C", "G"]),
    st.sampled_from(["", "IND", "FAM"]),
    st.lists(codes, max_size=5).map(tuple),
    plan_description=st.just("") | texts,
    period=st.sampled_from(["", "23", "27"]),
    amount=st.none() | cents,
    percent=st.sampled_from([None, Decimal("0.2"), Decimal("0.25"), Decimal(1)]),
    authorization_required=st.sampled_from(["", "Y", "N", "U"]),
    in_network=st.sampled_from(["", "Y", "N", "W"]),
    procedure=st.sampled_from([(), ("HC", "99213"), ("HC", "99213", "25")]),
    deliveries=st.lists(deliveries, max_size=3).map(tuple),
    references=st.lists(st.builds(Reference, st.just("18"), texts), max_size=3).map(tuple),
    dates=st.lists(st.builds(DatedEvent, st.just("348"), spans), max_size=3).map(tuple),
    messages=st.lists(texts, max_size=3).map(tuple),
    details=st.lists(st.builds(Reference, st.sampled_from(["", "ZZ"]), texts), max_size=3).map(tuple),
    related=st.sampled_from([(), (DOCTOR,), (DOCTOR, DOCTOR)]),
)
reasons = st.sampled_from(["72", "75"])
refusals = st.lists(
    st.builds(InquiryRefusal, st.just("dependent"), st.booleans(), reasons, st.just("C")), max_size=3
).map(tuple)


@given(
    st.lists(benefits, max_size=6).map(tuple),
    st.lists(texts, max_size=3, unique=True).map(tuple),
    st.lists(st.builds(DatedEvent, st.sampled_from(["291", "346"]), spans), max_size=3).map(tuple),
    refusals,
)
def test_any_answer_comes_back(
    told: tuple[Benefit, ...],
    traces: tuple[str, ...],
    dates: tuple[DatedEvent, ...],
    refused: tuple[InquiryRefusal, ...],
) -> None:
    child = EligibilityAnswer(PLAN, CLINIC, HOLDER, BO, traces, dates, told, refused)
    own = EligibilityAnswer(PLAN, CLINIC, ALMA, None, ("T9",), (), told[:1])
    raw = benefits_of(own, child, own)
    assert said(raw) == EligibilityAnswers((own, child, own))
    assert check(read(raw)).rejects == Report().rejects


categories, entities = st.sampled_from(["F1", "P1", "A2"]), st.sampled_from(["", "PR"])
status_codes = st.builds(StatusCode, categories, st.just("20"), entities)
reports = st.builds(
    StatusReport, st.lists(status_codes, min_size=1, max_size=3).map(tuple), days, st.none() | cents,
    st.none() | cents, st.none() | days, st.none() | days, st.just("") | texts,
)  # fmt: skip
line_reports = reports.map(lambda one: replace(one, paid_on=None, adjudicated_on=None, check_number=""))
lines = st.builds(
    LineStatus, st.just("HC"), st.just("99214"), st.sampled_from([(), ("25", "59")]), cents, cents,
    st.lists(line_reports, min_size=1, max_size=2).map(tuple), units=counts,
    control_number=st.just("") | texts, service_dates=spans,
)  # fmt: skip


@given(
    st.lists(reports, min_size=1, max_size=3).map(tuple),
    st.lists(lines, max_size=3).map(tuple),
    st.none() | spans,
    st.just("") | texts,
)
def test_any_status_comes_back(
    told: tuple[StatusReport, ...], of_lines: tuple[LineStatus, ...], dates: Span | None, number: str
) -> None:
    own = ClaimStatusAnswer(
        "claim", "A1", PLAN, CLINIC, replace(ALMA, birth_date=None, sex=None), None, told, number
    )
    child = ClaimStatusAnswer(
        "claim", "B2", PLAN, CLINIC, HOLDER, replace(SON, birth_date=None, sex=None), told, number, number,
        dates, of_lines,
    )  # fmt: skip
    raw = statuses_of(own, child, own)
    assert said(raw) == ClaimStatusAnswers((own, child, own))
    assert check(read(raw)).rejects == ()


def decided(*answers: ReviewAnswer) -> bytes:
    header = envelope(functional_id="HI", guide="005010X217")
    controls = [f"{number:04d}" for number in range(1, len(answers) + 1)]
    return encode_review_answers(answers, envelope=header, set_controls=controls, originator=TAX)


def test_a_request_for_review_comes_back() -> None:
    one = asked_review()
    as_sent = replace(one, diagnoses=(Reference("ABK", "M1711"),), message="CONSERVATIVE CARE FAILED")
    assert said(review()) == ReviewRequests((as_sent,))


def test_a_certified_stay_is_written_again_as_it_was(golden: Golden) -> None:
    raw = golden("x12-278-answer-certified")
    found = said(raw)
    assert isinstance(found, ReviewAnswers)
    written = read(decided(*found.answers)).sets[0].segments
    ours, theirs = ([str(each) for each in one if each.name not in ("ST", "BHT", "SE", "HSD")] for one in (
        written, read(raw).sets[0].segments))  # fmt: skip
    assert ours == theirs  # but for HSD of the event, which is not kept


actions = st.sampled_from(["A1", "A2", "A3", "A4", "A6", "NA"])
reason_codes = st.lists(st.sampled_from(["0U", "0V"]), max_size=5).map(tuple)
decisions = st.builds(ReviewDecision, actions, st.just("") | texts, reason_codes)
services = st.builds(
    ReviewedService, st.just(("HC", "27447")), st.none() | cents, st.just("UN"), counts,
    st.sampled_from(["", "0360"]), st.none() | spans, st.none() | deliveries,
    st.sampled_from([(), (DOCTOR,)]), st.sampled_from([None, ReviewKind("HS", "I")]),
)  # fmt: skip
decided_services = st.builds(
    DecidedService, services, st.none() | decisions,
    st.sampled_from([(), (InquiryRefusal("service", False, "33", "C"),)]),
    st.sampled_from([(), (DatedEvent("102", Span.day(date(2026, 5, 1))),)]),
    st.lists(texts, max_size=2).map(tuple),
)  # fmt: skip


@given(st.lists(decided_services, max_size=3).map(tuple), st.none() | decisions, st.none() | st.just(SON))
def test_any_decision_comes_back(
    told: tuple[DecidedService, ...], decision: ReviewDecision | None, child: Party | None
) -> None:
    one = ReviewAnswer(
        replace(PLAN, entity="X3"), CLINIC, ALMA, child, ("T1", "T2"),
        ReviewKind("AR", "I", "2", ("21", "B")), decision, told,
        dates=(DatedEvent("435", Span.day(date(2026, 6, 1))),), messages=("HELLO",),
        references=(Reference("BB", "OLD1"),),
    )  # fmt: skip
    assert said(decided(one)) == ReviewAnswers((one,))


def test_a_decision_about_nobody_is_not_written() -> None:
    with pytest.raises(MisuseError):
        decided(ReviewAnswer(PLAN, CLINIC, None, None, ("T1",)))
