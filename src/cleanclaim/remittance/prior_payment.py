"""What a plan decided about a claim, as the claim to the next plan tells it (loops 2320 and 2430).

The adjustments are carried as they were sent, at the level at which they were sent, sign and order kept.
Charge, payment and adjustments must add up; what does not is for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from cleanclaim.core.money import Money
from cleanclaim.model.claim import Claim
from cleanclaim.model.claim_details import PriorLinePayment, PriorPayment
from cleanclaim.model.remittance import ClaimPayment, Remittance
from cleanclaim.remittance.matching import match_lines

Answer = tuple[Remittance, ClaimPayment]


def prior_payment(claim: Claim, answers: Sequence[Answer], *, payer_identifier: str) -> PriorPayment | None:
    """One plan's standing answers to a claim put together, or None when they cannot be told exactly.

    answers           one, or several where the plan split the claim; reversed ones left out
    payer_identifier  as the claim names the plan (2330B NM109)
    """
    lines: list[PriorLinePayment] = []
    for remittance, payment in answers:
        decided = _lines(claim, remittance, payment)
        if decided is None:
            return None
        lines += decided
    payments = [payment for _, payment in answers]
    remarks = tuple(dict.fromkeys(remark for each in payments for remark in each.remarks))
    numbers = {each.payer_claim_number.strip() for each in payments}
    told = PriorPayment(
        payer_identifier=payer_identifier,
        paid=Money.total(each.paid for each in payments),
        adjustments=tuple(each for payment in payments for each in payment.adjustments),
        lines=tuple(sorted(lines, key=lambda line: line.line_number)),
        adjudicated_on=None if lines else max(remittance.payment_date for remittance, _ in answers),
        remarks=remarks,
        claim_number=numbers.pop() if len(numbers) == 1 else "",
    )
    numbered = [line.line_number for line in lines]
    once = len(set(numbered)) == len(numbered)
    return told if once and not told.difference(claim.total_charge) else None


def _lines(claim: Claim, remittance: Remittance, payment: ClaimPayment) -> list[PriorLinePayment] | None:
    if not payment.lines:
        return []
    matches = match_lines(claim, payment, part=True)
    if matches is None:
        return None
    return [
        PriorLinePayment(
            line_number=ours.line_number,
            paid=line.paid,
            procedure=line.procedure,
            adjudicated_on=remittance.payment_date,
            modifiers=line.modifiers,
            qualifier=line.qualifier,
            units=_units(line.units),
            adjustments=line.adjustments,
        )
        for ours, line in matches
    ]


def _units(text: str) -> Decimal:
    """SVC05 or SVC07 as sent; a payer that leaves it out means one."""
    try:
        return Decimal(text or "1")
    except InvalidOperation:
        return Decimal(1)
