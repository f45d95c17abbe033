"""Send what is signed and clean: batches, control numbers, bytes, files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.app.claim_states import claims_in
from cleanclaim.app.supersede_claim import supersede
from cleanclaim.app.workspace import Workspace
from cleanclaim.core.finding import Finding, Report
from cleanclaim.exchange.cleaning import text_findings
from cleanclaim.exchange.professional_claim import GUIDE, encode_claims
from cleanclaim.model.claim import ClaimState
from cleanclaim.model.transmission import Transmission
from cleanclaim.submission.batching import (
    Batch,
    Candidate,
    plan_batches,
    record_transmission,
    submitted_events,
)
from cleanclaim.x12.writing import Envelope

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

TEST, PRODUCTION = "T", "P"  # ISA15
SENT = "sent"


@dataclass(frozen=True, slots=True)
class Sending:
    """The files of one sending, and why each other claim that was ready stayed.

    altered  text of the claims sent now that X12 could not carry as it stands (`Muñoz` went as `MUNOZ`)
    """

    transmissions: tuple[Transmission, ...]
    held: tuple[Finding, ...]
    altered: tuple[Finding, ...] = ()


def send_claims(workspace: Workspace, *, at: datetime, usage: str = TEST) -> Sending:
    """Batch every ready claim by receiver and payer, write one 837P interchange per batch, tell the claims.

    Records and control numbers are one transaction; the files are written after it and written again by the
    next call should the machine have stopped in between. One transaction set per claim, so that a rejected
    set costs one claim.
    """
    with workspace.store.unit_of_work() as work:
        plan = plan_batches(_candidates(work))
        for batch in plan.batches:
            _send(work, batch, at, usage)
    altered = (
        finding
        for batch in plan.batches
        for claim in batch.claims
        for finding in text_findings(claim, subject=f"claim {claim.claim_id}")
    )
    return Sending(write_sent_files(workspace), plan.held, tuple(altered))


def _candidates(work: UnitOfWork) -> list[Candidate]:
    found = []
    for claim_id in claims_in(work, [ClaimState.READY]):
        signatures = work.signatures.of(claim_id)
        said = work.findings.latest(claim_id)
        report = said.report if said else Report()
        found.append(Candidate(work.claims.get(claim_id), signatures[-1] if signatures else None, report))
    return found


def _send(work: UnitOfWork, batch: Batch, at: datetime, usage: str) -> None:
    sender, receiver = batch.claims[0].practice.submitter_id, batch.receiver_id
    interchange = work.control_numbers.next(sender, receiver, "interchange")
    group = work.control_numbers.next(sender, receiver, "group")
    sets = [f"{work.control_numbers.next(sender, receiver, 'set'):04d}" for _ in batch.claims]
    envelope = Envelope(
        sender=sender,
        receiver=receiver,
        functional_id="HC",
        guide=GUIDE,
        written_at=at,
        interchange_control=interchange,
        group_control=group,
        usage=usage,
    )
    raw = encode_claims(batch.claims, envelope=envelope, set_controls=sets)
    work.raw_files.keep(raw)
    sent = record_transmission(
        batch, raw, interchange_control=interchange, group_control=group, set_controls=sets, sent_at=at
    )
    work.transmissions.keep(sent)
    for event in submitted_events([sent]):
        work.claim_events.append(event)
    for claim in batch.claims:
        if claim.corrects:
            supersede(work, claim, at=at)


def write_sent_files(workspace: Workspace) -> tuple[Transmission, ...]:
    """Every transmission as a file; those that are there already are left alone."""
    with workspace.store.reading() as work:
        transmissions = work.transmissions.all()
        for sent in transmissions:
            workspace.write(SENT, sent.file_name, work.raw_files.read(sent.transmission_id))
    return transmissions
