"""Reading the guide tables.

`guide VERSION SET GROUP also VERSION...`  what the file describes and which versions are read with it;
                          the word `unverified` at the end: the whole table has no second source, advises only
`codes NAME = A B C`      a list of values, used as `$NAME`
`form NAME = elements`    elements that many rows share, used as `@NAME`
`loop ID R|S MAX title`   a loop; what is indented below it is inside; MAX `*` = any number
`same ID R|S MAX`         a loop that was written before
`NAME R|S MAX : elements` a segment; `R~` or `S~` = not verified, advises only

Elements: `3` required, `4?` situational, `=A,B` the values it may have, `x10` repeats, `2-12?` a run of equal
ones, `5(1 2=B 3?)` a composite with its components. What is not named is not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from cleanclaim.x12.guides.tables import ElementRule, Guide, LoopRule, SegmentRule, opening_name

_ELEMENT = re.compile(r"(\d+)(?:-(\d+))?(\?)?(?:x(\d+))?(?:=([^\s()]+))?(?:\(([^)]*)\))?(?:\s+|$)")
_RUN = re.compile(r"(\d+)\*\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class SyntaxNote:
    """What the presence of some elements of a segment asks of others; `kind` as in dictionary.txt."""

    kind: str
    positions: tuple[int, ...]

    def broken_at(self, present: frozenset[int]) -> int:
        """The position that is missing (or, for E, too many), 0 when the note holds."""
        there = [position for position in self.positions if position in present]
        gone = [position for position in self.positions if position not in present]
        first, *others = self.positions
        match self.kind:
            case "P":
                return gone[0] if there and gone else 0
            case "R":
                return 0 if there else first
            case "E":
                return there[1] if len(there) > 1 else 0
            case "C":
                return gone[0] if first in present and gone else 0
            case _:
                return others[0] if first in present and len(there) == 1 else 0


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The standard's elements (kind, shortest, longest), composites, segments (element numbers) and notes."""

    elements: dict[str, tuple[str, int, int]]
    composites: dict[str, tuple[str, ...]]
    segments: dict[str, tuple[str, ...]]
    syntax: dict[str, tuple[SyntaxNote, ...]]


@cache
def dictionary() -> Dictionary:
    """The elements and segments of X12 005010 that our guides use."""
    found = Dictionary({}, {}, {}, {})
    for _, line in _lines("dictionary.txt"):
        kind, rest = line.split(maxsplit=1)
        if kind == "element":
            for entry in rest.split(","):
                number, form, shortest, longest = entry.split()
                found.elements[number] = (form, int(shortest), int(longest))
            continue
        name, *numbers = _RUN.sub(lambda run: " ".join([run[2]] * int(run[1])), rest).split()
        if kind == "syntax":
            found.syntax[name] = tuple(_syntax_note(note) for note in numbers)
        else:
            (found.segments if kind == "segment" else found.composites)[name] = tuple(numbers)
    return found


def _syntax_note(text: str) -> SyntaxNote:
    return SyntaxNote(text[0], tuple(int(text[at : at + 2]) for at in range(1, len(text), 2)))


@cache
def known_guides() -> dict[tuple[str, str], str]:
    """Version and ST01 to file name, for every guide in the folder and every version read with it.

    A version alone does not tell: a question and its answer share one (270 and 271, 276 and 277).
    """
    versions: dict[tuple[str, str], str] = {}
    for name in guide_names():
        version, set_id, _, *aliases = _heading(name)[0]
        for each in (version, *aliases):
            versions[each, set_id] = name
    return versions


@cache
def guide_names() -> tuple[str, ...]:
    """The guide files of this folder, sorted."""
    folder = files("cleanclaim.x12.guides")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".txt"))
    return tuple(name for name in names if name != "dictionary.txt")


def guide_for(version: str, set_id: str) -> Guide | None:
    """The guide of a set by its version (ST03 or GS08) and ST01; None when there is no table for it."""
    name = known_guides().get((version, set_id))
    return _load(name) if name is not None else None


def _lines(name: str) -> Iterator[tuple[int, str]]:
    text = files("cleanclaim.x12.guides").joinpath(name).read_text(encoding="ascii")
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def _heading(name: str) -> tuple[list[str], bool]:
    """Version, set, group and aliases; and whether the table has a second source."""
    words = next(line for _, line in _lines(name) if line.startswith("guide ")).split()[1:]
    return [word for word in words if word not in ("also", "unverified")], "unverified" not in words


@cache
def _load(name: str) -> Guide:
    (version, set_id, functional_id, *aliases), verified = _heading(name)
    reader = _TableReader(verified)
    for number, line in _lines(name):
        reader.take(number, line)
    return Guide(version, set_id, functional_id, tuple(aliases), reader.finish(), verified)


@dataclass(slots=True)
class _OpenLoop:
    depth: int
    loop_id: str
    title: str
    required: bool
    max_repeat: int
    steps: list[SegmentRule | LoopRule] = field(default_factory=list)


@dataclass(slots=True)
class _TableReader:
    verified: bool
    codes: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    stack: list[_OpenLoop] = field(default_factory=list)
    finished: dict[str, LoopRule] = field(default_factory=dict)

    def take(self, number: int, line: str) -> None:
        """One line of a table."""
        depth = (len(line) - len(line.lstrip())) // 2
        words = line.split()
        if words[0] == "guide":
            return
        if words[0] in ("codes", "form"):
            name, text = line.split(maxsplit=1)[1].split("=", 1)
            (self.codes if words[0] == "codes" else self.forms)[name.strip()] = text.strip()
            return
        while self.stack and self.stack[-1].depth >= depth:
            self._close()
        if words[0] in ("loop", "same"):
            repeat = 0 if words[3] == "*" else int(words[3])
        if words[0] == "loop":
            self.stack.append(_OpenLoop(depth, words[1], " ".join(words[4:]), words[2] == "R", repeat))
        elif words[0] == "same":
            again = replace(self.finished[words[1]], required=words[2] == "R", max_repeat=repeat)
            self.stack[-1].steps.append(again)
        else:
            self.stack[-1].steps.append(self._row(number, line))

    def finish(self) -> LoopRule:
        """Close what is open; the last loop closed is the root."""
        while len(self.stack) > 1:
            self._close()
        return _with_slots(self.stack.pop())

    def _close(self) -> None:
        done = _with_slots(self.stack.pop())
        self.finished[done.loop_id] = done
        self.stack[-1].steps.append(done)

    def _row(self, number: int, line: str) -> SegmentRule:
        head, _, text = line.partition(" : ")
        name, usage, repeat = head.split()
        text = re.sub(r"@(\w+)", lambda use: self.forms[use[1]], text)
        text = re.sub(r"\$(\w+)", lambda use: self.codes[use[1]].replace(" ", ","), text)
        numbers = dictionary().segments[name]
        rules = {rule.position: rule for rule in _element_rules(text, numbers)}
        limit = 0 if repeat == "*" else int(repeat)
        required, verified = usage.startswith("R"), self.verified and not usage.endswith("~")
        return SegmentRule(name, required, limit, rules, len(numbers), verified, line=number)


def _element_rules(text: str, numbers: tuple[str, ...]) -> Iterator[ElementRule]:
    end = 0
    for found in _ELEMENT.finditer(text):
        assert found.start() == end, f"unreadable elements: {text[end:]}"
        end = found.end()
        first, last = int(found[1]), int(found[2] or found[1])
        for position in range(first, last + 1):
            yield _element_rule(position, numbers[position - 1], found)
    assert end == len(text), f"unreadable elements: {text[end:]}"


def _element_rule(position: int, number: str, found: re.Match[str]) -> ElementRule:
    required, repeats = found[3] is None, int(found[4] or 1)
    codes = tuple(found[5].split(",")) if found[5] else ()
    inner = dictionary().composites.get(number)
    if inner is None:
        kind, shortest, longest = dictionary().elements[number]
        return ElementRule(position, number, kind, shortest, longest, required, codes, repeats)
    components = tuple(_element_rules(found[6] or "1", inner))
    return ElementRule(position, number, "", 0, 0, required, (), repeats, components, len(inner))


def _with_slots(loop: _OpenLoop) -> LoopRule:
    """The loop with its steps numbered: neighbours of one kind and name share a slot."""
    steps: list[SegmentRule | LoopRule] = []
    slot = -1
    for step in loop.steps:
        previous = steps[-1] if steps else None
        alike = previous is not None and type(previous) is type(step)
        if not alike or previous is None or opening_name(previous) != opening_name(step):
            slot += 1
        steps.append(replace(step, slot=slot))
    by_name: dict[str, tuple[tuple[int, SegmentRule | LoopRule], ...]] = {}
    for index, step in enumerate(steps):
        name = opening_name(step)
        by_name[name] = (*by_name.get(name, ()), (index, step))
    return LoopRule(loop.loop_id, loop.title, loop.required, loop.max_repeat, tuple(steps), by_name=by_name)
