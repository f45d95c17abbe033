"""The simulated payer's arithmetic, to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.exchange.received_claim import ReceivedClaim, ReceivedLine
from cleanclaim.model.people import Name
from cleanclaim.model.remittance import Adjustment, ClaimPayment
from cleanclaim.simulator.adjudication import MemberBalance, adjudicate, percent_of, reverse
from cleanclaim.simulator.scenario import Outcome, Rule, Terms

NO_ONE = Name("", "")
DENIAL = Rule("denied", Outcome.DENY_LINE, group="CO", reason="16", remarks=("M76",))


def line(number: int, cents: int, procedure: str = "99213", units: int = 1) -> ReceivedLine:
    return ReceivedLine(
        number, f"C{number}", procedure, (), Money(cents), Decimal(units), Span.day(date(2026, 4, 4)), (1,),
        "11",
    )  # fmt: skip


def received(*lines: ReceivedLine) -> ReceivedClaim:
    charge = Money.total(each.charge for each in lines)
    return ReceivedClaim(
        "E01A", charge, "1", "11", "60054", "SURE HEALTH", "CI", "P", "M1", NO_ONE, NO_ONE, None, True,
        "CLINIC", "2234567893", "991234567", (), lines,
    )  # fmt: skip


def pay(terms: Terms, *lines: ReceivedLine, deductible: int = 0, denied: str = "") -> ClaimPayment:
    return adjudicate(
        received(*lines), terms, denies=lambda each: DENIAL if each.procedure == denied else None,
        balance=MemberBalance(Money(deductible)), claim_number="P1",
    )  # fmt: skip


def amounts(payment: ClaimPayment, number: int = 0) -> list[tuple[str, str, int]]:
    return [(each.group, each.reason, each.amount.cents) for each in payment.lines[number].adjustments]


def assert_balanced(payment: ClaimPayment) -> None:
    for each in payment.lines:
        assert each.charge - Money.total(one.amount for one in each.adjustments) == each.paid
    assert payment.charge == Money.total(each.charge for each in payment.lines)
    assert payment.paid == Money.total(each.paid for each in payment.lines)


TERMS = Terms("60054", "Sure Health", coinsurance_percent=Decimal(20), copay=Money(1000))


def test_medicare_with_sequestration() -> None:
    """130 allowed 100, coinsurance 20, two percent of the 80 withheld: 78.40 (row 9 of the postings)."""
    terms = Terms(
        "1",
        "M",
        fees={"99213": Money(10000)},
        coinsurance_percent=Decimal(20),
        sequestration_percent=Decimal(2),
    )
    payment = pay(terms, line(1, 13000))
    assert amounts(payment) == [("CO", "45", 3000), ("CO", "253", 160), ("PR", "2", 2000)]
    assert (payment.paid.cents, payment.patient_responsibility.cents) == (7840, 2000)


def test_deductible_then_copay_then_coinsurance() -> None:
    payment = pay(TERMS, line(1, 20000), deductible=5000)
    assert amounts(payment) == [("PR", "1", 5000), ("PR", "2", 2800), ("PR", "3", 1000)]
    assert payment.paid.cents == 11200


def test_the_copay_is_taken_once_a_claim_and_runs_over_to_the_next_line() -> None:
    payment = pay(TERMS, line(1, 600), line(2, 10000))
    assert amounts(payment, 0) == [("PR", "3", 600)]
    assert amounts(payment, 1) == [("PR", "2", 1920), ("PR", "3", 400)]


def test_a_deductible_is_used_up_over_the_claims_of_a_member() -> None:
    balance = MemberBalance(Money(15000))
    for met, left in ((10000, 5000), (5000, 0), (0, 0)):
        payment = adjudicate(
            received(line(1, 10000)), replace(TERMS, copay=Money(0)), denies=lambda _: None, balance=balance,
            claim_number="P1",
        )  # fmt: skip
        owed = sum(cents for group, reason, cents in amounts(payment) if (group, reason) == ("PR", "1"))
        assert (owed, balance.deductible.cents) == (met, left)


def test_a_fee_counts_by_units_and_never_exceeds_the_charge() -> None:
    terms = Terms("1", "M", fees={"J3301": Money(300)})
    assert pay(terms, line(1, 5000, "J3301", units=4)).paid.cents == 1200
    assert pay(terms, line(1, 1000, "J3301", units=4)).paid.cents == 1000


def test_one_line_denied_and_one_paid() -> None:
    payment = pay(TERMS, line(1, 5000, "J3301"), line(2, 10000), denied="J3301")
    assert payment.lines[0].adjustments == (Adjustment("CO", "16", Money(5000)),)
    assert (payment.lines[0].remarks, payment.lines[0].paid.cents) == (("M76",), 0)
    assert (payment.claim_status, payment.paid.cents) == ("1", 7200)
    assert_balanced(payment)


def test_all_denied_is_status_4_and_all_deductible_is_not() -> None:
    assert pay(TERMS, line(1, 5000, "J3301"), denied="J3301").claim_status == "4"
    unpaid = pay(TERMS, line(1, 5000), deductible=9000)
    assert (unpaid.claim_status, unpaid.paid.cents) == ("1", 0)


@pytest.mark.parametrize(
    ("cents", "percent", "rounded"),
    [(101, "50", 51), (99, "50", 50), (3333, "33.3", 1110), (1, "2", 0), (25, "2", 1), (24, "2", 0)],
)
def test_percentages_round_half_up_once(cents: int, percent: str, rounded: int) -> None:
    assert percent_of(Money(cents), Decimal(percent)).cents == rounded


@given(
    st.lists(st.integers(0, 10**7), min_size=1, max_size=8), st.integers(0, 10**5), st.integers(0, 10**5),
    st.integers(0, 100), st.integers(0, 100), st.integers(0, 100),
)  # fmt: skip
def test_every_payment_and_its_reversal_balance(
    charges: list[int], deductible: int, copay: int, allowed: int, coinsurance: int, withheld: int
) -> None:
    terms = Terms(
        "1", "M", allowed_percent=Decimal(allowed), copay=Money(copay),
        coinsurance_percent=Decimal(coinsurance), sequestration_percent=Decimal(withheld),
    )  # fmt: skip
    lines = [line(number, cents) for number, cents in enumerate(charges, 1)]
    payment = pay(terms, *lines, deductible=deductible)
    assert_balanced(payment)
    assert_balanced(reverse(payment))
    assert payment.paid + reverse(payment).paid == Money(0)
    assert all(each.paid >= Money(0) for each in payment.lines)
    assert all(one.amount > Money(0) for each in payment.lines for one in each.adjustments)
