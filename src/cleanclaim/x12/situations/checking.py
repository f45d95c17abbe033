"""Asking every situational rule of a set, in one walk over its loops."""

from __future__ import annotations

import importlib
import pkgutil
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


Broken = tuple[Situation, tuple[Segment, str, str]]  # a rule; the segment, its loop, the element at fault


class _Table(dict[tuple[str, str], tuple[Situation, ...]]):
    """The rules of one set, by loop and segment; a pair that is not there yet is looked for once."""

    def __init__(self, called: str) -> None:
        super().__init__()
        self.rules = tuple(each for each in all_situations() if called in each.sets.split())
        self.names = frozenset(each.segment_name for each in self.rules)

    def __missing__(self, key: tuple[str, str]) -> tuple[Situation, ...]:
        loop_id, name = key
        fitting = tuple(
            each for each in self.rules
            if each.segment_name == name and ("*" in each.loops or loop_id in each.loops)
        )  # fmt: skip
        if name in self.names:
            self[key] = fitting
        return fitting


@cache
def _table(name: str) -> _Table:
    return _Table(name)


def check_situations(transaction_set: TransactionSet, root: Loop) -> list[Finding]:
    """Every situational rule of the set that is broken, in the order of its segments."""
    table = _table(set_name(transaction_set))
    if not table.rules:
        return []
    broken: list[Broken] = []
    _walk(table, Scene([root]), broken)
    return [_finding(transaction_set, *each) for each in broken]


def _walk(table: _Table, scene: Scene, broken: list[Broken]) -> None:
    """Ask the rules of every segment, outer loops first; what is broken is added to the list."""
    loop, names = scene.loop, table.names
    for segment in loop.segments:
        if segment.name in names:
            for situation in table[loop.loop_id, segment.name]:
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
