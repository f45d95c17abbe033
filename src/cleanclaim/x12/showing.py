"""A file as a tree with names: interchanges, groups, sets, loops, segments, elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleanclaim.core.money import Money
from cleanclaim.x12.guides.loading import dictionary, guide_for
from cleanclaim.x12.guides.tables import LoopRule
from cleanclaim.x12.loops import Loop, parse_loops
from cleanclaim.x12.naming import element_name, segment_name
from cleanclaim.x12.reading import Group, Interchange, Reading, TransactionSet
from cleanclaim.x12.segments import STANDARD, Segment
from cleanclaim.x12.values import is_amount

_MONEY = "782"


@dataclass(frozen=True, slots=True)
class ShownElement:
    """One element that is there: `02`, total charge, `300`. Delimiters inside are the usual ones."""

    position: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownSegment:
    """One segment. `amount` is its first amount in dollars and cents, '' when it holds none."""

    segment: str
    name: str
    amount: str
    elements: tuple[ShownElement, ...]
    ordinal: int
    offset: int


@dataclass(frozen=True, slots=True)
class ShownLoop:
    """A loop, or what holds loops: `ISA`, `GS`, the id of a set.

    parts  its segments and the loops in it, as they stood in the file
    """

    loop: str
    name: str
    parts: tuple[ShownSegment | ShownLoop, ...]


def shown_file(reading: Reading) -> tuple[ShownLoop, ...]:
    """Each interchange of a file as a tree; a set for which there is no guide table is one loop."""
    return tuple(_interchange(each) for each in reading.interchanges)


def _interchange(each: Interchange) -> ShownLoop:
    segments = [each.header, *each.loose, *([each.trailer] if each.trailer is not None else [])]
    groups = [(group.header.offset, _group(group)) for group in each.groups]
    return ShownLoop("ISA", "interchange", _in_order(segments, groups))


def _group(each: Group) -> ShownLoop:
    segments = [each.header, *([each.trailer] if each.trailer is not None else [])]
    return ShownLoop(
        "GS", "group", _in_order(segments, [(one.header.offset, _set(one)) for one in each.sets])
    )


def _set(each: TransactionSet) -> ShownLoop:
    guide = guide_for(each.guide, each.set_id)
    if guide is None:
        return ShownLoop(each.set_id, "set without a guide table", _in_order(each.segments, ()))
    root, _ = parse_loops(each, guide)
    titles = dict(_titles(guide.root))
    return ShownLoop(each.set_id, f"set under {guide.version}", _loop(root, titles).parts)


def _titles(rule: LoopRule) -> Iterator[tuple[str, str]]:
    for step in rule.steps:
        if isinstance(step, LoopRule):
            yield step.loop_id, step.title
            yield from _titles(step)


def _loop(loop: Loop, titles: dict[str, str]) -> ShownLoop:
    inner = [(each.opening.offset, _loop(each, titles)) for each in loop.children]
    return ShownLoop(loop.loop_id, titles.get(loop.loop_id, ""), _in_order(loop.segments, inner))


def _in_order(
    segments: Iterable[Segment], loops: Iterable[tuple[int, ShownLoop]]
) -> tuple[ShownSegment | ShownLoop, ...]:
    """Segments and loops by where they begin."""
    parts: list[tuple[int, ShownSegment | ShownLoop]] = [(each.offset, _segment(each)) for each in segments]
    return tuple(part for _, part in sorted([*parts, *loops], key=lambda pair: pair[0]))


def _segment(each: Segment) -> ShownSegment:
    elements = tuple(
        ShownElement(f"{number:02d}", element_name(each.name, number), _shown(text, each))
        for number, text in enumerate(each.elements, start=1)
        if text.strip()
    )
    return ShownSegment(
        each.name, segment_name(each.name), _amount(each), elements, each.ordinal, each.offset
    )


def _amount(each: Segment) -> str:
    numbers = dictionary().segments.get(each.name, ())
    amounts = (
        text for text, number in zip(each.elements, numbers, strict=False) if number == _MONEY and text
    )
    first = next(amounts, "")
    return str(Money.parse(first)) if is_amount(first) else first


def _shown(text: str, each: Segment) -> str:
    if each.name == "ISA":
        return text.strip()
    marks = each.delimiters
    text = text.replace(marks.repetition, STANDARD.repetition) if marks.repetition else text
    return text.replace(marks.component, STANDARD.component)
