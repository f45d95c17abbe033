"""Balances: what the entries add up to, per account and per subledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import RECEIVABLES, Account
from cleanclaim.ledger.entries import Entry, Posting

Key = TypeVar("Key", bound=Hashable)
ClaimLine = tuple[str, int]

_PATIENT = Account.RECEIVABLE_PATIENT


def sum_by(entries: Iterable[Entry], key: Callable[[Posting], Key]) -> dict[Key, Money]:
    """Total of the postings for each key, in order of first appearance."""
    cents: Counter[Key] = Counter()
    for entry in entries:
        for posting in entry.postings:
            cents[key(posting)] += posting.amount.cents
    return {name: Money(total) for name, total in cents.items()}


def trial_balance(entries: Iterable[Entry]) -> dict[Account, Money]:
    """Balance of every account in the order of the chart; accounts that were never touched are left out."""
    totals = sum_by(entries, lambda posting: posting.account)
    return {account: totals[account] for account in Account if account in totals}


def account_balance(entries: Iterable[Entry], account: Account) -> Money:
    """Balance of one account; zero when nothing touched it."""
    return trial_balance(entries).get(account, ZERO)


def line_balances(entries: Iterable[Entry]) -> dict[ClaimLine, dict[Account, Money]]:
    """Balance per account of each (claim id, line number), accounts in the order of the chart.

    Line 0 of a claim holds what belongs to the claim and to none of its lines, such as money in suspense;
    ("", 0) holds what belongs to no claim.
    """
    totals = sum_by(entries, lambda posting: (posting.claim_id, posting.line_number, posting.account))
    lines: dict[ClaimLine, dict[Account, Money]] = {(claim, line): {} for claim, line, _ in totals}
    for account in Account:
        for key, balances in lines.items():
            if (*key, account) in totals:
                balances[account] = totals[(*key, account)]
    return lines


def open_balances(entries: Iterable[Entry]) -> Callable[[str, int], Mapping[Account, Money]]:
    """A look-up of `line_balances`: (claim id, line number) to balances, empty for a line never touched."""
    lines = line_balances(entries)
    return lambda claim_id, line_number: lines.get((claim_id, line_number), {})


def patient_balances(entries: Iterable[Entry]) -> dict[str, Money]:
    """What each patient owes (AR.PT), by patient id, in order of id; settled patients stay, at zero."""
    totals = sum_by(entries, lambda posting: (posting.patient_id, posting.account))
    owed = {patient: total for (patient, account), total in totals.items() if account is _PATIENT}
    return {patient: owed[patient] for patient in sorted(owed)}


def receivable(balances: Mapping[Account, Money]) -> Money:
    """What is still owed, by whomever: the sum of the receivables among these balances."""
    return Money.total(balances.get(account, ZERO) for account in RECEIVABLES)
