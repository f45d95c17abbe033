"""A person undoes the posting of a remittance, or posts one that waits or was undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.app.post_remittance import post_remittance
from cleanclaim.app.take_deposits import match_waiting_money
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding, Report
from cleanclaim.ledger.entries import Entry, undone_keys
from cleanclaim.model.claim import ClaimEvent, ClaimEventKind
from cleanclaim.model.remittance import PostingState, PostingStep, Remittance, Step
from cleanclaim.remittance import remittance_key
from cleanclaim.remittance.depositing import deposit_key
from cleanclaim.remittance.keys import posting_digest
from cleanclaim.remittance.undoing import UNDO, undo_entries, what_builds_on

if TYPE_CHECKING:
    from cleanclaim.store.records import KeptRemittance
    from cleanclaim.store.unit_of_work import UnitOfWork

DONE, ALREADY, REFUSED = "done", "already", "refused"


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a person's decision about a posting.

    outcome  `done`, `already` (nothing changed) or `refused` (see the report; nothing changed)
    entries  how many ledger entries are new
    """

    remittance_key: str
    outcome: str
    entries: int = 0
    report: Report = field(default_factory=lambda: Report.of(()))


def find_remittance(work: UnitOfWork, named: str) -> KeptRemittance:
    """The kept remittance with this trace number, key, or first digits (8 or more) of its key.

    Raises MisuseError when there is none, or more than one (their keys are told then).
    """
    kept = work.remittances.all()
    by_key = [each for each in kept if len(named) >= 8 and each.remittance_key.startswith(named)]
    found = by_key or [each for each in kept if each.remittance.trace_number == named]
    if not found:
        raise MisuseError("no such remittance is kept; `cleanclaim remit show` lists them")
    if len(found) > 1:
        keys = ", ".join(each.remittance_key[:12] for each in found)
        raise MisuseError(f"more than one remittance has this trace number; name one by its key: {keys}")
    return found[0]


def undo_remittance(work: UnitOfWork, named: str, *, by: str, reason: str, at: datetime) -> Decided:
    """Reverse every entry of the posting in force; once, however often it is asked.

    Refused when later remittances rest on it. The work that the posting opened is closed, the claims' events
    are taken back, and a deposit waits for a remittance again. Raises MisuseError as `find_remittance` does.
    """
    kept = find_remittance(work, named)
    state = PostingState.after(work.remittances.steps_of(kept.remittance_key))
    if not state.stands:
        return Decided(kept.remittance_key, ALREADY)
    digest = posting_digest(kept.remittance_key, state.posting)
    posted = _in_force(work, digest)
    findings = _in_the_way(work, digest, posted)
    if findings:
        return Decided(kept.remittance_key, REFUSED, report=Report.of(findings))
    deposit = work.entries.find(deposit_key(digest))
    mirrors = undo_entries(posted, deposit=deposit, by=by, reason=reason, posted_on=at.date())
    count = sum(work.entries.post(entry) for entry in mirrors)
    for entry in posted:
        _take_back(work, entry, by=by, at=at)
    _close_denials(work, digest, posted, by=by, at=at)
    work.remittances.take_step(PostingStep(kept.remittance_key, Step.UNDONE, by, at, reason))
    return Decided(kept.remittance_key, DONE, count)


def release_remittance(work: UnitOfWork, named: str, *, by: str, reason: str = "", at: datetime) -> Decided:
    """Post a remittance that waits for its release, or whose posting was undone, as the next posting of it.

    `already` when its posting is in force. Raises MisuseError as `find_remittance` does.
    """
    kept = find_remittance(work, named)
    state = PostingState.after(work.remittances.steps_of(kept.remittance_key))
    if state.stands:
        return Decided(kept.remittance_key, ALREADY)
    return post_next(
        work, kept.remittance, state, PostingStep(kept.remittance_key, Step.POSTED, by, at, reason)
    )


def post_next(work: UnitOfWork, remittance: Remittance, state: PostingState, step: PostingStep) -> Decided:
    """Post a kept remittance under its next number, and write the step down."""
    work.remittances.take_step(step)
    key = remittance_key(remittance, posting=state.posting + 1)
    done = post_remittance(work, remittance, about=f"release by {step.by}", at=step.at, posting=key.posting)
    count = done.entries + match_waiting_money(work, remittance, key.digest, today=step.at.date())
    for item in work.work_items.open_items():
        if item.work_item_id == review_item_id(step.remittance_key):
            work.work_items.close(item.work_item_id, step.by, step.at, "posted")
    return Decided(step.remittance_key, DONE, count, Report.of(done.posted.findings))


def review_item_id(key: str) -> str:
    """Id of the work to look at a remittance before it is posted."""
    return f"review:{key}"


def _in_force(work: UnitOfWork, digest: str) -> tuple[Entry, ...]:
    """The entries of a posting that nobody has undone, such as suspense that was placed since."""
    entries = work.entries.beginning(f"835:{digest}:")
    undone = undone_keys((*entries, *work.entries.beginning(f"{UNDO}835:{digest}:")))
    return tuple(entry for entry in entries if entry.natural_key not in undone)


def _in_the_way(work: UnitOfWork, digest: str, posted: tuple[Entry, ...]) -> list[Finding]:
    claims = dict.fromkeys(each.claim_id for entry in posted for each in entry.postings if each.claim_id)
    return [found for one in claims for found in what_builds_on(digest, one, work.entries.of_claim(one))]


def _take_back(work: UnitOfWork, entry: Entry, *, by: str, at: datetime) -> None:
    """The event that the entry made for its claim, and the work that it opened."""
    key = entry.natural_key
    for claim_id in dict.fromkeys(each.claim_id for each in entry.postings if each.claim_id):
        undone = f"835:{key}"
        for told_id in _told(work, claim_id, undone):
            work.claim_events.append(
                ClaimEvent(told_id, ClaimEventKind.REVERSED, at, f"undo:{key}", about=by, detail=undone)
            )
        for item_id in (f"secondary:{claim_id}", f"secondary:{claim_id}:{key}"):
            _close(work, item_id, by=by, at=at)
    for kind in ("suspense", "provider", "credit"):
        _close(work, f"{kind}:{key}", by=by, at=at)


def _told(work: UnitOfWork, claim_id: str, event_key: str) -> Iterator[str]:
    """The claim, and the claims to further plans that the answer was told to as well."""
    claim = work.claims.find(claim_id)
    if claim is None:
        return
    yield claim_id
    for one in work.claims.of(claim.encounter_id):
        if one.follows == claim_id and any(e.key == event_key for e in work.claim_events.of(one.claim_id)):
            yield one.claim_id


def _close_denials(
    work: UnitOfWork, digest: str, posted: tuple[Entry, ...], *, by: str, at: datetime
) -> None:
    for claim_id in dict.fromkeys(each.claim_id for entry in posted for each in entry.postings):
        for denial in work.denials.of(claim_id) if claim_id else ():
            if denial.remittance_key == digest:
                _close(work, denial.denial_id, by=by, at=at)


def _close(work: UnitOfWork, work_item_id: str, *, by: str, at: datetime) -> None:
    if work.work_items.find(work_item_id) is not None:
        work.work_items.close(work_item_id, by, at, "the posting that opened it was undone")
