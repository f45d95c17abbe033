"""Where every claim stands, from all events read in one go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cleanclaim.claims.lifecycle import state_of
from cleanclaim.model.claim import ClaimEvent, ClaimState

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


def events_by_claim(work: UnitOfWork) -> dict[str, tuple[ClaimEvent, ...]]:
    """The events of every claim, claims in order of their ids."""
    grouped: dict[str, list[ClaimEvent]] = {}
    for event in work.claim_events.all():
        grouped.setdefault(event.claim_id, []).append(event)
    return {claim_id: tuple(grouped[claim_id]) for claim_id in sorted(grouped)}


def claims_in(work: UnitOfWork, states: Iterable[ClaimState]) -> tuple[str, ...]:
    """The ids of the claims that stand in one of these states, sorted."""
    wanted = frozenset(states)
    return tuple(claim_id for claim_id, events in events_by_claim(work).items() if state_of(events) in wanted)
