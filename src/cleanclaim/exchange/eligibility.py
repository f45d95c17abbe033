"""270 and 271, 005010X279A1: questions about coverage to bytes, answers to benefits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, groupby

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.finding import Finding
from cleanclaim.exchange.elements import ElementReader, Segments, divide, every, named
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
from cleanclaim.exchange.parties import INQUIRY_ORDER, party_segments, read_party, read_references
from cleanclaim.exchange.wire import exact_text, wire_date, wire_span
from cleanclaim.model.eligibility import (
    Benefit,
    BenefitDelivery,
    DatedEvent,
    EligibilityAnswer,
    EligibilityInquiry,
    InquiryRefusal,
)
from cleanclaim.model.party import Party, Reference
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

GUIDE = "005010X279A1"
_LEVEL_NAMES = {SOURCE: "source", RECEIVER: "receiver", SUBSCRIBER: "subscriber", DEPENDENT: "dependent"}


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
    repeated = Segment("EQ", ()).delimiters.repetition.join(one.service_types)
    yield segment("EQ", repeated)


def decode_eligibility_answers(
    segments: Segments, *, subject: str = "271", path: tuple[str, ...] = ()
) -> tuple[tuple[EligibilityAnswer, ...] | None, tuple[Finding, ...]]:
    """The answers of one 271, `segments` from ST to SE: one for each person that it speaks of.

    A level that was refused before any person is told (the payer is down, the provider unknown) gives an
    answer of its own with an empty subscriber. None when an element cannot be read.
    """
    reader = ElementReader(subject, path)
    _, levels = read_levels(reader, segments)
    parents = {id(level.above[-1]) for level in levels if level.above}
    speaking = [level for level in levels if _speaks(level, is_parent=id(level) in parents)]
    answers = tuple(_answer(reader, level) for level in speaking)
    return (None if reader.findings else answers), tuple(reader.findings)


def _speaks(level: Level, *, is_parent: bool) -> bool:
    """Whether a level is the end of the line, or says something itself."""
    return not is_parent or any(each.name in ("EB", "AAA") for each in level.segments)


def _answer(reader: ElementReader, level: Level) -> EligibilityAnswer:
    person = level.segments
    head, benefits = divide(person, named("EB"))
    dependent = person if level.kind == DEPENDENT else ()
    subscriber = level.nearest(SUBSCRIBER)
    return EligibilityAnswer(
        payer=_party(reader, level.nearest(SOURCE)),
        provider=_party(reader, level.nearest(RECEIVER)),
        subscriber=_party(reader, subscriber),
        dependent=_party(reader, dependent) if dependent else None,
        trace_numbers=tuple(each.element(2) for each in every(person, "TRN", "2")),
        dates=read_dates(reader, head) if level.kind in (SUBSCRIBER, DEPENDENT) else (),
        benefits=tuple(_benefit(reader, group) for group in benefits),
        refusals=(
            *read_refusals(head, _LEVEL_NAMES.get(level.kind, level.kind)),
            *(each for group in benefits for each in read_refusals(group, "benefit")),
        ),
    )


def _party(reader: ElementReader, level: Segments) -> Party:
    """The one party of a level, from what stands before its first benefit."""
    groups = parties_of(divide(level, named("EB"))[0])
    return read_party(reader, groups[0]) if groups else read_party(reader, level[:1])


def read_dates(reader: ElementReader, segments: Segments) -> tuple[DatedEvent, ...]:
    """Every DTP, with a day or a range."""
    return tuple(DatedEvent(each.element(1), reader.span(each, 3)) for each in every(segments, "DTP"))


def read_refusals(segments: Segments, level: str) -> tuple[InquiryRefusal, ...]:
    """Every AAA; `level` says where it stands."""
    return tuple(
        InquiryRefusal(level, each.element(1) == "Y", each.element(3), each.element(4))
        for each in every(segments, "AAA")
    )


def _benefit(reader: ElementReader, group: Segments) -> Benefit:
    """One EB with what hangs on it; parties stand between LS and LE."""
    own, related = divide(group, named("NM1"))
    one = group[0]
    return Benefit(
        kind=reader.text(one, 1),
        coverage_level=one.element(2),
        service_types=one.repeats(3),
        insurance_type=one.element(4),
        plan_description=one.element(5),
        period=one.element(6),
        amount=reader.money_or_none(one, 7),
        percent=reader.quantity_or_none(one, 8),
        quantity_qualifier=one.element(9),
        quantity=reader.quantity_or_none(one, 10),
        authorization_required=one.element(11),
        in_network=one.element(12),
        procedure=one.components(13),
        deliveries=tuple(read_delivery(reader, each) for each in every(own, "HSD")),
        references=read_references(own),
        dates=read_dates(reader, own),
        messages=tuple(each.element(1) for each in every(own, "MSG")),
        details=tuple(
            Reference(each.element(1), each.element(2) or each.element(4)) for each in every(own, "III")
        ),
        related=tuple(read_party(reader, each) for each in related),
    )


def read_delivery(reader: ElementReader, one: Segment) -> BenefitDelivery:
    """One HSD."""
    return BenefitDelivery(
        quantity_qualifier=one.element(1),
        quantity=reader.quantity_or_none(one, 2),
        measure=one.element(3),
        per=reader.quantity_or_none(one, 4),
        period=one.element(5),
        periods=reader.quantity_or_none(one, 6),
    )
