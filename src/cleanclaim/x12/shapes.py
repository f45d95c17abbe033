"""The shapes of claims: claims whose segments have the same names and qualifiers are walked once.

The walk of a claim branches on nothing else, so what it found for one claim holds for the next of the same
shape. A shape is kept only when its walk found nothing, never left the claim, and each segment took its row
by its qualifier. The whole shape is the key, not a hash of it. At most 4,096 are kept of each guide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cleanclaim.x12.guides.tables import QUALIFIERS, Guide, LoopRule, SegmentRule
from cleanclaim.x12.loops import Loop, Match
from cleanclaim.x12.segments import Segment

_MOST_SHAPES = 4096

# ST01: the segment that opens a claim, and those that end one
_UNITS: dict[str, tuple[str, frozenset[str]]] = {
    "837": ("CLM", frozenset({"CLM", "HL", "SE"})),
    "835": ("CLP", frozenset({"CLP", "LX", "PLB", "SE"})),
}

Key = tuple[str | tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A loop of a shape: which segments of the claim are its own (0 = the first), and the loops inside it."""

    loop_id: str
    own: tuple[int, ...]
    below: tuple[Branch, ...]

    def grown(self, unit: Sequence[Segment]) -> Loop:
        """The loop with the segments of one claim."""
        own = tuple([unit[at] for at in self.own])
        return Loop(self.loop_id, own, tuple([each.grown(unit) for each in self.below]))


@dataclass(frozen=True, slots=True)
class Shape:
    """What a walk found for a shape: its loops, and row and loop of every segment but the first."""

    root: Branch
    rows: tuple[tuple[SegmentRule, str], ...]


@dataclass(slots=True)
class Shapes:
    """The shapes known of one guide, and all names of its segments. `opens` is '' for sets that are not cut
    into claims."""

    opens: str
    ends: frozenset[str]
    all_names: frozenset[str] = frozenset()
    known: dict[tuple[str, Key], Shape] = field(default_factory=dict)
    _names: dict[int, tuple[LoopRule, frozenset[str]]] = field(default_factory=dict)

    def end_of(self, segments: Sequence[Segment], start: int) -> int:
        """Where the claim that opens at `start` ends: the index of the segment that ends it."""
        at = start + 1
        while at < len(segments) and segments[at].name not in self.ends:
            at += 1
        return at

    def names_in(self, rule: LoopRule) -> frozenset[str]:
        """The names of all segments that a loop can hold once it is open."""
        found = self._names.get(id(rule))
        if found is None:
            names = frozenset(row.name for _, row in rule.rows() if row is not rule.opening)
            found = self._names[id(rule)] = (rule, names)
        return found[1]

    def learn(self, key: tuple[str, Key], loop: Loop, matches: Sequence[Match]) -> None:
        """Keep the walk of a claim, unless a segment took a row that its qualifier does not fit."""
        rows = []
        for match in matches:
            if match.rule is None or not match.rule.accepts(match.segment):
                return
            rows.append((match.rule, match.loop_id))
        if len(self.known) >= _MOST_SHAPES:
            self.known.clear()
        self.known[key] = Shape(_branch(loop, loop.opening.ordinal), tuple(rows))


def _branch(loop: Loop, first: int) -> Branch:
    own = tuple(each.ordinal - first for each in loop.segments)
    return Branch(loop.loop_id, own, tuple(_branch(each, first) for each in loop.children))


def key_of(unit: Sequence[Segment]) -> Key:
    """The names and qualifiers of a claim's segments: all that its walk depends on."""
    return tuple([_qualified(each) if each.name in QUALIFIERS else each.name for each in unit])


def _qualified(segment: Segment) -> tuple[str, ...]:
    positions = QUALIFIERS[segment.name]
    return (segment.name, *[segment.component(position, 1) for position in positions])


_SHAPES: dict[int, tuple[Guide, Shapes]] = {}


def shapes_of(guide: Guide) -> Shapes:
    """The shapes known of this very table. The guide is kept beside them, so that its id stays its own."""
    found = _SHAPES.get(id(guide))
    if found is None:
        opens, ends = _UNITS.get(guide.set_id, ("", frozenset()))
        found = _SHAPES[id(guide)] = (guide, Shapes(opens, ends, guide.segment_names))
    return found[1]
