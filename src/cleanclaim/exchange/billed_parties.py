"""Who sends, bills, insures and is treated: loops 1000 to 2010 of an institutional or dental claim.

`professional_claim` writes the same loops from the practice's own records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import TypeVar

from cleanclaim.core.errors import MisuseError
from cleanclaim.exchange.adjudicated import membership_segment, read_membership
from cleanclaim.exchange.elements import ElementReader, Segments, divide, first, named
from cleanclaim.exchange.levels import DEPENDENT, SUBSCRIBER, Level, level_segment, parties_of, read_levels
from cleanclaim.exchange.parties import naming, party_segments, read_party
from cleanclaim.exchange.wire import wire_date, wire_text
from cleanclaim.model.party import BilledParties, Party
from cleanclaim.submission.sharing import batch_reference
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.writing import Envelope

ClaimRecord = TypeVar("ClaimRecord")
Billed = tuple[BilledParties, tuple[Segment, ...]]  # the parties of a claim and its segments from CLM on
_BILLING_ORDER = ("N3", "REF", "PER")
_EMPTY = Segment("NM1", ())


def set_body(claims: Sequence[Billed], envelope: Envelope, control: str) -> Iterator[Segment]:
    """One 837 from BHT to its last claim. All claims of a set go from one submitter to one receiver."""
    written, parties = envelope.written_at, claims[0][0]
    if any((each.submitter, each.receiver) != (parties.submitter, parties.receiver) for each, _ in claims):
        raise MisuseError("claims of one set have one submitter and one receiver")
    reference = batch_reference(envelope.interchange_control, control)
    yield segment("BHT", "0019", "00", reference, wire_date(written), written.strftime("%H%M"), "CH")
    yield from party_segments(parties.submitter, ("PER",))
    yield naming(parties.receiver)
    yield from _hierarchy(claims)


def _hierarchy(claims: Sequence[Billed]) -> Iterator[Segment]:
    numbers = count(1)
    billing, number = None, 0
    for parties, body in claims:
        if parties.billing != billing:
            billing, number = parties.billing, next(numbers)
            yield from _billing_provider(billing, number)
        subscriber = next(numbers)
        yield level_segment(subscriber, number, SUBSCRIBER, has_children=parties.patient is not None)
        yield membership_segment(parties.membership, kin=False)
        yield from party_segments(parties.subscriber, ("N3", "DMG", "REF"))
        yield from party_segments(parties.payer, ("N3", "REF"))
        if parties.patient is not None:
            yield level_segment(next(numbers), subscriber, DEPENDENT, has_children=False)
            yield segment("PAT", parties.membership.relationship)
            yield from party_segments(parties.patient, ("N3", "DMG", "REF"))
        yield from body


def _billing_provider(billing: Party, number: int) -> Iterator[Segment]:
    yield level_segment(number, 0, "20", has_children=True)
    if billing.taxonomy:
        yield segment("PRV", "BI", "PXC", wire_text(billing.taxonomy, 50))
    yield from party_segments(billing, _BILLING_ORDER)


def read_billed(
    reader: ElementReader,
    segments: Segments,
    read_one: Callable[[ElementReader, BilledParties, Segments], ClaimRecord],
) -> tuple[ClaimRecord, ...]:
    """Each claim of a set, read by `read_one` from its segments, with its parties."""
    header, levels = read_levels(reader, segments)
    found = []
    for level in levels:
        for group in divide(level.segments, named("CLM"))[1]:
            if len(level.lineage) < 2:
                reader.note(level.segments[0], 2, "a claim stands under no subscriber", "a subscriber level")
            else:
                found.append(read_one(reader, _parties(reader, header, level), group))
    return tuple(found)


def _parties(reader: ElementReader, header: Segments, level: Level) -> BilledParties:
    billing, subscriber = level.lineage[0].segments, level.lineage[1].segments
    patient = level.segments if len(level.lineage) > 2 else ()
    relationship = first(patient, "PAT").element(1) if patient else first(subscriber, "SBR").element(2)
    return BilledParties(
        submitter=_named(reader, header, "41"),
        receiver=_named(reader, header, "40"),
        billing=_billing(reader, billing),
        payer=_named(reader, subscriber, "PR"),
        membership=read_membership(first(subscriber, "SBR"), relationship),
        subscriber=_named(reader, subscriber, "IL"),
        patient=_named(reader, patient, "QC") if patient else None,
    )


def _billing(reader: ElementReader, level: Segments) -> Party:
    return replace(_named(reader, level, "85"), taxonomy=first(level, "PRV", "BI").element(3))


def _named(reader: ElementReader, segments: Segments, entity: str) -> Party:
    """The party of that role before the first claim; a finding when there is none."""
    before = divide(segments, named("CLM"))[0]
    groups = (group for group in parties_of(before) if group[0].element(1) == entity)
    return read_party(reader, next(groups, before[:1] or (_EMPTY,)))
