"""The walk along a guide, learnt piece by piece.

A set is cut into pieces: a level, a claim, a line. Where the walker stands after a piece depends on where it
stood before and on the names and qualifiers of the piece, on nothing else. So each pair is walked once, by
the walker of the rows, and kept when nothing was wrong; a pair that was not clean ends the short way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cleanclaim.core.place import Place
from cleanclaim.x12.guides.tables import Guide, LoopRule, SegmentRule
from cleanclaim.x12.loops import Loop, Match
from cleanclaim.x12.reading import TransactionSet, set_name
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.shapes import Shapes, shapes_of
from cleanclaim.x12.walking import OpenLoop, Walker

_MOST_STEPS = 20_000

Row = tuple[SegmentRule | None, str]  # the row a segment takes, and the loop it lies in


@dataclass(slots=True)
class State:
    """Where the walker stands between two pieces. `known` = what each clean piece that follows leads to."""

    stack: tuple[OpenLoop, ...]
    known: dict[bytes, Step] = field(default_factory=dict)
    faulty: set[bytes] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Step:
    """One clean piece after one state: the state behind it, and the row of every segment.

    onward   what is known behind it
    numbers  two bytes for each segment: the number of its row
    """

    after: State
    onward: dict[bytes, Step]
    rows: tuple[Row, ...]
    numbers: bytes


@dataclass(slots=True)
class Rows:
    """The numbers of rows, from 1 on; 0 = no row. A row has two numbers: whether its qualifiers are known to
    be right (`qualified`), or it was taken for its name alone.

    spots  by number, the name of the set (837P) and the loop
    """

    rules: list[SegmentRule | None] = field(default_factory=lambda: [None])
    qualified: list[bool] = field(default_factory=lambda: [False])
    spots: list[tuple[str, str]] = field(default_factory=lambda: [("", "")])
    _known: dict[tuple[int, bool, tuple[str, str]], int] = field(default_factory=dict)

    def number(self, match: Match, called: str) -> int:
        """The number of a segment's row; rows are kept, so that an id stays its own."""
        rule = match.rule
        if rule is None:
            return 0
        qualified = rule.accepts(match.segment)
        spot = (called, match.loop_id)
        found = self._known.get((id(rule), qualified, spot))
        if found is None:
            found = self._known[id(rule), qualified, spot] = len(self.rules)
            self.rules.append(rule)
            self.qualified.append(qualified)
            self.spots.append(spot)
        return found


@dataclass(slots=True)
class Automaton:
    """All that was learnt of one guide. `openers` = the names of the segments that begin a piece."""

    guide: Guide
    rows: Rows
    openers: frozenset[str]
    start: State = field(default_factory=lambda: State(()))
    nesting: Nesting = field(init=False)
    _states: dict[tuple[object, ...], State] = field(default_factory=dict)
    _steps: int = 0

    def __post_init__(self) -> None:
        self.nesting = Nesting.of(self.guide.root)

    def learn(self, state: State, key: bytes, piece: Sequence[Segment]) -> Step | None:
        """Walk a piece that is new after this state; None when it is not clean."""
        if self._steps >= _MOST_STEPS:
            for each in (self.start, *self._states.values()):
                each.known.clear()
                each.faulty.clear()
            self._states.clear()
            self._steps = 0
        self._steps += 1
        step = self._walked(state, piece) if key not in state.faulty else None
        if step is None:
            state.faulty.add(key)
        else:
            state.known[key] = step
        return step

    def _walked(self, state: State, piece: Sequence[Segment]) -> Step | None:
        walker = _Prober.standing(self.guide, state, piece)
        walker.take(piece, opens=not state.stack)
        walker.close_finished(self.openers)
        if walker.faulty:
            return None
        matches = walker.matches[1:]
        rows = tuple((match.rule, match.loop_id) for match in matches)
        called = set_name(walker.transaction_set)
        numbers = b"".join(self.rows.number(match, called).to_bytes(2, "little") for match in matches)
        after = self._interned(walker.stack)
        return Step(after, after.known, rows, numbers)

    def _interned(self, stack: list[OpenLoop]) -> State:
        kept = tuple(_settled(level) for level in stack)
        key = tuple((id(level.rule), level.slot, tuple(sorted(level.counts.items()))) for level in kept)
        return self._states.setdefault(key, State(kept))


def _settled(level: OpenLoop) -> OpenLoop:
    """An open loop without what no longer matters: counts behind, and counts without a limit beyond one."""
    counts = {}
    for index, count in level.counts.items():
        step = level.rule.steps[index]
        limit = step.max_repeat if isinstance(step, LoopRule) else step.max_use
        if step.slot >= level.slot and limit:
            counts[index] = min(count, limit + 1)
        elif step.required:  # only that it was there is asked when the loop is closed
            counts[index] = 1
    opening = level.segments[:1]
    return OpenLoop(level.rule, level.slot, list(opening), [], counts, [(0, 1)])


@dataclass(slots=True)
class _Prober(Walker):
    """A walker that stands where another stopped, and only wants to know whether all is well."""

    faulty: bool = False

    @classmethod
    def standing(cls, guide: Guide, state: State, piece: Sequence[Segment]) -> _Prober:
        """A walker in that state."""
        prober = cls(as_set(piece, guide), guide, shapes_of(guide).all_names, Shapes("", frozenset()))
        prober.matches.append(Match(piece[0], None, ""))  # a loop that is closed asks for the last match
        prober.stack = [reopened(level) for level in state.stack]
        return prober

    def take(self, piece: Sequence[Segment], *, opens: bool) -> None:
        """Walk a piece; the one that begins with the ST opens the root, the SE closes all."""
        if opens:
            self._open(self.guide.root, piece[0])
        for segment in piece[1:] if opens else piece:
            self._place(segment)
            if self.faulty:
                return
        if piece[-1].name == "SE":
            while self.stack:
                self._close()

    def close_finished(self, openers: frozenset[str]) -> None:
        """Close the loops that the next piece closes in any case, since no piece can begin inside them."""
        known = shapes_of(self.guide)
        while self.stack and not self.faulty and not openers & known.names_in(self.stack[-1].rule):
            self._close()

    def _misplaced(self, segment: Segment) -> None:
        self.faulty = True

    def _missing(self, done: OpenLoop, step: SegmentRule | LoopRule) -> None:
        self.faulty = True

    def _report(
        self, segment: Segment, loop_id: str, told: tuple[str, str], message: str,
        *, wanted: str = "", rule: SegmentRule | None = None,
    ) -> None:  # fmt: skip
        self.faulty = True


def reopened(level: OpenLoop) -> OpenLoop:
    """A copy that can be walked on without changing what is kept."""
    return replace(
        level,
        segments=list(level.segments),
        children=[],
        counts=dict(level.counts),
        reached=list(level.reached),
    )


def as_set(piece: Sequence[Segment], guide: Guide) -> TransactionSet:
    """Some segments of a set, as a set that holds no more."""
    return TransactionSet(tuple(piece), guide.set_id, "", guide.version, Place(""), 0)


@dataclass(slots=True)
class _Growing:
    """A loop that may still get segments. `is_new` = it, or a loop inside, begins with the pieces at hand."""

    loop_id: str
    segments: list[Segment]
    is_new: bool
    children: list[Loop] = field(default_factory=list)


@dataclass(slots=True)
class Nesting:
    """Where each loop of a guide lies: by the row that opens it, the loops it may lie in, of which the
    innermost open one takes it. Ids are of kept rows."""

    around: dict[int, frozenset[str]]

    @classmethod
    def of(cls, root: LoopRule) -> Nesting:
        """Of all loops of a guide."""
        nesting = cls({id(root.opening): frozenset()})
        nesting._note(root)
        return nesting

    def _note(self, loop: LoopRule) -> None:
        for step in loop.steps:
            if isinstance(step, LoopRule):
                known = self.around.get(id(step.opening), frozenset())
                self.around[id(step.opening)] = known | {loop.loop_id}
                self._note(step)

    def replayed(self, state: State, piece: Sequence[Segment], rows: Sequence[Row]) -> Loop:
        """The loops that clean pieces make after a state, under stand-ins for the loops they lie in."""
        stack = [_Growing(level.rule.loop_id, list(level.segments), is_new=False) for level in state.stack]
        for segment, (rule, loop_id) in zip(piece, rows, strict=True):
            around = self.around.get(id(rule))
            own = {loop_id} if around is None else around
            while stack and stack[-1].loop_id not in own:
                _close(stack)
            if around is None:
                stack[-1].segments.append(segment)
            else:
                stack.append(_Growing(loop_id, [segment], is_new=True))
        while len(stack) > 1:
            _close(stack)
        return _grown(stack[0])


def _close(stack: list[_Growing]) -> None:
    """The innermost loop becomes a child of the one around it; a mere stand-in falls away."""
    done = stack.pop()
    if done.is_new:
        stack[-1].children.append(_grown(done))
        stack[-1].is_new = True


def _grown(loop: _Growing) -> Loop:
    return Loop(loop.loop_id, tuple(loop.segments), tuple(loop.children))
