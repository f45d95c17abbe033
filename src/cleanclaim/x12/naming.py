"""Short words for segments and elements, our own (names.txt).

`element NUMBER WORDS, ...`                   what a data element holds, wherever it stands
`segment NAME WORDS : POSITION WORDS, ...`    a segment, and those of its elements that it calls otherwise
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cleanclaim.x12.guides.loading import dictionary


@dataclass(frozen=True, slots=True)
class _Names:
    elements: Mapping[str, str]
    segments: Mapping[str, str]
    positions: Mapping[tuple[str, int], str]


def segment_name(name: str) -> str:
    """`CLM` is a claim; '' for a segment that has no words."""
    return _names().segments.get(name, "")


def element_name(name: str, position: int) -> str:
    """`CLM` 2 is the total charge; '' when there are no words for it. Positions count from 1."""
    own = _names().positions.get((name, position))
    if own is not None:
        return own
    numbers = dictionary().segments.get(name, ())
    return _names().elements.get(numbers[position - 1], "") if position <= len(numbers) else ""


@cache
def _names() -> _Names:
    elements: dict[str, str] = {}
    segments: dict[str, str] = {}
    positions: dict[tuple[str, int], str] = {}
    text = files("cleanclaim.x12").joinpath("names.txt").read_text(encoding="ascii")
    for line in text.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "element":
            elements.update(_pair(entry) for entry in rest.split(", "))
        elif kind == "segment":
            head, _, own = rest.partition(" : ")
            name, words = _pair(head)
            segments[name] = words
            pairs = (_pair(entry) for entry in own.split(", ") if entry)
            positions.update({(name, int(position)): called for position, called in pairs})
    return _Names(elements, segments, positions)


def _pair(text: str) -> tuple[str, str]:
    first, _, words = text.partition(" ")
    return first, words
