"""277CA, 005010X214: what became of each claim of a batch before adjudication, to bytes and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from typing import Protocol

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.exchange.elements import ElementReader, Segments, divide, every, first, named
from cleanclaim.exchange.wire import (
    echo_text,
    organization,
    person,
    wire_date,
    wire_span,
    wire_text,
)
from cleanclaim.model.people import Name
from cleanclaim.submission.answers import REJECTING_CATEGORIES, ClaimAnswer, ClaimAnswers, ClaimStatus
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

GUIDE = "005010X214"
_UNNAMED = "UNKNOWN"


class AnswerableClaim(Protocol):
    """What a 277CA says back of a claim: ReceivedClaim and SentClaim have it."""

    @property
    def charge(self) -> Money:
        """What was charged in all."""
        ...

    @property
    def patient(self) -> Name:
        """Whose claim it is."""
        ...

    @property
    def member_id(self) -> str:
        """The subscriber's number with the plan."""
        ...

    @property
    def billing_name(self) -> str:
        """The billing provider."""
        ...

    @property
    def billing_npi(self) -> str:
        """Its NPI, '' when it sent none."""
        ...

    @property
    def billing_tax_id(self) -> str:
        """Its tax number, named where there is no NPI."""
        ...

    @property
    def submitter_name(self) -> str:
        """Who sent the batch."""
        ...

    @property
    def submitter_id(self) -> str:
        """Its number with the receiver."""
        ...

    @property
    def batch_reference(self) -> str:
        """BHT03."""
        ...

    @property
    def service_dates(self) -> Span | None:
        """First to last day, None when none can be read."""
        ...


AnsweredClaim = tuple[AnswerableClaim, ClaimAnswer]


@dataclass(frozen=True, slots=True)
class BatchAcknowledgment:
    """A batch with the answer to each of its claims, ready to be written.

    reference  the payer's own number of this acknowledgment (BHT03, TRN of the source level)
    """

    set_control: str
    reference: str
    payer_name: str
    payer_identifier: str
    answered: tuple[AnsweredClaim, ...]


def encode_claim_acknowledgments(batches: Sequence[BatchAcknowledgment], *, envelope: Envelope) -> bytes:
    """One interchange with one 277CA for each batch. Claims of one billing provider should stand together."""
    if envelope.functional_id != "HN" or envelope.guide != GUIDE:
        raise MisuseError(f"claim acknowledgments travel as GS01 HN under {GUIDE}")
    sets = [TransactionDraft("277", batch.set_control, tuple(_body(batch, envelope))) for batch in batches]
    return write_interchange(envelope, sets)


def _body(batch: BatchAcknowledgment, envelope: Envelope) -> Iterator[Segment]:
    if not batch.answered:
        raise MisuseError("a claim acknowledgment needs claims")
    written, numbers = envelope.written_at, count(1)
    today = wire_date(written)
    yield segment("BHT", "0085", "08", batch.reference, today, written.strftime("%H%M"), "TH")
    source = next(numbers)
    yield segment("HL", str(source), "", "20", "1")
    yield organization("PR", batch.payer_name, qualifier="PI", identifier=batch.payer_identifier)
    yield segment("TRN", "1", batch.reference)
    yield segment("DTP", "050", "D8", today)
    yield segment("DTP", "009", "D8", today)
    receiver = next(numbers)
    yield from _receiver(batch, receiver, source, today)
    for _, run in groupby(batch.answered, key=lambda pair: pair[0].billing_npi):
        members = tuple(run)
        provider = next(numbers)
        yield from _provider(members, provider, receiver)
        for claim, answer in members:
            yield segment("HL", str(next(numbers)), str(provider), "PT")
            yield from _claim(claim, answer, today)


def _receiver(batch: BatchAcknowledgment, number: int, parent: int, today: str) -> Iterator[Segment]:
    one = batch.answered[0][0]
    yield segment("HL", str(number), str(parent), "21", "1")
    yield organization(
        "41", wire_text(one.submitter_name) or _UNNAMED, qualifier="46", identifier=one.submitter_id
    )
    yield segment("TRN", "2", echo_text(one.batch_reference, 50))
    total = Money.total(claim.charge for claim, _ in batch.answered)
    yield segment("STC", ("A1", "19", "PR"), today, "WQ", total.shortest)
    yield from _totals(batch.answered, "90", "AA")


def _totals(answered: Sequence[AnsweredClaim], accepted: str, rejected: str) -> Iterator[Segment]:
    sides = [[claim for claim, answer in answered if answer.accepted is wanted] for wanted in (True, False)]
    for qualifier, claims in zip((accepted, rejected), sides, strict=True):
        if claims:
            yield segment("QTY", qualifier, str(len(claims)))
    for qualifier, claims in zip(("YU", "YY"), sides, strict=True):
        if claims:
            yield segment("AMT", qualifier, Money.total(claim.charge for claim in claims).shortest)


def _provider(members: Sequence[AnsweredClaim], number: int, parent: int) -> Iterator[Segment]:
    one = members[0][0]
    yield segment("HL", str(number), str(parent), "19", "1")
    qualifier, identifier = ("XX", one.billing_npi) if one.billing_npi else ("FI", one.billing_tax_id)
    yield organization(
        "85", wire_text(one.billing_name) or _UNNAMED, qualifier=qualifier, identifier=identifier
    )
    yield segment("TRN", "1", "0")
    total = Money.total(claim.charge for claim, _ in members)
    yield segment("STC", ("A1", "19", "PR"), "", "WQ", total.shortest)
    yield from _totals(members, "QA", "QC")


def _claim(claim: AnswerableClaim, answer: ClaimAnswer, today: str) -> Iterator[Segment]:
    yield person("QC", _named(claim.patient), qualifier="MI", identifier=claim.member_id)
    yield segment("TRN", "2", echo_text(answer.control_number, 50))
    if not 1 <= len(answer.statuses) <= 3:
        raise MisuseError("a claim carries one to three statuses here")
    composites = [(each.category, each.claim_status, each.entity) for each in answer.statuses]
    further = [""] * 5 + composites[1:] if composites[1:] else []
    yield segment(
        "STC", composites[0], today, "WQ" if answer.accepted else "U", claim.charge.shortest, *further
    )
    if answer.accepted and answer.payer_claim_number:
        yield segment("REF", "1K", wire_text(answer.payer_claim_number, 50))
    if claim.service_dates is not None:
        yield segment("DTP", "472", *wire_span(claim.service_dates))


def _named(name: Name) -> Name:
    """A claim may have come with a name that our alphabet cannot carry; its answer goes out all the same."""
    return name if wire_text(name.last) else Name(_UNNAMED, wire_text(name.first))


def decode_claim_acknowledgment(
    segments: Segments, *, subject: str = "277CA", path: tuple[str, ...] = ()
) -> tuple[ClaimAnswers | None, tuple[Finding, ...]]:
    """One 277CA transaction set, `segments` from ST to SE; None when an element cannot be read.

    A claim is accepted when no status of it or of its lines is of a rejecting category and none asks for
    action U. Stated totals that differ from the claims listed are findings: nothing is taken from totals.
    """
    reader = ElementReader(subject, path)
    _, levels = divide(segments, named("HL"))
    batch: Segments = next((level for level in levels if level[0].element(3) == "21"), ())
    claims = tuple(
        _answer(reader, group)
        for level in levels
        if level[0].element(3) == "PT"
        for group in divide(level, named("TRN"))[1]
    )
    statuses, accepted = _statuses(batch)
    answers = ClaimAnswers(first(batch, "TRN").element(2), accepted, statuses, claims)
    totals = tuple(_total_findings(reader, batch, claims)) if claims else ()
    return (None if reader.findings else answers), (*reader.findings, *totals)


def _answer(reader: ElementReader, group: Segments) -> ClaimAnswer:
    statuses, accepted = _statuses(group)
    status = first(group, "STC")
    if not statuses:
        reader.text(Segment("STC", (), ordinal=group[0].ordinal, offset=group[0].offset), 1)
    return ClaimAnswer(
        control_number=reader.text(group[0], 2),
        accepted=accepted,
        statuses=statuses,
        payer_claim_number=first(group, "REF", "1K").element(2),
        charge=reader.money_or_zero(status, 4),
    )


def _statuses(segments: Segments) -> tuple[tuple[ClaimStatus, ...], bool]:
    found = every(segments, "STC")
    statuses = tuple(
        ClaimStatus(each.component(number, 1), each.component(number, 2), each.component(number, 3))
        for each in found
        for number in (1, 10, 11)
        if each.element(number)
    )
    refused = any(each.element(3) == "U" for each in found)
    return statuses, not refused and all(each.category not in REJECTING_CATEGORIES for each in statuses)


def _total_findings(
    reader: ElementReader, batch: Segments, claims: Sequence[ClaimAnswer]
) -> Iterator[Finding]:
    for accepted, quantity, amount in ((True, "90", "YU"), (False, "AA", "YY")):
        listed = [claim for claim in claims if claim.accepted is accepted]
        counted, summed = first(batch, "QTY", quantity), first(batch, "AMT", amount)
        if counted.elements and counted.element(2) != str(len(listed)):
            yield _mismatch(reader, counted, str(len(listed)))
        total = Money.total(claim.charge for claim in listed)
        if summed.elements and reader.money(summed, 2) != total:
            yield _mismatch(reader, summed, total.shortest)


def _mismatch(reader: ElementReader, stated: Segment, listed: str) -> Finding:
    return Finding(
        "exchange.acknowledged-totals",
        Severity.REVIEW,
        reader.place(stated, 2),
        "the acknowledgment's total differs from the claims it lists",
        found=stated.element(2),
        wanted=listed,
        next_step="look for claims that the acknowledgment does not name",
        citation="005010X214, loop 2200B",
        codes=(("SNIP", "3"),),
    )
