"""Run the edits over a claim, and hold it or let it go. A named person signs what goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cleanclaim.claims.lifecycle import state_of
from cleanclaim.claims.signing import claim_signature
from cleanclaim.clocks import deadline
from cleanclaim.coding.sign_off import settle
from cleanclaim.core.finding import Finding, Report
from cleanclaim.edits.context import ReferenceTables, ScrubContext
from cleanclaim.edits.profiles import EditProfile
from cleanclaim.edits.scrubbing import scrub
from cleanclaim.model.claim import Claim, ClaimEvent, ClaimEventKind, ClaimState
from cleanclaim.model.work import WorkItem, WorkKind
from cleanclaim.reference.icd10cm import tabular_on

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

# claims that were sent and not refused: what a duplicate would be a duplicate of
_SENT = frozenset(ClaimState) - {
    ClaimState.DRAFT,
    ClaimState.READY,
    ClaimState.HELD,
    ClaimState.REJECTED,
    ClaimState.WITHDRAWN,
}
ON_THE_DESK = frozenset({ClaimState.DRAFT, ClaimState.HELD, ClaimState.READY})


def sign_claim(work: UnitOfWork, claim: Claim, *, by: str, at: datetime) -> bool:
    """A named person releases exactly this claim. False when the latest signature says the same already.

    A rejected claim is taken up by signing it again: never adjudicated, it may go once more as it is.
    """
    signatures = work.signatures.of(claim.claim_id)
    state = state_of(work.claim_events.of(claim.claim_id))
    signature = claim_signature(claim, by, at)
    said = [(each.claim_sha256, each.signed_by) for each in signatures[-1:]]
    if (signature.claim_sha256, by) in said and state is not ClaimState.REJECTED:
        return False
    work.signatures.keep(signature)
    key = f"signed:{signature.claim_sha256[:16]}:{len(signatures) + 1}"
    work.claim_events.append(ClaimEvent(claim.claim_id, ClaimEventKind.SIGNED, at, key))
    return True


def scrub_claim(
    work: UnitOfWork,
    claim: Claim,
    *,
    at: datetime,
    tables: ReferenceTables | None = None,
    profiles: tuple[EditProfile, ...] = (),
) -> Report:
    """Run every edit; keep what they said; hold the claim with a work item, or release it.

    What holds the whole encounter (a charge without a price, a refused decision) holds its claims too. A
    claim that has left the desk is not touched: what the edits said when it left is returned. Edits on
    official tables that are not in `tables` answer that they were not checked.
    """
    events = work.claim_events.of(claim.claim_id)
    state = state_of(events)
    if state not in (*ON_THE_DESK, ClaimState.REJECTED):
        said = work.findings.latest(claim.claim_id)
        return said.report if said else Report()
    told = scrub(claim, replace(context_of(work, claim, at), tables=tables, profiles=profiles))
    report = Report.of((*told.findings, *_of_the_encounter(work, claim)), told.not_checked)
    work.findings.keep("claim", claim.claim_id, report, at.date())
    if report.rejects:
        _hold(work, claim, report, at)
    elif state is not ClaimState.READY:
        number = sum(event.kind is ClaimEventKind.RELEASED for event in events) + 1
        released = ClaimEvent(claim.claim_id, ClaimEventKind.RELEASED, at, f"released:{number}")
        work.claim_events.append(released)
        _close_holds(work, claim, at, "no edit holds the claim any more")
    return report


def _of_the_encounter(work: UnitOfWork, claim: Claim) -> tuple[Finding, ...]:
    said = work.findings.latest(claim.encounter_id)
    return said.report.rejects if said else ()


def _hold(work: UnitOfWork, claim: Claim, report: Report, at: datetime) -> None:
    """Hold the claim; the same reasons told again change nothing, other reasons take the old item's place."""
    events = work.claim_events.of(claim.claim_id)
    holds = [event for event in events if event.kind is ClaimEventKind.HELD]
    rules = ",".join(sorted({finding.rule_id for finding in report.rejects}))
    if state_of(events) is ClaimState.HELD and holds[-1].detail == rules:
        return
    number = len(holds) + 1
    held = ClaimEvent(claim.claim_id, ClaimEventKind.HELD, at, f"held:{number}", detail=rules)
    work.claim_events.append(held)
    _close_holds(work, claim, at, "other findings hold the claim now")
    work.work_items.open(_held(claim, report, at, number))


def _close_holds(work: UnitOfWork, claim: Claim, at: datetime, reason: str) -> None:
    for item in work.work_items.open_items(WorkKind.HELD_CLAIM):
        if item.about == claim.claim_id:
            work.work_items.close(item.work_item_id, "edits", at, reason)


def context_of(work: UnitOfWork, claim: Claim, at: datetime) -> ScrubContext:
    """All that the edits may ask about a claim, from the store and the tables of its service date."""
    encounter = work.encounters.get(claim.encounter_id)
    signatures = work.signatures.of(claim.claim_id)
    settled = settle(
        work.assignments.of(claim.encounter_id), work.decisions.of(claim.encounter_id), encounter=encounter
    )
    restricted = frozenset([encounter.encounter_id] if encounter.restricted else [])
    return ScrubContext(
        today=at.date(),
        tabular=tabular_on(claim.service_dates.first),
        history=_history(work, claim),
        signature=signatures[-1] if signatures else None,
        documents={document.document_id: document.text for document in encounter.documents},
        decided=frozenset(each.code for each in settled.assignments),
        restricted_encounters=restricted,
    )


def _history(work: UnitOfWork, claim: Claim) -> tuple[Claim, ...]:
    """The patient's other claims that a duplicate would repeat: those that were sent, and those on the desk
    that were there before this one."""
    others = [
        other
        for other in work.claims.of_patient(claim.patient.patient_id)
        if other.claim_id not in (claim.claim_id, claim.follows) and not _same_services(other, claim)
    ]
    own = _drafted(work.claim_events.of(claim.claim_id), claim.claim_id)
    found = []
    for other in others:
        events = work.claim_events.of(other.claim_id)
        state = state_of(events)
        earlier = state in ON_THE_DESK and _drafted(events, other.claim_id) < own
        if state in _SENT or earlier:
            found.append(other)
    return tuple(found)


def _same_services(other: Claim, claim: Claim) -> bool:
    """Whether the one carries the other on: the same services to a further plan, or their correction."""
    return other.follows in {claim.claim_id, claim.follows} - {""}


def _drafted(events: tuple[ClaimEvent, ...], claim_id: str) -> tuple[datetime, str]:
    """When the claim came to the desk; the id decides between claims of one moment."""
    drafts = [event.at for event in events if event.kind is ClaimEventKind.DRAFTED]
    return (min(drafts, default=datetime.min.replace(tzinfo=UTC)), claim_id)


def _held(claim: Claim, report: Report, at: datetime, number: int) -> WorkItem:
    due = deadline("work.held-claim", at.date())
    first = report.rejects[0]
    return WorkItem(
        work_item_id=f"held:{claim.claim_id}:{number}",
        kind=WorkKind.HELD_CLAIM,
        about=claim.claim_id,
        title=first.message,
        opened_on=at.date(),
        due_on=due.due_on,
        due_rule=due.rule_id,
        detail="; ".join(f"{finding.rule_id} at {finding.place}" for finding in report.rejects),
        next_step=first.next_step,
    )
