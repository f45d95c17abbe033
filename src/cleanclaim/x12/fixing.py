"""Clerical repairs of an X12 file: what has one right answer that the file itself gives, and nothing else.

Repaired: an ISA that is not in full width, dirt around segments (byte order mark, blanks, line ends,
wrapping, padding), segment ids in small letters, empty elements and components at the end, counts and control
numbers of SE, GE and IEA, an IEA that is missing behind the last GE. Never: a code, modifier, unit, pointer,
date, place, provider, amount or any other value between ST and SE.

A trailer whose count and control number are both wrong is left alone: a piece may be missing between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cleanclaim.core.errors import UnreadableFileError
from cleanclaim.core.finding import Finding
from cleanclaim.core.place import Place
from cleanclaim.x12.guides.loading import dictionary
from cleanclaim.x12.header_width import with_full_width
from cleanclaim.x12.reading import Interchange, Reading, read
from cleanclaim.x12.rewriting import all_segments, encoding_of, left_out, rewrite, segments_of
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.segments import segment as written

_DIRT = {
    "x12.read.byte-order-mark": "the byte order mark was taken off",
    "x12.read.leading-blanks": "blanks before the ISA were taken off",
    "x12.read.wrapped": "lines of fixed width were joined",
    "x12.read.padding": "padding at the end was taken off",
    "x12.read.blanks": "blanks between segments were taken out",
    "x12.read.line-ends": "line ends after the terminator were taken out",
}
_ENVELOPES = frozenset({"ISA", "GS", "ST", "SE", "GE", "IEA", "TA1"})
_CONTROL = re.compile(r"[A-Za-z0-9]{1,9}")
_CHECK = "; make sure that nothing was lost"


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that was put right. `before` and `after` hold values of the envelope alone."""

    repair_id: str
    place: Place
    message: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The bytes as repaired, the same bytes when nothing was to repair."""

    raw: bytes
    repairs: tuple[Repair, ...]


def fix(raw: bytes, *, subject: str) -> Fixed:
    """Repair what is clerical. UnreadableFileError, with its findings, when the file cannot be read whole."""
    repairs: list[Repair] = []
    whole, widened = with_full_width(raw, subject)
    repairs += [Repair("header-width", place, "the ISA was written in full width") for place in widened]
    reading = read(whole, subject=subject)
    if not reading.interchanges or left_out(reading):
        raise UnreadableFileError(f"{subject} cannot be read whole, so it is not repaired", reading.rejects)
    repairs += [_dirt(each) for each in reading.findings if each.rule_id in _DIRT]
    encoding = encoding_of(whole)
    tidy = rewrite(_tidied(reading, repairs), encoding=encoding)
    reading = read(tidy, subject=subject)
    closed = rewrite(_closed(reading, repairs), encoding=encoding)
    return Fixed(closed if repairs else raw, tuple(repairs))


def _dirt(finding: Finding) -> Repair:
    return Repair(finding.rule_id.removeprefix("x12.read."), finding.place, _DIRT[finding.rule_id])


def _tidied(reading: Reading, repairs: list[Repair]) -> Iterator[Segment]:
    """Every segment with its id in capitals and without empty ends."""
    for each in all_segments(reading):
        place = Place(reading.interchanges[0].place.subject, (each.name,), offset=each.offset)
        name = each.name.upper()
        if name != each.name and (name in dictionary().segments or name in _ENVELOPES):
            repairs.append(
                Repair("segment-id", place, "the segment id was written in capitals", each.name, name)
            )
            each = replace(each, name=name)
        if each.name != "ISA" and (trimmed := _trimmed(each)) != each.elements:
            repairs.append(
                Repair("empty-ends", place, "empty elements or components at the end were taken off")
            )
            each = replace(each, elements=trimmed)
        yield each


def _trimmed(each: Segment) -> tuple[str, ...]:
    numbers, composites = dictionary().segments.get(each.name, ()), dictionary().composites
    texts = [
        _short(text, each) if at < len(numbers) and numbers[at] in composites else text
        for at, text in enumerate(each.elements)
    ]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _short(text: str, each: Segment) -> str:
    mark = each.delimiters.repetition
    parts = text.split(mark) if mark else [text]
    return mark.join(part.rstrip(each.delimiters.component) for part in parts)


def _closed(reading: Reading, repairs: list[Repair]) -> Iterator[Segment]:
    """Every segment, trailers saying what they close, an IEA where the last one is missing."""
    for interchange in reading.interchanges:
        trailers = {id(was): now for was, now in _trailers(interchange, repairs)}
        for each in segments_of(interchange):
            yield trailers.get(id(each), each)
        if interchange.trailer is None and _lacks_only_its_end(interchange):
            count, control = str(len(interchange.groups)), interchange.control
            message = "the IEA that was missing was written" + _CHECK
            repairs.append(Repair("missing-iea", interchange.place, message, "", f"IEA*{count}*{control}"))
            yield written("IEA", count, control, delimiters=interchange.delimiters)


def _lacks_only_its_end(interchange: Interchange) -> bool:
    """Everything that was opened is closed but the interchange itself, and nothing stands loose."""
    if not _CONTROL.fullmatch(interchange.control):
        return False
    return (
        bool(interchange.groups)
        and not interchange.loose
        and all(
            group.trailer is not None and group.sets and all(each.complete for each in group.sets)
            for group in interchange.groups
        )
    )


def _trailers(interchange: Interchange, repairs: list[Repair]) -> Iterator[tuple[Segment, Segment]]:
    """Trailers that were wrong, each with what it should be."""
    found: list[tuple[Segment | None, int, str, Place]] = []
    for group in interchange.groups:
        for each in group.sets:
            end = each.segments[-1] if each.complete else None
            found.append((end, len(each.segments), each.control, each.place))
        found.append((group.trailer, len(group.sets), group.control, group.place))
    found.append((interchange.trailer, len(interchange.groups), interchange.control, interchange.place))
    for trailer, count, control, place in found:
        if trailer is not None:
            right, made = _right(trailer, count, control, place)
            repairs.extend(made)
            if made:
                yield trailer, right


def _right(trailer: Segment, count: int, control: str, place: Place) -> tuple[Segment, Iterable[Repair]]:
    stated, named = trailer.element(1), trailer.element(2)
    counts = stated.isascii() and stated.isdigit() and len(stated) <= 10 and int(stated) == count
    if counts == (named == control) or not _CONTROL.fullmatch(control):
        return trailer, ()  # both are right, or both wrong and a piece may be missing; or nothing to repeat
    right = replace(trailer, elements=(stated if counts else str(count), control, *trailer.elements[2:]))
    at = Place(place.subject, (*place.path, trailer.name), trailer.ordinal, trailer.offset)
    if not counts:
        message = f"{trailer.name}01 counts what is there" + _CHECK
        return right, [Repair("count", at.within(f"{trailer.name}01"), message, stated, str(count))]
    message = f"{trailer.name}02 repeats the control number that it closes"
    return right, [Repair("control-number", at.within(f"{trailer.name}02"), message, named, control)]
