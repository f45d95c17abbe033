"""Reading elements out of segments: a typed value, or a finding with its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cleanclaim.core.finding import Finding, Severity
from cleanclaim.core.money import ZERO, Money
from cleanclaim.core.place import Place
from cleanclaim.core.span import Span
from cleanclaim.exchange.wire import read_date, read_quantity, read_span
from cleanclaim.x12.segments import Segment

Segments = Sequence[Segment]


def divide(segments: Segments, begins: Callable[[Segment], bool]) -> tuple[Segments, list[Segments]]:
    """What stands before the first segment that `begins` a group, and the groups, each with its beginning."""
    starts = [position for position, each in enumerate(segments) if begins(each)]
    if not starts:
        return segments, []
    ends = [*starts[1:], len(segments)]
    return segments[: starts[0]], [segments[a:b] for a, b in zip(starts, ends, strict=True)]


def named(*names: str) -> Callable[[Segment], bool]:
    """Whether a segment has one of these ids."""
    return lambda segment: segment.name in names


def first(segments: Segments, name: str, qualifier: str = "") -> Segment:
    """The first segment of that id, with element 01 as told; an empty segment when there is none."""
    for each in segments:
        if each.name == name and (not qualifier or each.elements[:1] == (qualifier,)):
            return each
    return Segment(name, ())


def every(segments: Segments, name: str, qualifier: str = "") -> list[Segment]:
    """All segments of that id, with element 01 as told."""
    return [each for each in segments if each.name == name and qualifier in ("", each.element(1))]


@dataclass(slots=True)
class ElementReader:
    """Reads values and keeps what it could not read; a caller that finds `findings` throws its record away.

    subject  what the places lie in: `file 3f2a90c1`
    path     the envelope above: ("ISA 000000001", "GS 1", "ST 0001")
    """

    subject: str
    path: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    def text(self, segment: Segment, number: int) -> str:
        """An element that must be there."""
        found = segment.element(number)
        if not found:
            self.note(segment, number, "is missing", "a value")
        return found

    def money(self, segment: Segment, number: int) -> Money:
        """An amount that must be there; zero, with a finding, when it is not one."""
        try:
            return Money.parse(segment.element(number))
        except ValueError:
            self.note(segment, number, "is not an amount", "digits with at most two decimals")
            return ZERO

    def money_or_zero(self, segment: Segment, number: int) -> Money:
        """An amount that may be left out."""
        return self.money(segment, number) if segment.element(number) else ZERO

    def money_or_none(self, segment: Segment, number: int) -> Money | None:
        """An amount that may be left out, where none is not the same as zero."""
        return self.money(segment, number) if segment.element(number) else None

    def quantity_or_none(self, segment: Segment, number: int) -> Decimal | None:
        """A count that may be left out."""
        return self.quantity(segment, number) if segment.element(number) else None

    def day_or_none(self, segment: Segment, number: int) -> date | None:
        """A date that may be left out."""
        return self.day(segment, number) if segment.element(number) else None

    def day(self, segment: Segment, number: int) -> date:
        """A date that must be there."""
        found = read_date(segment.element(number))
        if found is None:
            self.note(segment, number, "is not a calendar date", "CCYYMMDD")
        return found or date.min

    def span(self, segment: Segment, number: int) -> Span:
        """A day or a range of days that must be there."""
        found = read_span(segment.element(number))
        if found is None:
            self.note(segment, number, "is neither a day nor a range of days", "CCYYMMDD[-CCYYMMDD]")
        return found or Span.day(date.min)

    def long_day_or_none(self, segment: Segment, number: int) -> date | None:
        """The day of a `CCYYMMDDHHMM`, or of a bare date, that may be left out."""
        text = segment.element(number)
        found = read_date(text[:8])
        if text and found is None:
            self.note(segment, number, "is not a calendar date", "CCYYMMDD[HHMM]")
        return found

    def day_in(self, segment: Segment, number: int, part: int) -> date:
        """A date in a composite that must be there."""
        found = read_date(segment.component(number, part))
        if found is None:
            self.note(segment, number, f"component {part} is not a calendar date", "CCYYMMDD")
        return found or date.min

    def span_in(self, segment: Segment, number: int, part: int) -> Span:
        """A range of days in a composite that must be there."""
        found = read_span(segment.component(number, part))
        if found is None:
            self.note(segment, number, f"component {part} is not a range of days", "CCYYMMDD-CCYYMMDD")
        return found or Span.day(date.min)

    def quantity_in(self, segment: Segment, number: int, part: int) -> Decimal:
        """A count or amount in a composite that must be there."""
        found = read_quantity(segment.component(number, part))
        if found is None:
            self.note(segment, number, f"component {part} is not a quantity", "digits and a point")
        return Decimal(0) if found is None else found

    def quantity(self, segment: Segment, number: int) -> Decimal:
        """A count that must be there."""
        found = read_quantity(segment.element(number))
        if found is None:
            self.note(segment, number, "is not a quantity", "digits with at most four decimals")
        return Decimal(0) if found is None else found

    def place(self, segment: Segment, number: int = 0) -> Place:
        """Where a segment or one of its elements stands."""
        last = f"{segment.name}{number:02d}" if number else segment.name
        offset = segment.offset if segment.offset >= 0 else None
        return Place(self.subject, (*self.path, last), segment.ordinal or None, offset)

    def note(self, segment: Segment, number: int, complaint: str, wanted: str) -> None:
        """Keep a finding about an element; the caller throws its record away for it."""
        self.findings.append(
            Finding(
                "exchange.element-unreadable",
                Severity.REJECT,
                self.place(segment, number),
                f"{segment.name}{number:02d} {complaint}",
                found=segment.element(number)[:40],
                wanted=wanted,
                next_step="ask the sender for a corrected file; nothing of this set was taken",
                codes=(("SNIP", "1"),),
            )
        )
