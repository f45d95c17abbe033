"""A quick look at a segment: one regular expression per row that only a faultless segment matches.

What it passes needs no slow look (elements.py); what it does not pass is looked at slowly and may be right
all the same: a 29 February, a range of dates, a repeated element. So findings never depend on it. A property
test holds it to that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cleanclaim.x12.guides.loading import dictionary
from cleanclaim.x12.guides.tables import ElementRule, SegmentRule
from cleanclaim.x12.loops import Match
from cleanclaim.x12.segments import Delimiters

_MONEY, _PERIOD = "782", "1251"
_DAY = (
    r"(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
)
_TIME = r"(?:[01][0-9]|2[0-3])[0-5][0-9]"
_NEVER = r"(?!)"


@dataclass(slots=True)
class QuickLook:
    """The quick looks of one transaction set, whose segments share their delimiters."""

    delimiters: Delimiters
    _forms: dict[int, tuple[SegmentRule, re.Pattern[str]]] = field(default_factory=dict)
    _pairs: dict[tuple[str, tuple[bool, ...]], bool] = field(default_factory=dict)

    def shows_clean(self, match: Match) -> bool:
        """Whether the segment has certainly no fault; False = look slowly."""
        rule, segment = match.rule, match.segment
        if rule is None:
            return True  # a segment without a row is not looked into
        known = self._forms.get(id(rule))
        if known is None:  # the rule is kept beside its form, so that its id stays its own
            known = self._forms[id(rule)] = (rule, _form_of(rule, self.delimiters))
        mark = self.delimiters.element
        if known[1].fullmatch(mark + mark.join(segment.elements)) is None:
            return False
        return segment.name not in dictionary().syntax or self._pairs_hold(segment.name, segment.elements)

    def _pairs_hold(self, name: str, elements: tuple[str, ...]) -> bool:
        there = tuple(map(bool, elements))
        holds = self._pairs.get((name, there))
        if holds is None:
            present = frozenset(position for position, filled in enumerate(there, start=1) if filled)
            holds = not any(note.broken_at(present) for note in dictionary().syntax[name])
            self._pairs[name, there] = holds
        return holds


@lru_cache(maxsize=64)
def quick_look(delimiters: Delimiters) -> QuickLook:
    """The quick looks for files with these delimiters."""
    return QuickLook(delimiters)


def _form_of(rule: SegmentRule, marks: Delimiters) -> re.Pattern[str]:
    element = re.escape(marks.element)
    return re.compile(element + _sequence(rule.elements, marks, element) + f"(?<!{element})", re.ASCII)


def _sequence(rules: Mapping[int, ElementRule], marks: Delimiters, mark: str) -> str:
    """The elements of a segment, or components of a composite; what is not required at the end may be cut."""
    last = max(rules, default=0)
    needed = max((position for position, rule in rules.items() if rule.required), default=1)
    text = "".join(
        (mark if position > 1 else "") + _slot(rules.get(position), marks, mark)
        for position in range(1, needed + 1)
    )
    tail = ""
    for position in range(last, needed, -1):
        tail = f"(?:{mark}{_slot(rules.get(position), marks, mark)}{tail})?"
    return text + tail


def _slot(rule: ElementRule | None, marks: Delimiters, mark: str) -> str:
    if rule is None:
        return ""
    if rule.components:
        inner = {component.position: component for component in rule.components}
        form = f"(?:{_sequence(inner, marks, re.escape(marks.component))})"
    else:
        form = f"(?:{'|'.join(_values(rule, marks, mark)) or _NEVER})"
    return form if rule.required else form + "?"


def _values(rule: ElementRule, marks: Delimiters, mark: str) -> Iterator[str]:
    """Forms of values that are certainly right; none for a kind that is not known here."""
    shortest, longest = rule.shortest, rule.longest
    if rule.codes:
        if rule.kind in ("AN", "ID"):
            fitting = (code for code in rule.codes if shortest <= len(code) <= longest and code.isalnum())
            yield from map(re.escape, fitting)
        elif rule.kind == "N0":
            yield from (re.escape(code) for code in rule.codes if code.isdigit() and len(code) <= longest)
    elif rule.number == _PERIOD:
        yield f"(?<={mark}D8{mark}){_DAY}"
    elif rule.kind in ("AN", "ID"):
        yield _words(marks, shortest, longest)
    elif rule.kind == "N0":
        yield f"[0-9]{{{shortest},{longest}}}"
    elif rule.kind == "R":
        yield from _decimals(rule)
    elif rule.kind == "DT" and shortest <= 8 <= longest:
        yield _DAY
    elif rule.kind == "TM" and shortest <= 4 <= longest:
        yield _TIME


def _decimals(rule: ElementRule) -> Iterator[str]:
    whole = min(rule.longest, 15) - 2
    if rule.number == _MONEY:
        yield "0"
        yield r"0\.[0-9]{1,2}"
    else:
        yield f"[0-9]{{{rule.shortest},{rule.longest}}}"
    if rule.shortest <= 1 and whole >= 1:
        yield f"-?[1-9][0-9]{{0,{whole - 1}}}(?:\\.[0-9]{{1,2}})?"


def _words(marks: Delimiters, shortest: int, longest: int) -> str:
    """Printable ASCII without delimiters, the first not a blank."""
    barred = {marks.element, marks.component, marks.repetition, marks.terminator}
    letters = [chr(number) for number in range(0x21, 0x7F) if chr(number) not in barred]
    first = "[" + "".join(map(re.escape, letters)) + "]"
    rest = "[ " + "".join(map(re.escape, letters)) + "]"
    return f"{first}{rest}{{{max(shortest - 1, 0)},{longest - 1}}}"
