"""What every format of a bank statement is read into, and the two ways in which banks write numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from cleanclaim.core.money import Money
from cleanclaim.intake.problems import UnfitValueError

_CENTS = re.compile(r"[0-9]{1,15}")
_SHORT_DAY = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a statement before it has an id."""

    booked_on: date
    amount: Money
    trace: str = ""
    text: str = ""


def whole_cents(text: str) -> Money:
    """Digits without a point, in cents."""
    if not _CENTS.fullmatch(text.strip()):
        raise UnfitValueError("an amount in whole cents")
    return Money(int(text))


def short_day(text: str) -> date:
    """YYMMDD of this century."""
    found = _SHORT_DAY.fullmatch(text.strip())
    try:
        if found:
            year, month, day = map(int, found.groups())
            return date(2000 + year, month, day)
    except ValueError:
        pass
    raise UnfitValueError("a day as YYMMDD")
