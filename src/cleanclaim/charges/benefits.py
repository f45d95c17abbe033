"""Whose share of an allowed amount is it? A plan's benefits line by line, and a second plan after it.

Order within a line: copay, deductible, coinsurance, then the out-of-pocket maximum caps their sum. Plans
differ; what is asked here is what the practice knows of the plan, stated as `Benefits`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from cleanclaim.charges.medicare_adjustments import percent_of
from cleanclaim.core.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Benefits:
    """What is left of the year, before a service.

    copay                   of the visit; taken once, from the first lines that can bear it
    coinsurance_percent     the patient's part
    out_of_pocket_left      None = the plan has no maximum
    deductible_after_copay  False = a line that a copay was taken from bears no deductible
    """

    deductible_left: Money = ZERO
    copay: Money = ZERO
    coinsurance_percent: Decimal = Decimal(0)
    out_of_pocket_left: Money | None = None
    deductible_after_copay: bool = False

    def __post_init__(self) -> None:
        amounts = (self.deductible_left, self.copay, self.out_of_pocket_left or ZERO)
        if min(amounts) < ZERO or not 0 <= self.coinsurance_percent <= 100:
            raise ValueError("benefits are not negative, and coinsurance is at most 100 %")


@dataclass(frozen=True, slots=True)
class LineShare:
    """An allowed amount split: the three parts of the patient and the plan's payment sum to it."""

    allowed: Money
    copay: Money
    deductible: Money
    coinsurance: Money
    plan_pays: Money
    formula: tuple[str, ...]

    @property
    def patient(self) -> Money:
        """What the patient owes."""
        return self.copay + self.deductible + self.coinsurance


def benefit_shares(allowed: Sequence[Money], benefits: Benefits) -> tuple[tuple[LineShare, ...], Benefits]:
    """Split the lines of one visit in order. Also the benefits that are left after them."""
    shares = []
    for amount in allowed:
        share, benefits = _split(amount, benefits)
        shares.append(share)
    return tuple(shares), benefits


def _split(allowed: Money, benefits: Benefits) -> tuple[LineShare, Benefits]:
    if allowed < ZERO:
        raise ValueError("an allowed amount is not negative")
    copay = min(benefits.copay, allowed)
    rest = allowed - copay
    bears_deductible = not copay or benefits.deductible_after_copay
    deductible = min(benefits.deductible_left, rest) if bears_deductible else ZERO
    rest -= deductible
    percent = benefits.coinsurance_percent if bears_deductible else Decimal(0)
    coinsurance = percent_of(rest, percent)
    steps = [
        f"allowed {allowed}",
        f"copay {copay}",
        f"deductible {deductible} of {benefits.deductible_left} left",
        f"coinsurance {rest} x {percent} % = {coinsurance}",
    ]
    parts = (copay, deductible, coinsurance)
    cap = benefits.out_of_pocket_left
    if cap is not None and Money.total(parts) > cap:
        parts = _within(cap, parts)
        steps.append(f"out-of-pocket maximum: {cap} is left, so the patient owes {cap}")
    patient = Money.total(parts)
    steps.append(f"plan pays {allowed} - {patient} = {allowed - patient}")
    left = replace(
        benefits,
        copay=benefits.copay - copay,
        deductible_left=benefits.deductible_left - parts[1],
        out_of_pocket_left=None if cap is None else cap - patient,
    )
    return LineShare(allowed, *parts, allowed - patient, tuple(steps)), left


def _within(cap: Money, parts: tuple[Money, Money, Money]) -> tuple[Money, Money, Money]:
    """Cut from the back: coinsurance first, the copay last."""
    copay = min(parts[0], cap)
    deductible = min(parts[1], cap - copay)
    return copay, deductible, min(parts[2], cap - copay - deductible)


class Coordination(StrEnum):
    """How a second plan reckons with the first.

    standard     its own benefit, at most what the first plan left to the patient
    carve_out    its own benefit less what the first plan paid
    lesser_of    its own allowed amount less what the first plan paid, at most what was left: many Medicaid
                 plans (unverified by state)
    """

    STANDARD = "standard"
    CARVE_OUT = "carve_out"
    LESSER_OF = "lesser_of"


@dataclass(frozen=True, slots=True)
class SecondShare:
    """What a second plan pays of what the first left to the patient."""

    plan_pays: Money
    patient: Money
    formula: tuple[str, ...]


def second_plan(
    first_paid: Money, first_left: Money, own: LineShare, coordination: Coordination
) -> SecondShare:
    """The second plan's payment of a line.

    first_paid, first_left  what the first plan paid and what it left to the patient
    own                     the line as the second plan would split it if it were alone
    """
    if coordination is Coordination.STANDARD:
        pays = min(own.plan_pays, first_left)
        told = f"lesser of its benefit {own.plan_pays} and the {first_left} that the first plan left"
    elif coordination is Coordination.CARVE_OUT:
        pays = min(max(own.plan_pays - first_paid, ZERO), first_left)
        told = f"its benefit {own.plan_pays} less {first_paid} that the first plan paid"
    else:
        pays = min(max(own.allowed - first_paid, ZERO), first_left)
        told = f"its allowed {own.allowed} less {first_paid} paid, at most the {first_left} that was left"
    return SecondShare(pays, first_left - pays, (f"second plan pays {told} = {pays}",))
