"""Who pays what of a Medicare Part B line: allowed, deductible, coinsurance, sequestration, in that order.

The adjustments that a remittance would show, by group and reason number; they and the payment sum to the
charge.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cleanclaim.charges.medicare_adjustments import percent_of
from cleanclaim.charges.medicare_rates import sequestration_percent
from cleanclaim.core.money import ZERO, Money

COINSURANCE_PERCENT = Decimal(20)  # 42 CFR 410.152(b)
NON_PARTICIPATING_PERCENT = Decimal(95)  # of the fee [Social Security Act s. 1848(a)(3)]
SHORTAGE_PERCENT = Decimal(10)  # of what Medicare pays, each quarter [42 CFR 414.67]
LIMITING_PERCENT = Decimal(115)  # of that, for unassigned claims [42 CFR 414.48]


@dataclass(frozen=True, slots=True)
class Share:
    """One line split. `adjustments` are (group, reason number, amount); `formula` tells each step."""

    charge: Money
    allowed: Money
    paid: Money
    adjustments: tuple[tuple[str, str, Money], ...]
    formula: tuple[str, ...]

    @property
    def patient(self) -> Money:
        """What the patient owes: the sum of the PR adjustments."""
        return Money.total(amount for group, _, amount in self.adjustments if group == "PR")


def medicare_share(
    charge: Money, fee: Money, day: date, *, deductible_left: Money = ZERO, preventive: bool = False
) -> Share:
    """Split an assigned line. Preventive services: no deductible, no coinsurance (unverified by code).

    Sequestration is taken from the payment after both, each step half up to the cent.
    """
    allowed = min(charge, fee)
    deductible = ZERO if preventive else min(max(deductible_left, ZERO), allowed)
    rest = allowed - deductible
    rate = Decimal(0) if preventive else COINSURANCE_PERCENT
    coinsurance = percent_of(rest, rate)
    payable = rest - coinsurance
    percent = sequestration_percent(day)
    sequestered = percent_of(payable, Decimal(percent))
    adjustments = (
        ("CO", "45", charge - allowed),
        ("PR", "1", deductible),
        ("PR", "2", coinsurance),
        ("CO", "253", sequestered),
    )
    formula = (
        f"allowed = lesser of {charge} and {fee} = {allowed}",
        f"coinsurance = ({allowed} - {deductible}) x {rate} % = {coinsurance}",
        f"sequestration = {payable} x {percent} % = {sequestered}",
        f"paid = {payable} - {sequestered} = {payable - sequestered}",
    )
    told = tuple(each for each in adjustments if each[2])
    return Share(charge, allowed, payable - sequestered, told, formula)


def non_participating(fee: Money) -> tuple[Money, Money]:
    """What a non-participating clinician is allowed, and the most an unassigned claim may charge."""
    allowed = percent_of(fee, NON_PARTICIPATING_PERCENT)
    return allowed, percent_of(allowed, LIMITING_PERCENT)


def shortage_bonus(paid: Money) -> Money:
    """The bonus of a physician in a shortage area (modifier AQ), beside the fee and not part of the claim's
    payment. Whether sequestration lowers it further is not told here (unverified)."""
    return percent_of(paid, SHORTAGE_PERCENT)
