"""Walking a transaction set along its guide: where each segment belongs, what is missing, what is too much.

From the innermost open loop outwards the first place that takes a segment, at or after the point reached,
gets it. A segment whose place lies before that point is put there with IK304 7; one that no open loop takes
stays in the innermost loop with IK304 2, or 1 and 6 when the set does not know its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cleanclaim.core.finding import Finding
from cleanclaim.x12.guides.loading import dictionary
from cleanclaim.x12.guides.tables import Guide, LoopRule, SegmentRule, opening_name
from cleanclaim.x12.loops import Loop, Match
from cleanclaim.x12.reading import TransactionSet
from cleanclaim.x12.reports import TYPE_2, advise, reject
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.shapes import Shapes, key_of, shapes_of

_CITATION = "ASC X12 005010 guide structure, own table"


@dataclass(frozen=True, slots=True)
class Walk:
    """A walked set: its loops, the row of every segment in file order, and the findings."""

    root: Loop
    matches: tuple[Match, ...]
    findings: tuple[Finding, ...]


def walk(transaction_set: TransactionSet, guide: Guide, *, by_shape: bool = True) -> Walk:
    """Put every segment of the set to its loop and row.

    by_shape  walk claims of one shape once (see shapes.py); the answer is the same without
    """
    shapes = shapes_of(guide) if by_shape else Shapes("", frozenset())
    walker = Walker(transaction_set, guide, shapes_of(guide).all_names, shapes)
    return walker.run()


@dataclass(slots=True)
class OpenLoop:
    """An open loop: how far it got and what it holds."""

    rule: LoopRule
    slot: int = 0
    segments: list[Segment] = field(default_factory=list)
    children: list[Loop] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)
    reached: list[tuple[int, int]] = field(default_factory=list)

    def find(self, segment: Segment, *, from_slot: int) -> tuple[int, SegmentRule | LoopRule] | None:
        """The step that takes the segment, at that slot or later. The opening row opens and takes no more."""
        choices = self.rule.by_name.get(segment.name, ())
        for index, step in choices:
            if index and step.slot >= from_slot and step.accepts(segment):
                return index, step
        return None

    def find_by_name(self, segment: Segment) -> tuple[int, SegmentRule | LoopRule] | None:
        """The only row of that name from here on, whatever its qualifiers: then the element is at fault."""
        choices = [choice for choice in self.rule.by_name.get(segment.name, ()) if choice[0]]
        if len(choices) == 1 and isinstance(choices[0][1], SegmentRule) and choices[0][1].slot >= self.slot:
            return choices[0]
        return None


@dataclass(slots=True)
class Walker:
    """Walks one set; the columns walk pieces of one with a walker of their own (columns/automaton.py)."""

    transaction_set: TransactionSet
    guide: Guide
    names: frozenset[str]
    shapes: Shapes
    findings: list[Finding] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    stack: list[OpenLoop] = field(default_factory=list)

    def run(self) -> Walk:
        """Walk all segments, then close what is open."""
        segments, at = self.transaction_set.segments, 1
        self._open(self.guide.root, segments[0])
        while at < len(segments):
            if segments[at].name == self.shapes.opens:
                at = self._claim(segments, at)
            else:
                self._place(segments[at])
                at += 1
        if not self.transaction_set.complete:
            # that the SE is missing was said when the file was read
            end = len(self.guide.root.steps) - 1
            self.stack[0].counts[end] = 1
        while len(self.stack) > 1:
            self._close()
        root = self._close()
        return Walk(root, tuple(self.matches), tuple(self.findings))

    def _claim(self, segments: Sequence[Segment], start: int) -> int:
        """Walk one claim, by its shape where that is known; returns where the next segment stands."""
        end = self.shapes.end_of(segments, start)
        self._place(segments[start])
        depth, opened, found = len(self.stack) - 1, self.stack[-1], len(self.findings)
        if opened.segments[0] is not segments[start] or not self._ends_at(segments, end, depth):
            for segment in segments[start + 1 : end]:
                self._place(segment)
            return end
        key = (opened.rule.loop_id, key_of(segments[start + 1 : end]))
        shape, placed = self.shapes.known.get(key), len(self.matches)
        if shape is not None:
            unit = segments[start:end]
            rows = zip(unit[1:], shape.rows, strict=True)
            self.matches += [Match(segment, rule, loop_id) for segment, (rule, loop_id) in rows]
            self.stack.pop()
            self._hand_over(shape.root.grown(unit))
            return end
        for segment in segments[start + 1 : end]:
            self._place(segment)
        if len(self.stack) > depth and self.stack[depth] is opened:
            self._close_to(depth)
            loop = self._close()  # the segment that ends the claim would close it now
            if len(self.findings) == found:
                self.shapes.learn(key, loop, self.matches[placed:])
        return end

    def _ends_at(self, segments: Sequence[Segment], end: int, depth: int) -> bool:
        """Whether the segment that ends the claim closes it: only a loop further out takes it."""
        if end >= len(segments) or segments[end].name in self.shapes.names_in(self.stack[depth].rule):
            return False
        outer = self.stack[:depth]
        return any(level.find(segments[end], from_slot=level.slot) is not None for level in outer)

    def _place(self, segment: Segment) -> None:
        for depth in range(len(self.stack) - 1, -1, -1):
            found = self.stack[depth].find(segment, from_slot=self.stack[depth].slot)
            if found is not None:
                self._close_to(depth)
                self._enter(segment, *found)
                return
        for depth in range(len(self.stack) - 1, -1, -1):
            found = self.stack[depth].find_by_name(segment)
            if found is not None:
                self._close_to(depth)
                self._enter(segment, *found)
                return
        self._misplaced(segment)

    def _misplaced(self, segment: Segment) -> None:
        for depth in range(len(self.stack) - 1, -1, -1):
            found = self.stack[depth].find(segment, from_slot=0)
            if found is None:
                continue
            index, step = found
            holder = self.stack[depth]
            if isinstance(step, SegmentRule) and 0 < step.max_use <= holder.counts.get(index, 0):
                self._keep(holder, segment, index, step)  # that it stands too often says it all
                return
            loop_id = self.stack[depth].rule.loop_id
            self._report(
                segment, loop_id, ("walk.order", "7"), "a segment stands after the place the guide gives it"
            )
            if isinstance(step, LoopRule):
                self._close_to(depth)
                self._enter(segment, index, step)
            else:
                self._keep(self.stack[depth], segment, index, step)
            return
        self._homeless(segment)

    def _homeless(self, segment: Segment) -> None:
        innermost = self.stack[-1]
        innermost.segments.append(segment)
        self.matches.append(Match(segment, None, innermost.rule.loop_id))
        if segment.name in self.names:
            fault, message = (
                "2",
                "the guide has no place for this segment, or for one with this qualifier, here",
            )
        elif segment.name in dictionary().segments:
            fault, message = "6", "the transaction set has no such segment"
        else:
            fault, message = "1", "not the name of a segment that is known"
        told = ("walk.unexpected", fault)
        self._report(segment, innermost.rule.loop_id, told, message, rule=self._unsure(segment.name))

    def _unsure(self, name: str) -> SegmentRule | None:
        """A row of that name in an open loop that has no second source: its list may lack a value."""
        rows = (
            step for level in self.stack for _, step in level.rule.by_name.get(name, ())
            if isinstance(step, SegmentRule) and not step.verified
        )  # fmt: skip
        return next(rows, None)

    def _enter(self, segment: Segment, index: int, step: SegmentRule | LoopRule) -> None:
        """A segment at its place: take it, or open the loop it begins."""
        holder = self.stack[-1]
        holder.slot = step.slot
        holder.reached.append((step.slot, segment.ordinal))
        if isinstance(step, SegmentRule):
            self._keep(holder, segment, index, step)
            return
        holder.counts[index] = holder.counts.get(index, 0) + 1
        if step.max_repeat and holder.counts[index] == step.max_repeat + 1:
            wanted = f"at most {step.max_repeat}"
            self._report(
                segment, step.loop_id, ("walk.loop-repeat", "4"), "the loop stands too often", wanted=wanted
            )
        self._open(step, segment)

    def _keep(self, holder: OpenLoop, segment: Segment, index: int, rule: SegmentRule) -> None:
        holder.segments.append(segment)
        holder.counts[index] = holder.counts.get(index, 0) + 1
        self.matches.append(Match(segment, rule, holder.rule.loop_id))
        if rule.max_use and holder.counts[index] == rule.max_use + 1:
            wanted, message = f"at most {rule.max_use}", "the segment stands too often"
            self._report(
                segment, holder.rule.loop_id, ("walk.segment-repeat", "5"), message, wanted=wanted, rule=rule
            )

    def _open(self, rule: LoopRule, segment: Segment) -> None:
        opened = OpenLoop(rule, counts={0: 1}, reached=[(0, segment.ordinal)])
        opened.segments.append(segment)
        self.stack.append(opened)
        self.matches.append(Match(segment, rule.opening, rule.loop_id))

    def _close_to(self, depth: int) -> None:
        while len(self.stack) > depth + 1:
            self._close()

    def _close(self) -> Loop:
        done = self.stack.pop()
        for index, step in enumerate(done.rule.steps):
            if step.required and not done.counts.get(index):
                self._missing(done, step)
        loop = Loop(done.rule.loop_id, tuple(done.segments), tuple(done.children))
        if self.stack:
            self._hand_over(loop)
        return loop

    def _hand_over(self, loop: Loop) -> None:
        """A loop that is closed becomes a child of the one around it."""
        parent = self.stack[-1]
        parent.children.append(loop)
        parent.reached.append((parent.slot, self.matches[-1].segment.ordinal))

    def _missing(self, done: OpenLoop, step: SegmentRule | LoopRule) -> None:
        before = max(ordinal for slot, ordinal in done.reached if slot <= step.slot)
        previous = self.transaction_set.segments[before - 1]
        name = opening_name(step)
        row = step if isinstance(step, SegmentRule) else step.opening
        loop_id = done.rule.loop_id if isinstance(step, SegmentRule) else step.loop_id
        missing = Segment(name, (), previous.delimiters, before + 1, previous.offset)
        wanted = "*".join((name, "|".join(row.qualifiers))) if row.qualifiers else name
        self._report(
            missing, loop_id, ("walk.missing", "3"), "a required segment is missing", wanted=wanted, rule=row
        )

    def _report(
        self,
        segment: Segment,
        loop_id: str,
        told: tuple[str, str],
        message: str,
        *,
        wanted: str = "",
        rule: SegmentRule | None = None,
    ) -> None:
        rule_id, fault = told
        place = self.transaction_set.place_of(segment, loop_id, segment.name)
        snip = ("SNIP", "1") if fault in ("1", "6") else TYPE_2
        codes = (snip, ("IK304", fault), ("IK301", segment.name), ("LOOP", loop_id))
        if not self.guide.verified or (rule is not None and not rule.verified):
            self.findings.append(
                advise(rule_id, place, message + " (unverified)", wanted=wanted, codes=codes)
            )
            return
        self.findings.append(
            reject(rule_id, place, message, found="", wanted=wanted, citation=_CITATION, codes=codes)
        )
