"""Everything behind an encounter or a claim: codes and their words, findings, answers, money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cleanclaim.claims.lifecycle import state_of
from cleanclaim.coding.sign_off import settle
from cleanclaim.coding.visit_levels import LevelView, audit_level
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Report
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.assignment import Action, CodeAssignment, Decision
from cleanclaim.model.charge import Charge
from cleanclaim.model.claim import Claim, ClaimEvent, ClaimState
from cleanclaim.model.denial import Denial
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.remittance import ClaimPayment
from cleanclaim.model.work import WorkItem

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ClaimStory:
    """One claim from its draft to its last cent."""

    claim: Claim
    state: ClaimState
    report: Report
    events: tuple[ClaimEvent, ...]
    payments: tuple[ClaimPayment, ...]
    denials: tuple[Denial, ...]
    balances: dict[str, Money]


@dataclass(frozen=True, slots=True)
class EncounterStory:
    """One encounter: what stands, what was refused and why, and what became of it.

    codes     what a person let stand, diagnoses first in their order
    decisions every decision, in order; `suggested` is what the coder proposed
    report    findings about coding and charging
    balances  what the books say of a visit without a claim
    level     the visit's level beside what the note supports; None until every claim is signed
    places    by assignment id, where its first quote stood in a document that came in another form
    """

    encounter_id: str
    service_dates: Span
    payer: str
    restricted: bool
    codes: tuple[CodeAssignment, ...]
    suggested: tuple[CodeAssignment, ...]
    decisions: tuple[Decision, ...]
    charges: tuple[Charge, ...]
    report: Report
    claims: tuple[ClaimStory, ...]
    balances: dict[str, Money]
    work_items: tuple[WorkItem, ...]
    level: LevelView | None = None
    places: dict[str, str] = field(default_factory=dict)

    @property
    def tally(self) -> dict[Action, int]:
        """How many suggestions were accepted, changed, rejected, and how many codes were added."""
        return {action: sum(each.action is action for each in self.decisions) for action in Action}


def explain_encounter(work: UnitOfWork, encounter_id: str) -> EncounterStory:
    """Gather one encounter's story. Raises MisuseError when there is none."""
    encounter = work.encounters.get(encounter_id)
    suggested, decisions = work.assignments.of(encounter_id), work.decisions.of(encounter_id)
    said = work.findings.latest(encounter_id)
    claims = tuple(explain_claim(work, claim) for claim in work.claims.of(encounter_id))
    plan = encounter.billed_plan
    about = {encounter_id, *(each.claim.claim_id for each in claims)}
    codes = settle(suggested, decisions, encounter=encounter).assignments
    return EncounterStory(
        encounter_id=encounter_id,
        service_dates=encounter.service_dates,
        payer=plan.payer.name if plan else "the patient",
        restricted=encounter.restricted,
        codes=codes,
        suggested=suggested,
        decisions=decisions,
        charges=work.charges.of(encounter_id),
        report=said.report if said else Report(),
        claims=claims,
        balances=_named(work.entries.balances_of_claim(encounter_id)),
        work_items=tuple(item for item in work.work_items.open_items() if item.about in about),
        level=audit_level(encounter, codes) if _is_signed(work, claims) else None,
        places=_places(encounter, codes),
    )


def _places(encounter: Encounter, codes: Sequence[CodeAssignment]) -> dict[str, str]:
    """Only of those that have one: a note as text is its own original."""
    found = {
        each.assignment_id: encounter.place_in_original(each.evidence[0]) for each in codes if each.evidence
    }
    return {assignment_id: place for assignment_id, place in found.items() if place}


def _is_signed(work: UnitOfWork, claims: tuple[ClaimStory, ...]) -> bool:
    """Whether a person has released every claim: only then is the level of the visit audited."""
    return bool(claims) and all(work.signatures.of(each.claim.claim_id) for each in claims)


def explain_claim(work: UnitOfWork, claim: Claim) -> ClaimStory:
    """Gather one claim's story."""
    events = work.claim_events.of(claim.claim_id)
    said = work.findings.latest(claim.claim_id)
    payments = work.remittances.payments_of(claim.claim_id)
    return ClaimStory(
        claim=claim,
        state=state_of(events),
        report=said.report if said else Report(),
        events=events,
        payments=tuple(kept.payment for kept in payments),
        denials=work.denials.of(claim.claim_id),
        balances=_named(work.entries.balances_of_claim(claim.claim_id)),
    )


def explain(work: UnitOfWork, identifier: str) -> EncounterStory | ClaimStory | Entry | WorkItem:
    """Whatever has this id: an encounter, a claim, a ledger entry or a work item. MisuseError for none."""
    if work.encounters.find(identifier):
        return explain_encounter(work, identifier)
    claim = work.claims.find(identifier)
    if claim:
        return explain_claim(work, claim)
    found = work.entries.find(identifier) or work.work_items.find(identifier)
    if found is None:
        raise MisuseError(f"nothing in the store has the id {identifier!r}")
    return found


def _named(balances: dict[Account, Money]) -> dict[str, Money]:
    return {account.value: amount for account, amount in balances.items()}
