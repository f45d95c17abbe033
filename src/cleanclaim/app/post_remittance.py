"""One remittance into the books: looked up together, posted by `remittance.post`, written together.

The number of statements does not grow with the number of claims, so that a remittance of thousands is posted
as fast per claim as one of ten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from cleanclaim.app.answered_work import BY, answered_work
from cleanclaim.app.bill_next_plan import withdraw_next_plans
from cleanclaim.denials import classify, denial_work_item
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.claim import Claim, ClaimEvent
from cleanclaim.model.denial import Denial
from cleanclaim.model.remittance import ClaimPayment, Remittance
from cleanclaim.remittance import ClaimOutcome, Posted, post
from cleanclaim.remittance.candidates import control_numbers_like
from cleanclaim.store.records import WorkClosing

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Done:
    """What posting did: the result, and how many claim events and ledger entries are new."""

    posted: Posted
    events: int = 0
    entries: int = 0


@dataclass(slots=True)
class Shown:
    """What the store knows about the claims of one remittance, asked for once.

    books  every entry by claim id; what is posted on the way is added by `add`
    """

    work: UnitOfWork
    claims: dict[str, Claim]
    books: dict[str, list[Entry]]

    @classmethod
    def of(cls, work: UnitOfWork, remittance: Remittance) -> Shown:
        """Ask for the claims that the control numbers name, and for their entries."""
        named = work.claims.many({each.control_number.strip() for each in remittance.claims})
        further = {each.follows for each in named.values() if each.follows} - set(named)
        claims = named | (work.claims.many(further) if further else {})
        return cls(work, claims, work.entries.of_claims(claims))

    def claim_of(self, number: str) -> Claim | None:
        """The claim in whose books an answer to this id belongs: for one to a next plan the first plan's."""
        found = self.named(number)
        return self.named(found.follows) if found and found.bills_next_plan else found

    def named(self, claim_id: str) -> Claim | None:
        """The claim with exactly this id."""
        return self.claims.get(claim_id) or self.work.claims.find(claim_id)

    def books_of(self, claim_id: str) -> list[Entry]:
        """The entries of a claim, in order of posting."""
        if claim_id not in self.books:
            self.books[claim_id] = list(self.work.entries.of_claim(claim_id))
        return self.books[claim_id]

    def candidates_for(self, payment: ClaimPayment) -> tuple[Claim, ...]:
        """Claims that a payment without a known control number might mean."""
        like = self.work.claims.many(control_numbers_like(payment.control_number))
        answered = (
            self.work.remittances.numbered(payment.payer_claim_number) if payment.payer_claim_number else ()
        )
        named = self.work.claims.many({kept.payment.control_number.strip() for kept in answered})
        found = self.work.claims.found_by(*_traits(payment))
        every = {each.claim_id: each for each in (*like.values(), *named.values(), *found)}
        return tuple(every[claim_id] for claim_id in sorted(every))

    def add(self, entries: tuple[Entry, ...]) -> None:
        """What was just posted (or would be) is in the books of its claims."""
        for entry in entries:
            for claim_id in {posting.claim_id for posting in entry.postings if posting.claim_id}:
                self.books_of(claim_id).append(entry)


def work_out(shown: Shown, remittance: Remittance, *, at: datetime, posting: int = 1) -> Posted:
    """What posting the remittance would do now. Writes nothing."""
    return post(
        remittance,
        claim_of=shown.claim_of,
        books_of=shown.books_of,
        claim_by_payer_number=partial(_claim_numbered, shown.work, remittance.payer_identifier),
        candidates_for=shown.candidates_for,
        posted_on=at.date(),
        posting=posting,
    )


def post_remittance(
    work: UnitOfWork, remittance: Remittance, *, about: str, at: datetime, posting: int = 1
) -> Done:
    """Work out a remittance that is kept and write everything it does, unless it is quarantined.

    about  what tells it: the file's id, or the person who released it
    """
    shown = Shown.of(work, remittance)
    posted = work_out(shown, remittance, at=at, posting=posting)
    return write_posted(shown, posted, about=about, at=at)


def write_posted(shown: Shown, posted: Posted, *, about: str, at: datetime) -> Done:
    """Write entries, events, denials and work items of a remittance that was worked out."""
    work = shown.work
    entries = work.entries.post_all(posted.entries)
    shown.add(posted.entries)
    events = work.claim_events.append_all(
        [event for each in posted.outcomes for event in _events_of(shown, each, at=at, about=about)]
    )
    answered = (
        told
        for outcome in posted.outcomes
        if outcome.claim_id
        for told in answered_work(outcome, books=shown.books_of(outcome.claim_id), denials_of=work.denials.of)
    )
    _withdraw_what_rested_on(shown, posted, at=at)
    work.work_items.close_all([WorkClosing(item_id, BY, at, reason) for item_id, reason in answered])
    denials = _denials(shown, posted, at=at)
    work.denials.keep_all(denials)
    work.work_items.open_all([*posted.work_items, *map(denial_work_item, denials)])
    return Done(posted, events, entries)


def _withdraw_what_rested_on(shown: Shown, posted: Posted, *, at: datetime) -> None:
    """A plan took its answer back: unsent claims to further plans rested on it."""
    for outcome in posted.outcomes:
        claim = shown.claim_of(outcome.claim_id) if outcome.undoes else None
        if claim is not None and claim.other_coverages:
            reason = "the plan before took back the answer that this rested on"
            withdraw_next_plans(shown.work, claim, at=at, reason=reason)


def _denials(shown: Shown, posted: Posted, *, at: datetime) -> list[Denial]:
    told = []
    for disputed in posted.disputed:
        claim = shown.claim_of(disputed.claim_id)
        assert claim is not None, "what is disputed belongs to a claim of ours"
        payer = claim.coverage.payer
        told.append(classify(disputed, claim, remittance_key=posted.key.digest, today=at.date(), payer=payer))
    return told


def _events_of(shown: Shown, outcome: ClaimOutcome, *, at: datetime, about: str) -> Iterator[ClaimEvent]:
    """What a claim payment means for the life of the claim, and of the claim to the next plan that it names.

    A reversal names the event that it undoes.
    """
    named = outcome.control_number.strip()
    following = [named] if outcome.claim_id not in ("", named) and shown.named(named) else []
    detail = f"835:{outcome.undoes}" if outcome.undoes else outcome.cause
    for claim_id in (outcome.claim_id, *following):
        if claim_id:
            yield ClaimEvent(
                claim_id, outcome.event, at, f"835:{outcome.entry_key}", about=about, detail=detail
            )


def _traits(payment: ClaimPayment) -> list[tuple[str, str]]:
    days = sorted(line.service_date for line in payment.lines if line.service_date)[:1]
    traits = [("member", payment.member_id.strip())] if payment.member_id.strip() else []
    return [*traits, *(("charge-day", f"{abs(payment.charge)} {day}") for day in days)]


def _claim_numbered(work: UnitOfWork, payer_identifier: str, number: str) -> Claim | None:
    """The one claim that this payer has answered under this number of its own."""
    named = set()
    for kept in work.remittances.numbered(number):
        remittance = work.remittances.find(kept.remittance_key)
        if remittance is not None and remittance.payer_identifier == payer_identifier:
            named.add(kept.payment.control_number.strip())
    return work.claims.find(named.pop()) if len(named) == 1 else None
