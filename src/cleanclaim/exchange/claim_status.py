"""276 and 277, 005010X212: where a claim stands, asked in bytes and answered in records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, groupby

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding
from cleanclaim.exchange.elements import ElementReader, Segments, divide, every, first, named
from cleanclaim.exchange.levels import (
    DEPENDENT,
    PROVIDER,
    RECEIVER,
    SOURCE,
    SUBSCRIBER,
    Level,
    level_segment,
    parties_of,
    read_levels,
)
from cleanclaim.exchange.parties import naming, party_segments, read_party
from cleanclaim.exchange.wire import exact_text, required_text, wire_date, wire_span
from cleanclaim.model.claim_inquiry import (
    ClaimInquiry,
    ClaimStatusAnswer,
    LineStatus,
    StatusCode,
    StatusReport,
)
from cleanclaim.model.party import Party
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

GUIDE = "005010X212"
_COMPOSITES = (1, 10, 11)  # where an STC holds its statuses
_LEVEL_NAMES = {RECEIVER: "receiver", PROVIDER: "provider"}


def encode_claim_inquiries(
    inquiries: Sequence[ClaimInquiry],
    *,
    envelope: Envelope,
    set_control: str,
    reference: str,
    line_end: str = "",
) -> bytes:
    """One interchange with one 276 that asks all `inquiries`, with `reference` as BHT03."""
    if envelope.functional_id != "HR" or envelope.guide != GUIDE:
        raise MisuseError(f"claim status inquiries travel as GS01 HR under {GUIDE}")
    if not inquiries:
        raise MisuseError("want at least one inquiry")
    body = tuple(_inquiry_body(inquiries, envelope, reference))
    return write_interchange(envelope, [TransactionDraft("276", set_control, body)], line_end)


def _inquiry_body(inquiries: Sequence[ClaimInquiry], envelope: Envelope, reference: str) -> Iterator[Segment]:
    written, numbers = envelope.written_at, count(1)
    yield segment(
        "BHT", "0010", "13", exact_text(reference, "BHT03", 50), wire_date(written), written.strftime("%H%M")
    )
    for (payer, receiver, provider), run in groupby(
        inquiries, key=lambda each: (each.payer, each.receiver, each.provider)
    ):
        above = 0
        for party, kind in ((payer, SOURCE), (receiver, RECEIVER), (provider, PROVIDER)):
            number = next(numbers)
            yield level_segment(number, above, kind, has_children=True)
            yield naming(party)
            above = number
        for one in run:
            yield from _patient(one, next(numbers), above, numbers)


def _patient(one: ClaimInquiry, number: int, parent: int, numbers: Iterator[int]) -> Iterator[Segment]:
    yield level_segment(number, parent, SUBSCRIBER, has_children=one.dependent is not None)
    if one.dependent is not None:
        yield naming(one.subscriber)
        yield level_segment(next(numbers), number, DEPENDENT, has_children=None)
    person = one.dependent or one.subscriber
    # here the birth date stands before the name
    yield from tuple(party_segments(person, ("DMG",)))[1:]
    yield naming(person)
    yield from _asked(one)


def _asked(one: ClaimInquiry) -> Iterator[Segment]:
    yield segment("TRN", "1", exact_text(one.trace_number, "TRN02", 50))
    for qualifier, value in (
        ("1K", one.payer_claim_number),
        ("BLT", one.bill_type),
        ("EJ", one.control_number),
    ):
        if value:
            yield segment("REF", qualifier, required_text(value, f"REF*{qualifier}", 50))
    yield segment("AMT", "T3", one.charge.shortest)
    yield segment("DTP", "472", *wire_span(one.service_dates))


def decode_claim_status(
    segments: Segments, *, subject: str = "277", path: tuple[str, ...] = ()
) -> tuple[tuple[ClaimStatusAnswer, ...] | None, tuple[Finding, ...]]:
    """The answers of one 277 (X212), `segments` from ST to SE; None when an element cannot be read.

    A receiver or provider that the payer does not know gives an answer of that level without a claim.
    """
    reader = ElementReader(subject, path)
    _, levels = read_levels(reader, segments)
    answers = tuple(
        _answer(reader, level, group)
        for level in levels
        for group in divide(level.segments, named("TRN"))[1]
        if level.kind != SOURCE
    )
    return (None if reader.findings else answers), tuple(reader.findings)


def _answer(reader: ElementReader, level: Level, group: Segments) -> ClaimStatusAnswer:
    own, lines = divide(group, named("SVC"))
    days = every(own, "DTP", "472")
    provider, subscriber = level.nearest(PROVIDER), level.nearest(SUBSCRIBER)
    return ClaimStatusAnswer(
        level=_LEVEL_NAMES.get(level.kind, "claim"),
        trace_number=reader.text(group[0], 2),
        payer=_party(reader, level.nearest(SOURCE)),
        provider=_party(reader, provider) if provider else None,
        subscriber=_party(reader, subscriber) if subscriber else None,
        dependent=_party(reader, level.segments) if level.kind == DEPENDENT else None,
        reports=_reports(reader, own),
        payer_claim_number=first(own, "REF", "1K").element(2),
        control_number=first(own, "REF", "EJ").element(2),
        service_dates=reader.span(days[0], 3) if days else None,
        lines=tuple(_line(reader, line) for line in lines),
    )


def _party(reader: ElementReader, level: Segments) -> Party:
    groups = parties_of(divide(level, named("TRN"))[0])
    return read_party(reader, groups[0] if groups else level[:1])


def _reports(reader: ElementReader, group: Segments) -> tuple[StatusReport, ...]:
    return tuple(
        StatusReport(
            statuses=tuple(
                StatusCode(one.component(number, 1), one.component(number, 2), one.component(number, 3))
                for number in _COMPOSITES
                if one.element(number)
            ),
            effective_on=reader.day_or_none(one, 2),
            charge=reader.money_or_none(one, 4),
            paid=reader.money_or_none(one, 5),
            adjudicated_on=reader.day_or_none(one, 6),
            paid_on=reader.day_or_none(one, 8),
            check_number=one.element(9),
            message=one.element(12),
        )
        for one in every(group, "STC")
    )


def _line(reader: ElementReader, group: Segments) -> LineStatus:
    service, days = group[0], every(group, "DTP", "472")
    product = service.components(1)
    return LineStatus(
        qualifier=product[0] if product else "",
        procedure=product[1] if len(product) > 1 else "",
        modifiers=tuple(filter(None, product[2:6])),
        charge=reader.money(service, 2),
        paid=reader.money_or_none(service, 3),
        reports=_reports(reader, group),
        revenue_code=service.element(4),
        units=reader.quantity_or_none(service, 7),
        control_number=first(group, "REF", "FJ").element(2),
        service_dates=reader.span(days[0], 3) if days else None,
    )
