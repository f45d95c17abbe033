"""Posted remittances held against what should have been allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cleanclaim.app.expected_amounts import Amount, PriceBooks, expected_amounts
from cleanclaim.charges.medicare_fee import Unpriced
from cleanclaim.core.money import Money
from cleanclaim.denials.causes import reading
from cleanclaim.model.claim import Claim
from cleanclaim.model.remittance import ClaimPayment
from cleanclaim.remittance.matching import Match, match_lines, whole_claim_line
from cleanclaim.remittance.variance import (
    FIRST_PLAN,
    Expectation,
    LineVariance,
    VarianceGroup,
    compare,
    standing_answer,
    underpaid_groups,
)

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Variance:
    """Every answered line compared, and the underpaid ones grouped.

    unmatched  claims whose answer does not tell which line it is about: not compared
    """

    lines: tuple[LineVariance, ...]
    groups: tuple[VarianceGroup, ...]
    unmatched: tuple[str, ...]


def variance_of(work: UnitOfWork, books: PriceBooks, *, tolerance: Money, payer_id: str = "") -> Variance:
    """Compare the standing answer of the first plan of every claim, or of the claims to one payer."""
    lines: list[LineVariance] = []
    unmatched: list[str] = []
    paid_on = {each.remittance_key: each.remittance.payment_date for each in work.remittances.all()}
    for claim in work.claims.all():
        if payer_id not in ("", claim.coverage.payer.payer_id):
            continue
        answer = _answer(work, claim, paid_on)
        if answer is None:
            continue
        day, payment = answer
        pairs = _pairs(claim, payment)
        if pairs is None:
            unmatched.append(claim.claim_id)
        else:
            lines += _compared(claim, pairs, books, (tolerance, _causes_on(day)))
    return Variance(tuple(lines), underpaid_groups(lines), tuple(unmatched))


def _answer(work: UnitOfWork, claim: Claim, paid_on: dict[str, date]) -> tuple[date, ClaimPayment] | None:
    kept = work.remittances.payments_of(claim.claim_id)
    standing = standing_answer([each.payment for each in kept if each.payment.claim_status in _COUNTED])
    if standing is None:
        return None
    return next(
        (paid_on[each.remittance_key], each.payment) for each in reversed(kept) if each.payment == standing
    )


# answers as the first plan, denials, and what takes an answer back; 2 and 3 are later plans
_COUNTED = (*FIRST_PLAN, "4", "22")


def _pairs(claim: Claim, payment: ClaimPayment) -> tuple[Match, ...] | None:
    whole = whole_claim_line(claim, payment)
    return match_lines(claim, whole if whole is not None else payment)


def _compared(
    claim: Claim,
    pairs: tuple[Match, ...],
    books: PriceBooks,
    terms: tuple[Money, Callable[[str], str]],
) -> Iterator[LineVariance]:
    tolerance, cause_of = terms
    amounts = dict(
        zip((line.line_number for line in claim.lines), expected_amounts(claim, books), strict=True)
    )
    for ours, paid in pairs:
        expected = _expectation(amounts[ours.line_number], ours.charge)
        yield compare(claim, (ours, paid), expected, tolerance=tolerance, cause_of=cause_of)


def _expectation(amount: Amount, charge: Money) -> Expectation:
    """Medicare allows the lesser of its fee and the charge; a contract has said so itself."""
    if isinstance(amount, Unpriced):
        return Expectation(None, "", (amount.reason,))
    source = "; ".join(f"{each.source}: {each.locator}" for each in amount.evidence)
    if source.startswith("contract ") or amount.amount <= charge:
        return Expectation(amount.amount, source, amount.formula)
    told = f"lesser of {amount.amount} and the charge {charge} = {charge}"
    return Expectation(charge, source, (*amount.formula, told))


def _causes_on(day: date) -> Callable[[str], str]:
    return lambda reason: reading(reason, day).cause
