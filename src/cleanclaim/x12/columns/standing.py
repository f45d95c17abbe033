"""Where the segments of a stretch stand in their guides: the context that situational rules ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cleanclaim.x12.columns.amounts import Amounts
from cleanclaim.x12.columns.automaton import Rows
from cleanclaim.x12.columns.cells import Cells, Ints, Vocabulary
from cleanclaim.x12.columns.numerals import Truths, dates
from cleanclaim.x12.columns.picking import Picked, pick
from cleanclaim.x12.columns.running import Part
from cleanclaim.x12.loops import Loop
from cleanclaim.x12.situations import Scene

NEVER = 99_999_999  # after any day; as a day that is not known it makes no comparison fail
_HYPHEN = 45

# what ends a claim, and what ends a line, whichever set it is
CLAIM_ENDS = ("CLM", "HL", "SE", "CLP", "LX", "PLB")
PATIENT_ENDS = ("HL", "CLM", "SE")


@dataclass(slots=True)
class Standing:
    """The segments of a stretch with their rows.

    row_numbers  by segment, see Rows; 0 = its set goes the way of rows
    """

    cells: Cells
    vocabulary: Vocabulary
    rows: Rows
    row_numbers: NDArray[np.uint16]
    parts: Sequence[Part]
    amounts: Amounts
    order: Ints = field(init=False)
    edges: Ints = field(init=False)
    _of_rows: dict[tuple[int, ...], Ints] = field(default_factory=dict)
    _picked: dict[tuple[int, int, int], tuple[Ints, Picked]] = field(default_factory=dict)
    _named: dict[tuple[str, ...], Ints] = field(default_factory=dict)
    _at: dict[tuple[str, str], Ints] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.order = np.argsort(self.row_numbers, kind="stable")
        numbers = np.arange(len(self.rows.rules) + 1)
        self.edges = np.searchsorted(self.row_numbers[self.order], numbers)

    def of_rows(self, numbers: Sequence[int]) -> Ints:
        """The segments that have one of these rows, ascending."""
        key = tuple(numbers)
        if key not in self._of_rows:
            found = [self.order[self.edges[one] : self.edges[one + 1]] for one in numbers]
            several = np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
            self._of_rows[key] = found[0] if len(found) == 1 else several
        return self._of_rows[key]

    def at(self, loop_id: str, name: str) -> Ints:
        """The segments of a name in a loop, ascending, whichever set it is."""
        found = self._at.get((loop_id, name))
        if found is None:
            numbers = [
                number for number, rule in enumerate(self.rows.rules)
                if rule is not None and rule.name == name and self.rows.spots[number][1] == loop_id
            ]  # fmt: skip
            found = self._at[loop_id, name] = self.of_rows(numbers)
        return found

    def told(self, loop_id: str, name: str, *qualifiers: str) -> Ints:
        """Those of them whose first element is one of these."""
        segments = self.at(loop_id, name)
        return segments[self.pick(segments, 1).says(*qualifiers)]

    def pick(self, segments: Ints, element: int, part: int = 0) -> Picked:
        """An element or component of some segments. Several rules ask for the same one."""
        key = (id(segments), element, part)
        if key not in self._picked:  # the segments are kept beside, so that their id stays their own
            picked = pick(self.cells, self.vocabulary, segments, element=element, part=part)
            self._picked[key] = (segments, picked)
        return self._picked[key][1]

    def pick_all(self, segments: Ints, part: int, most: int) -> Iterator[tuple[int, Picked]]:
        """That component of the first elements, as many as any of the segments has."""
        for element in range(1, most + 1):
            picked = self.pick(segments, element, part)
            if not picked.is_anywhere:
                return
            yield element, picked

    def named(self, *names: str) -> Ints:
        """All segments of these names, ascending."""
        found = self._named.get(names)
        if found is None:
            found = np.flatnonzero(self.vocabulary.named(*names)[self.cells.tokens])
            self._named[names] = found
        return found

    def ends(self, begins: Ints, *names: str) -> Ints:
        """Where what begins there ends: at the next segment of these names."""
        bounds = np.append(self.named(*names), self.cells.count)
        found: Ints = bounds[np.searchsorted(bounds[:-1], begins, side="right")]
        return found

    def before(self, segments: Ints, marks: Ints) -> Ints:
        """The last of the marks before each segment, or it itself; -1 = none."""
        found: Ints = np.append(-1, marks)[np.searchsorted(marks, segments, side="right")]
        return found

    def holds(self, begins: Ints, ends: Ints, marks: Ints) -> Truths:
        """Whether one of the marks lies from a begin up to its end."""
        found: Truths = np.searchsorted(marks, ends) > np.searchsorted(marks, begins)
        return found

    def days(self, segments: Ints, element: int, *, last: bool = False) -> tuple[Ints, Truths]:
        """The day of an element that is a day or a period, and where that is proved."""
        picked = self.pick(segments, element)
        span = (picked.length == 17) & (self.cells.buffer[picked.start + 8] == _HYPHEN)
        end = np.where(span & (not last), picked.start + 8, picked.end)
        value, proved = dates(self.cells, end, np.full(len(segments), 8))
        return value, proved & ((picked.length == 8) | span)

    def written(self, segments: Ints) -> Ints:
        """The day of the transaction that each segment lies in; NEVER when it has none."""
        lows = np.array([part.low for part in self.parts], dtype=np.int64)
        days = [Scene([Loop("", part.running.head, ())]).written() for part in self.parts]
        told = np.array([NEVER, *(NEVER if day is None else _number(day) for day in days)], dtype=np.int64)
        found: Ints = told[np.searchsorted(lows, segments, side="right")]
        return found


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
