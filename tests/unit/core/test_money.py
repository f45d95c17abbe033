from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.core.money import ZERO, Money

CENTS = st.integers(min_value=-(10**16), max_value=10**16)


@pytest.mark.parametrize(
    ("text", "cents"),
    [("12", 1200), ("12.5", 1250), ("12.50", 1250), (".5", 50), ("-0.05", -5), ("0", 0), ("-12", -1200)],
)
def test_parse_reads_what_the_wire_may_carry(text: str, cents: int) -> None:
    assert Money.parse(text) == Money(cents)


@pytest.mark.parametrize(
    "text", ["", "5.", "1E5", "12.345", "--5", "NaN", "٣", "1,000", " 1", "1 ", "+1", "1" * 16, "0x1", "-"]
)
def test_parse_refuses_everything_else_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^not an amount") as refusal:
        Money.parse(text)
    assert not text or text not in str(refusal.value) or len(text) == 1


def test_only_whole_cents_make_money() -> None:
    with pytest.raises(TypeError):
        Money(1.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(True)


@pytest.mark.parametrize(
    ("dollars", "cents"), [("0.005", 1), ("0.004", 0), ("-0.005", -1), ("88.953", 8895), ("88.955", 8896)]
)
def test_from_decimal_rounds_half_up_once(dollars: str, cents: int) -> None:
    assert Money.from_decimal(Decimal(dollars)) == Money(cents)


@pytest.mark.parametrize(
    ("cents", "full", "shortest", "grouped"),
    [
        (0, "0.00", "0", "0.00"),
        (10000, "100.00", "100", "100.00"),
        (1250, "12.50", "12.5", "12.50"),
        (-5, "-0.05", "-0.05", "-0.05"),
        (123456789, "1234567.89", "1234567.89", "1,234,567.89"),
        (-100000, "-1000.00", "-1000", "-1,000.00"),
    ],
)
def test_texts(cents: int, full: str, shortest: str, grouped: str) -> None:
    money = Money(cents)
    assert (str(money), money.shortest, money.grouped) == (full, shortest, grouped)


@given(CENTS)
def test_every_text_reads_back(cents: int) -> None:
    money = Money(cents)
    assert Money.parse(str(money)) == money
    assert Money.parse(money.shortest) == money


@given(st.lists(CENTS))
def test_total_is_exact(cents: list[int]) -> None:
    assert Money.total(map(Money, cents)) == Money(sum(cents))


def test_arithmetic() -> None:
    assert Money(150) + Money(-50) - Money(25) == Money(75)
    assert -Money(5) == Money(-5)
    assert abs(Money(-5)) == Money(5)
    assert Money(250) * 4 == Money(1000)
    assert not ZERO
    assert Money(1)
    assert sorted([Money(3), Money(-1)]) == [Money(-1), Money(3)]
