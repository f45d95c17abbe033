"""Anesthesia under the physician fee schedule: base units and time, not relative values.

    fee = (base units + minutes / 15, to one tenth) x anesthesia conversion factor

rounded half up to the cent, then the share for medical direction [42 CFR 414.46; CMS Pub
100-04 ch. 12 s. 50].
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from cleanclaim.charges.medicare_adjustments import percent_of
from cleanclaim.charges.medicare_fee import MedicareFee, Unpriced
from cleanclaim.charges.medicare_rates import ConversionFactor
from cleanclaim.core.money import Money

MINUTES_A_UNIT = 15
# one of two who share a case is paid half: directing two to four, directed, or directing one
_DIRECTED = ("QK", "QX", "QY")
_SUPERVISED_UNITS = 3  # more than four cases at once: three units, with no time (unverified)
_AT_INDUCTION = Decimal(1)


def anesthesia_fee(
    base_units: int,
    minutes: int,
    factor: ConversionFactor,
    modifiers: Iterable[str] = (),
    *,
    at_induction: bool = False,
) -> MedicareFee | Unpriced:
    """The amount of one anesthesia service. Raises ValueError for negative units or minutes.

    modifiers     QK, QX and QY halve it; AD pays three units, and one more with `at_induction`; others
                  change nothing
    at_induction  the supervising physician was there at induction; counts with AD alone
    """
    given = tuple(modifiers)
    if base_units < 0 or minutes < 0:
        raise ValueError("base units and minutes are not negative")
    if "AD" in given:
        units = _SUPERVISED_UNITS + (_AT_INDUCTION if at_induction else 0)
        return _priced(Decimal(units), f"{units} units, supervised (AD)", factor)
    if not minutes:
        return Unpriced("anesthesia is paid by time, and the minutes are not told")
    time_units = (Decimal(minutes) / MINUTES_A_UNIT).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    fee = _priced(base_units + time_units, f"{base_units} base + {minutes} min / 15 = {time_units}", factor)
    directed = next((each for each in given if each in _DIRECTED), "")
    if not directed:
        return fee
    amount = percent_of(fee.amount, Decimal(50))
    step = f"{fee.amount} x 50 % = {amount} (medical direction, {directed})"
    return MedicareFee(amount, (*fee.formula, step), fee.evidence)


def _priced(units: Decimal, words: str, factor: ConversionFactor) -> MedicareFee:
    amount = Money.from_decimal(units * factor.ten_thousandths / 10_000)
    return MedicareFee(amount, (f"({words}) {units} x {factor} = {amount}",))
