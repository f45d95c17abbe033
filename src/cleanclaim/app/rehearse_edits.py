"""An edit or a payer profile over the stored past, before it is switched on: what it would have done.

Every claim that was sent is looked at as on the day it was first sent, with the claims sent before it as its
history. What the payer then said decides: an edit that fires where the payer denied or rejected has caught
it; one that fires where the payer paid would have held or flagged the claim for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from cleanclaim.app.claim_states import events_by_claim
from cleanclaim.app.scrub_claims import context_of
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.money import ZERO, Money
from cleanclaim.edits.context import ReferenceTables, ScrubContext
from cleanclaim.edits.folder import EditFile
from cleanclaim.edits.profiles import PREFIX, EditProfile
from cleanclaim.edits.scrubbing import scrub
from cleanclaim.model.claim import Claim, ClaimEvent, ClaimEventKind, ClaimState
from cleanclaim.model.denial import Denial

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

Finder = Callable[[Claim, ScrubContext], list[Finding]]
_REFUSED = frozenset({ClaimEventKind.PAYER_REJECTED, ClaimEventKind.SYNTAX_REJECTED})
_WITH_AN_ANSWER = frozenset({ClaimState.PAID, ClaimState.PARTIALLY_PAID, ClaimState.DENIED})


class Outcome(StrEnum):
    """What the payer's answer says of a finding.

    CAUGHT   the line, or the claim, was denied, or the claim rejected
    FALSELY  the payer answered and refused nothing there
    OPEN     no answer yet
    """

    CAUGHT = "caught"
    FALSELY = "falsely"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class RehearsedFinding:
    """One finding on a claim of the past.

    amount  caught: what was denied there, the line's or claim's charge when it was rejected;
            falsely and open: the charge that would have waited
    """

    claim_id: str
    finding: Finding
    outcome: Outcome
    amount: Money

    @property
    def holds(self) -> bool:
        """Whether the claim would have been held, not only flagged."""
        return self.finding.severity is Severity.REJECT


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Everything that would have fired.

    claims   how many were looked at
    refused  of them, how many the payer denied in part or whole, or rejected
    """

    name: str
    claims: int
    refused: int
    found: tuple[RehearsedFinding, ...]

    def count(self, outcome: Outcome, *, holding: bool = False) -> int:
        """How many claims have a finding of that outcome; `holding`: one that would have held it."""
        return len({each.claim_id for each in self._of(outcome) if each.holds or not holding})

    def amount(self, outcome: Outcome) -> Money:
        """The dollars of that outcome; a line with several findings counts once."""
        by_place = {(each.claim_id, each.finding.place.path[:1]): each.amount for each in self._of(outcome)}
        return Money.total(by_place.values())

    def _of(self, outcome: Outcome) -> Iterator[RehearsedFinding]:
        return (each for each in self.found if each.outcome is outcome)


def finder_of_edit(edit_file: EditFile) -> Finder:
    """The findings of one edit, by its own check."""

    def find(claim: Claim, context: ScrubContext) -> list[Finding]:
        return [each for each in edit_file.check(claim, context) if isinstance(each, Finding)]

    return find


def finder_of_profile(profile: EditProfile) -> Finder:
    """The findings that a profile's own rules add."""

    def find(claim: Claim, context: ScrubContext) -> list[Finding]:
        report = scrub(claim, replace(context, profiles=(profile,)))
        return [each for each in report.findings if each.rule_id.startswith(PREFIX)]

    return find


def rehearse(
    work: UnitOfWork, name: str, find: Finder, *, tables: ReferenceTables | None = None
) -> Rehearsal:
    """Ask every claim that was ever sent, in order of its first sending."""
    events = events_by_claim(work)
    sendings = {claim_id: _sendings(each) for claim_id, each in events.items()}
    sent = sorted((min(times), claim_id) for claim_id, times in sendings.items() if times)
    claims = work.claims.many(claim_id for _, claim_id in sent)
    denials: dict[str, list[Denial]] = {}
    for denial in work.denials.all():
        denials.setdefault(denial.claim_id, []).append(denial)
    earlier: dict[str, list[Claim]] = {}
    found: list[RehearsedFinding] = []
    for at, claim_id in sent:
        claim = claims[claim_id]
        history = earlier.setdefault(claim.patient.patient_id, [])
        context = replace(context_of(work, claim, at), history=tuple(history), tables=tables)
        past = _Past(claim, events[claim_id], denials.get(claim_id, []))
        found += [past.judge(each) for each in find(claim, context)]
        history.append(claim)
    refused = sum(bool(denials.get(claim_id)) or _was_refused(events[claim_id]) for _, claim_id in sent)
    return Rehearsal(name, len(sent), refused, tuple(found))


@dataclass(frozen=True, slots=True)
class _Past:
    claim: Claim
    events: tuple[ClaimEvent, ...]
    denials: list[Denial]

    def judge(self, finding: Finding) -> RehearsedFinding:
        number = _line_of(finding)
        denied = [each for each in self.denials if not number or each.line_number in (0, number)]
        charge = _charge(self.claim, number)
        outcome, amount = Outcome.OPEN, charge
        if denied:
            outcome, amount = Outcome.CAUGHT, Money.total(each.amount for each in denied)
        elif _was_refused(self.events):
            outcome = Outcome.CAUGHT
        elif state_of(self.events) in _WITH_AN_ANSWER:
            outcome = Outcome.FALSELY
        return RehearsedFinding(self.claim.claim_id, finding, outcome, amount)


def _line_of(finding: Finding) -> int:
    """The line a finding stands at, 0 = the claim as a whole."""
    word, _, number = (finding.place.path or ("",))[0].partition(" ")
    return int(number) if word == "line" and number.isdigit() else 0


def _charge(claim: Claim, number: int) -> Money:
    if not number:
        return claim.total_charge
    return next((line.charge for line in claim.lines if line.line_number == number), ZERO)


def _sendings(events: Iterable[ClaimEvent]) -> list[datetime]:
    return [event.at for event in events if event.kind is ClaimEventKind.SUBMITTED]


def _was_refused(events: Iterable[ClaimEvent]) -> bool:
    return any(event.kind in _REFUSED for event in events)
