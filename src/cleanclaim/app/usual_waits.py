"""The waits of every payer, learnt from the claims in the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cleanclaim.app.claim_states import events_by_claim
from cleanclaim.model.claim import ClaimEvent, ClaimEventKind
from cleanclaim.submission.waiting import UsualWait, usual_wait

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

_DECIDED = (ClaimEventKind.PAID, ClaimEventKind.PARTIALLY_PAID, ClaimEventKind.DENIED)


def usual_waits(work: UnitOfWork) -> Mapping[str, UsualWait]:
    """By payer id; a payer without claims is not there."""
    days: dict[str, list[int]] = {}
    claims = {claim.claim_id: claim for claim in work.claims.all()}
    for claim_id, events in events_by_claim(work).items():
        taken = days.setdefault(claims[claim_id].coverage.payer.payer_id, [])
        waited = _waited(events)
        if waited is not None:
            taken.append(waited)
    return {payer_id: usual_wait(taken) for payer_id, taken in days.items()}


def _waited(events: tuple[ClaimEvent, ...]) -> int | None:
    """Days from the first sending to the first remittance that decided the claim."""
    sent = [event.at.date() for event in events if event.kind is ClaimEventKind.SUBMITTED]
    decided = [event.at.date() for event in events if event.kind in _DECIDED]
    return (min(decided) - min(sent)).days if sent and decided else None
