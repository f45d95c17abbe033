"""The verb `post`: one remittance into ledger entries, or into suspense, or into quarantine. Pure.

Books kept by it always satisfy: the CLR postings of a posted remittance sum to BPR02, every entry sums to
zero, no contractual obligation reaches a patient, nothing in dispute is written off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cleanclaim.clocks import deadline
from cleanclaim.core.finding import Finding, Report
from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.claim import Claim, ClaimEventKind
from cleanclaim.model.remittance import ClaimPayment, Remittance
from cleanclaim.model.work import WorkItem, WorkKind
from cleanclaim.remittance.admission import Candidate, is_reversal
from cleanclaim.remittance.keys import RemittanceKey, remittance_key
from cleanclaim.remittance.parts import Part, Run, Search, nobody
from cleanclaim.remittance.provider_adjustments import Lookup, provider_parts
from cleanclaim.remittance.proving import Proof, prove, remittance_place
from cleanclaim.remittance.results import ClaimOutcome, DisputedLine
from cleanclaim.remittance.settling import Books, settle
from cleanclaim.remittance.standing import standing


@dataclass(frozen=True, slots=True)
class Posted:
    """What a remittance did.

    entries      one per claim payment and one per provider adjustment; none when quarantined
    outcomes     one per claim payment; none when quarantined
    disputed     what lies in AR.DEN now and opens denials
    work_items   what a person has to do: suspense, secondary claims, quarantine
    findings     complete and sorted; a finding of severity `reject` stands for money that was not posted
    quarantined  the remittance does not add up: nothing was posted
    """

    key: RemittanceKey
    entries: tuple[Entry, ...] = ()
    outcomes: tuple[ClaimOutcome, ...] = ()
    disputed: tuple[DisputedLine, ...] = ()
    work_items: tuple[WorkItem, ...] = ()
    findings: tuple[Finding, ...] = ()
    quarantined: bool = False

    @property
    def suspended(self) -> tuple[ClaimOutcome, ...]:
        """The claim payments that went into suspense."""
        return tuple(item for item in self.outcomes if item.event is ClaimEventKind.SUSPENDED)

    @property
    def cleared(self) -> Money:
        """What the entries put into the clearing account: BPR02, or zero when quarantined."""
        postings = (posting for entry in self.entries for posting in entry.postings)
        return Money.total(item.amount for item in postings if item.account is Account.CLEARING)


def _none(_number: str) -> Claim | None:
    return None


def place(
    remittance: Remittance, payment: ClaimPayment, *, claim: Claim, books: Sequence[Entry], where: PlaceAgain
) -> Part:
    """Work out one claim payment that was in suspense, for a claim that is known now.

    books  every entry of the claim, without the suspense
    The part is a suspension again when something else stands against posting.
    """
    key = remittance_key(remittance, posting=where.posting)
    run = Run(remittance, key, remittance_place(remittance), where.posted_on, placing=where.placing)
    proof = prove(replace(remittance, claims=(payment,)))
    candidate = Candidate(payment, claim, proof.claim_balances(0))
    return settle(run, [candidate], lambda _claim_id: books)[0]


@dataclass(frozen=True, slots=True)
class PlaceAgain:
    """How a payment out of suspense is told from before: the posting of its remittance, and the next number
    of the payment in it; and the day it enters the books."""

    posting: int
    placing: int
    posted_on: date


def post(
    remittance: Remittance,
    *,
    claim_of: Lookup,
    books_of: Books,
    posted_on: date,
    claim_by_payer_number: Lookup = _none,
    candidates_for: Search = nobody,
    posting: int = 1,
) -> Posted:
    """Post one remittance that was not posted before (the caller asks its store for the key first).

    claim_of    our claim by its control number (CLP01), None when there is none
    books_of    every entry with a posting for a claim, by claim id, in order of posting
    posted_on   the day the entries enter the books
    claim_by_payer_number  our claim by the payer's own number for it (CLP07 of an earlier remittance), for
                provider-level adjustments that name one
    candidates_for  claims of ours that a payment without a known control number might mean; a work item shows
                them side by side, nothing is posted to them
    posting     2, 3 ... when a person undid the postings of the same remittance before

    A remittance that does not add up posts nothing. In one that does, each claim payment is posted in the
    plain way, undoes the payment that it mirrors, or goes into suspense alone; see `suspense.Cause` for every
    reason. Nothing that a payer sends makes it raise.
    """
    key = remittance_key(remittance, posting=posting)
    run = Run(remittance, key, remittance_place(remittance), posted_on, candidates_for)
    proof = prove(remittance)
    if not proof.balances:
        return _quarantine(run, proof)
    parts = settle(run, list(_candidates(remittance, proof, claim_of, books_of)), books_of)
    parts += _provider_parts(run, parts, claim_of, (claim_by_payer_number, books_of))
    posted = Posted(
        key=run.key,
        entries=tuple(part.entry for part in parts),
        outcomes=tuple(part.outcome for part in parts if part.outcome),
        disputed=tuple(line for part in parts for line in part.disputed),
        work_items=tuple(item for part in parts for item in part.work_items),
        findings=_sorted(proof, (finding for part in parts for finding in part.findings)),
    )
    assert posted.cleared == remittance.payment, "the clearing account must end at BPR02"
    return posted


def _provider_parts(
    run: Run, parts: list[Part], claim_of: Lookup, more: tuple[Lookup, Books]
) -> Iterator[Part]:
    """The provider-level adjustments, each tied to our claim when its reference names one."""
    by_payer_number, books_of = more
    here: dict[str, set[str]] = {}
    for payment in run.remittance.claims:
        here.setdefault(payment.payer_claim_number.strip(), set()).add(payment.control_number.strip())

    def claim_by_reference(reference: str) -> Claim | None:
        if not reference:
            return None
        named = here.get(reference, set())
        found = claim_of(reference) or (claim_of(next(iter(named))) if len(named) == 1 else None)
        return found or by_payer_number(reference)

    def books_now(claim_id: str) -> list[Entry]:
        new = (part.entry for part in parts if part.outcome and part.outcome.claim_id == claim_id)
        return [*books_of(claim_id), *new]

    yield from provider_parts(run, claim_by_reference=claim_by_reference, books_of=books_now)


def _quarantine(run: Run, proof: Proof) -> Posted:
    due = deadline("work.quarantine", run.posted_on)
    equations = "; ".join(finding.code("equation") or finding.message for finding in proof.transaction)
    item = WorkItem(
        work_item_id=f"quarantine:{run.key.digest}",
        kind=WorkKind.QUARANTINE,
        about=run.place.subject,
        title="The remittance does not add up; nothing was posted.",
        opened_on=run.posted_on,
        due_on=due.due_on,
        due_rule=due.rule_id,
        detail=equations,
        next_step="Ask the payer for a corrected remittance.",
    )
    return Posted(key=run.key, work_items=(item,), findings=_sorted(proof, ()), quarantined=True)


def _candidates(
    remittance: Remittance, proof: Proof, claim_of: Lookup, books_of: Books
) -> Iterator[Candidate]:
    for position, payment in enumerate(remittance.claims):
        claim = claim_of(payment.control_number.strip())
        if claim and claim.corrects and is_reversal(payment) and not standing(books_of(claim.claim_id)):
            # the payer names its reversal by the replacement or void that asked for it
            claim = claim_of(claim.follows) or claim
        yield Candidate(payment, claim, proof.claim_balances(position))


def _sorted(proof: Proof, more: Iterator[Finding] | tuple[Finding, ...]) -> tuple[Finding, ...]:
    return Report.of((*proof.report.findings, *more)).findings
