"""278, 005010X217: services for which the payer's word is asked, and its decision.

No second program reads this set: both directions rest on `services_review.txt`, which only advises.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding
from cleanclaim.exchange.elements import ElementReader, Segments, divide, every, first, named
from cleanclaim.exchange.eligibility_answer import (
    delivery_segment,
    read_dates,
    read_delivery,
    read_refusals,
)
from cleanclaim.exchange.levels import (
    DEPENDENT,
    RECEIVER,
    SOURCE,
    SUBSCRIBER,
    Level,
    level_segment,
    parties_of,
    read_levels,
)
from cleanclaim.exchange.parties import party_segments, read_party, read_references
from cleanclaim.exchange.wire import exact_text, required_text, wire_date, wire_quantity, wire_span, wire_text
from cleanclaim.model.eligibility import BenefitDelivery
from cleanclaim.model.party import Party
from cleanclaim.model.services_review import (
    DecidedService,
    ReviewAnswer,
    ReviewDecision,
    ReviewedService,
    ReviewKind,
    ReviewRequest,
)
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

GUIDE = "005010X217"
EVENT, SERVICE = "EV", "SS"
_PERSON_ORDER = ("REF", "N3", "DMG")
_PROVIDER_ORDER = ("REF", "N3", "PER", "PRV")


def encode_review_requests(
    requests: Sequence[ReviewRequest],
    *,
    envelope: Envelope,
    set_controls: Sequence[str],
    line_end: str = "",
) -> bytes:
    """One interchange with one 278 for each request; one patient a set. BHT03 is the trace number."""
    if envelope.functional_id != "HI" or envelope.guide != GUIDE:
        raise MisuseError(f"requests for review travel as GS01 HI under {GUIDE}")
    if not requests or len(requests) != len(set_controls):
        raise MisuseError("want at least one request and a set control number for each")
    sets = [
        TransactionDraft("278", control, tuple(_request_body(one, envelope)))
        for control, one in zip(set_controls, requests, strict=True)
    ]
    return write_interchange(envelope, sets, line_end)


def _request_body(one: ReviewRequest, envelope: Envelope) -> Iterator[Segment]:
    written, numbers = envelope.written_at, count(2)
    trace = exact_text(one.trace_number, "BHT03", 50)
    yield segment("BHT", "0007", "13", trace, wire_date(written), written.strftime("%H%M"))
    yield level_segment(1, 0, SOURCE, has_children=True)
    yield from party_segments(one.payer, ("PER",))
    number = 1
    people = [(RECEIVER, one.provider, _PROVIDER_ORDER), (SUBSCRIBER, one.subscriber, _PERSON_ORDER)]
    if one.dependent is not None:
        people.append((DEPENDENT, one.dependent, _PERSON_ORDER))
    for kind, party, order in people:
        parent, number = number, next(numbers)
        yield level_segment(number, parent, kind, has_children=True)
        yield from party_segments(party, order)
    event = next(numbers)
    yield level_segment(event, number, EVENT, has_children=bool(one.services))
    yield from _event(one, trace)
    for service in one.services:
        yield level_segment(next(numbers), event, SERVICE, has_children=False)
        yield from service_segments(service)


def _event(one: ReviewRequest, trace: str) -> Iterator[Segment]:
    if len(one.originator) != 10:
        raise MisuseError("TRN03 is ten characters: the tax id with a digit before it, or a number agreed")
    yield segment("TRN", "1", trace, one.originator)
    yield kind_segment(one.kind)
    if one.previous_authorization:
        yield segment("REF", "BB", required_text(one.previous_authorization, "REF*BB", 50))
    for each in one.dates:
        yield segment("DTP", each.qualifier, *wire_span(each.days))
    if one.diagnoses:
        yield segment("HI", *((each.qualifier, each.value.replace(".", "")) for each in one.diagnoses))
    yield from _delivery_segments(one.delivery)
    if one.admission:
        yield segment("CL1", *one.admission)
    if one.message:
        yield segment("MSG", wire_text(one.message, 264))
    for provider in one.providers:
        yield from party_segments(provider, _PROVIDER_ORDER)


def kind_segment(kind: ReviewKind) -> Segment:
    """UM: what is asked for."""
    return segment(
        "UM",
        kind.category,
        kind.certification,
        kind.service_type,
        kind.facility,
        kind.related_causes,
        kind.urgency,
    )


def _delivery_segments(delivery: BenefitDelivery | None) -> Iterator[Segment]:
    if delivery is not None:
        yield delivery_segment(delivery)


def service_segments(service: ReviewedService) -> Iterator[Segment]:
    """What stands under a service level: UM, date, SV1 or SV2, rate, providers."""
    if service.kind is not None:
        yield kind_segment(service.kind)
    if service.service_dates is not None:
        yield segment("DTP", "472", *wire_span(service.service_dates))
    charge = service.charge.shortest if service.charge is not None else ""
    units = wire_quantity(service.units) if service.units is not None else ""
    if service.revenue_code:
        yield segment("SV2", service.revenue_code, service.procedure, charge, service.unit, units)
    else:
        yield segment("SV1", service.procedure, charge, service.unit, units)
    yield from _delivery_segments(service.delivery)
    for provider in service.providers:
        yield from party_segments(provider, _PROVIDER_ORDER)


def decode_review_answers(
    segments: Segments, *, subject: str = "278", path: tuple[str, ...] = ()
) -> tuple[tuple[ReviewAnswer, ...] | None, tuple[Finding, ...]]:
    """The decisions of one 278 response, `segments` from ST to SE; None when an element cannot be read.

    A request that was refused before its event (unknown provider or member) gives an answer of refusals.
    """
    reader = ElementReader(subject, path)
    _, levels = read_levels(reader, segments)
    answers = tuple(
        _answer(reader, level, levels)
        for level in levels
        if level.kind == EVENT or (level.kind != SERVICE and every(level.segments, "AAA"))
    )
    return (None if reader.findings else answers), tuple(reader.findings)


def _answer(reader: ElementReader, level: Level, levels: Sequence[Level]) -> ReviewAnswer:
    own = divide(level.segments, named("NM1"))[0] if level.kind == EVENT else level.segments
    is_event = level.kind == EVENT
    kind = first(own, "UM") if is_event else Segment("UM", ())
    return ReviewAnswer(
        payer=_party(reader, level.nearest(SOURCE)),
        provider=_party_or_none(reader, level.nearest(RECEIVER)),
        subscriber=_party_or_none(reader, level.nearest(SUBSCRIBER)),
        dependent=_party_or_none(reader, level.nearest(DEPENDENT)),
        trace_numbers=tuple(each.element(2) for each in every(own, "TRN", "2")),
        kind=read_kind(kind) if kind.elements else None,
        decision=_decision(own),
        services=tuple(
            _decided(reader, each.segments)
            for each in levels
            if is_event and each.kind == SERVICE and each.above and each.above[-1] is level
        ),
        refusals=read_refusals(level.segments, "event" if is_event else "request"),
        dates=read_dates(reader, own),
        messages=tuple(each.element(1) for each in every(own, "MSG")),
        references=read_references(own) if is_event else (),
    )


def _party(reader: ElementReader, level: Segments) -> Party:
    groups = parties_of(level)
    return read_party(reader, groups[0] if groups else level[:1])


def _party_or_none(reader: ElementReader, level: Segments) -> Party | None:
    return _party(reader, level) if level else None


def read_kind(one: Segment) -> ReviewKind:
    """One UM."""
    return ReviewKind(
        one.element(1), one.element(2), one.element(3), one.components(4), one.components(5), one.element(6)
    )


def _decision(own: Segments) -> ReviewDecision | None:
    one = first(own, "HCR")
    return ReviewDecision(one.element(1), one.element(2), one.repeats(3)) if one.elements else None


def _decided(reader: ElementReader, level: Segments) -> DecidedService:
    own, providers = divide(level, named("NM1"))
    return DecidedService(
        read_service(reader, own, providers),
        _decision(own),
        read_refusals(level, "service"),
        tuple(each for each in read_dates(reader, own) if each.qualifier != "472"),
        tuple(each.element(1) for each in every(own, "MSG")),
    )


def read_service(reader: ElementReader, own: Segments, providers: list[Segments]) -> ReviewedService:
    """A service level: its own segments, and the loops of its providers."""
    days = every(own, "DTP", "472")
    professional, facility, kind = first(own, "SV1"), first(own, "SV2"), first(own, "UM")
    at = 3 if facility.elements else 2  # SV2 has the revenue code before the product
    one = facility if facility.elements else professional
    rates = every(own, "HSD")
    return ReviewedService(
        procedure=one.components(at - 1),
        charge=reader.money_or_none(one, at),
        unit=one.element(at + 1),
        units=reader.quantity_or_none(one, at + 2),
        revenue_code=facility.element(1),
        service_dates=reader.span(days[0], 3) if days else None,
        delivery=read_delivery(reader, rates[0]) if rates else None,
        providers=tuple(read_party(reader, each) for each in providers),
        kind=read_kind(kind) if kind.elements else None,
    )
