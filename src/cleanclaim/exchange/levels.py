"""The hierarchical levels of a transaction set: each HL with the segments up to the next one."""

from __future__ import annotations

from dataclasses import dataclass

from cleanclaim.exchange.elements import ElementReader, Segments, divide, named
from cleanclaim.exchange.parties import read_party
from cleanclaim.model.party import Party
from cleanclaim.x12.segments import Segment, segment

SOURCE, RECEIVER, PROVIDER, SUBSCRIBER, DEPENDENT = "20", "21", "19", "22", "23"


@dataclass(frozen=True, slots=True)
class Level:
    """One level. `above` runs from the topmost to the one it lies in; `segments` begin with the HL."""

    segments: Segments
    above: tuple[Level, ...] = ()

    @property
    def kind(self) -> str:
        """HL03: 20 source or billing provider, 21 receiver, 19 provider, 22 subscriber, 23 dependent."""
        return self.segments[0].element(3)

    @property
    def lineage(self) -> tuple[Level, ...]:
        """The levels above and this one."""
        return (*self.above, self)

    def nearest(self, kind: str) -> Segments:
        """The segments of this level or the nearest one above that is of that kind; () when there is none."""
        return next((each.segments for each in reversed(self.lineage) if each.kind == kind), ())


def read_levels(reader: ElementReader, segments: Segments) -> tuple[Segments, list[Level]]:
    """What stands before the first HL, and the levels. A level under one that is not there is a finding."""
    header, groups = divide(segments, named("HL"))
    numbered: dict[str, Level] = {}
    levels = []
    for group in groups:
        head = group[0]
        parent = numbered.get(head.element(2))
        if head.element(2) and parent is None:
            reader.note(head, 2, "names no level that stands before it", "the number of an earlier level")
        level = Level(group, parent.lineage if parent else ())
        numbered[head.element(1)] = level
        levels.append(level)
    return header, levels


def parties_of(segments: Segments) -> list[Segments]:
    """The loops that an NM1 opens in a level or claim, each with its segments."""
    return divide(segments, named("NM1"))[1]


def only_party(reader: ElementReader, level: Segments) -> Party:
    """The first party of a level: who is asked, who asks, whom it is about. A finding without one."""
    groups = parties_of(level)
    if not groups:
        return read_party(reader, level[:1])
    return read_party(reader, divide(groups[0], named("EB", "TRN", "EQ", "STC"))[0])


def level_segment(number: int, parent: int, kind: str, *, has_children: bool | None) -> Segment:
    """An HL; `has_children` None leaves HL04 out, where the guide has none."""
    below = "" if has_children is None else "1" if has_children else "0"
    return segment("HL", str(number), str(parent) if parent else "", kind, below)
