"""A claim that nobody answers is a claim that nobody pays: silence opens work."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.app.claim_states import events_by_claim
from cleanclaim.app.usual_waits import usual_waits
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.clocks import deadline
from cleanclaim.model.claim import ClaimEvent, ClaimEventKind, ClaimState
from cleanclaim.model.work import WorkItem, WorkKind
from cleanclaim.submission.waiting import DEFAULT_DAYS, UsualWait

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
    usual, payers = usual_waits(work), _payers(work)
    for claim_id, events in events_by_claim(work).items():
        item = _overdue(claim_id, state_of(events), events, at) or _undecided(
            claim_id, events, usual.get(payers.get(claim_id, ""), UsualWait(DEFAULT_DAYS)), at
        )
        if item is not None:
            overdue.add(item.work_item_id)
            opened += work.work_items.open(item)
    for item in work.work_items.open_items(WorkKind.SILENCE):
        if item.work_item_id not in overdue:
            work.work_items.close(item.work_item_id, "silence watch", at, "an answer came")
    return opened


def _payers(work: UnitOfWork) -> dict[str, str]:
    return {claim.claim_id: claim.coverage.payer.payer_id for claim in work.claims.all()}


def _undecided(
    claim_id: str, events: tuple[ClaimEvent, ...], usual: UsualWait, at: datetime
) -> WorkItem | None:
    """A claim that the payer has taken and not decided for longer than is usual for it."""
    sent = [event for event in events if event.kind is ClaimEventKind.SUBMITTED]
    if state_of(events) not in (ClaimState.ACCEPTED, ClaimState.PENDING) or not sent:
        return None
    last = max(sent, key=lambda event: event.at)
    if at.date() < usual.unusual_from(last.at.date()):
        return None
    return WorkItem(
        work_item_id=f"silence:{claim_id}:decision:{last.about[:16]}",
        kind=WorkKind.SILENCE,
        about=claim_id,
        title="No remittance: the payer takes longer than it usually does.",
        opened_on=at.date(),
        due_on=at.date(),
        due_rule="one and a half times the payer's usual wait",
        detail=f"sent {last.at.date()}; usual wait {usual}",
        next_step=f"Ask the payer: `cleanclaim claim status {claim_id}`.",
    )


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
