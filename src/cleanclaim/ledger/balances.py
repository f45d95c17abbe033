"""Balances: what the entries add up to, per account and per subledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry, Posting

Key = TypeVar("Key", bound=Hashable)


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
