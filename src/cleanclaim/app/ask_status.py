"""Ask a payer where a claim stands (276), when its silence is unusual; and take what it answers (277)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.app.usual_waits import usual_waits
from cleanclaim.app.workspace import Workspace
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.clocks import deadline
from cleanclaim.core.errors import MisuseError
from cleanclaim.exchange.status_inquiry import GUIDE, encode_claim_inquiries
from cleanclaim.model.claim import Claim, ClaimEvent, ClaimEventKind, ClaimState
from cleanclaim.model.claim_inquiry import ClaimInquiry, ClaimStatusAnswer
from cleanclaim.model.party import Party
from cleanclaim.model.people import Name, Relationship
from cleanclaim.model.transmission import Transmission
from cleanclaim.model.work import WorkItem, WorkKind
from cleanclaim.submission.batching import file_name
from cleanclaim.submission.statuses import effect_of
from cleanclaim.submission.waiting import DEFAULT_DAYS, UsualWait
from cleanclaim.x12.writing import Envelope

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

STATUS_REQUEST = "276"
SENT = "sent"
_OPEN = (ClaimState.SUBMITTED, ClaimState.RECEIVED, ClaimState.ACCEPTED, ClaimState.PENDING)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that left. `usual` is the wait that the silence was measured against."""

    claim_id: str
    file_name: str
    usual: UsualWait


def ask_status(
    workspace: Workspace, claim_id: str, *, at: datetime, usage: str = "T", decided_by: str = ""
) -> Asked:
    """Write one 276 about a claim into `sent`.

    decided_by  who wants to ask although the payer is not late
    Raises MisuseError for a claim that no payer has in hand, and while its silence is not unusual.
    """
    with workspace.store.unit_of_work() as work:
        claim = work.claims.get(claim_id)
        usual = _measured(work, claim, at=at, decided_by=decided_by)
        sent = _send(work, claim, at=at, usage=usage)
        raw = work.raw_files.read(sent.transmission_id)
    workspace.write(SENT, sent.file_name, raw)
    return Asked(claim_id, sent.file_name, usual)


def _measured(work: UnitOfWork, claim: Claim, *, at: datetime, decided_by: str) -> UsualWait:
    events = work.claim_events.of(claim.claim_id)
    state = state_of(events)
    sent = [event.at.date() for event in events if event.kind is ClaimEventKind.SUBMITTED]
    if state not in _OPEN or not sent:
        raise MisuseError(f"claim {claim.claim_id} is {state}: there is no answer to ask for")
    usual = usual_waits(work).get(claim.coverage.payer.payer_id, UsualWait(DEFAULT_DAYS))
    unusual_from = usual.unusual_from(max(sent))
    if at.date() < unusual_from and not decided_by.strip():
        raise MisuseError(
            f"claim {claim.claim_id}: its silence is unusual from {unusual_from} on ({usual}, one and a half"
            " times); to ask all the same, say who decides it"
        )
    return usual


def _send(work: UnitOfWork, claim: Claim, *, at: datetime, usage: str) -> Transmission:
    sender, receiver = claim.practice.submitter_id, claim.coverage.payer.receiver_id
    interchange = work.control_numbers.next(sender, receiver, "interchange")
    group = work.control_numbers.next(sender, receiver, "group")
    control = f"{work.control_numbers.next(sender, receiver, 'set'):04d}"
    envelope = Envelope(
        sender=sender,
        receiver=receiver,
        functional_id="HR",
        guide=GUIDE,
        written_at=at,
        interchange_control=interchange,
        group_control=group,
        usage=usage,
    )
    raw = encode_claim_inquiries(
        [_inquiry(work, claim)],
        envelope=envelope,
        set_control=control,
        reference=f"{interchange:09d}{control}",
    )
    work.raw_files.keep(raw)
    sent = Transmission(
        transmission_id=hashlib.sha256(raw).hexdigest(),
        partner=receiver,
        transaction_set=STATUS_REQUEST,
        interchange_control_number=f"{interchange:09d}",
        group_control_number=str(group),
        set_control_numbers=(control,),
        claim_ids=(claim.claim_id,),
        file_name=file_name(STATUS_REQUEST, receiver, interchange),
        sent_at=at,
    )
    work.transmissions.keep(sent)
    return sent


def _inquiry(work: UnitOfWork, claim: Claim) -> ClaimInquiry:
    plan, patient, practice = claim.coverage, claim.patient, claim.practice
    is_patient = plan.relationship is Relationship.SELF or plan.subscriber is None
    holder = patient.name if plan.subscriber is None else plan.subscriber.name
    answers = work.remittances.payments_of(claim.claim_id)
    return ClaimInquiry(
        payer=_organization("PR", plan.payer.name, "PI", plan.payer.identifier),
        receiver=_organization("41", practice.name, "46", practice.submitter_id),
        provider=_organization("1P", practice.name, "XX", practice.npi),
        subscriber=Party(
            "IL", holder, qualifier="MI", identifier=plan.member_id,
            birth_date=patient.birth_date if is_patient else None, sex=patient.sex if is_patient else None,
        ),
        dependent=None
        if is_patient
        else Party("QC", patient.name, birth_date=patient.birth_date, sex=patient.sex),
        trace_number=claim.claim_id,
        control_number=claim.claim_id,
        payer_claim_number=answers[-1].payment.payer_claim_number if answers else "",
        charge=claim.total_charge,
        service_dates=claim.service_dates,
    )  # fmt: skip


def _organization(entity: str, name: str, qualifier: str, identifier: str) -> Party:
    return Party(entity, Name(name, ""), is_person=False, qualifier=qualifier, identifier=identifier)


def take_status(
    work: UnitOfWork, answer: ClaimStatusAnswer, *, at: datetime, receipt_id: str
) -> tuple[bool, int]:
    """Let one answer have its effects: whether it is about a claim of ours, and how many events are new."""
    named = (answer.trace_number.strip(), answer.control_number.strip())
    claim = next((one for one in map(work.claims.find, filter(None, named)) if one is not None), None)
    if claim is None:
        return False, 0
    effect = effect_of(answer)
    events = work.claim_events.of(claim.claim_id)
    new = 0
    if effect.pends:
        key = f"277:{receipt_id[:16]}:{claim.claim_id}"
        told = ClaimEvent(claim.claim_id, ClaimEventKind.PENDED, at, key, receipt_id, effect.detail)
        new = int(work.claim_events.append(told))
    if effect.title and state_of(events) in _OPEN:
        due = deadline("work.incoming", at.date())
        work.work_items.open(
            WorkItem(
                work_item_id=f"status:{claim.claim_id}:{receipt_id[:16]}",
                kind=WorkKind.INCOMING,
                about=claim.claim_id,
                title=effect.title,
                opened_on=at.date(),
                due_on=due.due_on,
                due_rule=due.rule_id,
                detail=effect.detail,
                next_step=effect.next_step,
            )
        )
    return True, new
