"""The rows of a guide as records: loops hold segments and loops, segments hold elements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cleanclaim.x12.segments import Segment

# The elements (or first components) that tell segments of one name apart, in the order they are compared.
QUALIFIERS: dict[str, tuple[int, ...]] = {
    "AMT": (1,), "CRC": (1,), "DTM": (1,), "DTP": (1,), "ENT": (2,), "HI": (1,), "HL": (3,), "N1": (1,),
    "NM1": (1,), "NTE": (1,), "PER": (1,), "PWK": (1, 2), "QTY": (1,), "REF": (1,),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ElementRule:
    """One element or component.

    number    the data element number (IK402), or the composite's
    kind      AN, ID, R, N0, DT, TM; '' for a composite
    codes     the values it may have; () = any
    repeats   how often it may be repeated
    """

    position: int
    number: str
    kind: str
    shortest: int
    longest: int
    required: bool
    codes: tuple[str, ...] = ()
    repeats: int = 1
    components: tuple[ElementRule, ...] = ()
    component_count: int = 0


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """One row: a segment at its place in a loop.

    slot         rows of one slot may come in any order: neighbours with the same segment name
    max_use      0 = any number
    element_count  how many elements the segment has at all; those without a rule are not used
    verified     False = from general knowledge only: its findings advise and do not reject
    """

    name: str
    required: bool
    max_use: int
    elements: Mapping[int, ElementRule]
    element_count: int
    verified: bool
    slot: int = 0
    line: int = 0
    asked: tuple[tuple[int, frozenset[str]], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort out which elements tell its segments from others of the name: every segment asks."""
        asked = []
        for position in QUALIFIERS.get(self.name, ()):
            rule = self.elements.get(position)
            codes = () if rule is None else rule.components[0].codes if rule.components else rule.codes
            if codes:
                asked.append((position, frozenset(codes)))
        object.__setattr__(self, "asked", tuple(asked))

    def accepts(self, segment: Segment) -> bool:
        """Whether the segment's qualifiers are those of this row; rows without qualifiers take any."""
        for position, codes in self.asked:  # noqa: SIM110 -- all() takes twice as long, and this is asked often
            if segment.component(position, 1) not in codes:
                return False
        return True

    @property
    def qualifiers(self) -> tuple[str, ...]:
        """The codes of the first qualifying element, () when the row has none."""
        for position in QUALIFIERS.get(self.name, ()):
            rule = self.elements.get(position)
            if rule is not None:
                return rule.components[0].codes if rule.components else rule.codes
        return ()


Step = "SegmentRule | LoopRule"


@dataclass(frozen=True, slots=True)
class LoopRule:
    """One loop: its first step is the segment that opens it. `max_repeat` 0 = any number."""

    loop_id: str
    title: str
    required: bool
    max_repeat: int
    steps: tuple[SegmentRule | LoopRule, ...]
    slot: int = 0
    by_name: Mapping[str, tuple[tuple[int, SegmentRule | LoopRule], ...]] = field(default_factory=dict)

    @property
    def opening(self) -> SegmentRule:
        """The row of the segment that opens the loop."""
        first = self.steps[0]
        assert isinstance(first, SegmentRule), "a loop begins with a segment"
        return first

    def accepts(self, segment: Segment) -> bool:
        """Whether the segment opens this loop."""
        return self.opening.accepts(segment)

    def rows(self) -> Iterator[tuple[LoopRule, SegmentRule]]:
        """Every row below and in this loop, in order, each with the loop that holds it."""
        for step in self.steps:
            if isinstance(step, LoopRule):
                yield from step.rows()
            else:
                yield self, step


@dataclass(frozen=True, slots=True)
class Guide:
    """One implementation guide.

    version   GS08 and ST03: 005010X222A1
    aliases   versions that are read with the same table, with a note
    verified  False = the whole table is from general knowledge: nothing in it rejects
    """

    version: str
    set_id: str
    functional_id: str
    aliases: tuple[str, ...]
    root: LoopRule
    verified: bool = True

    @property
    def segment_names(self) -> frozenset[str]:
        """Every segment name the set can hold."""
        return frozenset(row.name for _, row in self.root.rows())


def opening_name(step: SegmentRule | LoopRule) -> str:
    """The name of a row's segment, or of the one that opens a loop."""
    return step.opening.name if isinstance(step, LoopRule) else step.name
