"""What patients pay, and what goes back to them, into ledger entries. Pure.

| event                       | journal (note's journals 10 to 12)                             |
|-----------------------------|----------------------------------------------------------------|
| paid, fee 1.60              | `TILL +54.00; AR.PT -54.00; FEE +1.60; TILL -1.60`             |
| the bank has it             | `BANK +52.40; TILL -52.40`                                     |
| paid before the visit       | `TILL +25.00; UNAP -25.00`, later `UNAP +25.00; AR.PT -25.00`  |
| refund approved, paid out   | `AR.PT +44.00; REFUND -44.00`, then `REFUND +44.00; BANK -44.00` |
| too small to bill           | `SMALLBAL +1.20; AR.PT -1.20`                                  |

Money waits in TILL until the bank shows it, so that a bank line never books it a second time. Every line of a
claim sums to zero by itself. A receipt number makes a payment the same one when it is told again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import ClaimLine, line_balances
from cleanclaim.ledger.entries import Entry, Posting

_CARD = re.compile(r"(?:[0-9][ -]?){12,18}[0-9]")
_RECEIPT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
_OWED, _UNAPPLIED = Account.RECEIVABLE_PATIENT, Account.UNAPPLIED


class Method(StrEnum):
    """How a patient paid."""

    CASH = "cash"
    CHECK = "check"
    CARD = "card"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class PatientPayment:
    """Money that a patient gave.

    receipt    our receipt number: the natural key
    reference  the check number, or the reference of the card gateway; never a card number
    slip       the number under which the bank will show it, '' when that is the reference
    fee        what the gateway keeps
    """

    receipt: str
    patient_id: str
    amount: Money
    method: Method
    received_on: date
    by: str
    reference: str = ""
    slip: str = ""
    fee: Money = ZERO


def payment_key(receipt: str) -> str:
    """Natural key of a patient's payment. Raises MisuseError for what is no receipt number."""
    return f"patient:pay:{checked_receipt(receipt)}"


def checked_receipt(text: str) -> str:
    """The text, if it can be a receipt number: at most 40 letters, digits, dots, dashes; no card number."""
    if not _RECEIPT.fullmatch(text) or is_card_number(text):
        raise MisuseError(
            "a receipt number is 40 letters, digits, dots and dashes at most, and no card number"
        )
    return text


def is_card_number(text: str) -> bool:
    """Whether a text holds what looks like a card number: 13 to 19 digits with a right check digit."""
    return any(_checks(re.sub("[ -]", "", found[0])) for found in _CARD.finditer(text))


def _checks(digits: str) -> bool:
    doubled = [int(each) * (1 + place % 2) for place, each in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def owed_lines(books: Iterable[Entry], claim_id: str = "") -> dict[ClaimLine, Money]:
    """What a patient owes, or is owed (below zero), by claim line in order of posting; no settled lines.

    books     every entry that touches the patient
    claim_id  only of this claim
    """
    return {
        key: balances[_OWED]
        for key, balances in line_balances(books).items()
        if balances.get(_OWED) and claim_id in ("", key[0])
    }


def unapplied(books: Iterable[Entry], patient_id: str) -> Money:
    """What the patient has paid and nothing was charged for yet, as a positive amount."""
    postings = (each for entry in books for each in entry.postings)
    own = (each.amount for each in postings if each.patient_id == patient_id and each.account is _UNAPPLIED)
    return -Money.total(own)


def pay_entry(payment: PatientPayment, books: Iterable[Entry], *, claim_id: str = "") -> Entry:
    """The payment, placed on what is owed, the oldest line first; what is left over waits in UNAP.

    books     every entry that touches the patient
    claim_id  only what is owed for this claim
    Raises MisuseError for an amount that is not positive, a fee above it, or a card number.
    """
    if payment.amount <= ZERO or not ZERO <= payment.fee < payment.amount:
        raise MisuseError("a payment is above zero, and its fee is part of it")
    if any(map(is_card_number, (payment.reference, payment.slip))):
        raise MisuseError("no card number enters the books: give the gateway's reference instead")
    postings: list[Posting] = []
    for (claim, line), amount in _placed(payment.amount, owed_lines(books, claim_id)).items():
        postings += _pair((Account.TILL, _OWED), amount, (claim, line), payment.patient_id)
    rest = payment.amount - Money.total(each.amount for each in postings if each.account is Account.TILL)
    if rest:
        postings += _pair((Account.TILL, _UNAPPLIED), rest, ("", 0), payment.patient_id)
    if payment.fee:
        postings += _pair((Account.FEE, Account.TILL), payment.fee, ("", 0), "")
    slip = payment.slip or payment.reference or payment.receipt
    return Entry(
        natural_key=payment_key(payment.receipt),
        posted_on=payment.received_on,
        description=f"paid by patient, {payment.method.value}",
        postings=tuple(postings),
        evidence=(
            Evidence(f"receipt {payment.receipt}", f"taken by {payment.by}", payment.reference or "none"),
            Evidence(f"receipt {payment.receipt}", "slip", slip),
        ),
    )


def apply_entry(
    amount: Money, books: Iterable[Entry], *, key: str, patient_id: str, to_claim: str, from_claim: str,
    by: str, on: date,
) -> Entry:  # fmt: skip
    """Money of the patient moved to what is owed for a claim: from a credit on another, or what is unapplied.

    from_claim  '' for what is unapplied
    Raises MisuseError when there is less of it, or less owed.
    """
    entries = tuple(books)
    credits = {k: -v for k, v in owed_lines(entries, from_claim).items() if v < ZERO} if from_claim else {}
    there = Money.total(credits.values()) if from_claim else unapplied(entries, patient_id)
    owed = {k: v for k, v in owed_lines(entries, to_claim).items() if v > ZERO}
    if amount <= ZERO or amount > there or amount > Money.total(owed.values()):
        raise MisuseError(f"there is {there} to move, and {Money.total(owed.values())} owed")
    postings: list[Posting] = []
    for where, part in (_placed(amount, credits) if from_claim else {}).items():
        postings += _pair((_OWED, _UNAPPLIED), part, where, patient_id)
    for where, part in _placed(amount, owed).items():
        postings += _pair((_UNAPPLIED, _OWED), part, where, patient_id)
    return _decided(key, "patient's money moved", postings, (by, on))


def refund_entry(
    amount: Money, books: Iterable[Entry], *, receipt: str, patient_id: str, by: str, reason: str, on: date
) -> Entry:
    """A refund approved: from credits on claims, the oldest first, then from what is unapplied.

    Raises MisuseError when the patient has less to get.
    """
    entries = tuple(books)
    credits = {key: -owed for key, owed in owed_lines(entries).items() if owed < ZERO}
    there = Money.total(credits.values()) + unapplied(entries, patient_id)
    if not ZERO < amount <= there:
        raise MisuseError(f"the patient has {there} to get back")
    postings: list[Posting] = []
    for where, part in _placed(amount, credits).items():
        postings += _pair((_OWED, Account.REFUND), part, where, patient_id)
    rest = amount - Money.total(each.amount for each in postings if each.account is _OWED)
    if rest:
        postings += _pair((_UNAPPLIED, Account.REFUND), rest, ("", 0), patient_id)
    key = f"patient:refund:{checked_receipt(receipt)}"
    return _decided(key, "refund approved", postings, (by, on), reason=reason)


def refund_paid_entry(refund: Entry, *, reference: str, by: str, on: date) -> Entry:
    """The refund's check or transfer has left the bank."""
    if is_card_number(reference):
        raise MisuseError("no card number enters the books")
    owed = -Money.total(each.amount for each in refund.postings if each.account is Account.REFUND)
    patient_id = refund.postings[0].patient_id
    postings = _pair((Account.REFUND, Account.BANK), owed, ("", 0), patient_id)
    return _decided(f"{refund.natural_key}:paid", "refund paid out", postings, (by, on), reason=reference)


def small_balance_entry(
    books: Iterable[Entry], *, patient_id: str, limit: Money, by: str, on: date
) -> Entry | None:
    """Forgive what the patient owes when all of it is not above the limit; None when nothing is, or more."""
    owed = owed_lines(books)
    total = Money.total(owed.values())
    if not ZERO < total <= limit or any(each < ZERO for each in owed.values()):
        return None
    postings: list[Posting] = []
    for where, amount in owed.items():
        postings += _pair((Account.SMALL_BALANCE, _OWED), amount, where, patient_id)
    key = f"patient:small:{patient_id}:{on.isoformat()}"
    return _decided(key, "too small to bill", postings, (by, on), reason=f"limit {limit}")


def banked_entry(payments: Iterable[Entry], *, line_id: str, on: date) -> Entry:
    """The bank shows what these payments brought, under one slip."""
    total = Money.total(till(entry) for entry in payments)
    return Entry(
        natural_key=f"{BANKED}{line_id}",
        posted_on=on,
        description="patients' money in the bank",
        postings=(Posting(Account.BANK, total), Posting(Account.TILL, -total)),
        evidence=tuple(Evidence(f"bank line {line_id}", "pays", entry.natural_key) for entry in payments),
    )


BANKED = "patient:banked:"


def banked_keys(entries: Iterable[Entry]) -> frozenset[str]:
    """Natural keys of the payments that the bank has shown."""
    return frozenset(
        each.text for entry in entries if entry.natural_key.startswith(BANKED) for each in entry.evidence
    )


def slip_of(entry: Entry) -> str:
    """The number under which the bank shows a payment."""
    return next((each.text for each in entry.evidence if each.locator == "slip"), "")


def till(entry: Entry) -> Money:
    """What a payment brings to the bank: its amount less the fee."""
    return Money.total(each.amount for each in entry.postings if each.account is Account.TILL)


def _placed(amount: Money, owed: Mapping[ClaimLine, Money]) -> dict[ClaimLine, Money]:
    placed, left = {}, amount
    for where, owing in owed.items():
        part = min(left, owing)
        if part > ZERO:
            placed[where], left = part, left - part
    return placed


def _pair(
    sides: tuple[Account, Account], amount: Money, where: ClaimLine, patient_id: str
) -> Iterator[Posting]:
    debit, credit = sides
    yield Posting(debit, amount, *where, patient_id)
    yield Posting(credit, -amount, *where, patient_id)


def _decided(
    key: str, description: str, postings: Iterable[Posting], who: tuple[str, date], *, reason: str = ""
) -> Entry:
    by, on = who
    said = Evidence(f"decided by {by}", "reason", reason or "none given")
    return Entry(key, on, description, tuple(postings), (said,))
