"""What only some professional claims carry travels and comes back, and others accept it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Report
from cleanclaim.core.money import ZERO, Money
from cleanclaim.exchange.professional_claim import encode_claims
from cleanclaim.exchange.received_claim import ReceivedClaim, decode_claims
from cleanclaim.model.claim import Claim
from cleanclaim.model.claim_details import (
    AmbulanceTrip,
    Attachment,
    EquipmentNeed,
    PriorLinePayment,
    PriorPayment,
)
from cleanclaim.model.documents import from_json, sha256_of, to_json
from cleanclaim.model.people import Address
from cleanclaim.model.remittance import Adjustment
from cleanclaim.x12.reading import read
from cleanclaim.x12.validation import check
from tests.unit.exchange.claim_examples import (
    ambulance_claim,
    anesthesia_claim,
    claim,
    denied_whole_claim,
    envelope,
    equipment_claim,
    every_detailed_claim,
    paid_by_medicare_claim,
    unlisted_claim,
)
from tests.unit.exchange.oracles import pyx12_complaints
from tests.unit.exchange.wire_reading import transaction_sets

GOLDEN = Path(__file__).parents[2] / "golden"
NAMED = {
    "E11A": "after-medicare-with-lines",
    "E12A": "after-a-denial-of-the-whole",
    "E13A": "ambulance",
    "E14A": "anesthesia-of-an-inpatient",
    "E15A": "certified-equipment",
    "E16A": "void",
    "E17A": "unlisted-in-an-emergency",
}


def encoded(*claims: Claim, line_end: str = "") -> bytes:
    return encode_claims(claims, envelope=envelope(), set_controls=["0001"], line_end=line_end)


def there_and_back(one: Claim) -> ReceivedClaim:
    (back,) = decode_claims(transaction_sets(encoded(one))[0])
    return back


@pytest.mark.parametrize("one", every_detailed_claim(), ids=lambda one: str(one.claim_id))
def test_pyx12_and_our_own_check_accept_it(one: Claim) -> None:
    assert pyx12_complaints(encoded(one)) == []
    assert check(read(encoded(one))) == Report()


@pytest.mark.parametrize("one", every_detailed_claim(), ids=lambda one: str(one.claim_id))
def test_it_is_written_as_its_golden_file(one: Claim) -> None:
    golden = GOLDEN / f"exchange-837p-{NAMED[one.claim_id]}.x12"
    assert encoded(one, line_end="\n") == golden.read_bytes()


def test_all_of_it_stands_in_one_set() -> None:
    assert pyx12_complaints(encoded(*every_detailed_claim())) == []


def test_what_another_plan_paid_comes_back_and_balances() -> None:
    one = paid_by_medicare_claim()
    back = there_and_back(one)
    (plan,) = back.other_plans
    assert plan.payment == one.prior_payments[0]
    assert plan.payment.difference(back.charge) == ZERO
    assert (plan.membership.rank, plan.membership.filing_indicator) == ("P", "MB")
    assert (plan.payer.identifier, plan.subscriber.identifier) == ("12345", "1EG4TE5MK73")


def test_a_denial_of_the_whole_comes_back_with_the_reason_why_medicare_is_second() -> None:
    one = denied_whole_claim()
    back = there_and_back(one)
    assert back.other_plans[0].payment == one.prior_payments[0]
    assert (back.insurance_type, back.responsibility) == ("12", "S")


def test_a_plan_that_has_not_answered_has_no_payment() -> None:
    one = replace(paid_by_medicare_claim(), prior_payments=())
    assert there_and_back(one).other_plans[0].payment is None


def test_a_payment_by_a_plan_that_is_not_named_is_not_sent() -> None:
    one = replace(claim(), prior_payments=(PriorPayment("99999", Money(100)),))
    with pytest.raises(MisuseError):
        encoded(one)


def test_a_transport_comes_back() -> None:
    trip = ambulance_claim().ambulance
    assert trip is not None
    street = Address("5 HOME RD", "SPRINGFIELD", "IL", "62701")
    end = Address("1 ELM ST", "SPRINGFIELD", "IL", "627010001")
    back = there_and_back(ambulance_claim())
    assert back.ambulance == replace(trip, pick_up=street, drop_off=end, drop_off_name="NORTH HOSPITAL")
    assert [each.entity for each in back.providers] == ["82"]


def test_minutes_admission_papers_and_what_the_patient_paid_come_back() -> None:
    one = anesthesia_claim()
    back = there_and_back(one)
    assert (back.lines[0].unit, back.lines[0].units) == ("MJ", Decimal(93))
    assert (back.admitted_on, back.patient_paid) == (date(2026, 4, 3), Money(2550))
    assert back.attachments == one.attachments


def test_a_certificate_and_the_ordering_provider_come_back() -> None:
    one = equipment_claim()
    (back,) = there_and_back(one).lines
    assert back.equipment == one.lines[0].equipment
    assert back.attachments == one.lines[0].attachments
    assert [(each.entity, each.identifier) for each in back.providers] == [("DK", "1111111112")]


def test_words_dates_and_numbers_come_back() -> None:
    one = unlisted_claim()
    back = there_and_back(one)
    assert (back.dates, back.references, back.delay_reason) == (one.dates, one.references, "7")
    assert back.note == "FILED LATE BY THE PLAN'S OWN FAULT"
    (told,) = back.lines
    assert (told.description, told.is_emergency, told.note) == ("ODD THING DONE", True, "SEE THE NOTE")
    assert told.modifiers == ("25",)


def test_the_contact_stands_with_the_submitter_alone() -> None:
    assert encoded(claim()).count(b"~PER*") == 1


def test_a_claim_without_any_of_it_keeps_its_hash() -> None:
    text = to_json(claim())
    assert not any(
        name in text
        for name in (
            "patient_paid",
            "admitted_on",
            "ambulance",
            "prior_payments",
            "insurance_type",
            "minutes",
        )
    )
    assert from_json(Claim, text) == claim()
    # the hash of this claim in the release before these fields
    assert sha256_of(claim()) == "12ce80f78e3664ab1fe3d0a5bedbc8fa2e7dbc108cc618bc21d561c3e543a9ce"


def test_a_claim_with_all_of_it_is_kept_as_json() -> None:
    for one in every_detailed_claim():
        assert from_json(Claim, to_json(one)) == one


cents = st.integers(0, 10**8).map(Money)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
texts = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=12)
addresses = st.builds(
    Address, texts, texts, st.sampled_from(["IL", "ME"]), st.just("62701"), st.just("") | texts
)
counts = st.decimals(Decimal("0.1"), Decimal(99999), places=1)
adjustments = st.lists(
    st.builds(
        Adjustment, st.sampled_from(["CO", "PR", "OA", "PI"]), st.sampled_from(["1", "45", "253"]),
        st.integers(-(10**8), 10**8).map(Money), st.sampled_from(["", "2"]),
    ), max_size=15,
).map(tuple)  # fmt: skip
line_payments = st.builds(
    PriorLinePayment, st.just(1), cents, st.sampled_from(["99214", "20610"]), days,
    modifiers=st.sampled_from([(), ("25",), ("25", "RT", "59", "GA")]), units=counts,
    bundled_into=st.integers(0, 9), adjustments=adjustments, remaining=st.none() | cents,
)  # fmt: skip
payments = st.builds(
    PriorPayment, st.just("12345"), cents, adjustments, st.lists(line_payments, max_size=3).map(tuple),
    noncovered=st.none() | cents, remaining=st.none() | cents,
    remarks=st.sampled_from([(), ("MA01",), ("MA01", "N1", "N2", "N3", "N4")]),
    claim_number=st.just("") | texts,
)  # fmt: skip
papers = st.lists(
    st.builds(Attachment, st.sampled_from(["OZ", "03"]), st.sampled_from(["AA", "FX"]), st.just("") | texts),
    max_size=10,
).map(tuple)
trips = st.builds(
    AmbulanceTrip, st.sampled_from("ABCDE"), counts, addresses, addresses, st.just("") | texts,
    st.none() | counts, st.sampled_from([(), ("01",), ("01", "04", "05", "06", "07")]),
    st.just("") | texts, st.just("") | texts,
)  # fmt: skip
needs = st.builds(
    EquipmentNeed, st.sampled_from("IRS"), counts, st.sampled_from([(), ("38",), ("38", "ZV")]),
    st.none() | days, st.none() | days, st.none() | days,
)  # fmt: skip


@given(payments, papers, st.none() | trips, st.none() | needs, st.none() | days, cents, st.integers(0, 999))
def test_any_details_come_back(
    payment: PriorPayment,
    attachments: tuple[Attachment, ...],
    trip: AmbulanceTrip | None,
    need: EquipmentNeed | None,
    admitted_on: date | None,
    patient_paid: Money,
    minutes: int,
) -> None:
    base = paid_by_medicare_claim()
    first_line = replace(base.lines[0], equipment=need, attachments=attachments, anesthesia_minutes=minutes)
    one = replace(
        base, lines=(first_line, base.lines[1]), prior_payments=(payment,), attachments=attachments,
        ambulance=trip, admitted_on=admitted_on, patient_paid=patient_paid,
    )  # fmt: skip
    back = there_and_back(one)
    assert back.other_plans[0].payment == payment
    assert (back.attachments, back.ambulance, back.admitted_on) == (attachments, trip, admitted_on)
    assert back.patient_paid == patient_paid
    assert back.lines[0].equipment == need
    assert back.lines[0].attachments == attachments
    assert back.lines[0].unit == ("MJ" if minutes else "UN")
    assert back.lines[0].units == (minutes or 1)
