"""Put an answered claim right: replace it, void it, or open the task for a payer that takes neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.app.prepare_claims import draw_up, keep_charges
from cleanclaim.app.scrub_claims import ON_THE_DESK, scrub_claim
from cleanclaim.app.supersede_claim import take_back
from cleanclaim.claims.correcting import ClockEffect, Way, effects_on_clocks, way_of, why_not_correctable
from cleanclaim.claims.following import REPLACEMENT, VOID, correcting_claim
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.clocks import deadline
from cleanclaim.core.errors import MisuseError
from cleanclaim.edits.context import ReferenceTables
from cleanclaim.model.claim import Claim, ClaimEvent, ClaimEventKind, ClaimState
from cleanclaim.model.documents import sha256_of
from cleanclaim.model.setup import PracticeSetup
from cleanclaim.model.work import WorkItem, WorkKind

if TYPE_CHECKING:
    from cleanclaim.store.records import KeptPayment
    from cleanclaim.store.unit_of_work import UnitOfWork

_UNPROCESSABLE = frozenset({"MA130", "N142"})
_REVISIONS = 50  # more often than any encounter's claims are made anew


@dataclass(frozen=True, slots=True)
class Correction:
    """What became of the wish to put a claim right.

    way       how this payer has it
    next_id   the replacement or void, '' when the payer takes none: `work_item_id` is the task then
    held      whether an edit holds it, a missing signature among them
    effects   what it does to the filing and appeal clocks
    """

    claim_id: str
    way: Way
    next_id: str = ""
    work_item_id: str = ""
    held: bool = False
    effects: tuple[ClockEffect, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants what put right, and why.

    payer_number  the payer's own claim number where a person learnt it otherwise than from a remittance
    """

    claim_id: str
    by: str
    reason: str
    payer_number: str = ""


def void_claim(
    work: UnitOfWork, wish: Wish, *, at: datetime, tables: ReferenceTables | None = None
) -> Correction:
    """Void an answered claim (frequency 8). Raises MisuseError when it cannot be voided now, and when the
    payer's own number for it is not known."""
    claim, answer = _answered(work, wish)
    return _correct(work, wish, (claim, answer), (VOID, claim), at=at, tables=tables)


def replace_claim(
    work: UnitOfWork,
    wish: Wish,
    setup: PracticeSetup,
    *,
    at: datetime,
    tables: ReferenceTables | None = None,
) -> Correction:
    """Replace an answered claim (frequency 7) by what its encounter comes to now.

    Raises MisuseError as `void_claim` does, when nothing has changed, and when the encounter would not make
    the same number of claims any more: then the old one is voided and the encounter billed anew.
    """
    claim, answer = _answered(work, wish)
    encounter = work.encounters.get(claim.encounter_id)
    drawn = draw_up(work, encounter, setup)
    content = _now(claim, _first(work, claim).claim_id, drawn.claims)
    if _substance(content) == _substance(claim):
        raise MisuseError(
            f"claim {claim.claim_id}: nothing on it has changed; decide other codes (--decisions) or give the"
            " corrected note (--note) first"
        )
    keep_charges(work, encounter, drawn, (content,), at=at)
    return _correct(work, wish, (claim, answer), (REPLACEMENT, content), at=at, tables=tables)


def _answered(work: UnitOfWork, wish: Wish) -> tuple[Claim, KeptPayment]:
    """The claim and its latest answer, when it may be corrected."""
    if not wish.by.strip():
        raise MisuseError("a correction needs the name of the person who decides it")
    claim = work.claims.get(wish.claim_id)
    for one in _corrections(work, claim):
        _set_aside(work, one, wish)
    why = why_not_correctable(claim, state_of(work.claim_events.of(claim.claim_id)))
    if why:
        raise MisuseError(f"claim {claim.claim_id} cannot be corrected: {why}")
    answers = [kept for kept in _payments(work, claim) if kept.payment.claim_status != "22"]
    if not answers:
        raise MisuseError(f"claim {claim.claim_id} cannot be corrected: no remittance for it is kept")
    return claim, answers[-1]


def _payments(work: UnitOfWork, claim: Claim) -> tuple[KeptPayment, ...]:
    return work.remittances.payments_of(claim.claim_id)


def _corrections(work: UnitOfWork, claim: Claim) -> list[Claim]:
    every = work.claims.of(claim.encounter_id)
    return [one for one in every if one.corrects and one.follows == claim.claim_id]


def _set_aside(work: UnitOfWork, one: Claim, wish: Wish) -> None:
    """An earlier correction that no payer has in hand gives way to a new one."""
    state = state_of(work.claim_events.of(one.claim_id))
    if state is ClaimState.WITHDRAWN:
        return
    if state not in (*ON_THE_DESK, ClaimState.REJECTED):
        raise MisuseError(
            f"claim {one.claim_id} corrects {wish.claim_id} and is {state}; wait for its answer"
        )
    at = max(event.at for event in work.claim_events.of(one.claim_id))
    take_back(work, one, at=at, by=wish.by)
    key = f"withdrawn:{one.claim_id}"
    work.claim_events.append(ClaimEvent(one.claim_id, ClaimEventKind.WITHDRAWN, at, key, about=wish.by))
    for item in work.work_items.open_items():
        if item.about == one.claim_id:
            work.work_items.close(item.work_item_id, wish.by, at, "another correction takes its place")


def _correct(
    work: UnitOfWork,
    wish: Wish,
    answered: tuple[Claim, KeptPayment],
    wanted: tuple[str, Claim],
    *,
    at: datetime,
    tables: ReferenceTables | None,
) -> Correction:
    (claim, answer), (frequency, content) = answered, wanted
    remittance = work.remittances.find(answer.remittance_key)
    assert remittance is not None, "a payment is kept with its remittance"
    effects = effects_on_clocks(claim, remittance.payment_date)
    remarks = {*answer.payment.remarks, *(each for line in answer.payment.lines for each in line.remarks)}
    way = way_of(claim.coverage.payer, unprocessable=not _UNPROCESSABLE.isdisjoint(remarks))
    if way is not Way.CORRECTION:
        item = _task(claim, way, wish, at=at)
        work.work_items.open(item)
        return Correction(claim.claim_id, way, work_item_id=item.work_item_id, effects=effects)
    made = correcting_claim(
        claim,
        content,
        frequency=frequency,
        payer_number=wish.payer_number or answer.payment.payer_claim_number,
        taken={each.claim_id for each in work.claims.of(claim.encounter_id)},
    )
    work.claims.keep(made)
    key, kind = f"drafted:{sha256_of(made)[:16]}", ClaimEventKind.DRAFTED
    work.claim_events.append(ClaimEvent(made.claim_id, kind, at, key, about=wish.by, detail=wish.reason))
    report = scrub_claim(work, made, at=at, tables=tables)
    return Correction(claim.claim_id, way, made.claim_id, held=bool(report.rejects), effects=effects)


def _task(claim: Claim, way: Way, wish: Wish, *, at: datetime) -> WorkItem:
    if way is Way.REOPENING:
        due = deadline("medicare.reopening.any-reason", at.date())
        title, step = (
            "Ask the contractor to reopen the claim.",
            "Ask by telephone, portal or letter; Medicare Part B takes no replacement or void claim.",
        )
    else:
        due = deadline("work.held-claim", at.date())
        title, step = (
            "The claim is to be sent as a new one, not as a replacement.",
            "Have the encounter billed anew; say in the claim's note which claim it follows.",
        )
    return WorkItem(
        work_item_id=f"correction:{claim.claim_id}:{at.date()}",
        kind=WorkKind.CORRECTION,
        about=claim.claim_id,
        title=title,
        opened_on=at.date(),
        due_on=due.due_on,
        due_rule=due.rule_id,
        detail=f"{wish.reason}; wanted by {wish.by}",
        next_step=step,
    )


def _first(work: UnitOfWork, claim: Claim) -> Claim:
    """The original at the beginning of a chain of corrections."""
    while claim.corrects:
        claim = work.claims.get(claim.follows)
    return claim


def _now(claim: Claim, original_id: str, claims: Callable[[int], tuple[Claim, ...]]) -> Claim:
    """The claim that the encounter makes now in the place of the original."""

    for revision in range(1, _REVISIONS):
        made = claims(revision)
        found = [one for one in made if one.claim_id == original_id]
        if found:
            return found[0]
        if not made:
            break
    raise MisuseError(
        f"claim {claim.claim_id}: its encounter makes no such claim any more; void it and bill anew"
    )


def _substance(claim: Claim) -> Claim:
    """What a claim says, without its ids."""
    lines = tuple(replace(line, control_number="") for line in claim.lines)
    return replace(
        claim, claim_id="", lines=lines, frequency="1", original_claim_number="", follows="",
    )  # fmt: skip
