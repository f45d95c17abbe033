"""Work that a later answer of the payer has settled: closed by the program, with the reason told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from cleanclaim.ledger.entries import Entry, undone_keys
from cleanclaim.model.claim import ClaimEventKind
from cleanclaim.model.denial import Denial
from cleanclaim.remittance import ClaimOutcome
from cleanclaim.remittance.parts import next_plan_item_id

BY = "cleanclaim"
_ANSWERS = (
    ClaimEventKind.PAID,
    ClaimEventKind.PARTIALLY_PAID,
    ClaimEventKind.DENIED,
    ClaimEventKind.PENDED,
)


def answered_work(
    outcome: ClaimOutcome, *, books: Sequence[Entry], denials_of: Callable[[str], Iterable[Denial]]
) -> Iterator[tuple[str, str]]:
    """Ids of the work that the outcome of a claim payment settles, each with the reason.

    A reversal settles the billing of the next plan: the share that was to be billed is not known any more.
    The next plan's answer settles its billing. A correction settles the denials of the answer it replaces;
    what it denies itself opens anew. Items that were never opened may be among them.

    books  every entry of the claim, that of the outcome included
    """
    if outcome.undoes:
        for entry_key in ("", outcome.undoes):
            item_id = next_plan_item_id(outcome.claim_id, entry_key)
            yield item_id, "the payer took back the answer that this rested on"
    elif outcome.by_later_plan:
        for entry_key in ("", *(entry.natural_key for entry in books)):
            yield next_plan_item_id(outcome.claim_id, entry_key), "the next plan has answered"
    elif outcome.event in _ANSWERS:
        remittances = _undone_remittances(books, outcome)
        for denial in denials_of(outcome.claim_id) if remittances else ():
            if denial.remittance_key in remittances:
                yield denial.denial_id, "answered by the payer's correction"


def _undone_remittances(books: Sequence[Entry], outcome: ClaimOutcome) -> frozenset[str]:
    """Keys of the remittances whose payment to the claim was undone, this outcome's own left out."""
    undone = (key for key in undone_keys(books) if key.startswith("835:"))
    own = _remittance_of(outcome.entry_key)
    return frozenset(_remittance_of(key) for key in undone) - {own}


def _remittance_of(entry_key: str) -> str:
    """`835:<remittance>:<claim payment>` -> the remittance."""
    return entry_key.split(":")[1]
