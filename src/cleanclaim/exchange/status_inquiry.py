"""276, 005010X212: questions about claims to bytes and back."""

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
from cleanclaim.exchange.parties import naming, party_segments
from cleanclaim.exchange.wire import exact_text, required_text, wire_date, wire_span
from cleanclaim.model.claim_inquiry import ClaimInquiry
from cleanclaim.model.party import Party
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

GUIDE = "005010X212"


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


def decode_claim_inquiries(
    segments: Segments, *, subject: str = "276", path: tuple[str, ...] = ()
) -> tuple[tuple[ClaimInquiry, ...] | None, tuple[Finding, ...]]:
    """The questions of one 276, `segments` from ST to SE; None when an element cannot be read.

    Not read: questions about single lines. The claim that they belong to is there.
    """
    reader = ElementReader(subject, path)
    _, levels = read_levels(reader, segments)
    found = tuple(
        _read_inquiry(reader, level, divide(group, named("SVC"))[0])
        for level in levels
        for group in divide(level.segments, named("TRN"))[1]
    )
    return (None if reader.findings else found), tuple(reader.findings)


def _read_inquiry(reader: ElementReader, level: Level, group: Segments) -> ClaimInquiry:
    return ClaimInquiry(
        payer=only_party(reader, level.nearest(SOURCE)),
        receiver=only_party(reader, level.nearest(RECEIVER)),
        provider=only_party(reader, level.nearest(PROVIDER)),
        subscriber=_person(reader, level.nearest(SUBSCRIBER)),
        trace_number=reader.text(group[0], 2),
        charge=reader.money_or_zero(first(group, "AMT", "T3"), 2),
        service_dates=reader.span(first(group, "DTP", "472"), 3),
        dependent=_person(reader, level.segments) if level.kind == DEPENDENT else None,
        control_number=first(group, "REF", "EJ").element(2),
        payer_claim_number=first(group, "REF", "1K").element(2),
        bill_type=first(group, "REF", "BLT").element(2),
    )


def _person(reader: ElementReader, level: Segments) -> Party:
    """Here the birth date stands before the name: it is put behind it before the party is read."""
    born = every(level, "DMG")
    before_claims = divide(level, named("TRN"))[0]
    return only_party(reader, [*(each for each in before_claims if each.name != "DMG"), *born])
