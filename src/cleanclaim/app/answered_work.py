"""Work that a later answer of the payer has settled: closed by the program, with the reason told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.ledger.entries import Entry, undone_keys
from cleanclaim.model.claim import ClaimEventKind
from cleanclaim.remittance import ClaimOutcome
from cleanclaim.remittance.parts import next_plan_item_id

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

BY = "cleanclaim"
_ANSWERS = (
    ClaimEventKind.PAID,
    ClaimEventKind.PARTIALLY_PAID,
    ClaimEventKind.DENIED,
    ClaimEventKind.PENDED,
)


def close_answered_work(
    work: UnitOfWork, outcome: ClaimOutcome, *, books: Sequence[Entry], at: datetime
) -> None:
    """Close what the outcome of a claim payment settles.

    A reversal settles the billing of the next plan: the share that was to be billed is not known any more.
    The next plan's answer settles its billing. A correction settles the denials of the answer it replaces;
    what it denies itself opens anew.

    books  every entry of the claim, that of the outcome included
    """
    if outcome.undoes:
        for entry_key in ("", outcome.undoes):
            item_id = next_plan_item_id(outcome.claim_id, entry_key)
            _close(work, item_id, at=at, reason="the payer took back the answer that this rested on")
    elif outcome.by_second_plan:
        keys = [entry.natural_key for entry in books]
        for entry_key in ("", *keys):
            item_id = next_plan_item_id(outcome.claim_id, entry_key)
            _close(work, item_id, at=at, reason="the next plan has answered")
    elif outcome.event in _ANSWERS:
        remittances = _undone_remittances(books, outcome)
        for denial in work.denials.of(outcome.claim_id) if remittances else ():
            if denial.remittance_key in remittances:
                _close(work, denial.denial_id, at=at, reason="answered by the payer's correction")


def _undone_remittances(books: Sequence[Entry], outcome: ClaimOutcome) -> frozenset[str]:
    """Keys of the remittances whose payment to the claim was undone, this outcome's own left out."""
    undone = (key for key in undone_keys(books) if key.startswith("835:"))
    own = _remittance_of(outcome.entry_key)
    return frozenset(_remittance_of(key) for key in undone) - {own}


def _remittance_of(entry_key: str) -> str:
    """`835:<remittance>:<claim payment>` -> the remittance."""
    return entry_key.split(":")[1]


def _close(work: UnitOfWork, work_item_id: str, *, at: datetime, reason: str) -> None:
    if work.work_items.find(work_item_id) is not None:
        work.work_items.close(work_item_id, BY, at, reason)
