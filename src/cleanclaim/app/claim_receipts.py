"""The receipts of a claim, gathered from the files that are kept; its timely-filing proof pack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cleanclaim.app.usual_waits import usual_waits
from cleanclaim.claims.correcting import filing_limit
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.clocks import deadline
from cleanclaim.core.errors import MisuseError
from cleanclaim.forms.proof_pack import ProofPack
from cleanclaim.model.claim import Claim, ClaimEvent, ClaimEventKind, ClaimState
from cleanclaim.submission.receipts import Alarm, ReceiptChain, ReceiptStep, in_order
from cleanclaim.submission.waiting import DEFAULT_DAYS, UsualWait
from cleanclaim.x12.reading import TransactionSet, read
from cleanclaim.x12.segments import Segment

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

_KINDS = {
    ClaimEventKind.ENVELOPE_ACCEPTED: ("TA1", "took the file"),
    ClaimEventKind.ENVELOPE_REJECTED: ("TA1", "refused the file"),
    ClaimEventKind.SYNTAX_ACCEPTED: ("999", "accepted the set"),
    ClaimEventKind.SYNTAX_REJECTED: ("999", "rejected the set"),
    ClaimEventKind.PAYER_ACCEPTED: ("277CA", "took the claim into adjudication"),
    ClaimEventKind.PAYER_REJECTED: ("277CA", "rejected the claim"),
}
_SHA256 = 64


def claim_receipts(work: UnitOfWork, claim_id: str, *, at: datetime) -> ReceiptChain:
    """Every file that tells of the claim, with hash and time, and what is missing on the day of `at`."""
    claim = work.claims.get(claim_id)
    events = work.claim_events.of(claim_id)
    steps = [*_sent(work, claim_id), *_acknowledged(events), *_remitted(work, claim_id)]
    return ReceiptChain(claim_id, in_order(steps), tuple(_alarms(work, claim, events, at)))


def proof_pack(work: UnitOfWork, claim_id: str, *, at: datetime) -> ProofPack:
    """What a payer is shown who says that a claim came too late. Raises MisuseError when it never left."""
    chain = claim_receipts(work, claim_id, at=at)
    first = chain.first("837")
    if first is None:
        raise MisuseError(f"claim {claim_id} was never sent; there is nothing to prove")
    claim = work.claims.get(claim_id)
    limit = filing_limit(claim)
    return ProofPack(
        claim=claim,
        chain=chain,
        limit=limit,
        sent_segments=_segments_of(work.raw_files.read(first.sha256), claim_id),
        printed_on=at.date(),
    )


def _sent(work: UnitOfWork, claim_id: str) -> Iterator[ReceiptStep]:
    for sent in work.transmissions.all():
        if claim_id in sent.claim_ids:
            kind = "276" if sent.transaction_set == "276" else "837"
            says = f"interchange {sent.interchange_control_number} to {sent.partner}"
            yield ReceiptStep(kind, sent.sent_at, sent.transmission_id, says, sent.file_name)


def _acknowledged(events: tuple[ClaimEvent, ...]) -> Iterator[ReceiptStep]:
    for event in events:
        kind, says = _KINDS.get(event.kind, ("", ""))
        if event.kind in _KINDS and event.key.startswith("277CA:"):
            kind = "277CA"  # one that only confirms arrival tells what a 999 tells
            says = says if kind == _KINDS[event.kind][0] else "confirmed that the claim arrived"
        if event.kind is ClaimEventKind.PENDED and event.key.startswith("277:"):
            kind, says = "277", "the claim is in process"
        if kind and len(event.about) == _SHA256:
            told = f"{says} ({event.detail.strip()})" if event.detail.strip() else says
            yield ReceiptStep(kind, event.at, event.about, told)


def _remitted(work: UnitOfWork, claim_id: str) -> Iterator[ReceiptStep]:
    payments = {kept.remittance_key: kept.payment for kept in work.remittances.payments_of(claim_id)}
    for kept in work.remittances.all() if payments else ():
        payment = payments.get(kept.remittance_key)
        if payment is None:
            continue
        receipts = [each.received_at for each in work.receipts.of(kept.raw_sha256)]
        says = (
            f"claim status {payment.claim_status}, paid {payment.paid}, payer's claim number"
            f" {payment.payer_claim_number or 'none'}, trace {kept.remittance.trace_number}"
        )
        yield ReceiptStep("835", min(receipts), kept.raw_sha256, says)


def _alarms(work: UnitOfWork, claim: Claim, events: tuple[ClaimEvent, ...], at: datetime) -> Iterator[Alarm]:
    sent = [event.at.date() for event in events if event.kind is ClaimEventKind.SUBMITTED]
    state = state_of(events)
    if not sent:
        return
    last = max(sent)
    waits = {
        ClaimState.SUBMITTED: ("999", "work.acknowledgment"),
        ClaimState.RECEIVED: ("277CA", "work.payer-acceptance"),
    }
    if state in waits:
        missing, rule = waits[state]
        due = deadline(rule, last)
        if at.date() > due.due_on:
            yield Alarm(missing, due.due_on, f"{due.formula}; {due.citation}")
    if state in (*waits, ClaimState.ACCEPTED, ClaimState.PENDING):
        usual = usual_waits(work).get(claim.coverage.payer.payer_id, UsualWait(DEFAULT_DAYS))
        if at.date() >= usual.unusual_from(last):
            due_on = usual.unusual_from(last) - timedelta(days=1)
            yield Alarm("835", due_on, f"one and a half times {usual}")


def _segments_of(raw: bytes, claim_id: str) -> tuple[str, ...]:
    """The transaction set that carried the claim, a segment a line; other claims' segments left out."""
    for interchange in read(raw).interchanges:
        for group in interchange.groups:
            for one in group.sets:
                if any(_names(each, claim_id) for each in one.segments):
                    return (
                        _line(interchange.header), _line(group.header),
                        *(_line(each) for each in _own(one, claim_id)),
                    )  # fmt: skip
    raise MisuseError(f"claim {claim_id} does not stand in the file that was sent")


def _own(one: TransactionSet, claim_id: str) -> Iterator[Segment]:
    """The set without the claims of others, should it carry several: from their subscriber level on."""
    levels: list[list[Segment]] = [[]]
    for each in one.segments:
        if (each.name == "HL" and each.element(3) == "22") or each.name == "SE":
            levels.append([])
        levels[-1].append(each)
    for level in levels:
        claims = [each for each in level if each.name == "CLM"]
        if not claims or any(_names(each, claim_id) for each in claims):
            yield from level


def _names(each: Segment, claim_id: str) -> bool:
    return each.name == "CLM" and each.element(1) == claim_id


def _line(each: Segment) -> str:
    return "*".join((each.name, *each.elements))
