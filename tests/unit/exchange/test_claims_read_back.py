"""What a payer reads out of our 837P is what the claim holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.core.code import icd10cm
from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.exchange.professional_claim import encode_claims
from cleanclaim.exchange.received_claim import ReceivedClaim, decode_claims
from cleanclaim.exchange.wire import wire_text
from cleanclaim.model.claim import Claim, ClaimDiagnosis, ServiceLine
from cleanclaim.model.people import Name, Relationship
from tests.unit.exchange.claim_examples import PROOF, claim, dependent_claim, envelope, every_claim, line
from tests.unit.exchange.wire_reading import transaction_sets


def there_and_back(*claims: Claim, sets: int = 1) -> list[ReceivedClaim]:
    raw = encode_claims(
        claims,
        envelope=envelope(),
        set_controls=[f"{number:04d}" for number in range(1, sets + 1)],
        original_claim_numbers={each.claim_id: "PAYER1" for each in claims},
    )
    return [each for group in transaction_sets(raw) for each in decode_claims(group)]


def sent(name: Name) -> Name:
    return Name(*(wire_text(part) for part in (name.last, name.first, name.middle, name.suffix)))


def assert_kept(one: Claim, back: ReceivedClaim) -> None:
    holder = one.coverage.subscriber.name if one.coverage.subscriber else one.patient.name
    is_self = one.coverage.relationship is Relationship.SELF
    assert back.control_number == one.claim_id
    assert (back.charge, back.frequency) == (one.total_charge, one.frequency)
    assert back.member_id == one.coverage.member_id
    assert (back.subscriber, back.patient) == (sent(holder), sent(one.patient.name))
    assert (back.patient_is_subscriber, back.patient_birth_date) == (is_self, one.patient.birth_date)
    assert back.payer_identifier == one.coverage.payer.identifier
    assert (back.billing_npi, back.billing_tax_id) == (one.practice.npi, one.practice.tax_id)
    assert back.diagnoses == tuple(each.code for each in one.diagnoses)
    assert back.prior_authorization == one.prior_authorization
    assert back.original_claim_number == ("PAYER1" if one.frequency == "7" else "")
    assert back.service_dates == one.service_dates
    for written, read in zip(one.lines, back.lines, strict=True):
        assert read.control_number == written.control_number
        assert read.procedure == written.procedure.value
        assert read.modifiers == written.modifiers
        assert (read.charge, read.units) == (written.charge, Decimal(written.units))
        assert (read.service_dates, read.pointers) == (written.service_dates, written.pointers)
        assert read.place_of_service == written.place_of_service
        assert read.ndc == (written.drug.ndc if written.drug else "")


@pytest.mark.parametrize("one", every_claim(), ids=lambda one: str(one.claim_id))
def test_each_kind_of_claim_comes_back(one: Claim) -> None:
    assert_kept(one, there_and_back(one)[0])


@pytest.mark.parametrize("sets", [1, 2, 3, 7])
def test_claims_come_back_in_order_however_they_are_shared_out(sets: int) -> None:
    for one, back in zip(every_claim(), there_and_back(*every_claim(), sets=sets), strict=True):
        assert_kept(one, back)


def test_a_set_is_known_by_its_control_number_and_batch_reference() -> None:
    backs = there_and_back(*every_claim(), sets=7)
    assert [back.set_control for back in backs] == [f"{number:04d}" for number in range(1, 8)]
    assert backs[0].batch_reference == "0000001010001"


def test_an_amount_that_is_none_refuses_the_set_and_says_where() -> None:
    raw = encode_claims([claim(), claim("E09A")], envelope=envelope(), set_controls=["0001"])
    broken = transaction_sets(raw.replace(b"CLM*E09A*185*", b"CLM*E09A*1E5*"))[0]
    with pytest.raises(UnreadableFileError) as caught:
        decode_claims(broken)
    (finding,) = caught.value.findings
    assert finding.place.path == ("CLM02",)
    assert (finding.found, finding.rule_id) == ("1E5", "exchange.element-unreadable")


codes = st.sampled_from(["E11.22", "I10", "J44.1", "S52.501A", "N18.31", "Z79.4", "M54.50"])
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def lines(draw: st.DrawFn, number: int, diagnoses: int) -> ServiceLine:
    start = draw(days)
    pointers = draw(st.lists(st.integers(1, diagnoses), min_size=1, max_size=4, unique=True))
    return replace(
        line(
            number, draw(st.sampled_from(["99213", "J1100", "G0101", "85025"])), draw(st.integers(0, 10**9))
        ),
        modifiers=tuple(draw(st.lists(st.sampled_from(["25", "59", "RT", "QW", "GA"]), max_size=4))),
        units=draw(st.integers(1, 999)),
        pointers=tuple(pointers),
        service_dates=Span(start, draw(st.dates(start, date(2027, 1, 31)))),
        place_of_service=draw(st.sampled_from(["11", "22", "02"])),
    )


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    base = draw(st.sampled_from([claim(), dependent_claim()]))
    diagnoses = draw(st.lists(codes, min_size=1, max_size=12))
    chosen = tuple(draw(lines(number, len(diagnoses))) for number in range(1, draw(st.integers(1, 50)) + 1))
    name = draw(st.text(min_size=1, max_size=20).filter(lambda text: bool(wire_text(text))))
    return replace(
        base,
        patient=replace(base.patient, name=Name(name, draw(st.text(max_size=10)))),
        diagnoses=tuple(ClaimDiagnosis(icd10cm(code), PROOF) for code in diagnoses),
        lines=chosen,
        total_charge=Money.total(each.charge for each in chosen),
        frequency=draw(st.sampled_from("178")),
    )


@given(claims())
def test_any_claim_comes_back(one: Claim) -> None:
    (back,) = there_and_back(one)
    assert_kept(
        replace(one, frequency="7") if one.frequency == "8" else one,
        replace(back, frequency="7") if back.frequency == "8" else back,
    )
