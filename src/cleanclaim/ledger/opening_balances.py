"""Balances taken over from another system, with the totals that they must come to.

| kind      | journal                                          |
|-----------|--------------------------------------------------|
| patient   | `AR.PT +120.00; OPEN -120.00`                    |
| payer     | `AR.P1 +300.00; OPEN -300.00`                    |
| unapplied | `OPEN +25.00; UNAP -25.00` (a credit: money that we hold for a patient or payer) |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry, Posting


class BalanceKind(StrEnum):
    """Whose balance it is."""

    PATIENT = "patient"
    PAYER = "payer"
    UNAPPLIED = "unapplied"


@dataclass(frozen=True, slots=True)
class OpeningBalance:
    """One row of the other system's list.

    row        its place in the list, from 1
    owner      a patient id, a payer id, or for what is unapplied the patient id
    reference  the other system's number for it, e.g. of the claim
    amount     what is owed to us; for what is unapplied, what we hold
    """

    row: int
    kind: BalanceKind
    owner: str
    reference: str
    amount: Money


def opening_entries(
    balances: Iterable[OpeningBalance], totals: Mapping[BalanceKind, Money], *, source: str, on: date, by: str
) -> tuple[Entry, ...]:
    """One entry per balance that is not zero, `opening:<source>:<row>`, once the totals are found to tie.

    totals  what each kind comes to in the other system; a kind that is not named comes to zero
    source  id of the list, e.g. the first digits of its hash
    Raises MisuseError with every total that does not tie; then there are no entries.
    """
    listed = tuple(balances)
    found = {kind: Money.total(each.amount for each in listed if each.kind is kind) for kind in BalanceKind}
    off = [kind for kind in BalanceKind if found[kind] != totals.get(kind, Money(0))]
    if off:
        told = (f"{kind.value}: listed {found[kind]}, told {totals.get(kind, Money(0))}" for kind in off)
        raise MisuseError(f"the opening balances do not tie ({'; '.join(told)}); nothing was taken")
    return tuple(_entry(each, source=source, on=on, by=by) for each in listed if each.amount)


def _entry(balance: OpeningBalance, *, source: str, on: date, by: str) -> Entry:
    patient_id, payer_id = balance.owner, ""
    account, amount = Account.RECEIVABLE_PATIENT, balance.amount
    if balance.kind is BalanceKind.PAYER:
        patient_id, payer_id, account = "", balance.owner, Account.RECEIVABLE_PRIMARY
    elif balance.kind is BalanceKind.UNAPPLIED:
        account, amount = Account.UNAPPLIED, -balance.amount
    key = f"opening:{source}:{balance.row}"
    claim_id = key if balance.kind is BalanceKind.PATIENT else ""  # so that payments find what is owed
    return Entry(
        natural_key=key,
        posted_on=on,
        description=f"opening balance, {balance.kind.value}",
        postings=(
            Posting(account, amount, claim_id, 0, patient_id, payer_id),
            Posting(Account.OPENING, -amount, claim_id, 0, patient_id, payer_id),
        ),
        evidence=(
            Evidence(f"opening balances {source}", f"row {balance.row}, taken by {by}", balance.reference),
        ),
    )
