"""The state of a practice in one record: claims by state, money by account, work by queue."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleanclaim.app.claim_states import events_by_claim
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.core.money import ZERO, Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.model.claim import ClaimEventKind, ClaimState

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of claims are by what happened to them and where they stand; a claim may count in several.

    submitted, accepted  claims that were ever sent; that a payer took into adjudication, as its acceptance
                         report or its remittance tells
    paid, partially_paid, denied, held, rejected, suspended  claims that stand so now
    waiting              sent claims without a remittance or a refusal
    suspense             open items of money that could not be posted
    patient_owes         AR.PT over all patients
    trial_balance        every account that was touched; sums to zero
    balanced             whether it does
    """

    encounters: int
    claims: int
    submitted: int
    accepted: int
    paid: int
    partially_paid: int
    denied: int
    rejected: int
    waiting: int
    held: int
    suspended: int
    suspense: int
    open_work: dict[str, int]
    patient_owes: Money
    trial_balance: dict[str, Money]
    balanced: bool


# any of these tells that the payer had the claim in adjudication
_TAKEN = frozenset(
    {
        ClaimEventKind.PAYER_ACCEPTED,
        ClaimEventKind.PENDED,
        ClaimEventKind.PAID,
        ClaimEventKind.PARTIALLY_PAID,
        ClaimEventKind.DENIED,
    }
)
_WAITING = (ClaimState.SUBMITTED, ClaimState.RECEIVED, ClaimState.ACCEPTED, ClaimState.PENDING)


def summarize(work: UnitOfWork) -> Summary:
    """Fold everything the store holds. The counts are the state, not the change of one run."""
    happened = Counter[ClaimEventKind]()
    states = Counter[ClaimState]()
    claims = events_by_claim(work)
    accepted = 0
    for events in claims.values():
        kinds = {event.kind for event in events}
        happened.update(kinds)
        accepted += not kinds.isdisjoint(_TAKEN)
        states[state_of(events)] += 1
    balance = work.entries.trial_balance()
    open_work = Counter(item.kind.value for item in work.work_items.open_items())
    return Summary(
        encounters=len(work.encounters.all()),
        claims=len(claims),
        submitted=happened[ClaimEventKind.SUBMITTED],
        accepted=accepted,
        paid=states[ClaimState.PAID],
        partially_paid=states[ClaimState.PARTIALLY_PAID],
        denied=states[ClaimState.DENIED],
        rejected=states[ClaimState.REJECTED],
        waiting=sum(states[state] for state in _WAITING),
        held=states[ClaimState.HELD],
        suspended=states[ClaimState.SUSPENDED],
        suspense=open_work["suspense"],
        open_work=dict(sorted(open_work.items())),
        patient_owes=balance.get(Account.RECEIVABLE_PATIENT, ZERO),
        trial_balance={account.value: amount for account, amount in balance.items()},
        balanced=not Money.total(balance.values()),
    )
