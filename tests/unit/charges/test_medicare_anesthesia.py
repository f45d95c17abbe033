"""Anesthesia by base units and time."""

from __future__ import annotations

from datetime import date

import pytest

from cleanclaim.charges.medicare_anesthesia import anesthesia_fee
from cleanclaim.charges.medicare_fee import MedicareFee, Unpriced
from cleanclaim.charges.medicare_rates import ConversionFactor, anesthesia_factor
from cleanclaim.core.money import Money

DAY = date(2025, 10, 1)


def factor(day: date = DAY, *, qualifying: bool = False) -> ConversionFactor:
    found = anesthesia_factor(day, qualifying=qualifying)
    assert found is not None
    return found


def amount(base: int, minutes: int, *modifiers: str, at_induction: bool = False) -> str:
    fee = anesthesia_fee(base, minutes, factor(), modifiers, at_induction=at_induction)
    assert isinstance(fee, MedicareFee)
    return str(fee.amount)


def test_the_worked_example() -> None:
    fee = anesthesia_fee(5, 97, factor())
    assert fee == MedicareFee(Money(23365), ("(5 base + 97 min / 15 = 6.5) 11.5 x 20.3178 = 233.65",))
    assert amount(5, 97, "AA") == amount(5, 97, "QZ") == "233.65"


@pytest.mark.parametrize("modifier", ["QK", "QX", "QY"])
def test_medical_direction_halves_it(modifier: str) -> None:
    assert amount(5, 97, modifier) == "116.83"


def test_supervision_is_three_units_and_one_at_induction() -> None:
    assert amount(5, 97, "AD") == "60.95"
    assert amount(5, 97, "AD", at_induction=True) == "81.27"
    assert amount(5, 97, at_induction=True) == "233.65"


@pytest.mark.parametrize(("minutes", "units"), [(1, "0.1"), (14, "0.9"), (15, "1.0"), (16, "1.1")])
def test_time_goes_by_tenths_of_a_quarter_hour(minutes: int, units: str) -> None:
    fee = anesthesia_fee(0, minutes, factor())
    assert isinstance(fee, MedicareFee)
    assert f"/ 15 = {units})" in fee.formula[0]


def test_no_minutes_no_price_and_nothing_negative() -> None:
    assert anesthesia_fee(5, 0, factor()) == Unpriced(
        "anesthesia is paid by time, and the minutes are not told"
    )
    for base, minutes in ((-1, 15), (5, -15)):
        with pytest.raises(ValueError, match="not negative"):
            anesthesia_fee(base, minutes, factor())


def test_factors_by_day() -> None:
    assert anesthesia_factor(date(2024, 12, 31)) is None
    assert str(factor(date(2025, 1, 1))) == "20.3178"
    assert str(factor(date(2026, 1, 1))) == "20.4976"
    assert str(factor(date(2026, 12, 31), qualifying=True)) == "20.5998"
    assert anesthesia_factor(date(2027, 1, 1)) is None
