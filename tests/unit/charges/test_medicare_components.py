"""Several tests and therapies of a day: the worked examples of the rules, exact."""

from __future__ import annotations

import pytest

from cleanclaim.charges.medicare_components import Parts, unit_fees
from cleanclaim.charges.medicare_fee import MedicareFee, Unpriced
from cleanclaim.core.money import Money
from tests.unit.charges.test_medicare_fee import a_fee


def usd(text: str) -> Money:
    return Money.parse(text)


def a_test(rule: str, technical: str | None, reading: str | None = "0", *, units: int = 1) -> Parts:
    """A test whose fee is the sum of its parts."""
    known = technical is not None and reading is not None
    total = usd(technical or "0") + usd(reading or "0") if known else usd("99")
    return Parts(
        a_fee("70000", mult_proc=rule),
        units,
        MedicareFee(total, ()),
        usd(technical) if technical is not None else None,
        usd(reading) if reading is not None else None,
    )


def a_therapy(amount: str, half: str, expense: int, *, units: int = 1) -> Parts:
    return Parts(
        a_fee("97110", mult_proc="5"),
        units,
        MedicareFee(usd(amount), ()),
        with_half_expense=MedicareFee(usd(half), ()),
        expense=expense,
    )


def told(*lines: Parts) -> list[list[tuple[int, str]] | str]:
    return [
        each.reason if isinstance(each, Unpriced) else [(count, str(fee.amount)) for count, fee in each]
        for each in unit_fees(lines)
    ]


def test_therapy_pays_half_the_expense_but_on_the_unit_with_the_most() -> None:
    assert told(a_therapy("28.79", "21.83", 43, units=2), a_therapy("27.17", "20.70", 40)) == [
        [(1, "28.79"), (1, "21.83")],
        [(1, "20.70")],
    ]
    assert told(a_therapy("27.17", "20.70", 40), a_therapy("28.79", "21.83", 43)) == [
        [(1, "20.70")],
        [(1, "28.79")],
    ]
    assert told(a_therapy("28.79", "21.83", 43)) == [[(1, "28.79")]]


def test_equal_therapies_keep_the_first_in_full() -> None:
    assert told(a_therapy("28.79", "21.83", 43), a_therapy("28.79", "21.83", 43)) == [
        [(1, "28.79")],
        [(1, "21.83")],
    ]


def test_imaging_ranks_technical_part_and_reading_apart() -> None:
    spine, head = a_test("4", "120.65", "67.60"), a_test("4", "126.15", "67.28")
    # the spine keeps its reading, the head its technical part
    assert told(spine, head) == [[(1, "127.93")], [(1, "190.07")]]
    assert told(a_test("4", "120.65"), a_test("4", "126.15")) == [[(1, "60.33")], [(1, "126.15")]]
    assert told(a_test("4", "0", "67.60"), a_test("4", "0", "67.28")) == [[(1, "67.60")], [(1, "63.92")]]


def test_units_of_one_image_are_ranked_too() -> None:
    assert told(a_test("4", "100.00", "50.00", units=3)) == [[(1, "150.00"), (2, "97.50")]]


@pytest.mark.parametrize(("rule", "later"), [("6", "105.00"), ("7", "110.00")])
def test_heart_and_eye_tests_lose_a_part_of_the_technical_part(rule: str, later: str) -> None:
    assert told(a_test(rule, "100.00", "30.00"), a_test(rule, "120.00", "20.00")) == [
        [(1, later)],
        [(1, "140.00")],
    ]


def test_rules_do_not_look_at_each_other() -> None:
    lines = (a_test("4", "100.00"), a_test("6", "100.00"), a_test("0", "100.00", units=3))
    assert told(*lines) == [[(1, "100.00")], [(1, "100.00")], [(3, "100.00")]]


def test_an_untold_technical_part_leaves_its_like_unpriced() -> None:
    reason = "70000: the schedule does not tell the technical part of 70000, which ranks among its like"
    assert told(a_test("6", None, None), a_test("6", "10.00")) == [reason, reason]
    assert told(a_test("6", None, None), a_test("4", "10.00")) == [[(1, "99.00")], [(1, "10.00")]]
