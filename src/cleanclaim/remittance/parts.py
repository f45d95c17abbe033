"""One claim payment or provider adjustment: its entry, its outcome, and what it leaves to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from cleanclaim.clocks import deadline
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.money import ZERO, Money
from cleanclaim.core.place import Place
from cleanclaim.ledger.accounts import PLAN_RECEIVABLES, RECEIVABLES, Account
from cleanclaim.ledger.balances import line_balances
from cleanclaim.ledger.entries import Entry, Posting, partial_reversal, reversal
from cleanclaim.model.claim import Claim, ClaimEventKind
from cleanclaim.model.remittance import ClaimPayment, Remittance
from cleanclaim.model.work import WorkItem, WorkKind
from cleanclaim.remittance.admission import Admitted, Candidate, Undoing, is_forwarded
from cleanclaim.remittance.allocation import Allocation, allocate, remarks_of, share_account
from cleanclaim.remittance.candidates import scored
from cleanclaim.remittance.keys import RemittanceKey, claim_payment_key, entry_key
from cleanclaim.remittance.matching import same_service
from cleanclaim.remittance.proving import claim_place
from cleanclaim.remittance.reasons import (
    BENEFICIARY_REMARKS,
    NOT_BILLABLE_REMARKS,
    PENDING_REASON,
    SHARE_REASONS,
)
from cleanclaim.remittance.results import ClaimOutcome, DisputedLine
from cleanclaim.remittance.suspense import Cause, Suspended, suspend

Search = Callable[[ClaimPayment], Sequence[Claim]]


def nobody(_payment: ClaimPayment) -> Sequence[Claim]:
    """No candidates."""
    return ()


PLAN_WORDS = ("first", "second", "third")
PARTLY = "some-lines"  # cause of a reversal that leaves lines of the answer standing


@dataclass(frozen=True, slots=True)
class Run:
    """What is the same for every claim payment of one remittance.

    candidates_for  claims that a payment without a known control number might mean
    placing         2, 3 ... when payments are placed that were in suspense before
    keys            entry keys by ordinal of the payment, as they were worked out
    """

    remittance: Remittance
    key: RemittanceKey
    place: Place
    posted_on: date
    candidates_for: Search = nobody
    placing: int = 1
    keys: dict[int, str] = field(default_factory=dict, compare=False)

    @property
    def source(self) -> str:
        """The remittance as evidence names it."""
        return self.place.subject


@dataclass(frozen=True, slots=True)
class Part:
    """What one claim payment or provider adjustment adds to the whole."""

    entry: Entry
    outcome: ClaimOutcome | None = None
    disputed: tuple[DisputedLine, ...] = ()
    work_items: tuple[WorkItem, ...] = ()
    findings: tuple[Finding, ...] = ()


def suspended_part(run: Run, candidate: Candidate, cause: Cause) -> Part:
    """Put one claim payment into suspense with the cause."""
    payment = candidate.payment
    claim_id = candidate.claim.claim_id if candidate.claim else ""
    held = suspend(
        cause,
        payment.paid,
        natural_key=_key_of(run, payment),
        claim_id=claim_id,
        posted_on=run.posted_on,
        place=claim_place(run.place, payment),
        evidence=_evidence(run, payment),
        more=_side_by_side(run, payment) if cause is Cause.UNKNOWN_CLAIM else "",
    )
    outcome = _outcome(run, payment, claim_id, ClaimEventKind.SUSPENDED, cause=cause.value)
    return _part_of(held, outcome)


def _side_by_side(run: Run, payment: ClaimPayment) -> str:
    """The candidates for a payment whose claim is not known, as the work item shows them."""
    found = scored(payment, run.candidates_for(payment))
    return f"candidates: {'; '.join(map(str, found))}" if found else "no candidates"


def reversed_part(run: Run, payment: ClaimPayment, undoing: Undoing, books: Sequence[Entry]) -> Part:
    """Undo a payment (journal 4a): the exact mirror of its entry, under the reversal's own key.

    books  every entry of the claim: a receivable that the mirror turns below zero opens work
    """
    claim_id = undoing.claim.claim_id
    undo = (
        partial(partial_reversal, undoing.original, undoing.lines)
        if undoing.lines
        else partial(reversal, undoing.original)
    )
    entry = undo(
        natural_key=_key_of(run, payment),
        posted_on=run.posted_on,
        description=f"reversal for claim {claim_id}",
        evidence=(_evidence(run, payment),),
    )
    outcome = _outcome(run, payment, claim_id, ClaimEventKind.REVERSED)
    cause, undoes = (PARTLY, "") if undoing.lines else ("", undoing.original.natural_key)
    return Part(
        entry=entry,
        outcome=replace(outcome, cause=cause, undoes=undoes),
        work_items=tuple(_credit(run, entry, claim_id, books)),
    )


def _credit(run: Run, entry: Entry, claim_id: str, books: Sequence[Entry]) -> Iterator[WorkItem]:
    """Work for a receivable below zero: somebody paid what the payer now says was not owed."""
    below = [
        f"line {line} {account.value} {balances[account]}"
        for (claim, line), balances in line_balances([*books, entry]).items()
        for account in RECEIVABLES
        if claim == claim_id and balances.get(account, ZERO) < ZERO
    ]
    if not below:
        return
    due = deadline("work.credit-balance", run.posted_on)
    yield WorkItem(
        work_item_id=f"credit:{entry.natural_key}",
        kind=WorkKind.CREDIT,
        about=claim_id,
        title="A reversal left a credit: more was paid than is owed now.",
        opened_on=run.posted_on,
        due_on=due.due_on,
        due_rule=due.rule_id,
        detail="; ".join(below),
        next_step="Wait for the payer's correction until the due date, then refund or apply the credit.",
    )


def posted_part(run: Run, payment: ClaimPayment, admitted: Admitted, *, again: bool) -> Part:
    """Post one claim payment in the plain way. `again`: an earlier payment to the claim was undone."""
    claim = admitted.claim
    later = admitted.plan > 0
    allocations = [
        allocate(
            claim,
            ours,
            line,
            share_to=share_account(claim, remarks_of(payment, line), answering=admitted.plan),
            source=run.source,
            owed_by=admitted.owed_by,
        )
        for ours, line in admitted.matches
    ]
    return Part(
        entry=_entry(run, payment, claim, allocations),
        outcome=replace(_outcome(run, payment, claim.claim_id, _event(allocations)), by_later_plan=later),
        disputed=tuple(_disputed_lines(run, payment, admitted, allocations)),
        work_items=tuple(_next_plan(run, payment, admitted, allocations=allocations, again=again or later)),
        findings=tuple(_findings(run, payment, admitted, allocations)),
    )


def _entry(run: Run, payment: ClaimPayment, claim: Claim, allocations: list[Allocation]) -> Entry:
    postings = tuple(posting for item in allocations for posting in item.postings)
    # a claim of zero charge moves nothing; its entry still holds the natural key
    nothing = Posting(Account.CLEARING, ZERO, claim.claim_id, patient_id=claim.patient.patient_id)
    components = (part.evidence for item in allocations for part in item.components)
    return Entry(
        natural_key=_key_of(run, payment),
        posted_on=run.posted_on,
        description=f"remittance for claim {claim.claim_id}",
        postings=postings or (nothing,),
        evidence=(_evidence(run, payment), *components),
    )


def _event(allocations: list[Allocation]) -> ClaimEventKind:
    """Read from the adjustments, never from CLP02: many denials arrive with status 1."""
    reasons = {reason for item in allocations for _, reason, _ in item.disputed}
    if not reasons:
        return ClaimEventKind.PAID
    if reasons == {PENDING_REASON}:
        return ClaimEventKind.PENDED
    charged = [item for item in allocations if item.ours.charge]
    if all(item.disputed and not item.paid for item in charged):
        return ClaimEventKind.DENIED
    return ClaimEventKind.PARTIALLY_PAID


def _disputed_lines(
    run: Run, payment: ClaimPayment, admitted: Admitted, allocations: list[Allocation]
) -> Iterator[DisputedLine]:
    for (ours, line), allocation in zip(admitted.matches, allocations, strict=True):
        for group, reason, amount in allocation.disputed:
            label = f"{group}-{reason}"
            yield DisputedLine(
                claim_id=admitted.claim.claim_id,
                line_number=ours.line_number,
                group=group,
                reason=reason,
                amount=amount,
                remarks=remarks_of(payment, line),
                payer_claim_number=payment.payer_claim_number,
                entry_key=_key_of(run, payment),
                evidence=tuple(part.evidence for part in allocation.components if part.label == label),
            )


def next_plan_item_id(claim_id: str, entry_key: str = "") -> str:
    """Id of the work to bill the next plan; a correction's own when it is not the first answer."""
    return f"secondary:{claim_id}:{entry_key}" if entry_key else f"secondary:{claim_id}"


def _next_plan(
    run: Run, payment: ClaimPayment, admitted: Admitted, *, allocations: list[Allocation], again: bool
) -> Iterator[WorkItem]:
    claim, further = admitted.claim, admitted.claim.other_coverages[admitted.plan :]
    if not further:
        return
    share = Money.total(item.amount(PLAN_RECEIVABLES[admitted.plan + 1]) for item in allocations)
    if not share:
        return
    forwarded = is_forwarded(payment)
    due = deadline("work.forwarded-claim" if forwarded else "work.bill-next-plan", run.posted_on)
    yield WorkItem(
        work_item_id=next_plan_item_id(claim.claim_id, _key_of(run, payment) if again else ""),
        kind=WorkKind.SECONDARY,
        about=claim.claim_id,
        title="The next plan owes an answer." if forwarded else "The next plan is to be billed.",
        opened_on=run.posted_on,
        due_on=due.due_on,
        due_rule=due.rule_id,
        detail=f"{share} left by the {PLAN_WORDS[admitted.plan]} plan; "
        f"next payer {further[0].payer.payer_id}",
        next_step=(
            "Wait: the plan passed the claim on itself. Do not bill it again."
            if forwarded
            else "Sign the claim to the next plan (`cleanclaim claim next`); it carries what was paid so far."
        ),
    )


def _findings(
    run: Run, payment: ClaimPayment, admitted: Admitted, allocations: list[Allocation]
) -> Iterator[Finding]:
    for (ours, line), allocation in zip(admitted.matches, allocations, strict=True):
        place = claim_place(run.place, payment).within(f"SVC {line.ordinal}")
        if not same_service(ours, line):
            yield Finding(
                rule_id="remittance.procedure-changed",
                severity=Severity.ADVISE,
                place=place.within("SVC01"),
                message="The payer adjudicated another procedure or other modifiers than were billed.",
                found=":".join((line.procedure, *line.modifiers)),
                wanted=":".join((ours.procedure.value, *ours.modifiers)),
                next_step="Look for a code changed or a modifier dropped by the payer.",
            )
        held_back = [item for item in allocation.disputed if item[0] == "PR" and item[1] in SHARE_REASONS]
        if held_back:
            yield Finding(
                rule_id="remittance.share-not-billable",
                severity=Severity.REVIEW,
                place=place,
                message="The payer says that the patient may not be billed for this share; it was kept back.",
                found=", ".join(sorted(NOT_BILLABLE_REMARKS & set(remarks_of(payment, line)))),
                next_step="Find out who owes it; never send it to the patient.",
            )
        written_off = allocation.amount(Account.QUALIFIED_BENEFICIARY)
        if written_off:
            yield Finding(
                rule_id="remittance.beneficiary-share",
                severity=Severity.ADVISE,
                place=place,
                message="A qualified Medicare beneficiary owes no share, and no Medicaid is on file.",
                found=f"{written_off} {' '.join(sorted(BENEFICIARY_REMARKS & {*remarks_of(payment, line)}))}",
                next_step="If the patient has Medicaid, add the coverage and bill it; never the patient.",
                citation="42 USC 1396a(n)(3)",
            )


def _part_of(held: Suspended, outcome: ClaimOutcome | None) -> Part:
    return Part(held.entry, outcome, work_items=(held.work_item,), findings=(held.finding,))


def _outcome(
    run: Run, payment: ClaimPayment, claim_id: str, event: ClaimEventKind, *, cause: str = ""
) -> ClaimOutcome:
    return ClaimOutcome(
        ordinal=payment.ordinal,
        control_number=payment.control_number,
        claim_id=claim_id,
        event=event,
        paid=payment.paid,
        entry_key=_key_of(run, payment),
        payer_claim_number=payment.payer_claim_number,
        cause=cause,
    )


def _key_of(run: Run, payment: ClaimPayment) -> str:
    if payment.ordinal not in run.keys:
        key = entry_key(claim_payment_key(run.key, payment))
        run.keys[payment.ordinal] = key if run.placing == 1 else f"{key}.{run.placing}"
    return run.keys[payment.ordinal]


def _evidence(run: Run, payment: ClaimPayment) -> Evidence:
    return Evidence(
        run.source,
        f"segment {payment.segment}, CLP {payment.ordinal}",
        f"CLP01 {payment.control_number}, CLP02 {payment.claim_status}, CLP03 {payment.charge},"
        f" CLP04 {payment.paid}, CLP07 {payment.payer_claim_number}",
    )
