from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.claims.lifecycle import state_of
from cleanclaim.model.claim import ClaimEvent, ClaimEventKind, ClaimState

START = datetime(2026, 4, 20, 8, tzinfo=UTC)
Kind, State = ClaimEventKind, ClaimState


def _event(kind: ClaimEventKind, hour: int) -> ClaimEvent:
    return ClaimEvent("E01A", kind, START + timedelta(hours=hour), f"{kind}:{hour}")


def _told(*kinds: ClaimEventKind) -> tuple[ClaimEvent, ...]:
    """The events one hour apart, in this order."""
    return tuple(_event(kind, hour) for hour, kind in enumerate(kinds))


SENT = (Kind.DRAFTED, Kind.SIGNED, Kind.SUBMITTED)


def test_a_reversal_undoes_the_event_that_it_names() -> None:
    denied, paid = _event(Kind.DENIED, 3), _event(Kind.PAID, 3)
    undoing = ClaimEvent("E01A", Kind.REVERSED, denied.at, "reversal:1", detail=denied.key)
    sent = _event(Kind.SUBMITTED, 1)
    for told in permutations([sent, denied, undoing]):
        assert state_of(told) is State.PENDING
    for last in permutations([sent, denied, undoing, paid]):
        assert state_of(last) is State.PAID


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ((), State.DRAFT),
        ((Kind.DRAFTED,), State.DRAFT),
        ((Kind.DRAFTED, Kind.SIGNED), State.READY),
        ((Kind.DRAFTED, Kind.HELD), State.HELD),
        ((Kind.DRAFTED, Kind.HELD, Kind.SIGNED), State.HELD),
        ((Kind.DRAFTED, Kind.HELD, Kind.RELEASED), State.READY),
        ((Kind.DRAFTED, Kind.RELEASED, Kind.HELD), State.HELD),
        ((Kind.DRAFTED, Kind.SIGNED, Kind.DRAFTED), State.DRAFT),
        (SENT, State.SUBMITTED),
        ((*SENT, Kind.HELD), State.SUBMITTED),
        ((Kind.DRAFTED, Kind.HELD, Kind.WITHDRAWN), State.WITHDRAWN),
        ((*SENT, Kind.PAYER_REJECTED, Kind.WITHDRAWN), State.WITHDRAWN),
        ((*SENT, Kind.WITHDRAWN, Kind.PAID), State.PAID),
        ((*SENT, Kind.ENVELOPE_ACCEPTED), State.SUBMITTED),
        ((*SENT, Kind.ENVELOPE_REJECTED), State.REJECTED),
        ((*SENT, Kind.SYNTAX_ACCEPTED), State.RECEIVED),
        ((*SENT, Kind.SYNTAX_REJECTED), State.REJECTED),
        ((*SENT, Kind.SYNTAX_ACCEPTED, Kind.PAYER_ACCEPTED), State.ACCEPTED),
        ((*SENT, Kind.PAYER_ACCEPTED, Kind.SYNTAX_ACCEPTED), State.ACCEPTED),
        ((*SENT, Kind.SYNTAX_ACCEPTED, Kind.PAYER_REJECTED), State.REJECTED),
        ((*SENT, Kind.PAYER_REJECTED, Kind.SYNTAX_ACCEPTED), State.REJECTED),
        ((*SENT, Kind.PAYER_ACCEPTED, Kind.PENDED), State.PENDING),
        ((*SENT, Kind.PENDED, Kind.PAYER_ACCEPTED), State.PENDING),
        ((*SENT, Kind.PAYER_ACCEPTED, Kind.PAID), State.PAID),
        ((*SENT, Kind.PAID, Kind.PAYER_ACCEPTED, Kind.SYNTAX_ACCEPTED), State.PAID),
        ((*SENT, Kind.PAID, Kind.PENDED), State.PAID),
        ((*SENT, Kind.PARTIALLY_PAID), State.PARTIALLY_PAID),
        ((*SENT, Kind.DENIED, Kind.PAID), State.PAID),
        ((*SENT, Kind.PAID, Kind.DENIED), State.DENIED),
        ((*SENT, Kind.SUSPENDED), State.SUSPENDED),
        ((*SENT, Kind.SUSPENDED, Kind.PAID), State.PAID),
        ((*SENT, Kind.SYNTAX_REJECTED, Kind.SUBMITTED), State.SUBMITTED),
        ((*SENT, Kind.PAYER_REJECTED, Kind.HELD), State.HELD),
        ((*SENT, Kind.PAYER_REJECTED, Kind.DRAFTED, Kind.SIGNED), State.READY),
        ((*SENT, Kind.PAYER_REJECTED, Kind.DRAFTED, Kind.SIGNED, Kind.SUBMITTED), State.SUBMITTED),
        ((*SENT, Kind.PAYER_REJECTED, Kind.SUBMITTED, Kind.PAYER_ACCEPTED), State.ACCEPTED),
        ((*SENT, Kind.PAYER_REJECTED, Kind.SUBMITTED, Kind.PAYER_REJECTED), State.REJECTED),
        ((*SENT, Kind.DENIED, Kind.SUBMITTED), State.DENIED),
        ((Kind.PAID, Kind.SUBMITTED), State.PAID),
        ((Kind.SYNTAX_REJECTED, Kind.SUBMITTED), State.REJECTED),
    ],
)
def test_states(kinds: tuple[ClaimEventKind, ...], state: ClaimState) -> None:
    assert state_of(_told(*kinds)) is state


def test_every_state_but_none_is_reachable() -> None:
    reached = {state_of((_event(kind, 0),)) for kind in Kind}
    assert reached == set(State) - {State.CLOSED}


def test_a_superseded_claim_closes_when_its_answer_is_reversed() -> None:
    paid, superseded = _event(Kind.PAID, 1), _event(Kind.SUPERSEDED, 2)
    undoing = ClaimEvent("E01A", Kind.REVERSED, START, "reversal:1", detail=paid.key)
    back = ClaimEvent("E01A", Kind.REVERSED, START, "back:1", detail=superseded.key)
    for told in permutations([paid, superseded]):
        assert state_of(told) is State.CORRECTED
    for told in permutations([paid, superseded, undoing]):
        assert state_of(told) is State.CLOSED
    for told in permutations([paid, superseded, back]):
        assert state_of(told) is State.PAID  # the replacement was refused at the front door


def test_with_equal_times_what_needs_a_person_shows() -> None:
    assert state_of((_event(Kind.DENIED, 1), _event(Kind.PAID, 1))) is State.DENIED
    assert state_of((_event(Kind.HELD, 1), _event(Kind.SIGNED, 1))) is State.HELD
    assert state_of((_event(Kind.HELD, 1), _event(Kind.RELEASED, 1))) is State.READY


EVENTS = st.lists(st.builds(_event, st.sampled_from(Kind), st.integers(0, 4)), max_size=9)


@given(EVENTS, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_state(events: list[ClaimEvent], random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert state_of(shuffled) is state_of(events)


def test_all_permutations_of_a_whole_life() -> None:
    life = _told(
        Kind.DRAFTED, Kind.SIGNED, Kind.SUBMITTED, Kind.SYNTAX_REJECTED, Kind.SUBMITTED, Kind.PAYER_ACCEPTED
    )
    assert {state_of(order) for order in permutations(life)} == {State.ACCEPTED}


@given(EVENTS)
def test_told_twice_is_told_once(events: list[ClaimEvent]) -> None:
    assert state_of([*events, *events]) is state_of(events)


@given(EVENTS)
def test_a_rejection_then_a_later_sending_is_submitted(events: list[ClaimEvent]) -> None:
    final = {
        Kind.PAID, Kind.PARTIALLY_PAID, Kind.DENIED, Kind.SUSPENDED, Kind.REVERSED, Kind.WITHDRAWN,
            Kind.SUPERSEDED,
    }  # fmt: skip
    front = [event for event in events if event.kind not in final]
    again = (_event(Kind.SUBMITTED, 1), _event(Kind.SYNTAX_REJECTED, 8), _event(Kind.SUBMITTED, 9))
    assert state_of([*again, *front]) is State.SUBMITTED
