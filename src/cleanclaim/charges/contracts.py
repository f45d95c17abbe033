"""What a payer agreed to pay: contracts as dated records, and the amounts that they allow.

For each line the first that fits decides: a fee for the procedure with one of its modifiers, a fee for the
procedure, a carve-out, the default. A line that nothing fits has no amount, never a guess. A percent of
Medicare rests on Medicare's fee of the line, which is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cleanclaim.charges.medicare_adjustments import percent_of
from cleanclaim.charges.medicare_fee import MedicareFee, Unpriced
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import ZERO, Money
from cleanclaim.core.span import Span


class Basis(StrEnum):
    """What a percent is taken of."""

    MEDICARE = "percent_of_medicare"
    CHARGE = "percent_of_charge"


@dataclass(frozen=True, slots=True)
class Rate:
    """A percent of something; 0 % of the charge is a service that the contract does not pay."""

    basis: Basis
    percent: Decimal


@dataclass(frozen=True, slots=True)
class CodeRange:
    """Procedure codes from `first` to `last` as texts of one length, both included."""

    first: str
    last: str

    def __contains__(self, procedure: str) -> bool:
        return len(procedure) == len(self.first) and self.first <= procedure <= self.last


@dataclass(frozen=True, slots=True)
class CarveOut:
    """Procedures that are paid by a rate of their own."""

    procedures: tuple[CodeRange, ...]
    rate: Rate


@dataclass(frozen=True, slots=True)
class SeveralProcedures:
    """Percents of the dearest, the next, and so on, of the procedures of a day; the last percent goes on."""

    procedures: tuple[CodeRange, ...]
    percents: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class StopLoss:
    """When the claim's charges exceed the amount, all lines are paid by a percent of their charges."""

    claim_charge_above: Money
    percent_of_charge: Decimal


@dataclass(frozen=True, slots=True)
class Contract:
    """One agreement with one payer for the service dates of `effective`.

    fees               amount of one unit by procedure and modifier ('' = any)
    modifier_percents  what a modifier makes of a contract fee; Medicare's fees know their own
    lesser_of_charge   a line is never allowed more than its charge
    medicare_as_of     the day whose Medicare schedule counts; None = the service date
    """

    title: str
    payer_id: str
    effective: Span
    source: str
    fees: dict[tuple[str, str], Money] = field(default_factory=dict)
    carve_outs: tuple[CarveOut, ...] = ()
    default: Rate | None = None
    modifier_percents: dict[str, Decimal] = field(default_factory=dict)
    lesser_of_charge: bool = True
    several: SeveralProcedures | None = None
    stop_loss: StopLoss | None = None
    medicare_as_of: date | None = None


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A line of a claim. `medicare` is Medicare's fee for all its units, or why there is none.

    charge  None = not told: then no rate of it, no lesser-of and no stop-loss
    """

    procedure: str
    modifiers: tuple[str, ...]
    units: int
    charge: Money | None
    medicare: MedicareFee | Unpriced


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the contract allows for a line, with every step."""

    amount: Money
    formula: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()

    def step(self, amount: Money, words: str) -> Allowed:
        """The same with another amount and the words that led to it."""
        return Allowed(amount, (*self.formula, f"{words} = {amount}"), self.evidence)


def contract_on(contracts: Sequence[Contract], payer_id: str, day: date) -> Contract | None:
    """The contract with that payer in force on the service date, or None."""
    return next((each for each in contracts if each.payer_id == payer_id and day in each.effective), None)


def contract_amounts(contract: Contract, lines: Sequence[ContractLine]) -> tuple[Allowed | Unpriced, ...]:
    """The allowed amount of each line of one claim and day, in the order given, or why there is none.

    Order: rate or fee, modifiers, several procedures, lesser of charge. When all charges are told and exceed
    the stop-loss amount, each line is the percent of its charge and nothing else counts.
    """
    charges = [line.charge for line in lines if line.charge is not None]
    total, rule = Money.total(charges), contract.stop_loss
    if rule is not None and len(charges) == len(lines) and total > rule.claim_charge_above:
        return tuple(_over_stop_loss(contract, rule, charge, total) for charge in charges)
    amounts = _several(contract, lines, [_amount(contract, line) for line in lines])
    return tuple(_capped(contract, each, line.charge) for each, line in zip(amounts, lines, strict=True))


def _over_stop_loss(contract: Contract, rule: StopLoss, charge: Money, total: Money) -> Allowed:
    amount = percent_of(charge, rule.percent_of_charge)
    words = (
        f"stop-loss: the claim's charges {total} exceed {rule.claim_charge_above}; "
        f"{charge} x {rule.percent_of_charge} % = {amount}"
    )
    return Allowed(amount, (words,), (_evidence(contract, "stop_loss"),))


def _amount(contract: Contract, line: ContractLine) -> Allowed | Unpriced:
    fee = _own_fee(contract, line)
    if fee is not None:
        return fee
    for number, carve_out in enumerate(contract.carve_outs, 1):
        if any(line.procedure in codes for codes in carve_out.procedures):
            return _by_rate(contract, carve_out.rate, line, f"carve_out {number}")
    if contract.default is not None:
        return _by_rate(contract, contract.default, line, "default")
    return Unpriced(f"{contract.title} has no fee, carve-out or default for {line.procedure}")


def _own_fee(contract: Contract, line: ContractLine) -> Allowed | None:
    for modifier in (*line.modifiers, ""):
        fee = contract.fees.get((line.procedure, modifier))
        if fee is None:
            continue
        key = f"{line.procedure}-{modifier}" if modifier else line.procedure
        total = fee * line.units
        by_units = f" x {line.units} units = {total}" if line.units > 1 else ""
        told = f"fee for {key}: {fee}{by_units}"
        found = Allowed(total, (told,), (_evidence(contract, f"fee {key}"),))
        return _modified(contract, [each for each in line.modifiers if each != modifier], found)
    return None


def _modified(contract: Contract, modifiers: list[str], allowed: Allowed) -> Allowed:
    for modifier in modifiers:
        percent = contract.modifier_percents.get(modifier)
        if percent is not None:
            amount = percent_of(allowed.amount, percent)
            allowed = allowed.step(amount, f"{allowed.amount} x {percent} % (modifier {modifier})")
    return allowed


def _by_rate(contract: Contract, rate: Rate, line: ContractLine, where: str) -> Allowed | Unpriced:
    evidence = _evidence(contract, where)
    if rate.basis is Basis.CHARGE and line.charge is None:
        return Unpriced(f"it is {rate.percent} % of the charge ({where}), and the charge is not told")
    if rate.basis is Basis.CHARGE and line.charge is not None:
        amount = percent_of(line.charge, rate.percent)
        told = f"{line.charge} x {rate.percent} % of the charge ({where}) = {amount}"
        return Allowed(amount, (told,), (evidence,))
    if isinstance(line.medicare, Unpriced):
        return Unpriced(f"it is {rate.percent} % of Medicare ({where}), and {line.medicare.reason}")
    base = line.medicare
    amount = percent_of(base.amount, rate.percent)
    told = f"{base.amount} x {rate.percent} % of Medicare ({where}) = {amount}"
    return Allowed(amount, (*base.formula, told), (evidence, *base.evidence))


def _several(
    contract: Contract, lines: Sequence[ContractLine], amounts: list[Allowed | Unpriced]
) -> list[Allowed | Unpriced]:
    rule = contract.several
    if rule is None:
        return amounts
    bound = [
        (each.amount, at)
        for at, each in enumerate(amounts)
        if isinstance(each, Allowed) and any(lines[at].procedure in codes for codes in rule.procedures)
    ]
    after = list(amounts)
    for rank, (amount, at) in enumerate(sorted(bound, key=lambda pair: (-pair[0].cents, pair[1]))):
        percent = rule.percents[min(rank, len(rule.percents) - 1)]
        each = after[at]
        if percent != 100 and isinstance(each, Allowed):
            words = f"{amount} x {percent} % (procedure {rank + 1} of the day)"
            after[at] = each.step(percent_of(amount, percent), words)
    return after


def _capped(contract: Contract, amount: Allowed | Unpriced, charge: Money | None) -> Allowed | Unpriced:
    if isinstance(amount, Unpriced) or not contract.lesser_of_charge:
        return amount
    if charge is None or amount.amount <= charge:
        return amount
    return amount.step(max(charge, ZERO), f"lesser of {amount.amount} and the charge {charge}")


def _evidence(contract: Contract, where: str) -> Evidence:
    return Evidence(contract.source, where, f"{contract.title}, {contract.effective}")
