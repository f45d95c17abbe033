"""Provider-level adjustments (PLB) into entries: recoveries, forward balances, interest, fees, suspense.

A positive amount lowers the payment, a negative one raises it [X12 interpretations 227, 1756], so an
adjustment of 86.00 is `RECOUP +86.00; CLR -86.00` and one of -86.00 is `CLR +86.00; RECOUP -86.00`. With
each of them booked against CLR, the clearing account of a remittance ends at BPR02.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cleanclaim.clocks import deadline
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.money import ZERO, Money
from cleanclaim.core.place import Place
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.balances import account_balance
from cleanclaim.ledger.entries import Entry, Posting
from cleanclaim.model.claim import Claim
from cleanclaim.model.remittance import ProviderAdjustment
from cleanclaim.model.work import WorkItem, WorkKind
from cleanclaim.remittance.parts import Part, Run
from cleanclaim.remittance.provider_reasons import ProviderReason, provider_reason
from cleanclaim.remittance.suspense import Cause, suspend

Lookup = Callable[[str], Claim | None]


def provider_parts(
    run: Run, *, claim_by_reference: Lookup, books_of: Callable[[str], Iterable[Entry]]
) -> Iterator[Part]:
    """One part per provider-level adjustment, in order.

    claim_by_reference  our claim that a reference (PLB03-2) names, by our number or the payer's
    books_of            every entry that touches a claim, by claim id

    A recovery that the books of its claim do not owe, or that names no claim of ours, is booked and opens
    work; so does every adjustment that only a person can judge.
    """
    taken: dict[str, list[Entry]] = {}
    for ordinal, adjustment in enumerate(run.remittance.provider_adjustments, start=1):
        reason = provider_reason(adjustment.reason)
        if reason.account is Account.UNAPPLIED:
            yield _suspended(run, ordinal, adjustment, reason)
            continue
        carried = reason.account is Account.FORWARD_BALANCE
        claim = None if carried else claim_by_reference(adjustment.reference.strip())
        claim_id = claim.claim_id if claim else ""
        entry = _entry(run, ordinal, adjustment, (reason, claim_id))
        books = taken.setdefault(claim_id, list(books_of(claim_id)) if claim_id else [])
        books.append(entry)
        doubt = _doubt(adjustment, reason, claim_id, books)
        yield _part(run, ordinal, adjustment, (entry, doubt, claim_id))


def _doubt(adjustment: ProviderAdjustment, reason: ProviderReason, claim_id: str, books: list[Entry]) -> str:
    """What a person has to find out, '' when nothing is open."""
    if reason.checked:
        return "Check it against the payer's letter; its reference is in the detail."
    if reason.account is not Account.RECOUPMENT:
        return ""
    if not claim_id:
        return "Find the claim by the reference; until then nobody knows what was taken back."
    if account_balance(books, Account.RECOUPMENT) > ZERO:
        return (
            "The books owe the payer nothing for this claim: find its demand, appeal it or post the reversal."
        )
    return ""


def _entry(
    run: Run, ordinal: int, adjustment: ProviderAdjustment, where: tuple[ProviderReason, str]
) -> Entry:
    reason, claim_id = where
    payer_id = run.remittance.payer_identifier

    def side(account: Account, amount: Money) -> Posting:
        return Posting(account, amount, claim_id=claim_id, payer_id=payer_id)

    account, amount = side(reason.account, adjustment.amount), side(Account.CLEARING, -adjustment.amount)
    return Entry(
        natural_key=_key(run, ordinal),
        posted_on=run.posted_on,
        description=f"provider adjustment {adjustment.reason}: {reason.wording}",
        postings=(account, amount) if adjustment.amount > ZERO else (amount, account),
        evidence=(_evidence(run, ordinal, adjustment),),
    )


def _part(run: Run, ordinal: int, adjustment: ProviderAdjustment, what: tuple[Entry, str, str]) -> Part:
    entry, doubt, claim_id = what
    if not doubt:
        return Part(entry)
    due = deadline("work.suspense", run.posted_on)
    place = _place(run, ordinal, adjustment)
    title = f"The payer adjusted the payment: {provider_reason(adjustment.reason).wording}."
    item = WorkItem(
        work_item_id=f"provider:{entry.natural_key}",
        kind=WorkKind.PROVIDER_ADJUSTMENT,
        about=claim_id or place.subject,
        title=title,
        opened_on=run.posted_on,
        due_on=due.due_on,
        due_rule=due.rule_id,
        detail=f"{adjustment.reason}:{adjustment.reference}; {adjustment.amount}; {place}",
        next_step=doubt,
    )
    finding = Finding(
        rule_id="remittance.provider-adjustment",
        severity=Severity.REVIEW,
        place=place,
        message=title,
        found=str(adjustment.amount),
        next_step=doubt,
        citation="X12 interpretations 227, 1756",
        evidence=entry.evidence,
    )
    return Part(entry, work_items=(item,), findings=(finding,))


def _suspended(run: Run, ordinal: int, adjustment: ProviderAdjustment, reason: ProviderReason) -> Part:
    held = suspend(
        Cause.PROVIDER_ADJUSTMENT,
        -adjustment.amount,
        natural_key=_key(run, ordinal),
        claim_id="",
        posted_on=run.posted_on,
        place=_place(run, ordinal, adjustment),
        evidence=_evidence(run, ordinal, adjustment),
        more=f"{adjustment.reason}:{adjustment.reference}, {reason.wording}",
    )
    return Part(held.entry, work_items=(held.work_item,), findings=(held.finding,))


def _key(run: Run, ordinal: int) -> str:
    return f"835:{run.key.digest}:plb:{ordinal}"


def _place(run: Run, ordinal: int, adjustment: ProviderAdjustment) -> Place:
    return Place(run.place.subject, (*run.place.path, f"PLB {ordinal}"), adjustment.segment or None)


def _evidence(run: Run, ordinal: int, adjustment: ProviderAdjustment) -> Evidence:
    return Evidence(
        run.source,
        f"segment {adjustment.segment}, PLB {ordinal}",
        f"{adjustment.reason}:{adjustment.reference} {adjustment.amount}",
    )
