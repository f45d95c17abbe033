"""What two X12 files say differently: loop by loop, element by element, whatever their wrapping.

Never compared: delimiters, line ends, the padding of the ISA, the counts of trailers, HL01 and HL02 (the
loops carry what they say), empty ends, the way a number is written (185 and 185.00). Control numbers, dates
and times of ISA, GS, ST and BHT only on demand.

Loops meet by what identifies them: claims by their number, lines by theirs, levels by whom they name; levels
that find nobody of their name meet in their order.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest
from typing import TypeVar

from cleanclaim.x12.guides.loading import dictionary, guide_for
from cleanclaim.x12.guides.tables import QUALIFIERS
from cleanclaim.x12.loops import Loop, parse_loops
from cleanclaim.x12.reading import Group, Interchange, Reading, TransactionSet
from cleanclaim.x12.segments import STANDARD, Segment
from cleanclaim.x12.values import is_number

Key = tuple[str, ...]
_Part = TypeVar("_Part", bound="_Node | Segment")

_NEVER = {"ISA": {11, 16}, "HL": {1, 2}, "SE": {1, 2}}
_ON_DEMAND = {"ISA": {9, 10, 13}, "GS": {4, 5, 6}, "ST": {2}, "BHT": {3, 4, 5}}
_NUMBERED = {"CLM": 1, "CLP": 1, "LX": 1, "SBR": 1, "SVD": 1, "NM1": 1, "N1": 1, "SVC": 1, "TRN": 2, "ENT": 1}
_NAMED = ("CLM", "CLP", "LX")  # loops whose number people know
_MEET_IN_ORDER = ("HL", "NM1", "N1", "SVC", "INS", "EB", "SBR")


class Side(StrEnum):
    """How two files differ at a place."""

    CHANGED = "changed"
    ONLY_LEFT = "only in the first"
    ONLY_RIGHT = "only in the second"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the files say differently.

    path         outer to inner: ("ISA", "GS HC", "837", "2000B #2", "2300 A1001")
    element      `CLM02`; the segment's name when all of it stands on one side only; the loop's id likewise
    left, right  the values, segments or opening segments, written with the usual delimiters
    """

    path: tuple[str, ...]
    element: str
    side: Side
    left: str = ""
    right: str = ""


def compare(left: Reading, right: Reading, *, envelopes: bool = False) -> tuple[Difference, ...]:
    """Every difference, in the order of the first file, what only the second has at the end of its loop.

    envelopes  compare control numbers, dates and times of ISA, GS, ST and BHT too
    """
    ignored = (
        _NEVER if envelopes else {**_NEVER, **{k: v | _NEVER.get(k, set()) for k, v in _ON_DEMAND.items()}}
    )
    return tuple(_Comparer(ignored).nodes((), _file(left), _file(right)))


@dataclass(frozen=True, slots=True)
class _Node:
    """A loop, a set, a group, an interchange or the file, as comparing sees it."""

    key: Key
    label: str
    segments: tuple[Segment, ...]
    children: tuple[_Node, ...] = ()
    by_order: bool = True

    @property
    def size(self) -> int:
        """The number of segments in it."""
        return len(self.segments) + sum(each.size for each in self.children)


def _file(reading: Reading) -> _Node:
    return _Node((), "", (), _numbered(_interchange(each) for each in reading.interchanges))


def _interchange(each: Interchange) -> _Node:
    header = replace(each.header, elements=tuple(text.strip() for text in each.header.elements))
    return _Node(("ISA",), "ISA", (header, *each.loose), _numbered(_group(group) for group in each.groups))


def _group(each: Group) -> _Node:
    name = f"GS {each.functional_id}"
    return _Node((name,), name, (each.header,), _numbered(_set(one) for one in each.sets))


def _set(each: TransactionSet) -> _Node:
    guide = guide_for(each.guide, each.set_id)
    if guide is None:
        return _Node((each.set_id,), each.set_id, each.segments)
    root, _ = parse_loops(each, guide)
    return _Node((each.set_id,), each.set_id, root.segments, _numbered(_loop(one) for one in root.children))


def _loop(loop: Loop) -> _Node:
    opening = loop.opening
    identity = _identity(loop)
    label = f"{loop.loop_id} {identity[0]}" if opening.name in _NAMED else loop.loop_id
    children = _numbered(_loop(each) for each in loop.children)
    return _Node((loop.loop_id, *identity), label, loop.segments, children, opening.name in _MEET_IN_ORDER)


def _identity(loop: Loop) -> Key:
    """What tells loops of one id apart: for a level, whom it names."""
    opening = loop.opening
    if opening.name == "HL":
        named = next((each.opening for each in loop.children if each.opening.name == "NM1"), None)
        return tuple(named.element(number) for number in (3, 4, 5, 9)) if named is not None else ()
    if opening.name in _NUMBERED:
        return (_plain(opening, _NUMBERED[opening.name]),)
    return ()


def _numbered(nodes: Iterable[_Node]) -> tuple[_Node, ...]:
    """The nodes; of several with one label each with its place among them, `2000B #2`."""
    nodes = tuple(nodes)
    several = {label for label, count in Counter(each.label for each in nodes).items() if count > 1}
    counts: Counter[str] = Counter()
    made = []
    for each in nodes:
        counts[each.label] += 1
        number = f" #{counts[each.label]}" if each.label in several else ""
        made.append(replace(each, label=each.label + number))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Comparer:
    ignored: dict[str, set[int]]

    def nodes(self, path: tuple[str, ...], left: _Node, right: _Node) -> Iterator[Difference]:
        """Everything that differs between two nodes that have met."""
        yield from self._segments(path, left.segments, right.segments)
        for one, other in _met(left.children, right.children, _node_key, _node_order):
            if one is not None and other is not None:
                yield from self.nodes((*path, one.label), one, other)
            elif one is not None:
                yield _whole(path, one, Side.ONLY_LEFT)
            elif other is not None:
                yield _whole(path, other, Side.ONLY_RIGHT)

    def _segments(
        self, path: tuple[str, ...], left: Sequence[Segment], right: Sequence[Segment]
    ) -> Iterator[Difference]:
        for one, other in _met(left, right, _segment_key, lambda each: (each.name,)):
            if one is not None and other is not None:
                yield from self._elements(path, one, other)
            elif one is not None:
                yield Difference(path, one.name, Side.ONLY_LEFT, left=_written(one))
            elif other is not None:
                yield Difference(path, other.name, Side.ONLY_RIGHT, right=_written(other))

    def _elements(self, path: tuple[str, ...], left: Segment, right: Segment) -> Iterator[Difference]:
        passed = self.ignored.get(left.name, set())
        for number in range(1, max(len(left.elements), len(right.elements)) + 1):
            one, other = _plain(left, number), _plain(right, number)
            if number not in passed and one != other:
                name = f"{left.name}{number:02d}"
                yield Difference(path, name, Side.CHANGED, _shown(left, number), _shown(right, number))


def _node_key(each: _Node) -> Key:
    return each.key


def _node_order(each: _Node) -> Key:
    return each.key[:1] if each.by_order else ()


def _whole(path: tuple[str, ...], node: _Node, side: Side) -> Difference:
    more = f" and {node.size - 1} more segments" if node.size > 1 else ""
    text = _written(node.segments[0]) + more
    left, right = (text, "") if side is Side.ONLY_LEFT else ("", text)
    return Difference((*path, node.label), node.label.split(" ")[0], side, left, right)


def _met(
    left: Sequence[_Part],
    right: Sequence[_Part],
    key: Callable[[_Part], Key],
    in_order: Callable[[_Part], Key],
) -> Iterator[tuple[_Part | None, _Part | None]]:
    """Pairs of what has the same key, then of what has the same key in order; the rest alone.

    in_order  () for what meets by its key or not at all
    """
    partner: dict[int, int] = {}
    free = set(range(len(right)))
    for chosen in (key, in_order):
        waiting: dict[Key, deque[int]] = defaultdict(deque)
        for at in sorted(free):
            waiting[chosen(right[at])].append(at)
        for at, each in enumerate(left):
            found = waiting.get(chosen(each))
            if at not in partner and found and (chosen is key or chosen(each)):
                partner[at] = found.popleft()
        free -= set(partner.values())
    for at, each in enumerate(left):
        yield each, (right[partner[at]] if at in partner else None)
    for at in sorted(free):
        yield None, right[at]


def _segment_key(each: Segment) -> Key:
    return (each.name, *(each.component(number, 1) for number in QUALIFIERS.get(each.name, ())))


def _plain(each: Segment, number: int) -> str:
    """An element as it is compared: usual delimiters, no empty ends, numbers in one way of writing."""
    numbers = dictionary().segments.get(each.name, ())
    element = numbers[number - 1] if number <= len(numbers) else ""
    inner = dictionary().composites.get(element)
    repeats = []
    for repeat in each.repeats(number):
        parts = repeat.split(each.delimiters.component)
        kinds = inner if inner is not None else (element,) * len(parts)
        made = [_value(part, kind) for part, kind in zip_longest(parts, kinds[: len(parts)], fillvalue="")]
        repeats.append(STANDARD.component.join(made).rstrip(STANDARD.component))
    return STANDARD.repetition.join(repeats)


def _value(text: str, element: str) -> str:
    kind = dictionary().elements.get(element, ("", 0, 0))[0]
    if kind not in ("R", "N0") or len(text) > 20 or not is_number(text, kind):
        return text
    return f"{Decimal(text).normalize():f}"


def _shown(each: Segment, number: int) -> str:
    text = each.element(number)
    marks = each.delimiters
    if marks.repetition:
        text = text.replace(marks.repetition, STANDARD.repetition)
    return text.replace(marks.component, STANDARD.component)


def _written(each: Segment) -> str:
    elements = (_shown(each, number) for number in range(1, len(each.elements) + 1))
    return STANDARD.element.join((each.name, *elements)).rstrip(STANDARD.element)
