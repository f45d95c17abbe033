"""Asking every situational rule of a set, in one walk over its loops."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field
from functools import cache

from cleanclaim.core.finding import Finding
from cleanclaim.x12.loops import Loop
from cleanclaim.x12.reading import TransactionSet, set_name
from cleanclaim.x12.reports import TYPE_4, TYPE_6, advise
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene
from cleanclaim.x12.situations.situation import Situation


@cache
def all_situations() -> tuple[Situation, ...]:
    """Every rule of the files in `rules/`, by file name and in their order."""
    from cleanclaim.x12.situations import rules

    names = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    found: list[Situation] = []
    for name in names:
        found += importlib.import_module(f"{rules.__name__}.{name}").SITUATIONS
    return tuple(found)


_MOST_KNOWN = 4096

Broken = tuple[Situation, tuple[Segment, str, str]]  # a rule; the segment, its loop, the element at fault


@dataclass(slots=True)
class _Asked:
    """The rules that are asked of segments in one loop.

    told_apart  the names whose rules depend on the first element; of others all rules are asked
    """

    rules: tuple[Situation, ...]
    names: dict[str, tuple[Situation, ...]] = field(init=False)
    told_apart: frozenset[str] = field(init=False)
    _known: dict[tuple[str, str, str], tuple[Situation, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = dict.fromkeys(each.segment_name for each in self.rules)
        self.names = {name: tuple(each for each in self.rules if each.segment_name == name) for name in names}
        apart = (each.segment_name for each in self.rules if each.only or each.when is not None)
        self.told_apart = frozenset(apart)

    def told(self, segment: Segment) -> tuple[Situation, ...]:
        """Those asked of a segment whose first element matters."""
        first = segment.elements[0] if segment.elements else ""
        key = (segment.name, first, segment.delimiters.component)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:  # they are as many as a sender likes
                self._known.clear()
            fitting = (each for each in self.names[segment.name] if each.is_asked_of(segment))
            found = self._known[key] = tuple(fitting)
        return found


class Table(dict[str, _Asked]):
    """The rules of one set, by loop; a loop that is not there yet is looked for once.

    of_parts  without those that look at the whole set
    """

    def __init__(self, called: str, *, of_parts: bool = False) -> None:
        super().__init__()
        rules = (each for each in all_situations() if called in each.sets.split())
        self.rules = tuple(each for each in rules if not (of_parts and each.whole_set))

    def __missing__(self, loop_id: str) -> _Asked:
        fitting = (each for each in self.rules if "*" in each.loops or loop_id in each.loops)
        asked = self[loop_id] = _Asked(tuple(fitting))
        return asked


@cache
def rules_of(called: str, *, of_parts: bool = False) -> Table:
    """The rules of the set of that name, such as 837P."""
    return Table(called, of_parts=of_parts)


def check_situations(transaction_set: TransactionSet, root: Loop) -> list[Finding]:
    """Every situational rule of the set that is broken, in the order of its segments."""
    table = rules_of(set_name(transaction_set))
    return _broken(transaction_set, table, Scene([root])) if table.rules else []


def check_part(transaction_set: TransactionSet, root: Loop, *, is_first: bool) -> list[Finding]:
    """The same for some whole levels (837) or claims (835) of a set, less the rules about the whole set.

    root      holds its own segments before the first loop, and the loops that these lie in
    is_first  whether the root's own segments are asked too: once in a set
    """
    table, scene = rules_of(set_name(transaction_set), of_parts=True), Scene([root], is_part=True)
    return _broken(transaction_set, table, scene, above=is_first)


def _broken(
    transaction_set: TransactionSet, table: Table, scene: Scene, *, above: bool = True
) -> list[Finding]:
    broken: list[Broken] = []
    _walk(table, scene, broken, asked=above)
    return [_finding(transaction_set, *each) for each in broken]


def _walk(table: Table, scene: Scene, broken: list[Broken], *, asked: bool = True) -> None:
    """Ask the rules of every segment, outer loops first; what is broken is added to the list."""
    loop = scene.loop
    rules = table[loop.loop_id]
    names, told_apart = rules.names, rules.told_apart
    for segment in loop.segments if asked and names else ():
        if segment.name in names:
            apart = segment.name in told_apart
            for situation in rules.told(segment) if apart else names[segment.name]:
                answer = situation.broken(segment, scene)
                if answer:
                    spot = (segment, loop.loop_id, situation.element_of(answer))
                    broken.append((situation, spot))
    for child in loop.children:
        scene.path.append(child)
        _walk(table, scene, broken)
        scene.path.pop()


def _finding(
    transaction_set: TransactionSet, situation: Situation, spot: tuple[Segment, str, str]
) -> Finding:
    segment, loop_id, element = spot
    snip = TYPE_6 if situation.business else TYPE_4
    place = transaction_set.place_of(segment, loop_id, element)
    codes = (snip, ("LOOP", loop_id), ("ELEMENT", str(int(element[-2:]))))
    message = f"{element}: {situation.wanted}; {situation.source}"
    return advise(situation.full_id, place, message, wanted=situation.wanted, codes=codes)
