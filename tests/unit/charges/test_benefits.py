"""Whose share: copay, deductible, coinsurance, the maximum; and the second plan."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.charges.benefits import (
    Benefits,
    Coordination,
    LineShare,
    benefit_shares,
    second_plan,
)
from cleanclaim.core.money import ZERO, Money


def usd(text: str) -> Money:
    return Money.parse(text)


def parts(share: LineShare) -> tuple[str, str, str, str]:
    return (str(share.copay), str(share.deductible), str(share.coinsurance), str(share.plan_pays))


def split(benefits: Benefits, *allowed: str) -> list[tuple[str, str, str, str]]:
    return [parts(each) for each in benefit_shares([usd(each) for each in allowed], benefits)[0]]


def test_deductible_then_coinsurance_over_the_lines() -> None:
    plan = Benefits(deductible_left=usd("150"), coinsurance_percent=Decimal(20))
    shares, left = benefit_shares([usd("100"), usd("125.18")], plan)
    assert [parts(each) for each in shares] == [
        ("0.00", "100.00", "0.00", "0.00"),
        ("0.00", "50.00", "15.04", "60.14"),
    ]
    assert left == Benefits(coinsurance_percent=Decimal(20))
    assert shares[1].formula == (
        "allowed 125.18",
        "copay 0.00",
        "deductible 50.00 of 50.00 left",
        "coinsurance 75.18 x 20 % = 15.04",
        "plan pays 125.18 - 65.04 = 60.14",
    )


def test_a_copay_is_taken_once_and_frees_its_line() -> None:
    plan = Benefits(deductible_left=usd("50"), copay=usd("30"), coinsurance_percent=Decimal(10))
    assert split(plan, "100", "20") == [("30.00", "0.00", "0.00", "70.00"), ("0.00", "20.00", "0.00", "0.00")]
    assert split(plan, "20", "40") == [("20.00", "0.00", "0.00", "0.00"), ("10.00", "0.00", "0.00", "30.00")]
    after = Benefits(usd("50"), usd("30"), Decimal(10), deductible_after_copay=True)
    assert split(after, "100") == [("30.00", "50.00", "2.00", "18.00")]


def test_the_maximum_cuts_from_the_back() -> None:
    plan = Benefits(usd("100"), ZERO, Decimal(50), out_of_pocket_left=usd("120"))
    shares, left = benefit_shares([usd("200"), usd("10")], plan)
    assert [parts(each) for each in shares] == [
        ("0.00", "100.00", "20.00", "80.00"),
        ("0.00", "0.00", "0.00", "10.00"),
    ]
    assert left.out_of_pocket_left == ZERO
    assert shares[0].formula[-2] == "out-of-pocket maximum: 120.00 is left, so the patient owes 120.00"
    assert split(Benefits(usd("100"), out_of_pocket_left=usd("99")), "200") == [
        ("0.00", "99.00", "0.00", "101.00")
    ]


CENTS = st.integers(0, 100_000).map(Money)


@given(
    st.lists(CENTS, max_size=5),
    st.builds(
        Benefits,
        deductible_left=CENTS,
        copay=CENTS,
        coinsurance_percent=st.integers(0, 100).map(Decimal),
        out_of_pocket_left=st.none() | CENTS,
        deductible_after_copay=st.booleans(),
    ),
)
def test_shares_sum_to_the_allowed_amount_and_never_pass_the_maximum(
    allowed: list[Money], plan: Benefits
) -> None:
    shares, left = benefit_shares(allowed, plan)
    for share, amount in zip(shares, allowed, strict=True):
        assert share.patient + share.plan_pays == amount == share.allowed
        assert min(share.copay, share.deductible, share.coinsurance, share.plan_pays) >= ZERO
    patient = Money.total(share.patient for share in shares)
    if plan.out_of_pocket_left is not None:
        assert patient <= plan.out_of_pocket_left
        assert left.out_of_pocket_left == plan.out_of_pocket_left - patient
    assert left.deductible_left == plan.deductible_left - Money.total(each.deductible for each in shares)


@pytest.mark.parametrize(
    ("coordination", "pays", "patient"),
    [
        (Coordination.STANDARD, "20.00", "0.00"),
        (Coordination.CARVE_OUT, "10.00", "10.00"),
        (Coordination.LESSER_OF, "15.00", "5.00"),
    ],
)
def test_a_second_plan_by_the_way_it_coordinates(coordination: Coordination, pays: str, patient: str) -> None:
    own = LineShare(usd("95"), ZERO, ZERO, usd("5"), usd("90"), ())
    share = second_plan(usd("80"), usd("20"), own, coordination)
    assert (str(share.plan_pays), str(share.patient)) == (pays, patient)


def test_a_second_plan_never_takes_money_back() -> None:
    own = LineShare(usd("60"), ZERO, ZERO, usd("10"), usd("50"), ())
    for coordination in (Coordination.CARVE_OUT, Coordination.LESSER_OF):
        share = second_plan(usd("80"), usd("20"), own, coordination)
        assert (share.plan_pays, share.patient) == (ZERO, usd("20"))


def test_negative_benefits_and_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        Benefits(deductible_left=usd("-1"))
    with pytest.raises(ValueError, match="at most 100"):
        Benefits(coinsurance_percent=Decimal(101))
    with pytest.raises(ValueError, match="not negative"):
        benefit_shares([usd("-1")], Benefits())
