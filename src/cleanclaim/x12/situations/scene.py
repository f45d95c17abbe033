"""Where a situational rule looks: the set, the loops around a segment, and days as they are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TypeVar

from cleanclaim.x12.loops import Loop
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.values import is_date

T = TypeVar("T")

_WRITTEN = {"BHT": 4, "BGN": 3, "BPR": 16}  # the element that dates the transaction


@dataclass(slots=True)
class Scene:
    """The loops around the segment that is looked at; `path` runs from the root to its own.

    is_part  the root holds its own segments before the first loop, and some of its loops
    """

    path: list[Loop]
    is_part: bool = False
    _known: dict[object, object] = field(default_factory=dict)

    @property
    def root(self) -> Loop:
        """The whole set. LookupError where only a part of it is there: such a rule says `whole_set`."""
        if self.is_part:
            raise LookupError("this rule looks at the whole set and does not say so")
        return self.path[0]

    @property
    def loop(self) -> Loop:
        """The loop that the segment lies in."""
        return self.path[-1]

    @property
    def parent(self) -> Loop:
        """The loop around that one; the root's is itself."""
        return self.path[max(len(self.path) - 2, 0)]

    def above(self, *loop_ids: str) -> Loop | None:
        """The nearest loop around, its own among them, that has one of these ids."""
        return next((each for each in reversed(self.path) if each.loop_id in loop_ids), None)

    def claim(self) -> Loop:
        """The claim around. LookupError outside of one: only rules of loops inside a claim ask."""
        found = self.above("2300")
        if found is None:
            raise LookupError("no claim around")
        return found

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` gives, made once in a set for each key."""
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]  # type: ignore[return-value] # the key belongs to one maker

    def written(self) -> date | None:
        """The day of the transaction: BHT04, BGN03, of a payment BPR16."""
        return self.once("written", self._written)

    def _written(self) -> date | None:
        for name, number in _WRITTEN.items():
            found = self.path[0].first(name)
            if found is not None:
                return day(found.element(number))
        return None


@lru_cache(maxsize=16_384)  # days repeat within a file
def day(text: str) -> date | None:
    """A day written CCYYMMDD, a time behind it passed over; None when it is none."""
    if len(text) < 8 or not is_date(text[:8]):
        return None
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def first_day(segment: Segment | None) -> date | None:
    """The first day of a DTP's period."""
    return day(segment.element(3).partition("-")[0]) if segment is not None else None


def last_day(segment: Segment | None) -> date | None:
    """The last day of a DTP's period."""
    return day(segment.element(3).rpartition("-")[2]) if segment is not None else None


def after(later: date | None, earlier: date | None) -> bool:
    """Whether both days are known and the first lies after the second."""
    return later is not None and earlier is not None and later > earlier
