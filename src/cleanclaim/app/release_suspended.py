"""Payments that came before their claims: placed by themselves as soon as the claim is known."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.app.answered_work import BY
from cleanclaim.app.post_remittance import Shown, write_posted
from cleanclaim.core.evidence import Evidence
from cleanclaim.ledger.entries import Entry, reversal
from cleanclaim.model.claim import ClaimEventKind
from cleanclaim.model.remittance import ClaimPayment, Remittance
from cleanclaim.model.work import WorkItem, WorkKind
from cleanclaim.remittance import Cause, Posted, claim_payment_key, entry_key, remittance_key
from cleanclaim.remittance.posting import PlaceAgain, place
from cleanclaim.remittance.undoing import UNDO

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

_PREFIX = "suspense:835:"


def release_suspended(work: UnitOfWork, *, at: datetime) -> int:
    """Place what lies in suspense for an unknown claim that is known now by its control number; how many.

    The suspense is undone by a mirror and the payment posted beside it, under the next number of its key.
    What something else stands against stays in suspense, and its work stays open.
    """
    items = [each for each in work.work_items.open_items(WorkKind.SUSPENSE) if _is_unknown_claim(each)]
    return sum(_release(work, item, at=at) for item in items)


def _is_unknown_claim(item: WorkItem) -> bool:
    return item.work_item_id.startswith(_PREFIX) and item.detail.startswith(Cause.UNKNOWN_CLAIM.value)


def _release(work: UnitOfWork, item: WorkItem, *, at: datetime) -> bool:
    key = item.work_item_id.removeprefix("suspense:")
    base, _, posting = key.split(":")[1].partition(".")
    remittance, suspended = work.remittances.find(base), work.entries.find(key)
    if remittance is None or suspended is None:
        return False
    again = PlaceAgain(int(posting or 1), 2, at.date())
    payment = _payment_of(remittance, key, again.posting)
    shown = Shown(work, {}, {})
    claim = shown.claim_of(payment.control_number.strip()) if payment else None
    if payment is None or claim is None:
        return False
    books = shown.books_of(claim.claim_id)
    part = place(remittance, payment, claim=claim, books=books, where=again)
    if part.outcome is None or part.outcome.event is ClaimEventKind.SUSPENDED:
        return False
    posted = Posted(
        remittance_key(remittance, posting=again.posting),
        (_mirror(suspended, at), part.entry),
        (part.outcome,),
        part.disputed,
        part.work_items,
        part.findings,
    )
    write_posted(shown, posted, about=BY, at=at)
    work.work_items.close(item.work_item_id, BY, at, "the claim is known now")
    return True


def _payment_of(remittance: Remittance, key: str, posting: int) -> ClaimPayment | None:
    named = remittance_key(remittance, posting=posting)
    fitting = (each for each in remittance.claims if entry_key(claim_payment_key(named, each)) == key)
    return next(fitting, None)


def _mirror(suspended: Entry, at: datetime) -> Entry:
    return reversal(
        suspended,
        natural_key=f"{UNDO}{suspended.natural_key}",
        posted_on=at.date(),
        description="placed out of suspense",
        evidence=(Evidence(BY, "reason", "the claim is known now"),),
    )
