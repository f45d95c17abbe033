"""Answers to batches found their claims: TA1, 999 and 277CA as events of claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.place import Place
from cleanclaim.model.claim import ClaimEvent, ClaimEventKind
from cleanclaim.model.transmission import Transmission
from cleanclaim.submission.answers import ClaimAnswer, ClaimAnswers
from cleanclaim.submission.sharing import batch_reference, share_out
from cleanclaim.x12.answers import AnsweredFault, EnvelopeAnswer, GroupAnswer, SetAnswer

Answer = EnvelopeAnswer | GroupAnswer | ClaimAnswers


@dataclass(frozen=True, slots=True)
class Matched:
    """What an answer means for our claims, and what of it belongs to nothing we sent."""

    events: tuple[ClaimEvent, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Telling:
    """When and by which received file the events are told."""

    at: datetime
    receipt_id: str

    def event(self, claim_id: str, kind: ClaimEventKind, key: str, detail: str) -> ClaimEvent:
        """The event, under a key that holds what was answered."""
        return ClaimEvent(claim_id, kind, self.at, f"{key}:{claim_id}:{detail}", self.receipt_id, detail)

    def unmatched(self, message: str, found: str) -> Finding:
        """That an answer, or a part of it, belongs to nothing we sent."""
        return Finding(
            "submission.unmatched-answer",
            Severity.REVIEW,
            Place(f"file {self.receipt_id[:8]}"),
            message,
            found=found,
            next_step="ask the partner what it answers, or find the transmission that is missing here",
        )


def match(
    answer: Answer, transmissions: Sequence[Transmission], *, partner: str, at: datetime, receipt_id: str
) -> Matched:
    """The claim events an answer tells: a TA1 by ISA13, a 999 by its group and ST02, a 277CA by CLM01.

    Never by name or amount, and only among what went to `partner` ('' = to anyone). The keys of the events
    hold what was answered and to which transmission, so the same answer read twice tells nothing new. A
    277CA that only confirms arrival (A0, A1) tells what a 999 tells; A2 and A5 tell that the payer took the
    claim.
    """
    telling = _Telling(at, receipt_id)
    latest_first = sorted(transmissions, key=lambda sent: sent.sent_at, reverse=True)
    candidates = [sent for sent in latest_first if partner in ("", sent.partner)]
    if isinstance(answer, EnvelopeAnswer):
        return _match_envelope(answer, candidates, telling)
    if isinstance(answer, GroupAnswer):
        return _match_group(answer, candidates, telling)
    return _match_claims(answer, candidates, telling)


def _same_number(ours: str, theirs: str) -> bool:
    return ours.lstrip("0") == theirs.strip().lstrip("0")


def _match_envelope(answer: EnvelopeAnswer, sent: Sequence[Transmission], telling: _Telling) -> Matched:
    number = answer.control
    found = next((one for one in sent if _same_number(one.interchange_control_number, number)), None)
    if found is None:
        return Matched((), (telling.unmatched("a TA1 answers an interchange that was not sent", number),))
    if not found.transaction_set.startswith("837"):
        return Matched(())  # of a question (276), which says nothing about the life of a claim
    kind = ClaimEventKind.ENVELOPE_ACCEPTED if answer.accepted else ClaimEventKind.ENVELOPE_REJECTED
    key, detail = f"TA1:{found.transmission_id[:16]}", f"{answer.answer} {answer.note}"
    return Matched(tuple(telling.event(claim_id, kind, key, detail) for claim_id in found.claim_ids))


def _match_group(answer: GroupAnswer, sent: Sequence[Transmission], telling: _Telling) -> Matched:
    number = answer.group_control
    found = next((one for one in sent if _same_number(one.group_control_number, number)), None)
    if found is None:
        return Matched((), (telling.unmatched("a 999 answers a group that was not sent", number),))
    if not found.transaction_set.startswith("837"):
        return Matched(())
    claims = _claims_by_set(found)
    told = {each.control: each for each in answer.sets}
    events = [
        event
        for control, claim_ids in claims.items()
        for event in _set_events(answer, told.get(control), claim_ids, _Set(found, control, telling))
    ]
    strangers = [control for control in told if control not in claims]
    findings = [telling.unmatched("a 999 answers a set that was not sent", one) for one in strangers]
    return Matched(tuple(events), tuple(findings))


def _claims_by_set(sent: Transmission) -> dict[str, tuple[str, ...]]:
    controls = sent.set_control_numbers
    return dict(zip(controls, share_out(sent.claim_ids, len(controls)), strict=True))


@dataclass(frozen=True, slots=True)
class _Set:
    """A set that we sent, and who tells about it."""

    sent: Transmission
    control: str
    telling: _Telling


def _set_events(
    group: GroupAnswer, told: SetAnswer | None, claim_ids: Sequence[str], ours: _Set
) -> Iterator[ClaimEvent]:
    """A set that the 999 does not name shares a verdict on the whole group; after a mixed one it waits."""
    accepted = told.accepted if told is not None else group.accepts(ours.control)
    if accepted is None:
        return
    kind = ClaimEventKind.SYNTAX_ACCEPTED if accepted else ClaimEventKind.SYNTAX_REJECTED
    answer = told.answer if told is not None else group.answer
    notes = [_note(fault) for fault in told.errors] if told is not None else list(group.faults)
    detail = " ".join((answer, *notes))
    for claim_id in claim_ids:
        yield ours.telling.event(claim_id, kind, f"999:{ours.sent.transmission_id[:16]}", detail)


def _note(fault: AnsweredFault) -> str:
    """`SV1@21:1/I12`: segment, its ordinal in our set, element position and fault; never the value."""
    if fault.position:
        return f"{fault.segment_name}@{fault.segment_ordinal}:{fault.position}/{fault.element_fault}"
    return f"{fault.segment_name}@{fault.segment_ordinal}/{fault.segment_fault}"


def _match_claims(answer: ClaimAnswers, sent: Sequence[Transmission], telling: _Telling) -> Matched:
    key = f"277CA:{answer.batch_reference}"
    if not answer.claims and not answer.accepted:
        return _match_refused_batch(answer, sent, telling)
    ours = {claim_id for one in sent for claim_id in one.claim_ids}
    events, findings = [], []
    for claim in answer.claims:
        if claim.control_number in ours:
            detail = " ".join(str(each) for each in claim.statuses)
            events.append(telling.event(claim.control_number, _kind(claim), key, detail))
        else:
            findings.append(
                telling.unmatched("a 277CA answers a claim that was not sent", claim.control_number)
            )
    return Matched(tuple(events), tuple(findings))


def _match_refused_batch(answer: ClaimAnswers, sent: Sequence[Transmission], telling: _Telling) -> Matched:
    detail = " ".join(str(each) for each in answer.statuses)
    for one in sent:
        for control, claim_ids in _claims_by_set(one).items():
            if batch_reference(one.interchange_control_number, control) == answer.batch_reference:
                kind, key = ClaimEventKind.PAYER_REJECTED, f"277CA:{answer.batch_reference}"
                return Matched(tuple(telling.event(each, kind, key, detail) for each in claim_ids))
    message = "a 277CA refuses a batch that was not sent"
    return Matched((), (telling.unmatched(message, answer.batch_reference),))


def _kind(claim: ClaimAnswer) -> ClaimEventKind:
    if not claim.accepted:
        return ClaimEventKind.PAYER_REJECTED
    return ClaimEventKind.PAYER_ACCEPTED if claim.category in ("A2", "A5") else ClaimEventKind.SYNTAX_ACCEPTED
