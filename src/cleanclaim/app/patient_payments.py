"""Patients' money: taken, moved, given back. Each is booked once under its receipt number."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.money import Money
from cleanclaim.ledger.entries import Entry
from cleanclaim.statements.patient_money import (
    PatientPayment,
    apply_entry,
    checked_receipt,
    pay_entry,
    payment_key,
    refund_entry,
    refund_paid_entry,
    small_balance_entry,
)

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

Booked = tuple[Entry, bool]  # the entry, and whether it is new


def take_payment(work: UnitOfWork, payment: PatientPayment, *, claim_id: str = "") -> Booked:
    """Book a payment. The same receipt again changes nothing.

    Raises MisuseError for an unknown patient or claim, an unfit amount or receipt, or a card number, and when
    the receipt was used for another patient or amount.
    """
    before = work.entries.find(payment_key(payment.receipt))
    entry = pay_entry(payment, _books(work, payment.patient_id), claim_id=_known(work, claim_id))
    if before is not None:
        if _given(before) != _given(entry):
            raise MisuseError(f"receipt {payment.receipt} was used for another patient or amount")
        return before, False
    return entry, work.entries.post(entry)


def approve_refund(
    work: UnitOfWork, patient_id: str, amount: Money, *, receipt: str, by: str, reason: str, on: date
) -> Booked:
    """Approve a refund of what the patient has too much with us. Raises MisuseError when that is less."""
    before = work.entries.find(f"patient:refund:{checked_receipt(receipt)}")
    if before is not None:
        return before, False
    entry = refund_entry(
        amount, _books(work, patient_id), receipt=receipt, patient_id=patient_id, by=by, reason=reason, on=on
    )
    return entry, work.entries.post(entry)


def pay_refund(work: UnitOfWork, receipt: str, *, reference: str, by: str, on: date) -> Booked:
    """Book that an approved refund has left the bank. Raises MisuseError when none was approved."""
    approved = work.entries.find(f"patient:refund:{checked_receipt(receipt)}")
    if approved is None:
        raise MisuseError(f"no refund {receipt} was approved")
    before = work.entries.find(f"{approved.natural_key}:paid")
    if before is not None:
        return before, False
    entry = refund_paid_entry(approved, reference=reference, by=by, on=on)
    return entry, work.entries.post(entry)


def move_money(
    work: UnitOfWork, patient_id: str, amount: Money, *, to_claim: str, from_claim: str, receipt: str,
    by: str, on: date,
) -> Booked:  # fmt: skip
    """Move a prepayment, or a credit on a claim, to another claim. Raises MisuseError if it does not fit."""
    key = f"patient:move:{checked_receipt(receipt)}"
    before = work.entries.find(key)
    if before is not None:
        return before, False
    entry = apply_entry(
        amount,
        _books(work, patient_id),
        key=key,
        patient_id=patient_id,
        to_claim=_known(work, to_claim),
        from_claim=_known(work, from_claim),
        by=by,
        on=on,
    )
    return entry, work.entries.post(entry)


def forgive_small_balance(
    work: UnitOfWork, patient_id: str, *, limit: Money, by: str, on: date
) -> Entry | None:
    """Write off what the patient owes when it is not above the limit; None when there is nothing to do."""
    books = _books(work, patient_id)
    entry = small_balance_entry(books, patient_id=patient_id, limit=limit, by=by, on=on)
    if entry is None or not work.entries.post(entry):
        return None
    return entry


def _books(work: UnitOfWork, patient_id: str) -> tuple[Entry, ...]:
    books = work.entries.of_patient(patient_id)
    is_known = books or any(each.patient.patient_id == patient_id for each in work.encounters.all())
    if not patient_id or not is_known:
        raise MisuseError("no such patient; `cleanclaim patient list` lists them")
    return books


def _known(work: UnitOfWork, claim_id: str) -> str:
    """The claim, or a visit without one, that the books know; '' stays ''."""
    if claim_id and not work.encounters.find(claim_id):
        work.claims.get(claim_id)
    return claim_id


def _given(entry: Entry) -> tuple[str, Money]:
    received = (each.amount for each in entry.postings if each.amount > Money(0) and each.patient_id)
    return entry.postings[0].patient_id, Money.total(received)
