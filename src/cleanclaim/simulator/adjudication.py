"""How the simulated payer prices a claim: allowed amount, patient share, sequestration, denials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cleanclaim.core.money import ZERO, Money
from cleanclaim.exchange.received_claim import ReceivedClaim, ReceivedLine
from cleanclaim.model.remittance import Adjustment, ClaimPayment, LinePayment
from cleanclaim.simulator.scenario import Rule, Terms

_CLAIM_STATUS = {"P": "1", "S": "2", "T": "3"}
Denies = Callable[[ReceivedLine], Rule | None]


@dataclass(slots=True)
class MemberBalance:
    """What of the deductible a member has still to meet; used up in the order of the claims."""

    deductible: Money


def percent_of(amount: Money, percent: Decimal) -> Money:
    """Rounded once, half up, to the cent."""
    return Money.from_decimal(Decimal(amount.cents) * percent / 10000)


def adjudicate(
    claim: ReceivedClaim, terms: Terms, *, denies: Denies, balance: MemberBalance, claim_number: str
) -> ClaimPayment:
    """The claim priced: SVC02 - CAS = SVC03 on every line, CLP03 - CAS = CLP04, all at line level.

    Order of a line: the discount to the allowed amount (CO-45), deductible (PR-1), copay (PR-3), coinsurance
    on what is left (PR-2), sequestration on what the plan would pay (CO-253).
    """
    copay = terms.copay
    lines = []
    for ordinal, line in enumerate(claim.lines, 1):
        rule = denies(line)
        if rule is not None:
            lines.append(_denied(line, ordinal, rule))
            continue
        priced, copay = _priced(line, ordinal, terms, (balance, copay))
        lines.append(priced)
    denied = all(
        line.paid == ZERO and denies(received) for line, received in zip(lines, claim.lines, strict=True)
    )
    return ClaimPayment(
        ordinal=0,
        control_number=claim.control_number,
        claim_status="4" if denied else _CLAIM_STATUS.get(claim.responsibility, "1"),
        charge=claim.charge,
        paid=Money.total(line.paid for line in lines),
        patient_responsibility=_patient_share(lines),
        filing_indicator=terms.filing_indicator,
        payer_claim_number=claim_number,
        lines=tuple(lines),
        member_id=claim.member_id,
    )


def reverse(payment: ClaimPayment) -> ClaimPayment:
    """The same payment taken back: CLP02 22, every amount negated."""
    lines = tuple(
        replace(
            line,
            charge=-line.charge,
            paid=-line.paid,
            adjustments=tuple(replace(each, amount=-each.amount) for each in line.adjustments),
        )
        for line in payment.lines
    )
    return replace(
        payment, claim_status="22", charge=-payment.charge, paid=-payment.paid,
        patient_responsibility=ZERO, lines=lines,
    )  # fmt: skip


def _patient_share(lines: Sequence[LinePayment]) -> Money:
    return Money.total(each.amount for line in lines for each in line.adjustments if each.group == "PR")


def _line(line: ReceivedLine, ordinal: int, paid: Money, adjustments: Sequence[Adjustment]) -> LinePayment:
    return LinePayment(
        ordinal=ordinal,
        qualifier="HC",
        procedure=line.procedure,
        modifiers=line.modifiers,
        charge=line.charge,
        paid=paid,
        units=f"{line.units:f}",
        adjustments=tuple(each for each in adjustments if each.amount),
        control_number=line.control_number,
        service_date=line.service_dates.first,
    )


def _denied(line: ReceivedLine, ordinal: int, rule: Rule) -> LinePayment:
    refused = _line(line, ordinal, ZERO, [Adjustment(rule.group, rule.reason, line.charge)])
    return replace(refused, remarks=rule.remarks)


def _priced(
    line: ReceivedLine, ordinal: int, terms: Terms, owed: tuple[MemberBalance, Money]
) -> tuple[LinePayment, Money]:
    balance, copay = owed
    allowed = _allowed(line, terms)
    deductible = min(balance.deductible, allowed)
    balance.deductible -= deductible
    copay_here = min(copay, allowed - deductible)
    percent = terms.coinsurance_percents.get(line.procedure, terms.coinsurance_percent)
    coinsurance = percent_of(allowed - deductible - copay_here, percent)
    payable = allowed - deductible - copay_here - coinsurance
    withheld = percent_of(payable, terms.sequestration_percent)
    adjustments = [
        Adjustment("CO", "45", line.charge - allowed),
        Adjustment("CO", "253", withheld),
        Adjustment("PR", "1", deductible),
        Adjustment("PR", "2", coinsurance),
        Adjustment("PR", "3", copay_here),
    ]
    return _line(line, ordinal, payable - withheld, adjustments), copay - copay_here


def _allowed(line: ReceivedLine, terms: Terms) -> Money:
    fee = terms.fees.get(line.procedure)
    if fee is None:
        return percent_of(line.charge, terms.allowed_percent)
    by_units = Money.from_decimal(Decimal(fee.cents) * line.units / 100)
    return min(line.charge, by_units)
