"""Where a claim stands: the fold of its events, told in any order.

| state          | because of                                                                      |
|----------------|---------------------------------------------------------------------------------|
| draft          | drafted, nothing later                                                          |
| ready          | signed or released, and no hold stands                                          |
| held           | held, and not released since                                                    |
| submitted      | bytes sent; a TA1 that accepts the envelope changes nothing                     |
| received       | 999 accepted the transaction set                                                |
| rejected       | TA1, 999 or 277CA refused it: never adjudicated, no appeal, fix and send again  |
| accepted       | 277CA accepted it for adjudication                                              |
| pending        | the payer pended it                                                             |
| paid, partially paid, denied, suspended | a remittance; the last one decides                     |
| pending        | every remittance for it was reversed and no correction has come                 |
| corrected      | its replacement or void was sent, and the payer has not reversed its answer     |
| closed         | its replacement or void was sent, and every answer to it was reversed           |
| withdrawn      | replaced by a corrected claim before any remittance                             |

Acknowledgments and remittances overtake each other on the wire, so what outranks what is fixed here and
does not follow the order of arrival: a remittance outranks every acknowledgment, a rejection every
acceptance of the same attempt. Attempts are told apart by the times of their SUBMITTED events: sending
again later than a rejection makes the claim submitted again; it never undoes a remittance. A reversal names
the event that it undoes, which then counts for nothing, whatever the order or the clocks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cleanclaim.model.claim import ClaimEvent, ClaimEventKind, ClaimState

_PREPARATION = frozenset(
    {ClaimEventKind.DRAFTED, ClaimEventKind.SIGNED, ClaimEventKind.HELD, ClaimEventKind.RELEASED}
)
# what other claims and answers did to this one: no part of an attempt
_OF_OTHERS = (ClaimEventKind.REVERSED, ClaimEventKind.SUPERSEDED)
# later in this list wins when two remittance events carry the same time: what needs a person shows
_ADJUDICATION = (
    (ClaimEventKind.PAID, ClaimState.PAID),
    (ClaimEventKind.PARTIALLY_PAID, ClaimState.PARTIALLY_PAID),
    (ClaimEventKind.DENIED, ClaimState.DENIED),
    (ClaimEventKind.SUSPENDED, ClaimState.SUSPENDED),
)
_ADJUDICATED = {kind: (rank, state) for rank, (kind, state) in enumerate(_ADJUDICATION)}
_REJECTIONS = frozenset(
    {ClaimEventKind.ENVELOPE_REJECTED, ClaimEventKind.SYNTAX_REJECTED, ClaimEventKind.PAYER_REJECTED}
)
# the first of these that happened in the current attempt is the state
_FRONT_END = (
    (ClaimEventKind.PENDED, ClaimState.PENDING),
    (ClaimEventKind.PAYER_ACCEPTED, ClaimState.ACCEPTED),
    (ClaimEventKind.SYNTAX_ACCEPTED, ClaimState.RECEIVED),
    (ClaimEventKind.ENVELOPE_ACCEPTED, ClaimState.SUBMITTED),
    (ClaimEventKind.SUBMITTED, ClaimState.SUBMITTED),
)


def state_of(events: Iterable[ClaimEvent]) -> ClaimState:
    """The state of one claim. Order and repetition of the events do not matter; none at all is `draft`."""
    told = tuple(events)
    undone = _undone(told)
    happened = tuple(event for event in told if event.key not in undone)
    remittances = [event for event in happened if event.kind in _ADJUDICATED]
    answers_undone = undone - {event.key for event in told if event.kind is ClaimEventKind.SUPERSEDED}
    if any(event.kind is ClaimEventKind.SUPERSEDED for event in happened):
        return ClaimState.CLOSED if answers_undone and not remittances else ClaimState.CORRECTED
    if remittances:
        last = max(remittances, key=lambda event: (event.at, _ADJUDICATED[event.kind][0]))
        return _ADJUDICATED[last.kind][1]
    if answers_undone:
        return ClaimState.PENDING
    if any(event.kind is ClaimEventKind.WITHDRAWN for event in happened):
        return ClaimState.WITHDRAWN
    attempt = _current_attempt(happened)
    if attempt:
        return _state_of_attempt(attempt, happened)
    return _prepared(happened)


def _undone(events: tuple[ClaimEvent, ...]) -> frozenset[str]:
    """Keys of the events that reversals undo; a reversal that was undone itself counts for nothing."""
    reversals = [event for event in events if event.kind is ClaimEventKind.REVERSED]
    named = {event.detail for event in reversals}
    return frozenset(event.detail for event in reversals if event.key not in named)


def _current_attempt(events: tuple[ClaimEvent, ...]) -> list[ClaimEvent]:
    """The sending and acknowledging events since the claim was last sent.

    With one sending only, every acknowledgment belongs to it, whatever its clock says.
    """
    sent = sorted({event.at for event in events if event.kind is ClaimEventKind.SUBMITTED})
    wire = [event for event in events if event.kind not in (*_PREPARATION, *_OF_OTHERS)]
    return [event for event in wire if len(sent) < 2 or event.at >= sent[-1]]


def _state_of_attempt(attempt: list[ClaimEvent], events: tuple[ClaimEvent, ...]) -> ClaimState:
    rejected_at = max((event.at for event in attempt if event.kind in _REJECTIONS), default=None)
    if rejected_at is not None:
        return _after_rejection(rejected_at, events)
    kinds = {event.kind for event in attempt}
    return next(state for kind, state in _FRONT_END if kind in kinds)


def _after_rejection(rejected_at: datetime, events: tuple[ClaimEvent, ...]) -> ClaimState:
    """Rejected, until somebody takes the claim up again."""
    later = tuple(event for event in events if event.kind in _PREPARATION and event.at > rejected_at)
    return _prepared(later) if later else ClaimState.REJECTED


def _prepared(events: tuple[ClaimEvent, ...]) -> ClaimState:
    """Before sending. A new draft voids what was signed, held or released earlier."""
    drafted_at = _last(events, ClaimEventKind.DRAFTED)
    since = tuple(event for event in events if drafted_at is None or event.at >= drafted_at)
    held_at, released_at = _last(since, ClaimEventKind.HELD), _last(since, ClaimEventKind.RELEASED)
    if held_at is not None and (released_at is None or released_at < held_at):
        return ClaimState.HELD
    signed_at = _last(since, ClaimEventKind.SIGNED)
    return ClaimState.DRAFT if signed_at is None and released_at is None else ClaimState.READY


def _last(events: tuple[ClaimEvent, ...], kind: ClaimEventKind) -> datetime | None:
    return max((event.at for event in events if event.kind is kind), default=None)
