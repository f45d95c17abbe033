"""Which claims go out together, and the record of what went."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cleanclaim.core.finding import Finding, Report, Severity
from cleanclaim.core.place import Place
from cleanclaim.model.claim import Claim, ClaimEvent, ClaimEventKind, ClaimSignature
from cleanclaim.model.documents import sha256_of
from cleanclaim.model.transmission import Transmission

CLAIMS_PER_BATCH = 1000  # well under the 5,000 that the guide advises for one set (unverified)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that might go out: its signature, None while nobody signed it, and what the edits said."""

    claim: Claim
    signature: ClaimSignature | None
    report: Report


@dataclass(frozen=True, slots=True)
class Batch:
    """Claims for one receiver and one payer: one interchange."""

    receiver_id: str
    payer_identifier: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """The batches, and why each other claim stays."""

    batches: tuple[Batch, ...]
    held: tuple[Finding, ...]


def plan_batches(candidates: Sequence[Candidate], *, limit: int = CLAIMS_PER_BATCH) -> BatchPlan:
    """Signed and clean claims by receiver and payer, in the order given; each other one is held with reason.

    A signature counts only for exactly the claim that was signed: its hash is made again here.
    """
    held: list[Finding] = []
    runs: dict[tuple[str, str], list[Claim]] = {}
    seen: set[str] = set()
    for candidate in candidates:
        claim = candidate.claim
        reason = _reason_to_hold(candidate, seen)
        seen.add(claim.claim_id)
        if reason is not None:
            held.append(reason)
        else:
            payer = claim.coverage.payer
            runs.setdefault((payer.receiver_id, payer.identifier), []).append(claim)
    batches = (
        Batch(receiver, payer, tuple(claims[start : start + limit]))
        for (receiver, payer), claims in runs.items()
        for start in range(0, len(claims), limit)
    )
    return BatchPlan(tuple(batches), tuple(held))


def _reason_to_hold(candidate: Candidate, seen: set[str]) -> Finding | None:
    claim, signature = candidate.claim, candidate.signature
    if claim.claim_id in seen:
        return _hold(claim, "twice", "the same claim was offered twice", "send it once")
    if candidate.report.rejects:
        return _hold(claim, "not-clean", "an edit holds this claim", "clear its findings first")
    if signature is None:
        return _hold(claim, "unsigned", "nobody has signed this claim", "have it signed")
    if signature.claim_id != claim.claim_id or signature.claim_sha256 != sha256_of(claim):
        return _hold(claim, "signature-void", "the claim changed after it was signed", "have it signed again")
    return None


def _hold(claim: Claim, rule: str, message: str, next_step: str) -> Finding:
    place = Place(f"claim {claim.claim_id}")
    return Finding(f"submission.{rule}", Severity.REJECT, place, message, next_step=next_step)


def file_name(transaction_set: str, partner: str, control: int | str) -> str:
    """`837P_RECV01_000000101.x12`: a set, a partner and a control number, and nothing about any person."""
    safe = re.sub(r"[^A-Za-z0-9-]", "-", partner)
    return f"{transaction_set}_{safe}_{int(control):09d}.x12"


def record_transmission(
    batch: Batch,
    raw: bytes,
    *,
    interchange_control: int,
    group_control: int,
    set_controls: Sequence[str],
    sent_at: datetime,
) -> Transmission:
    """The record of a batch that left as exactly these bytes."""
    return Transmission(
        transmission_id=hashlib.sha256(raw).hexdigest(),
        partner=batch.receiver_id,
        transaction_set="837P",
        interchange_control_number=f"{interchange_control:09d}",
        group_control_number=str(group_control),
        set_control_numbers=tuple(set_controls),
        claim_ids=tuple(claim.claim_id for claim in batch.claims),
        file_name=file_name("837P", batch.receiver_id, interchange_control),
        sent_at=sent_at,
    )


def submitted_events(transmissions: Iterable[Transmission]) -> Iterator[ClaimEvent]:
    """That each claim of these files was sent."""
    for sent in transmissions:
        for claim_id in sent.claim_ids:
            key = f"sent:{sent.transmission_id[:16]}:{claim_id}"
            yield ClaimEvent(claim_id, ClaimEventKind.SUBMITTED, sent.sent_at, key, sent.transmission_id)
