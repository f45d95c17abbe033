"""Which codes the text of an excludes note names: single codes, stems (`E11.-`), ranges and lists.

Notes are prose with codes in parentheses, such as `leukemia in remission (C91.0-C95.9 with 5th character 1)`.
A note that names no code excludes nothing that a table could check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_CODE = r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?"
# the range first: a lone code would take the hyphen of `B38.0-B38.2` for its own
_RANGE = re.compile(
    rf"({_CODE})(?:\.?-)?\s*(?:-|\bto\b)\s*({_CODE})(?:\.?-)?|({_CODE})(?:\.?-)?",
)
_PARENTHESES = re.compile(r"\(([^()]*[A-Z][0-9][0-9A-Z][^()]*)\)?")
_ORDINAL = re.compile(r"(?:with )?(4th|5th|6th|7th|fourth|fifth|sixth|seventh)[ -]characters? \.?([0-9A-Z]+)")
_AFTER_POINT = re.compile(r"with \.([0-9A-Z]+)(?:-\.?([0-9A-Z]+)|-)?")
_FINAL = re.compile(r"with final characters -([0-9A-Z]+)")
_PLACES = {"4th": 3, "5th": 4, "6th": 5, "7th": 6, "fourth": 3, "fifth": 4, "sixth": 5, "seventh": 6}
_OPEN_FRACTURE = frozenset("BCEFHJMNQR")


@dataclass(frozen=True, slots=True)
class CodeRange:
    """From `first` to `last`, undotted stems, both included with everything below them; `only` narrows it."""

    first: str
    last: str
    only: str = ""

    def holds(self, bare: str) -> bool:
        """Whether an undotted code lies inside."""
        if len(bare) < len(self.first):
            return False
        inside = self.first <= bare[: len(self.first)] and bare[: len(self.last)] <= self.last
        return inside and (not self.only or _narrowed(bare, self.only))


@lru_cache(maxsize=8192)
def code_ranges(text: str) -> tuple[CodeRange, ...]:
    """The codes that a note's text names, in its order."""
    places = _PARENTHESES.findall(text) or [text]
    return tuple(found for place in places for found in _ranges_in(place))


def _ranges_in(place: str) -> list[CodeRange]:
    _, with_, condition = place.partition("with ")
    if "characters" not in condition and "character" not in condition and not condition.startswith("."):
        with_, condition = "", ""
    found = []
    for match in _RANGE.finditer(place.partition("with ")[0] if with_ else place):
        first = (match[1] or match[3]).replace(".", "")
        last = (match[2] or match[3]).replace(".", "")
        found.append(CodeRange(first, last, with_ + condition))
    return found


def _narrowed(bare: str, condition: str) -> bool:
    """Whether a code meets a condition (`with 5th character 1`); one we cannot read excludes nothing."""
    if "open fracture" in condition:
        return bare[6:7] in _OPEN_FRACTURE
    if final := _FINAL.search(condition):
        return bare.endswith(final[1])
    if point := _AFTER_POINT.search(condition):
        low, high = point[1], point[2] or point[1]
        tail = bare[3:]
        return low <= tail[: len(low)] and tail[: len(high)] <= high
    if ordinal := _ORDINAL.search(condition):
        start = _PLACES[ordinal[1]]
        return bare[start : start + len(ordinal[2])] == ordinal[2]
    return False
