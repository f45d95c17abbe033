"""A claim that nobody answers is a claim that nobody pays: silence opens work."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.app.claim_states import events_by_claim
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.clocks import deadline
from cleanclaim.model.claim import ClaimEvent, ClaimEventKind, ClaimState
from cleanclaim.model.work import WorkItem, WorkKind

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

# state that is waited in, the clock that says for how long, and what did not come
_WAITS = {
    ClaimState.SUBMITTED: ("work.acknowledgment", "neither a TA1 nor a 999 has come"),
    ClaimState.RECEIVED: ("work.payer-acceptance", "the payer has not said that it took the claim (277CA)"),
}


def watch_silence(work: UnitOfWork, *, at: datetime) -> int:
    """Open an item for every claim whose answer is overdue, close those answered since; how many opened."""
    opened = 0
    overdue = set()
    for claim_id, events in events_by_claim(work).items():
        item = _overdue(claim_id, state_of(events), events, at)
        if item is not None:
            overdue.add(item.work_item_id)
            opened += work.work_items.open(item)
    for item in work.work_items.open_items(WorkKind.SILENCE):
        if item.work_item_id not in overdue:
            work.work_items.close(item.work_item_id, "silence watch", at, "an answer came")
    return opened


def _overdue(
    claim_id: str, state: ClaimState, events: tuple[ClaimEvent, ...], at: datetime
) -> WorkItem | None:
    sent = [event for event in events if event.kind is ClaimEventKind.SUBMITTED]
    if state not in _WAITS or not sent:
        return None
    rule, missing = _WAITS[state]
    last = max(sent, key=lambda event: event.at)
    due = deadline(rule, last.at.date())
    if at.date() <= due.due_on:
        return None
    return WorkItem(
        work_item_id=f"silence:{claim_id}:{state}:{last.about[:16]}",
        kind=WorkKind.SILENCE,
        about=claim_id,
        title=f"No answer: {missing}.",
        opened_on=at.date(),
        due_on=at.date(),
        due_rule=due.rule_id,
        detail=due.formula,
        next_step="Ask the partner for the missing file; do not send the claim again before it answers.",
    )
