"""277, 005010X212: what a payer says about claims to records, and records to bytes."""

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
    only_party,
    read_levels,
)
from cleanclaim.exchange.parties import naming
from cleanclaim.exchange.wire import exact_text, required_text, wire_date, wire_quantity, wire_span, wire_text
from cleanclaim.model.claim_inquiry import ClaimStatusAnswer, LineStatus, StatusCode, StatusReport
from cleanclaim.model.party import Party
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

GUIDE = "005010X212"
_COMPOSITES = (1, 10, 11)  # where an STC holds its statuses
_LEVEL_NAMES = {RECEIVER: "receiver", PROVIDER: "provider"}


def encode_claim_status(
    answers: Sequence[ClaimStatusAnswer],
    *,
    receiver: Party,
    envelope: Envelope,
    set_control: str,
    reference: str,
    line_end: str = "",
) -> bytes:
    """One interchange with one 277 that answers about claims; neighbours share their levels.

    receiver   who asked for the provider (NM1*41), as the question named him
    reference  BHT03, as the question sent it
    """
    if envelope.functional_id != "HN" or envelope.guide != GUIDE:
        raise MisuseError(f"claim status answers travel as GS01 HN under {GUIDE}")
    if not answers or any(each.level != "claim" or each.subscriber is None for each in answers):
        raise MisuseError("want at least one answer, and each about a claim of a subscriber")
    body = tuple(_answers_body(answers, receiver, envelope, reference))
    return write_interchange(envelope, [TransactionDraft("277", set_control, body)], line_end)


def _answers_body(
    answers: Sequence[ClaimStatusAnswer], receiver: Party, envelope: Envelope, reference: str
) -> Iterator[Segment]:
    written, numbers = envelope.written_at, count(1)
    trace = exact_text(reference, "BHT03", 50)
    yield segment("BHT", "0010", "08", trace, wire_date(written), written.strftime("%H%M"), "DG")
    for (payer, provider), run in groupby(answers, key=lambda each: (each.payer, each.provider)):
        above = 0
        for party, kind in ((payer, SOURCE), (receiver, RECEIVER), (provider, PROVIDER)):
            if party is None:
                raise MisuseError("an answer about a claim names the provider")
            number = next(numbers)
            yield level_segment(number, above, kind, has_children=True)
            yield naming(party)
            above = number
        for one in run:
            yield from _patient_segments(one, next(numbers), above, numbers)


def _patient_segments(
    one: ClaimStatusAnswer, number: int, parent: int, numbers: Iterator[int]
) -> Iterator[Segment]:
    assert one.subscriber is not None, "checked before anything is written"
    yield level_segment(number, parent, SUBSCRIBER, has_children=one.dependent is not None)
    yield naming(one.subscriber)
    if one.dependent is not None:
        yield level_segment(next(numbers), number, DEPENDENT, has_children=None)
        yield naming(one.dependent)
    yield segment("TRN", "2", exact_text(one.trace_number, "TRN02", 50))
    for report in one.reports:
        yield _report_segment(report)
    for qualifier, value in (("1K", one.payer_claim_number), ("EJ", one.control_number)):
        if value:
            yield segment("REF", qualifier, required_text(value, f"REF*{qualifier}", 50))
    if one.service_dates is not None:
        yield segment("DTP", "472", *wire_span(one.service_dates))
    for line in one.lines:
        yield from _line_segments(line)


def _report_segment(one: StatusReport) -> Segment:
    if not 1 <= len(one.statuses) <= len(_COMPOSITES):
        raise MisuseError("a report carries one to three statuses")
    composites: list[str | tuple[str, ...]] = [
        (each.category, each.claim_status, each.entity) for each in one.statuses
    ]
    further = [*composites[1:], "", ""][:2]
    days = [wire_date(day) if day else "" for day in (one.effective_on, one.adjudicated_on, one.paid_on)]
    amounts = [amount.shortest if amount is not None else "" for amount in (one.charge, one.paid)]
    return segment(
        "STC", composites[0], days[0], "", *amounts, days[1], "", days[2], one.check_number,
        *further, wire_text(one.message, 264),
    )  # fmt: skip


def _line_segments(line: LineStatus) -> Iterator[Segment]:
    product = (line.qualifier, line.procedure, *line.modifiers)
    yield segment(
        "SVC", product, line.charge.shortest, line.paid.shortest if line.paid is not None else "",
        line.revenue_code, "", "", wire_quantity(line.units) if line.units is not None else "",
    )  # fmt: skip
    for report in line.reports:
        yield _report_segment(report)
    if line.control_number:
        yield segment("REF", "FJ", required_text(line.control_number, "REF*FJ", 50))
    if line.service_dates is not None:
        yield segment("DTP", "472", *wire_span(line.service_dates))


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
        payer=only_party(reader, level.nearest(SOURCE)),
        provider=only_party(reader, provider) if provider else None,
        subscriber=only_party(reader, subscriber) if subscriber else None,
        dependent=only_party(reader, level.segments) if level.kind == DEPENDENT else None,
        reports=_reports(reader, own),
        payer_claim_number=first(own, "REF", "1K").element(2),
        control_number=first(own, "REF", "EJ").element(2),
        service_dates=reader.span(days[0], 3) if days else None,
        lines=tuple(_line(reader, line) for line in lines),
    )


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
