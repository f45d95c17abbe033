"""The answer of a second or third plan (CLP02 2, 3) against what the plans before it left open (journal 3b).

A later plan counts from the full charge: OA-23 names what came before it. Three forms are understood, line by
line: OA-23 is what the earlier plans paid with their contract discounts; or their payments alone beside a
discount (CO-45, PI-45) from the full charge; or there is no OA-23 and one discount holds it all. Of such a
discount only what goes beyond the earlier discounts is posted, and never more than stood open. Anything
else, and anything in dispute, waits for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import line_balances
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.claim import Claim
from cleanclaim.model.remittance import Adjustment, LinePayment
from cleanclaim.remittance.matching import Match
from cleanclaim.remittance.reasons import PRIOR_PAYER_REASON, destination
from cleanclaim.remittance.standing import standing
from cleanclaim.remittance.suspense import Cause

_DISCOUNTS = (Account.CONTRACTUAL, Account.SEQUESTRATION)
_CLEAN = (*_DISCOUNTS, Account.RECEIVABLE_PATIENT)


def left_by_earlier_plans(
    claim: Claim, matches: tuple[Match, ...], books: Sequence[Entry], *, owed_by: Account
) -> tuple[Match, ...] | Cause:
    """The matches with each charge and adjustment reduced to what the earlier plans left open, or a cause.

    books    every entry of the claim
    owed_by  AR.P2 or AR.P3: the account that the answer settles
    """
    answers = standing(books)
    if not answers or any(_settles(entry, owed_by) for entry in answers):
        return Cause.NOT_OPEN  # no earlier plan has answered, or this one has already
    first, now = line_balances(answers), line_balances(books)
    reduced: list[Match] = []
    for ours, line in matches:
        key = (claim.claim_id, ours.line_number)
        before = first.get(key, {})
        open_amount = now.get(key, {}).get(owed_by, ZERO)
        paid = before.get(Account.CLEARING, ZERO)
        discount = Money.total(before.get(account, ZERO) for account in _DISCOUNTS)
        if open_amount != ours.charge - paid - discount:
            return Cause.NOT_OPEN
        left = _left(line, paid, discount, open_amount)
        if isinstance(left, Cause):
            return left
        reduced.append((replace(ours, charge=open_amount), replace(left, charge=open_amount)))
    return tuple(reduced)


def _settles(entry: Entry, owed_by: Account) -> bool:
    return any(each.account is owed_by and each.amount < ZERO for each in entry.postings)


def _left(line: LinePayment, paid: Money, discount: Money, open_amount: Money) -> LinePayment | Cause:
    prior = Money.total(each.amount for each in line.adjustments if _is_prior(each))
    own = [each for each in line.adjustments if not _is_prior(each)]
    if line.paid < ZERO or any(each.amount < ZERO for each in own):
        return Cause.NEGATIVE_AMOUNT
    if any(destination(each, share_to=Account.RECEIVABLE_PATIENT) not in _CLEAN for each in own):
        return Cause.LATER_PLAN
    contract = Money.total(each.amount for each in own if each.reason == "45")
    others = tuple(each for each in own if each.reason != "45")
    if prior == paid + discount:
        counted = contract
    elif prior == paid and contract >= discount:
        counted = contract - discount
    elif not prior:
        counted = open_amount - line.paid - Money.total(each.amount for each in others)
        if not ZERO <= counted <= contract - discount:
            return Cause.PRIOR_PAYER
    else:
        return Cause.PRIOR_PAYER
    beyond = (Adjustment("CO", "45", counted),) if counted else ()
    return replace(line, adjustments=(*beyond, *others))


def _is_prior(adjustment: Adjustment) -> bool:
    return (adjustment.group, adjustment.reason) == ("OA", PRIOR_PAYER_REASON)
