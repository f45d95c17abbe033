"""The claims of any 837 (professional, institutional, dental) as their acknowledgment says them back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cleanclaim.core.money import ZERO, Money
from cleanclaim.core.span import Span
from cleanclaim.exchange.elements import Segments, divide, every, first, named
from cleanclaim.exchange.wire import read_name, read_span
from cleanclaim.model.people import Name
from cleanclaim.x12.segments import Segment

_SERVICE, _STATEMENT = "472", "434"  # DTP01


@dataclass(frozen=True, slots=True)
class SentClaim:
    """One claim of an 837 of any kind, less what adjudication needs.

    control_number  CLM01
    batch_reference BHT03
    ordinals        of every segment that speaks of the claim: its own, and those of the levels above it
    service_dates   of the statement, else of its lines, None when none can be read
    """

    control_number: str
    charge: Money
    patient: Name
    member_id: str
    billing_name: str
    billing_npi: str
    billing_tax_id: str
    submitter_name: str
    submitter_id: str
    batch_reference: str
    service_dates: Span | None
    ordinals: frozenset[int]


def read_sent_claims(segments: Segments) -> tuple[SentClaim, ...]:
    """The claims of one 837, `segments` from ST to SE, in file order.

    Meant for sets whose syntax is right; an amount or date that cannot be read is zero or none, no error.
    """
    return tuple(_claims(segments))


def _claims(segments: Segments) -> Iterator[SentClaim]:
    header, levels = divide(segments, named("HL"))
    above: dict[str, tuple[Segments, ...]] = {}
    for level in levels:
        head, groups = divide(level, named("CLM"))
        lineage = (*above.get(head[0].element(2), ()), head)
        above[head[0].element(1)] = lineage
        for group in groups:
            yield _claim(header, lineage, group)


def _claim(header: Segments, lineage: tuple[Segments, ...], group: Segments) -> SentClaim:
    billing, subscriber, patient = lineage[0], lineage[min(1, len(lineage) - 1)], lineage[-1]
    holder, biller, submitter = (
        first(subscriber, "NM1", "IL"),
        first(billing, "NM1", "85"),
        first(header, "NM1", "41"),
    )
    named_patient = first(patient, "NM1", "QC")
    return SentClaim(
        control_number=group[0].element(1),
        charge=_amount(group[0], 2),
        patient=read_name(named_patient if named_patient.elements else holder),
        member_id=holder.element(9),
        billing_name=biller.element(3),
        billing_npi=biller.element(9) if biller.element(8) == "XX" else "",
        billing_tax_id=first(billing, "REF", "EI").element(2) or first(billing, "REF", "SY").element(2),
        submitter_name=submitter.element(3),
        submitter_id=submitter.element(9),
        batch_reference=first(header, "BHT").element(3),
        service_dates=_service_dates(group),
        ordinals=frozenset(each.ordinal for part in (header, *lineage, group) for each in part),
    )


def _amount(segment: Segment, number: int) -> Money:
    try:
        return Money.parse(segment.element(number))
    except ValueError:
        return ZERO


def _service_dates(group: Segments) -> Span | None:
    for qualifier in (_STATEMENT, _SERVICE):
        spans = [read_span(each.element(3)) for each in every(group, "DTP", qualifier)]
        found = [span for span in spans if span is not None]
        if found:
            days: list[date] = [day for span in found for day in (span.first, span.last or span.first)]
            return Span(min(days), max(days))
    return None
