"""A replacement or void leaves: the books charge the services once, and the old claim waits for its reversal.

What the payer paid and adjusted on the old claim stays until the payer reverses it; until then the old
claim's receivable holds the opposite, so that nothing is owed twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.claims.following import VOID
from cleanclaim.ledger.entries import Entry, reversal
from cleanclaim.model.claim import Claim, ClaimEvent, ClaimEventKind
from cleanclaim.remittance import charge_entries

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


def supersede(work: UnitOfWork, claim: Claim, *, at: datetime) -> None:
    """Tell the claim that `claim` replaces or voids, and move the charges from it to the replacement.

    Sending the same claim again changes nothing.
    """
    old = work.claims.get(claim.follows)
    key = superseded_key(claim)
    if not work.claim_events.append(
        ClaimEvent(old.claim_id, ClaimEventKind.SUPERSEDED, at, key, detail=claim.claim_id)
    ):
        return
    for entry in _swap(old, claim, at):
        work.entries.post(entry)


def take_back(work: UnitOfWork, claim: Claim, *, at: datetime, by: str) -> None:
    """A replacement or void that the payer's front door refused: the old claim stands as before."""
    old = work.claims.get(claim.follows)
    key = superseded_key(claim)
    if not any(event.key == key for event in work.claim_events.of(old.claim_id)):
        return  # it was never sent
    kind = ClaimEventKind.REVERSED
    work.claim_events.append(ClaimEvent(old.claim_id, kind, at, f"back:{key}", about=by, detail=key))
    for entry in _swap(old, claim, at):
        undone = f"{entry.natural_key}:withdrawn"
        work.entries.post(reversal(entry, natural_key=undone, posted_on=at.date()))


def superseded_key(claim: Claim) -> str:
    """Key of the old claim's event."""
    return f"superseded:{claim.claim_id}"


def _swap(old: Claim, claim: Claim, at: datetime) -> tuple[Entry, ...]:
    day = at.date()
    gone = tuple(
        reversal(entry, natural_key=f"{entry.natural_key}:{claim.claim_id}", posted_on=day)
        for entry in charge_entries(old, posted_on=day)
    )
    return gone if claim.frequency == VOID else (*gone, *charge_entries(claim, posted_on=day))
