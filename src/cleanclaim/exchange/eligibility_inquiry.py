"""270, 005010X279A1: questions about coverage to bytes and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, groupby

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding
from cleanclaim.exchange.elements import ElementReader, Segments, divide, every, first, named
from cleanclaim.exchange.levels import (
    DEPENDENT,
    RECEIVER,
    SOURCE,
    SUBSCRIBER,
    Level,
    level_segment,
    only_party,
    read_levels,
)
from cleanclaim.exchange.parties import INQUIRY_ORDER, party_segments
from cleanclaim.exchange.wire import exact_text, wire_date, wire_span
from cleanclaim.model.eligibility import EligibilityInquiry
from cleanclaim.model.party import Party
from cleanclaim.x12.segments import STANDARD, Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

GUIDE = "005010X279A1"


def encode_eligibility_inquiries(
    inquiries: Sequence[EligibilityInquiry],
    *,
    envelope: Envelope,
    set_control: str,
    reference: str,
    line_end: str = "",
) -> bytes:
    """One interchange with one 270 that asks all `inquiries`.

    Neighbours with the same payer and provider share their levels. `reference` is BHT03. A real-time partner
    takes one inquiry a file.
    """
    if envelope.functional_id != "HS" or envelope.guide != GUIDE:
        raise MisuseError(f"eligibility inquiries travel as GS01 HS under {GUIDE}")
    if not inquiries:
        raise MisuseError("want at least one inquiry")
    body = tuple(_inquiry_body(inquiries, envelope, reference))
    return write_interchange(envelope, [TransactionDraft("270", set_control, body)], line_end)


def _inquiry_body(
    inquiries: Sequence[EligibilityInquiry], envelope: Envelope, reference: str
) -> Iterator[Segment]:
    written, numbers = envelope.written_at, count(1)
    yield segment(
        "BHT", "0022", "13", exact_text(reference, "BHT03", 50), wire_date(written), written.strftime("%H%M")
    )
    for _, run in groupby(inquiries, key=lambda each: (each.payer, each.provider)):
        members = tuple(run)
        source, receiver = next(numbers), next(numbers)
        yield level_segment(source, 0, SOURCE, has_children=True)
        yield from party_segments(members[0].payer, ())
        yield level_segment(receiver, source, RECEIVER, has_children=True)
        yield from party_segments(members[0].provider, ("REF", "N3", "PRV"))
        for one in members:
            subscriber = next(numbers)
            yield level_segment(subscriber, receiver, SUBSCRIBER, has_children=one.dependent is not None)
            if one.dependent is None:
                yield from _person(one, one.subscriber)
            else:
                yield from party_segments(one.subscriber, INQUIRY_ORDER)
                yield level_segment(next(numbers), subscriber, DEPENDENT, has_children=False)
                yield from _person(one, one.dependent)


def _person(one: EligibilityInquiry, person: Party) -> Iterator[Segment]:
    if len(one.originator) != 10:
        raise MisuseError("TRN03 is ten characters: the tax id with a digit before it, or a number agreed")
    yield segment("TRN", "1", exact_text(one.trace_number, "TRN02", 50), one.originator)
    yield from party_segments(person, INQUIRY_ORDER)
    if one.service_dates is not None:
        yield segment("DTP", "291", *wire_span(one.service_dates))
    yield segment("EQ", STANDARD.repetition.join(one.service_types))


def decode_eligibility_inquiries(
    segments: Segments, *, subject: str = "270", path: tuple[str, ...] = ()
) -> tuple[tuple[EligibilityInquiry, ...] | None, tuple[Finding, ...]]:
    """The questions of one 270, `segments` from ST to SE: one for each level that asks something (EQ).

    None when an element cannot be read. Questions about a procedure instead of a type of service keep the
    person and the trace number, with no service types.
    """
    reader = ElementReader(subject, path)
    _, levels = read_levels(reader, segments)
    found = tuple(_read_inquiry(reader, level) for level in levels if every(level.segments, "EQ"))
    return (None if reader.findings else found), tuple(reader.findings)


def _read_inquiry(reader: ElementReader, level: Level) -> EligibilityInquiry:
    head, questions = divide(level.segments, named("EQ"))
    days, trace = every(head, "DTP", "291"), first(head, "TRN")
    is_dependent = level.kind == DEPENDENT
    return EligibilityInquiry(
        payer=only_party(reader, level.nearest(SOURCE)),
        provider=only_party(reader, level.nearest(RECEIVER)),
        subscriber=only_party(reader, level.nearest(SUBSCRIBER)),
        trace_number=trace.element(2),
        originator=trace.element(3),
        service_types=tuple(each for group in questions for each in group[0].repeats(1)),
        dependent=only_party(reader, head) if is_dependent else None,
        service_dates=reader.span(days[0], 3) if days else None,
    )
