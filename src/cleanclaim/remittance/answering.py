"""Which plan gave each standing answer in a claim's books, and whether the last one is final."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import PLAN_RECEIVABLES, Account
from cleanclaim.ledger.balances import sum_by
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.claim import Claim
from cleanclaim.model.remittance import ClaimPayment, Remittance
from cleanclaim.remittance.admission import is_forwarded
from cleanclaim.remittance.keys import claim_payment_key, remittance_key
from cleanclaim.remittance.prior_payment import Answer
from cleanclaim.remittance.standing import standing

_NOT_FINAL = (Account.RECEIVABLE_DENIED, Account.UNAPPLIED)


@dataclass(frozen=True, slots=True)
class Coordination:
    """How far a claim has come in its order of benefits.

    answers    per plan that has answered, in order of benefits: its standing answers
    left       what the plan after the last of them owes by the books
    forwarded  whether the last one says that it passed the claim on itself
    why_not    why the next plan is not to be billed now, '' when it is
    """

    answers: tuple[tuple[Answer, ...], ...]
    left: Money
    forwarded: bool
    why_not: str


def coordination(claim: Claim, books: Sequence[Entry], answers: Iterable[Answer]) -> Coordination:
    """What the plans of a claim have answered so far.

    books    every entry of the claim
    answers  every claim payment that was ever received for it, under its own id and those that follow it
    """
    by_plan = _by_plan(books, answers)
    count = len(by_plan)
    balances = sum_by(books, lambda posting: (posting.claim_id, posting.account))
    further = 0 < count <= len(claim.other_coverages)
    left = balances.get((claim.claim_id, PLAN_RECEIVABLES[count]), ZERO) if further else ZERO
    open_disputes = any(balances.get((claim.claim_id, account), ZERO) for account in _NOT_FINAL)
    forwarded = bool(by_plan) and any(is_forwarded(payment) for _, payment in by_plan[-1])
    return Coordination(by_plan, left, forwarded, _why_not(claim, count, left, open_disputes=open_disputes))


def _why_not(claim: Claim, count: int, left: Money, *, open_disputes: bool) -> str:
    if not count:
        return "no plan has answered yet"
    if count > len(claim.other_coverages):
        return "no further plan is on file"
    if open_disputes:
        return "the last answer is not final: an amount is denied, in dispute or in suspense"
    return "" if left > ZERO else "nothing is left for the next plan"


def _by_plan(books: Sequence[Entry], answers: Iterable[Answer]) -> tuple[tuple[Answer, ...], ...]:
    """Up to the first plan that has not answered."""
    told = {_digest(*answer): answer for answer in answers}
    plans: dict[int, list[Answer]] = {}
    for entry in standing(books):
        answer = told.get(entry.natural_key.split(":")[2].partition(".")[0])
        if answer is not None:
            plans.setdefault(_plan_of(entry), []).append(answer)
    in_order: list[tuple[Answer, ...]] = []
    while len(in_order) in plans:
        in_order.append(tuple(plans[len(in_order)]))
    return tuple(in_order)


def _plan_of(entry: Entry) -> int:
    """The plan whose receivable the answer settled, counted from 0."""
    settled = [each.account for each in entry.postings if each.amount < ZERO]
    return next((n for n, account in enumerate(PLAN_RECEIVABLES) if account in settled), 0)


def _digest(remittance: Remittance, payment: ClaimPayment) -> str:
    return claim_payment_key(remittance_key(remittance), payment).digest
