"""A transaction set as its guide sees it: loops within loops, each segment at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleanclaim.core.finding import Finding
from cleanclaim.x12.guides.tables import Guide, SegmentRule
from cleanclaim.x12.reading import TransactionSet
from cleanclaim.x12.segments import Segment


@dataclass(frozen=True, slots=True)
class Loop:
    """One occurrence of a loop. The root has the set's id (`837`) and holds ST and SE.

    segments  its own, in file order, the one that opens it first
    children  the loops inside it, in file order
    """

    loop_id: str
    segments: tuple[Segment, ...]
    children: tuple[Loop, ...]

    @property
    def opening(self) -> Segment:
        """The segment that opens it."""
        return self.segments[0]

    def all(self, name: str, element: int = 0, *values: str) -> tuple[Segment, ...]:
        """Its own segments of that name; with `element` only those where it (or its first component) has one
        of the values: `.all("DTP", 1, "472")`."""
        return tuple(each for each in self.segments if each.name == name and _has(each, element, values))

    def first(self, name: str, element: int = 0, *values: str) -> Segment | None:
        """The first such segment, None when there is none: `.first("REF", 1, "6R")`."""
        for each in self.segments:
            if each.name == name and _has(each, element, values):
                return each
        return None

    def child(self, *loop_ids: str) -> Loop | None:
        """The first loop directly inside with one of these ids."""
        return next((each for each in self.children if each.loop_id in loop_ids), None)

    def children_of(self, *loop_ids: str) -> tuple[Loop, ...]:
        """The loops directly inside with one of these ids, in file order."""
        return tuple(each for each in self.children if each.loop_id in loop_ids)

    def descendants(self, *loop_ids: str) -> Iterator[Loop]:
        """The loops at any depth below with one of these ids, in file order."""
        for each in self.children:
            if each.loop_id in loop_ids:
                yield each
            yield from each.descendants(*loop_ids)


def _has(segment: Segment, element: int, values: tuple[str, ...]) -> bool:
    return not element or segment.element(element) in values or segment.component(element, 1) in values


@dataclass(frozen=True, slots=True)
class Match:
    """A segment with its row and loop; `rule` is None when the guide has no place for it."""

    segment: Segment
    rule: SegmentRule | None
    loop_id: str


def parse_loops(transaction_set: TransactionSet, guide: Guide) -> tuple[Loop, tuple[Finding, ...]]:
    """The set's loops, and what stands where the guide does not want it or is missing.

    Every segment is kept: one that has no place stays, with a finding, in the loop that was open.
    """
    from cleanclaim.x12.walking import walk

    walked = walk(transaction_set, guide)
    return walked.root, walked.findings
