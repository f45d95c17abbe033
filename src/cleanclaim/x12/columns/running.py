"""A transaction set on its way through: piece after piece along the automaton, findings on the side."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleanclaim.core.finding import Finding, NotChecked
from cleanclaim.x12.columns.automaton import Automaton, Row, State, Step
from cleanclaim.x12.columns.cells import Cells, Ints, Words, packed
from cleanclaim.x12.loops import Loop
from cleanclaim.x12.reading import Group, TransactionSet, set_name
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.checking import rules_of

if TYPE_CHECKING:
    from cleanclaim.x12.columns.standing import Standing

# ST01: the segments that begin a piece, and those where a file may be cut between two stretches of bytes
PIECES = {"837": ("HL", "CLM", "LX", "SE"), "835": ("LX", "CLP", "SVC", "PLB", "SE")}
CUTS = {"837": ("HL",), "835": ("CLP",)}
PATIENT_LEVEL = packed("HL") | packed("23") << 24  # never cut off from its subscriber


@dataclass(slots=True)
class Levels:
    """The numbers of the hierarchical levels met: how many, and the last of each kind."""

    count: int = 0
    provider: int = 0
    subscriber: int = 0
    waiting: tuple[int, int] = (0, 0)  # kind and HL04 of the last one: the next decides whether it is right


NUMBERED = {"claim-number-twice", "lone-reversal"}  # the rules about whole sets that claim numbers prove
_WORDS = 3  # of a claim number, eight bytes each


@dataclass(slots=True)
class Numbers:
    """The claim numbers of a set, whole: 24 bytes a claim. `reversed_ones` = those of reversals (835)."""

    plain: list[Words] = field(default_factory=list)
    reversed_ones: list[Words] = field(default_factory=list)

    def prove(self, set_id: str) -> bool:
        """Whether, at the end, the rules about whole sets are quiet: no claim number stands twice in an 837;
        the number of a reversal in an 835 is that of another claim too."""
        if set_id == "837":
            plain = _as_records(self.plain)
            return len(np.unique(plain)) == len(plain)
        if not self.reversed_ones:
            return True
        return bool(np.isin(_as_records(self.reversed_ones), _as_records(self.plain)).all())


def _as_records(found: list[Words]) -> NDArray[np.void]:
    words = np.concatenate(found) if found else np.zeros((0, _WORDS), dtype=np.uint64)
    return np.ascontiguousarray(words).view([("", np.uint64)] * _WORDS).reshape(-1)


@dataclass(slots=True)
class Running:
    """One set. `failed` = it goes the way of rows as a whole, once its end is known.

    seen  the control numbers of its group so far
    head  its own segments before the first loop
    """

    at: TransactionSet
    group: Group
    seen: set[str]
    automaton: Automaton | None
    state: State
    failed: bool
    about: list[Finding] = field(default_factory=list)
    elements: list[Finding] = field(default_factory=list)
    situations: list[Finding] = field(default_factory=list)
    balance: list[Finding] = field(default_factory=list)
    codes: list[Finding] = field(default_factory=list)
    missed: dict[tuple[str, str], NotChecked] = field(default_factory=dict)
    codes_by_rows: bool = False
    size: int = 0
    levels: Levels = field(default_factory=Levels)
    paid: int = 0
    provider: int = 0
    payment: Segment | None = None
    head: tuple[Segment, ...] = ()
    numbers: Numbers = field(default_factory=Numbers)

    @classmethod
    def opened(cls, at: TransactionSet, automaton: Automaton | None, group: Group, seen: set[str]) -> Running:
        """A set of which the ST was read; without an automaton it goes the way of rows."""
        state = State(()) if automaton is None else automaton.start
        rules = rules_of(set_name(at)).rules
        unknown = any(each.whole_set and each.rule_id not in NUMBERED for each in rules)
        return cls(at, group, seen, automaton, state, failed=automaton is None or unknown)


@dataclass(slots=True)
class Part:
    """The segments of a set within one stretch of bytes: from `low` up to and without `high`."""

    running: Running
    low: int
    high: int
    closes: bool
    before: int
    begins: list[int] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    opened_in: State = field(default_factory=lambda: State(()))

    def walk(self, cells: Cells, tokens: bytes, begins: list[int]) -> None:
        """Along the automaton, one look-up for each piece; `tokens` are two bytes for each segment."""
        running, automaton, self.begins = self.running, self.running.automaton, begins
        assert automaton is not None, "a set without a guide is not walked"
        state = self.opened_in = running.state
        if not begins or begins[0] != self.low:  # it was cut where no piece of such a set begins
            running.failed = True
            return
        edges = [2 * begin for begin in (*begins, self.high)]
        keys = [tokens[begin:end] for begin, end in pairwise(edges)]
        known, steps = state.known, self.steps
        for key in keys:  # the one loop over all claims and lines of a file: nothing but the look-up
            step = known.get(key)
            if step is None:
                step = self._learnt(cells, steps[-1].after if steps else state, key)
                if step is None:
                    running.failed = True
                    return
            steps.append(step)
            known = step.onward
        running.state = steps[-1].after
        if not self.before:
            first = self.segments(cells, range(self.low, self.low + len(steps[0].rows)))
            root = automaton.guide.root.loop_id
            rows = zip(first, steps[0].rows, strict=True)
            running.head = tuple(segment for segment, (_, loop_id) in rows if loop_id == root)

    def _learnt(self, cells: Cells, state: State, key: bytes) -> Step | None:
        """The step of the next piece, which was not known; None when it is not clean."""
        assert self.running.automaton is not None, "a set without a guide is not walked"
        begin = self.begins[len(self.steps)]
        at = range(begin, begin + len(key) // 2)
        if not cells.tokens[at.start : at.stop].all():
            return None
        return self.running.automaton.learn(state, key, self.segments(cells, at))

    def segments(self, cells: Cells, at: range) -> list[Segment]:
        """Some of its segments as records with their ordinals."""
        return [cells.segment(one, self.before + one - self.low + 1) for one in at]

    def row_numbers(self) -> NDArray[np.uint16]:
        """The number of the row of every segment."""
        return np.frombuffer(b"".join([step.numbers for step in self.steps]), dtype="<u2")

    def row(self, at: int) -> Row:
        """The row and loop of a segment."""
        piece = bisect_right(self.begins, at) - 1
        return self.steps[piece].rows[at - self.begins[piece]]

    def note_numbers(
        self, standing: Standing, claims: Ints, *, reversed_ones: NDArray[np.bool_] | None = None
    ) -> None:
        """Keep the numbers of its claims for the end of the set; one that cannot be kept whole fails it."""
        own = slice(*np.searchsorted(claims, (self.low, self.high)).tolist())
        mine = claims[own]
        if self.running.failed or not len(mine):
            return
        picked = standing.pick(mine, 1)
        if (picked.length > 8 * _WORDS).any() or np.isin(mine, standing.cells.odd).any():
            self.running.failed = True
            return
        words = np.stack([picked.words(8 * step) for step in range(_WORDS)], axis=1)
        if reversed_ones is None:
            self.running.numbers.plain.append(words)
        else:
            self.running.numbers.plain.append(words[~reversed_ones[own]])
            if reversed_ones[own].any():
                self.running.numbers.reversed_ones.append(words[reversed_ones[own]])

    def is_head(self, at: range) -> bool:
        """Whether a span of its segments is what stands before the first level or claim of the set."""
        return not self.before and at.start == self.low

    def replay(self, cells: Cells, at: range) -> Loop:
        """The loops of some whole pieces, the first of which begins at `at.start`."""
        piece = bisect_right(self.begins, at.start) - 1
        state = self.steps[piece - 1].after if piece else self.opened_in
        automaton = self.running.automaton
        assert automaton is not None, "a replayed set has a guide"
        rows: list[Row] = []
        for step in self.steps[piece : bisect_left(self.begins, at.stop)]:
            rows += step.rows
        root = automaton.nesting.replayed(state, self.segments(cells, at), rows[: len(at)])
        return replace(root, segments=self.running.head)


def spans(part: Part, begins: Ints, wanted: Ints) -> Iterator[range]:
    """The spans of a part that hold a wanted segment: from one begin to the next, and what stands before the
    first one of the set. A wanted segment elsewhere fails the set."""
    if part.running.failed:
        return
    begins = begins[np.searchsorted(begins, part.low) : np.searchsorted(begins, part.high)]
    begins = np.union1d(begins, [part.low])
    wanted = wanted[np.searchsorted(wanted, part.low) : np.searchsorted(wanted, part.high)]
    ends = np.append(begins[1:], part.high - part.closes)
    for at in np.unique(np.searchsorted(begins, wanted, side="right") - 1).tolist():
        yield range(int(begins[at]), int(ends[at]))
