"""The next plan's claim makes itself from what the plans before it have answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.app.answered_work import BY
from cleanclaim.app.scrub_claims import scrub_claim
from cleanclaim.claims.following import next_plan_claim
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.edits.context import ReferenceTables
from cleanclaim.model.claim import Claim, ClaimEvent, ClaimEventKind, ClaimState
from cleanclaim.model.documents import sha256_of
from cleanclaim.model.work import WorkKind
from cleanclaim.remittance.answering import Coordination, coordination
from cleanclaim.remittance.prior_payment import Answer, prior_payment

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NextPlan:
    """What became of one claim's next plan.

    claim_id  our claim that the plans before have answered
    next_id   the claim to the next plan, '' when none was made
    payer_id  the plan that it goes to
    held      whether an edit holds it, a missing signature among them
    why_not   why none was made, '' when it was
    """

    claim_id: str
    next_id: str = ""
    payer_id: str = ""
    held: bool = False
    why_not: str = ""


def bill_next_plans(
    work: UnitOfWork, *, at: datetime, tables: ReferenceTables | None = None
) -> tuple[NextPlan, ...]:
    """Make the claim to the next plan wherever one is to be billed; once, however often it is asked.

    A claim that the last plan passed on itself is left alone: the next plan has it, and a second one would be
    a duplicate. The new claims run through the edits and wait for a person's signature.
    """
    waiting = [item.about for item in work.work_items.open_items(WorkKind.SECONDARY)]
    return tuple(bill_next_plan(work, one, at=at, tables=tables) for one in dict.fromkeys(waiting))


def bill_next_plan(
    work: UnitOfWork,
    claim_id: str,
    *,
    at: datetime,
    tables: ReferenceTables | None = None,
    although_forwarded_by: str = "",
) -> NextPlan:
    """The same for one claim.

    although_forwarded_by  who decided to bill although the plan said that it passed the claim on, e.g.
                           because the next plan never got it
    """
    claim = books_claim(work, work.claims.get(claim_id))
    so_far = coordination_of(work, claim)
    why_not = so_far.why_not or _sent_already(work, claim, so_far)
    if not why_not and so_far.forwarded and not although_forwarded_by.strip():
        why_not = "the plan passed the claim on itself; its answer is expected within thirty days"
    if why_not:
        return NextPlan(claim.claim_id, why_not=why_not)
    plans = (claim.coverage, *claim.other_coverages)
    paid = [
        prior_payment(claim, answers, payer_identifier=plan.payer.identifier)
        for answers, plan in zip(so_far.answers, plans, strict=False)
    ]
    told = tuple(each for each in paid if each is not None)
    if len(told) < len(paid):
        reason = "what an earlier plan decided cannot be told exactly: its lines or sums do not fit the claim"
        return NextPlan(claim.claim_id, why_not=reason)
    taken = {each.claim_id for each in work.claims.of(claim.encounter_id)}
    made = next_plan_claim(claim, told, taken=taken)
    return _draft(work, claim, made, at=at, tables=tables)


def coordination_of(work: UnitOfWork, claim: Claim) -> Coordination:
    """How far the plans of a claim have answered, by the store."""
    return coordination(claim, work.entries.of_claim(claim.claim_id), _answers(work, claim))


def books_claim(work: UnitOfWork, claim: Claim) -> Claim:
    """The claim under which the charges stand: a claim to a next plan leads to the first plan's."""
    return work.claims.get(claim.follows) if claim.bills_next_plan else claim


def next_plan_claims(work: UnitOfWork, claim: Claim) -> tuple[Claim, ...]:
    """The claims to further plans that were made for a claim, withdrawn ones left out, sorted by id."""
    made = (one for one in work.claims.of(claim.encounter_id) if one.bills_next_plan)
    own = (one for one in made if one.follows == claim.claim_id)
    return tuple(one for one in own if _state(work, one) is not ClaimState.WITHDRAWN)


def _answers(work: UnitOfWork, claim: Claim) -> Iterator[Answer]:
    followers = [one.claim_id for one in work.claims.of(claim.encounter_id) if one.follows == claim.claim_id]
    for claim_id in (claim.claim_id, *followers):
        for kept in work.remittances.payments_of(claim_id):
            remittance = work.remittances.find(kept.remittance_key)
            assert remittance is not None, "a payment is kept with its remittance"
            yield remittance, kept.payment


def _sent_already(work: UnitOfWork, claim: Claim, so_far: Coordination) -> str:
    """Whether the claim to that plan was made on these same answers."""
    number = len(so_far.answers)
    before = work.claims.find(claim.follows) if claim.corrects else None
    if before is not None and next_plan_claims(work, before):
        return f"the next plan has {next_plan_claims(work, before)[-1].claim_id} in hand; replace that one"
    there = [one for one in next_plan_claims(work, claim) if len(one.prior_payments) == number]
    return f"claim {there[-1].claim_id} was made for it" if there else ""


def _draft(
    work: UnitOfWork, claim: Claim, made: Claim, *, at: datetime, tables: ReferenceTables | None
) -> NextPlan:
    """Keep the new claim and run the edits. Its charges are in the books under the first plan's claim."""
    work.claims.keep(made)
    event = ClaimEvent(made.claim_id, ClaimEventKind.DRAFTED, at, f"drafted:{sha256_of(made)[:16]}")
    work.claim_events.append(event)
    report = scrub_claim(work, made, at=at, tables=tables)
    for item in work.work_items.open_items(WorkKind.SECONDARY):
        if item.about == claim.claim_id:
            work.work_items.close(item.work_item_id, BY, at, f"claim {made.claim_id} was made")
    return NextPlan(claim.claim_id, made.claim_id, made.coverage.payer.payer_id, bool(report.rejects))


def withdraw_next_plans(work: UnitOfWork, claim: Claim, *, at: datetime, reason: str) -> None:
    """Take back the claims to further plans that no payer has in hand: what they rest on has changed.

    Of one that was sent already nothing is undone; a person replaces it.
    """
    for one in next_plan_claims(work, claim):
        if _state(work, one) in (ClaimState.DRAFT, ClaimState.HELD, ClaimState.READY, ClaimState.REJECTED):
            key = f"withdrawn:{one.claim_id}"
            work.claim_events.append(ClaimEvent(one.claim_id, ClaimEventKind.WITHDRAWN, at, key))
            for item in work.work_items.open_items():
                if item.about == one.claim_id:
                    work.work_items.close(item.work_item_id, BY, at, reason)


def _state(work: UnitOfWork, claim: Claim) -> ClaimState:
    return state_of(work.claim_events.of(claim.claim_id))
