"""Money: whole US cents. No float comes near it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# ASCII digits only: Decimal also takes 1E5, NaN and Arabic-Indic digits, none of which is a money text.
_MONEY_TEXT = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{1,2})?|\.[0-9]{1,2})")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of US dollars, held as a whole number of cents; may be negative."""

    cents: int = 0

    def __post_init__(self) -> None:
        if type(self.cents) is not int:
            raise TypeError("Money takes whole cents as int")

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read `12`, `12.5`, `-0.50` or `.5`. Anything else raises ValueError (the text is not repeated)."""
        if not _MONEY_TEXT.fullmatch(text):
            raise ValueError("not an amount: want digits with at most two decimals")
        whole, _, part = text.partition(".")  # whole numbers all the way: faster than Decimal, and as exact
        cents = int(whole.lstrip("-") or "0") * 100 + int(f"{part}00"[:2])
        return cls(-cents if whole.startswith("-") else cents)

    @classmethod
    def from_decimal(cls, dollars: Decimal) -> Money:
        """Round once, half up, to the cent (42 CFR 414.20 payments round this way)."""
        return cls(int((dollars * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)))

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Money:
        """The exact sum; zero for nothing."""
        return cls(sum(amount.cents for amount in amounts))

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + other.cents)

    def __sub__(self, other: Money) -> Money:
        return Money(self.cents - other.cents)

    def __neg__(self) -> Money:
        return Money(-self.cents)

    def __abs__(self) -> Money:
        return Money(abs(self.cents))

    def __mul__(self, count: int) -> Money:
        return Money(self.cents * count)

    def __bool__(self) -> bool:
        return self.cents != 0

    def __str__(self) -> str:
        """Two decimals always, no thousands mark: `-1234.50`."""
        sign = "-" if self.cents < 0 else ""
        dollars, cents = divmod(abs(self.cents), 100)
        return f"{sign}{dollars}.{cents:02d}"

    @property
    def grouped(self) -> str:
        """For people: `1,234.50`."""
        sign = "-" if self.cents < 0 else ""
        dollars, cents = divmod(abs(self.cents), 100)
        return f"{sign}{dollars:,}.{cents:02d}"

    @property
    def shortest(self) -> str:
        """For the wire: no trailing zeros and no bare point, `100`, `12.5`, `0`."""
        text = str(self)
        return text.rstrip("0").rstrip(".") if "." in text else text


ZERO = Money(0)
