"""278, 005010X217, the payer's side: requests out of bytes, decisions into bytes. See `services_review`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding
from cleanclaim.exchange.elements import ElementReader, Segments, divide, every, first, named
from cleanclaim.exchange.eligibility_answer import read_dates, read_delivery
from cleanclaim.exchange.levels import (
    DEPENDENT,
    RECEIVER,
    SOURCE,
    SUBSCRIBER,
    Level,
    level_segment,
    only_party,
    parties_of,
    read_levels,
)
from cleanclaim.exchange.parties import party_segments, read_party, reference_segment
from cleanclaim.exchange.services_review import (
    EVENT,
    GUIDE,
    SERVICE,
    kind_segment,
    read_kind,
    read_service,
    service_segments,
)
from cleanclaim.exchange.wire import exact_text, wire_date, wire_span, wire_text
from cleanclaim.model.eligibility import InquiryRefusal
from cleanclaim.model.party import Reference
from cleanclaim.model.services_review import (
    DecidedService,
    ReviewAnswer,
    ReviewDecision,
    ReviewedService,
    ReviewRequest,
)
from cleanclaim.x12.segments import STANDARD, Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

_PERSON_ORDER, _PROVIDER_ORDER = ("REF", "N3", "DMG"), ("REF", "N3", "PER", "PRV")


def decode_review_requests(
    segments: Segments, *, subject: str = "278", path: tuple[str, ...] = ()
) -> tuple[tuple[ReviewRequest, ...] | None, tuple[Finding, ...]]:
    """The requests of one 278, `segments` from ST to SE: one for each event; None when unreadable."""
    reader = ElementReader(subject, path)
    _, levels = read_levels(reader, segments)
    found = tuple(_request(reader, level, levels) for level in levels if level.kind == EVENT)
    return (None if reader.findings else found), tuple(reader.findings)


def _request(reader: ElementReader, level: Level, levels: Sequence[Level]) -> ReviewRequest:
    own = divide(level.segments, named("NM1"))[0]
    trace, rates, dependent = first(own, "TRN"), every(own, "HSD"), level.nearest(DEPENDENT)
    return ReviewRequest(
        payer=only_party(reader, level.nearest(SOURCE)),
        provider=only_party(reader, level.nearest(RECEIVER)),
        subscriber=only_party(reader, level.nearest(SUBSCRIBER)),
        trace_number=trace.element(2),
        originator=trace.element(3),
        kind=read_kind(first(own, "UM")),
        services=tuple(_service(reader, each) for each in levels if each.above and each.above[-1] is level),
        dependent=only_party(reader, dependent) if dependent else None,
        diagnoses=tuple(_diagnoses(own)),
        dates=read_dates(reader, own),
        delivery=read_delivery(reader, rates[0]) if rates else None,
        admission=first(own, "CL1").elements,
        message=first(own, "MSG").element(1),
        providers=tuple(read_party(reader, each) for each in parties_of(level.segments)),
        previous_authorization=first(own, "REF", "BB").element(2),
    )


def _service(reader: ElementReader, level: Level) -> ReviewedService:
    return read_service(reader, *divide(level.segments, named("NM1")))


def _diagnoses(own: Segments) -> Iterator[Reference]:
    for each in every(own, "HI"):
        for number in range(1, len(each.elements) + 1):
            yield Reference(each.component(number, 1), each.component(number, 2))


def encode_review_answers(
    answers: Sequence[ReviewAnswer],
    *,
    envelope: Envelope,
    set_controls: Sequence[str],
    originator: str,
    line_end: str = "",
) -> bytes:
    """One interchange with one 278 for each answer; `originator` is TRN03 of its trace numbers.

    An answer names payer, provider and subscriber; BHT03 is its first trace number.
    """
    if envelope.functional_id != "HI" or envelope.guide != GUIDE:
        raise MisuseError(f"decisions on a review travel as GS01 HI under {GUIDE}")
    if not answers or len(answers) != len(set_controls):
        raise MisuseError("want at least one answer and a set control number for each")
    sets = [
        TransactionDraft("278", control, tuple(_answer_body(one, envelope, originator)))
        for control, one in zip(set_controls, answers, strict=True)
    ]
    return write_interchange(envelope, sets, line_end)


def _answer_body(one: ReviewAnswer, envelope: Envelope, originator: str) -> Iterator[Segment]:
    if one.provider is None or one.subscriber is None or not one.trace_numbers:
        raise MisuseError("a decision names provider and subscriber, and the trace number of the request")
    written, numbers = envelope.written_at, count(1)
    trace = exact_text(one.trace_numbers[0], "BHT03", 50)
    yield segment("BHT", "0007", "11", trace, wire_date(written), written.strftime("%H%M"))
    people = [
        (SOURCE, one.payer, ("PER",)),
        (RECEIVER, one.provider, _PROVIDER_ORDER),
        (SUBSCRIBER, one.subscriber, _PERSON_ORDER),
    ]
    if one.dependent is not None:
        people.append((DEPENDENT, one.dependent, _PERSON_ORDER))
    number = 0
    for kind, party, order in people:
        parent, number = number, next(numbers)
        yield level_segment(number, parent, kind, has_children=True)
        yield from party_segments(party, order)
    event = next(numbers)
    yield level_segment(event, number, EVENT, has_children=bool(one.services))
    yield from _event(one, originator)
    for decided in one.services:
        yield level_segment(next(numbers), event, SERVICE, has_children=False)
        yield from _decided(decided)


def _event(one: ReviewAnswer, originator: str) -> Iterator[Segment]:
    for number in one.trace_numbers:
        yield segment("TRN", "2", exact_text(number, "TRN02", 50), originator)
    yield from _refusals(one.refusals)
    if one.kind is not None:
        yield kind_segment(one.kind)
    yield from _decision(one.decision)
    for reference in one.references:
        yield reference_segment(reference)
    for told in one.dates:
        yield segment("DTP", told.qualifier, *wire_span(told.days))
    for message in one.messages:
        yield segment("MSG", wire_text(message, 264))


def _refusals(refusals: Sequence[InquiryRefusal]) -> Iterator[Segment]:
    for each in refusals:
        yield segment("AAA", "Y" if each.valid else "N", "", each.reason, each.follow_up)


def _decision(decision: ReviewDecision | None) -> Iterator[Segment]:
    if decision is not None:
        reasons = STANDARD.repetition.join(decision.reasons)
        yield segment("HCR", decision.action, wire_text(decision.number, 50), reasons)


def _decided(decided: DecidedService) -> Iterator[Segment]:
    """A service with its decision behind its UM, where the guide wants it."""
    head = (*_refusals(decided.refusals),)
    told = (*_decision(decided.decision),)
    body = list(service_segments(decided.service))
    kind = [each for each in body if each.name == "UM"]
    further = [
        segment("DTP", each.qualifier, *wire_span(each.days))
        for each in decided.dates
        if each.qualifier != "472"
    ]
    rest = [each for each in body if each.name != "UM"]
    messages = [segment("MSG", wire_text(each, 264)) for each in decided.messages]
    providers = next((at for at, each in enumerate(rest) if each.name == "NM1"), len(rest))
    yield from (*head, *kind, *told, *further, *rest[:providers], *messages, *rest[providers:])
