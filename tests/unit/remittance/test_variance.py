"""Allowed against expected on invented remittances."""

from __future__ import annotations

import pytest

from cleanclaim.core.money import Money
from cleanclaim.remittance.variance import (
    Expectation,
    LineVariance,
    VarianceGroup,
    Verdict,
    compare,
    standing_answer,
    underpaid_groups,
)
from tests.unit.remittance.remittance_examples import claim, money, paid_line, payment

ONE = claim("200.00", "150.00")


def compared(
    *texts: str, expected: str | None = "125.18", tolerance: str = "0", line: int = 0
) -> LineVariance:
    amount = money(expected) if expected else None
    return compare(
        ONE,
        (ONE.lines[line], paid_line(ONE.lines[line], *texts)),
        Expectation(amount, "contract sure.toml: fee 99213", ("a step",)),
        tolerance=money(tolerance),
        cause_of=lambda reason: f"cause of {reason}",
    )


def test_allowed_is_payment_patient_and_what_sequestration_held_back() -> None:
    line = compared("CO-45 74.82", "PR-1 50.00", "PR-2 15.04", "CO-253 1.20")
    assert (str(line.paid), str(line.patient), str(line.allowed)) == ("58.94", "65.04", "125.18")
    assert (line.verdict, line.variance, line.cause) == (Verdict.AS_EXPECTED, Money(0), "fee")
    assert line.reasons == ("CO-45", "CO-253")
    assert (line.payer_id, line.procedure, line.claim_id) == ("sure", "99213-25", "E01A")


@pytest.mark.parametrize(
    ("off", "tolerance", "verdict"),
    [
        ("CO-45 74.87", "0.05", Verdict.AS_EXPECTED),
        ("CO-45 74.88", "0.05", Verdict.UNDERPAID),
        ("CO-45 74.77", "0.05", Verdict.AS_EXPECTED),
        ("CO-45 74.76", "0.05", Verdict.OVERPAID),
        ("CO-45 74.83", "0", Verdict.UNDERPAID),
    ],
)
def test_the_tolerance_is_to_the_cent(off: str, tolerance: str, verdict: Verdict) -> None:
    assert compared(off, tolerance=tolerance).verdict is verdict


def test_the_cause_is_of_the_adjustment_that_took_the_most() -> None:
    assert compared("CO-97 200.00").cause == "cause of 97"
    assert compared("CO-45 74.82", "CO-59 62.59").cause == "cause of 59"
    assert compared("CO-59 10.00", "CO-16 60.00", "PR-1 100.00").cause == "cause of 16"
    assert compared("CO-45 100.00", "CO-253 2.00").cause == "fee"


def test_without_an_expectation_nothing_is_said_to_be_right() -> None:
    line = compared("CO-45 74.82", expected=None)
    assert (line.verdict, line.expected, line.variance, line.formula) == (
        Verdict.NOT_COMPARED,
        None,
        Money(0),
        ("a step",),
    )


def test_groups_are_of_underpaid_lines_and_the_dearest_comes_first() -> None:
    lines = [
        compared("CO-45 80.00"),
        compared("CO-45 80.00"),
        compared("CO-97 200.00"),
        compared("CO-45 0.00"),
        compared("CO-45 74.82"),
        compared("CO-45 100.00", expected="60.00", line=1),
    ]
    assert underpaid_groups(lines) == (
        VarianceGroup("sure", "99213-25", "cause of 97", 1, money("125.18")),
        VarianceGroup("sure", "99213-25", "fee", 2, money("10.36")),
        VarianceGroup("sure", "99214", "fee", 1, money("10.00")),
    )


def test_the_answer_that_stands_is_the_last_that_was_not_taken_back() -> None:
    first = payment(ONE, paid_line(ONE.lines[0], "CO-45 80.00"))
    back = payment(ONE, paid_line(ONE.lines[0], "CO-45 80.00"), claim_status="22")
    again = payment(ONE, paid_line(ONE.lines[0], "CO-45 74.82"))
    assert standing_answer([]) is None
    assert standing_answer([first]) is first
    assert standing_answer([first, back]) is None
    assert standing_answer([first, back, again]) is again
    assert standing_answer([first, again]) is again
