"""271, 005010X279A1: answers about coverage to benefits, and benefits to bytes."""

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
    only_party,
    read_levels,
)
from cleanclaim.exchange.parties import party_segments, read_party, read_references, reference_segment
from cleanclaim.exchange.wire import exact_text, wire_date, wire_quantity, wire_span, wire_text
from cleanclaim.model.eligibility import (
    Benefit,
    BenefitDelivery,
    DatedEvent,
    EligibilityAnswer,
    InquiryRefusal,
)
from cleanclaim.model.party import Party, Reference
from cleanclaim.x12.segments import STANDARD, Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

GUIDE = "005010X279A1"
_LEVEL_NAMES = {SOURCE: "source", RECEIVER: "receiver", SUBSCRIBER: "subscriber", DEPENDENT: "dependent"}
_BEFORE_REFUSAL, _AFTER_REFUSAL = ("REF", "N3", "PER"), ("PRV", "DMG")


def encode_eligibility_answers(
    answers: Sequence[EligibilityAnswer],
    *,
    envelope: Envelope,
    set_control: str,
    reference: str,
    originator: str,
    line_end: str = "",
) -> bytes:
    """One interchange with one 271; neighbours with the same payer and provider share their levels.

    reference   BHT03, as the question sent it
    originator  TRN03 of every trace number, ten characters, as the question sent it
    """
    if envelope.functional_id != "HB" or envelope.guide != GUIDE:
        raise MisuseError(f"eligibility answers travel as GS01 HB under {GUIDE}")
    if not answers:
        raise MisuseError("want at least one answer")
    body = tuple(_answers_body(answers, envelope, reference, originator))
    return write_interchange(envelope, [TransactionDraft("271", set_control, body)], line_end)


def _answers_body(
    answers: Sequence[EligibilityAnswer], envelope: Envelope, reference: str, originator: str
) -> Iterator[Segment]:
    written, numbers = envelope.written_at, count(1)
    yield segment(
        "BHT", "0022", "11", exact_text(reference, "BHT03", 50), wire_date(written), written.strftime("%H%M")
    )
    for _, run in groupby(answers, key=lambda each: (each.payer, each.provider)):
        members = tuple(run)
        source, receiver = next(numbers), next(numbers)
        yield level_segment(source, 0, SOURCE, has_children=True)
        yield from party_segments(members[0].payer, ("PER",))
        yield level_segment(receiver, source, RECEIVER, has_children=True)
        yield from party_segments(members[0].provider, ("REF", "N3", "PRV"))
        for one in members:
            subscriber = next(numbers)
            yield level_segment(subscriber, receiver, SUBSCRIBER, has_children=one.dependent is not None)
            if one.dependent is None:
                yield from _person_segments(one, one.subscriber, originator)
            else:
                yield from party_segments(one.subscriber, (*_BEFORE_REFUSAL, *_AFTER_REFUSAL))
                yield level_segment(next(numbers), subscriber, DEPENDENT, has_children=False)
                yield from _person_segments(one, one.dependent, originator)


def _person_segments(one: EligibilityAnswer, person: Party, originator: str) -> Iterator[Segment]:
    own = "subscriber" if one.dependent is None else "dependent"
    if any(each.level not in (own, "benefit") for each in one.refusals):
        raise MisuseError(
            "a refusal above the person is not written here: answer it with a TA1, 999 or by word"
        )
    for number in one.trace_numbers:
        yield segment("TRN", "2", exact_text(number, "TRN02", 50), originator)
    yield from party_segments(person, _BEFORE_REFUSAL)
    for refusal in one.refusals:
        if refusal.level == own:
            yield _refusal_segment(refusal)
    yield from tuple(party_segments(person, _AFTER_REFUSAL))[1:]
    for told in one.dates:
        yield segment("DTP", told.qualifier, *wire_span(told.days))
    refused = [each for each in one.refusals if each.level == "benefit"]
    if refused and not one.benefits:
        raise MisuseError("a refusal of a benefit stands under a benefit")
    for benefit in one.benefits:
        yield from _benefit_segments(benefit, refused if benefit is one.benefits[-1] else ())


def _refusal_segment(refusal: InquiryRefusal) -> Segment:
    return segment("AAA", "Y" if refusal.valid else "N", "", refusal.reason, refusal.follow_up)


def _benefit_segments(one: Benefit, refusals: Sequence[InquiryRefusal]) -> Iterator[Segment]:
    yield segment(
        "EB", one.kind, one.coverage_level, STANDARD.repetition.join(one.service_types), one.insurance_type,
        wire_text(one.plan_description, 50), one.period,
        one.amount.shortest if one.amount is not None else "",
        wire_quantity(one.percent) if one.percent is not None else "", one.quantity_qualifier,
        wire_quantity(one.quantity) if one.quantity is not None else "",
        one.authorization_required, one.in_network, one.procedure,
    )  # fmt: skip
    for delivery in one.deliveries:
        yield delivery_segment(delivery)
    for reference in one.references:
        yield reference_segment(reference)
    for told in one.dates:
        yield segment("DTP", told.qualifier, *wire_span(told.days))
    for refusal in refusals:
        yield _refusal_segment(refusal)
    for message in one.messages:
        yield segment("MSG", wire_text(message, 264))
    for detail in one.details:
        words = ("", "", "", wire_text(detail.value, 264))
        yield segment("III", *((detail.qualifier, detail.value) if detail.qualifier else words))
    if one.related:
        yield segment("LS", "2120")
        for party in one.related:
            yield from party_segments(party, ("N3", "PER", "PRV"))
        yield segment("LE", "2120")


def delivery_segment(one: BenefitDelivery) -> Segment:
    """HSD: how often."""
    numbers = (one.quantity, one.per, one.periods)
    quantity, per, periods = ("" if each is None else wire_quantity(each) for each in numbers)
    return segment("HSD", one.quantity_qualifier, quantity, one.measure, per, one.period, periods)


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
        payer=only_party(reader, level.nearest(SOURCE)),
        provider=only_party(reader, level.nearest(RECEIVER)),
        subscriber=only_party(reader, subscriber),
        dependent=only_party(reader, dependent) if dependent else None,
        trace_numbers=tuple(each.element(2) for each in every(person, "TRN", "2")),
        dates=read_dates(reader, head) if level.kind in (SUBSCRIBER, DEPENDENT) else (),
        benefits=tuple(_benefit(reader, group) for group in benefits),
        refusals=(
            *read_refusals(head, _LEVEL_NAMES.get(level.kind, level.kind)),
            *(each for group in benefits for each in read_refusals(group, "benefit")),
        ),
    )


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
