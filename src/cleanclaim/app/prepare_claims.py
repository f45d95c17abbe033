"""From signed codes to charges in the books and claims on the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from cleanclaim.charges.pricing import price
from cleanclaim.claims.assembling import assemble
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.coding.sign_off import Settled, settle
from cleanclaim.core.code import Code, CodeSystem
from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.core.place import Place
from cleanclaim.ledger.entries import reversal
from cleanclaim.model.assignment import Action, CodeAssignment, Decision
from cleanclaim.model.charge import Charge
from cleanclaim.model.claim import Claim, ClaimEvent, ClaimEventKind, ClaimState
from cleanclaim.model.documents import sha256_of
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.setup import PracticeSetup
from cleanclaim.remittance import charge_entries, self_pay_charge_entries

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

# a claim that stands so was never adjudicated: it may be withdrawn for a corrected one
_CORRECTABLE = (ClaimState.DRAFT, ClaimState.HELD, ClaimState.READY, ClaimState.REJECTED)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What an encounter came to. No claims when the patient pays: no plan, or one that must not be told."""

    settled: Settled
    charges: tuple[Charge, ...]
    claims: tuple[Claim, ...]
    report: Report


def prepare_claims(work: UnitOfWork, encounter: Encounter, setup: PracticeSetup, *, at: datetime) -> Prepared:
    """Settle the decisions, price, assemble; keep claims and charges and post the charges to the ledger.

    Nothing that a person has not decided is charged. Doing it again with the same input changes nothing. When
    the input changed, claims that no payer has adjudicated are withdrawn, their charges reversed, and new
    ones made under ids of their own. Raises MisuseError when a payer has a claim of the encounter in hand.
    """
    drawn = draw_up(work, encounter, setup)
    claims = _replace_claims(work, encounter.encounter_id, drawn.claims, at)
    prepared = keep_charges(work, encounter, drawn, claims, at=at)
    if encounter.billed_plan is None:
        _post_self_pay(work, encounter, drawn.charges, at)
    return prepared


@dataclass(frozen=True, slots=True)
class DrawnUp:
    """What an encounter comes to by the decisions so far; nothing of it is kept.

    claims    the claims as revision 1, 2 ... would be
    findings  about decisions and prices
    """

    settled: Settled
    charges: tuple[Charge, ...]
    diagnoses: tuple[CodeAssignment, ...]
    claims: Callable[[int], tuple[Claim, ...]]
    findings: tuple[Finding, ...]


def draw_up(work: UnitOfWork, encounter: Encounter, setup: PracticeSetup) -> DrawnUp:
    """Settle the decisions, price, and be ready to assemble."""
    encounter_id = encounter.encounter_id
    suggested, decisions = work.assignments.of(encounter_id), work.decisions.of(encounter_id)
    settled = settle(suggested, decisions, encounter=encounter)
    standing = _pointing_at_what_stands(settled.assignments, suggested, decisions)
    priced = price(encounter, standing, setup.fees)
    diagnoses = tuple(each for each in standing if each.code.system is CodeSystem.ICD10CM)

    def made(revision: int) -> tuple[Claim, ...]:
        return assemble(encounter, priced.charges, diagnoses, setup.practice, revision=revision)

    return DrawnUp(settled, priced.charges, diagnoses, made, (*settled.findings, *priced.findings))


def keep_charges(
    work: UnitOfWork, encounter: Encounter, drawn: DrawnUp, claims: tuple[Claim, ...], *, at: datetime
) -> Prepared:
    """Keep the charges of an encounter, and what was found about them with these claims."""
    encounter_id = encounter.encounter_id
    told = (*drawn.findings, *_not_sent(drawn.diagnoses, claims), *_several_days(encounter))
    report = Report.of(told)
    work.charges.keep(encounter_id, drawn.charges)
    work.findings.keep("encounter", encounter_id, report, at.date())
    return Prepared(drawn.settled, drawn.charges, claims, report)


def _pointing_at_what_stands(
    standing: tuple[CodeAssignment, ...],
    suggested: tuple[CodeAssignment, ...],
    decisions: tuple[Decision, ...],
) -> tuple[CodeAssignment, ...]:
    """Procedures stop pointing at a suggestion that was refused, and follow one that was changed."""
    codes = {each.code for each in standing}
    was = {each.assignment_id: each.code for each in suggested}
    became = {
        was[each.assignment_id]: each.replacement.code if each.replacement else None
        for each in decisions
        if each.action in (Action.REJECT, Action.CHANGE) and each.assignment_id in was
    }

    def now(code: Code) -> Code | None:
        return code if code in codes else became.get(code, code)

    def repointed(each: CodeAssignment) -> CodeAssignment:
        pointers = tuple(dict.fromkeys(code for code in map(now, each.pointers) if code is not None))
        return each if pointers == each.pointers else replace(each, pointers=pointers)

    return tuple(map(repointed, standing))


def _several_days(encounter: Encounter) -> Iterator[Finding]:
    """Charges carry no day of their own yet, so a visit of several days cannot be billed day by day."""
    if not encounter.service_dates.is_one_day:
        yield Finding(
            rule_id="claim.several-days",
            severity=Severity.REJECT,
            place=Place(f"encounter {encounter.encounter_id}", ("service dates",)),
            message="The encounter lasts several days and its charges do not say which day each belongs to.",
            found=str(encounter.service_dates),
            wanted="one day",
            next_step="Write one encounter for each day of service.",
            citation="X12 005010X222A1 loop 2400 DTP*472",
        )


def _not_sent(diagnoses: tuple[CodeAssignment, ...], claims: tuple[Claim, ...]) -> Iterator[Finding]:
    """A signed diagnosis that no line points to and that found no room among the twelve is told, not lost."""
    sent = {diagnosis.code for claim in claims for diagnosis in claim.diagnoses}
    for each in diagnoses if claims else ():
        if each.code not in sent:
            yield Finding(
                rule_id="claim.diagnosis-not-sent",
                severity=Severity.ADVISE,
                place=Place(f"encounter {each.encounter_id}", (each.assignment_id,)),
                message="A signed diagnosis travels on no claim: no line points to it and twelve others do.",
                found=each.code.value,
                next_step="Point a line to it if it matters for payment; else nothing.",
                citation="X12 005010X222A1 loop 2300 HI: twelve diagnoses",
                evidence=each.evidence,
            )


def _replace_claims(
    work: UnitOfWork, encounter_id: str, made: Callable[[int], tuple[Claim, ...]], at: datetime
) -> tuple[Claim, ...]:
    """The encounter's claims as they should be: those that stand when they are so, else a new revision."""
    known = {claim.claim_id: claim for claim in work.claims.of(encounter_id) if not claim.follows}
    states = {claim_id: state_of(work.claim_events.of(claim_id)) for claim_id in known}
    standing = {claim_id for claim_id in known if states[claim_id] is not ClaimState.WITHDRAWN}
    for revision in count(1):
        claims = made(revision)
        if {claim.claim_id for claim in claims} == standing and all(
            known.get(claim.claim_id) == claim for claim in claims
        ):
            return claims
        if not claims or all(claim.claim_id not in known for claim in claims):
            break
    for claim_id in sorted(standing):
        _withdraw(work, known[claim_id], states[claim_id], at)
    for claim in claims:
        _draft(work, claim, at)
    return claims


def _draft(work: UnitOfWork, claim: Claim, at: datetime) -> None:
    work.claims.keep(claim)
    key = f"drafted:{sha256_of(claim)[:16]}"
    work.claim_events.append(ClaimEvent(claim.claim_id, ClaimEventKind.DRAFTED, at, key))
    for entry in charge_entries(claim, posted_on=at.date()):
        work.entries.post(entry)


def _withdraw(work: UnitOfWork, claim: Claim, state: ClaimState, at: datetime) -> None:
    if state not in _CORRECTABLE:
        raise MisuseError(
            f"claim {claim.claim_id} is {state} with the payer and its encounter has changed; "
            f"replace it with `cleanclaim claim correct {claim.claim_id}` once it was answered"
        )
    event = ClaimEvent(claim.claim_id, ClaimEventKind.WITHDRAWN, at, f"withdrawn:{claim.claim_id}")
    work.claim_events.append(event)
    for entry in charge_entries(claim, posted_on=at.date()):
        key = f"{entry.natural_key}:withdrawn"
        work.entries.post(reversal(entry, natural_key=key, posted_on=at.date()))
    for item in work.work_items.open_items():
        if item.about == claim.claim_id:
            work.work_items.close(item.work_item_id, "withdrawal", at, "the claim was made anew")


def _post_self_pay(work: UnitOfWork, encounter: Encounter, charges: tuple[Charge, ...], at: datetime) -> None:
    patient_id = encounter.patient.patient_id
    for entry in self_pay_charge_entries(charges, patient_id=patient_id, posted_on=at.date()):
        work.entries.post(entry)
