"""One element or component of many segments, wherever each layout has it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleanclaim.x12.columns.cells import LOW, Cells, Ints, Vocabulary, Words, layout_of, packed

_NOWHERE = 8  # in the margin: begin and end of what is not there


def set_of(*texts: str) -> Words:
    """Texts of up to eight characters, packed and sorted."""
    return np.array(sorted(map(packed, texts)), dtype=np.uint64)


def doubled(holders: Ints, words: Words) -> Ints:
    """The holders that have a word twice."""
    order = np.lexsort((words, holders))
    holders, words = holders[order], words[order]
    found: Ints = holders[1:][(holders[1:] == holders[:-1]) & (words[1:] == words[:-1])]
    return found


@dataclass(frozen=True, slots=True)
class Picked:
    """Where a text begins and ends in each of some segments; begin = end when it is not there."""

    cells: Cells
    start: Ints
    end: Ints

    @property
    def is_anywhere(self) -> bool:
        """Whether any of the segments is long enough to have it, be it empty."""
        return bool((self.start != _NOWHERE).any())

    @property
    def length(self) -> Ints:
        """How many bytes."""
        return self.end - self.start

    def words(self, begin: int = 0) -> Words:
        """Eight bytes of each from that one on, at most the twenty-fourth."""
        found: Words = self.cells.words[self.start + begin] & LOW.take(self.length - begin, mode="clip")
        return found

    def says(self, *texts: str) -> NDArray[np.bool_]:
        """Where it is one of these texts, of at most seven characters each."""
        words = self.words()  # a longer text has other bytes behind: there is no NUL in it
        found = np.zeros(len(words), dtype=np.bool_)
        for text in texts:
            found |= words == packed(text)
        return found

    def text(self, at: int) -> str:
        """One of the texts, in Latin-1."""
        return self.cells.raw[int(self.start[at]) : int(self.end[at])].decode("latin-1")


def pick(cells: Cells, vocabulary: Vocabulary, segments: Ints, *, element: int, part: int = 0) -> Picked:
    """An element (part 0), or one of its components, of every segment. A segment with more than MOST_MARKS
    marks has no layout: what is picked of it is empty, and its form sends it to the slow look anyway."""
    before, behind = _all_steps(vocabulary, element, part)
    layouts, first = cells.layouts[segments], cells.first[segments]
    steps = before[layouts]
    there = steps >= 0
    start = np.where(there, cells.marks[first + steps] + 1, _NOWHERE)
    end = np.where(there, cells.marks[first + behind[layouts]], _NOWHERE)
    return Picked(cells, start, end)


def _all_steps(vocabulary: Vocabulary, element: int, part: int) -> tuple[Ints, Ints]:
    """By layout, the marks before and behind the text, counted from the one that ends the name; -1 = none."""
    known = vocabulary.steps.get((element, part))
    values = vocabulary.layouts.values
    if known is None or len(known[0]) < len(values):
        begin = 0 if known is None else len(known[0])
        found = [_steps(layout_of(value), element, part) or (-1, -1) for value in values[begin:]]
        fresh = np.array(found, dtype=np.int64).T
        known = (
            (fresh[0], fresh[1])
            if known is None
            else (np.append(known[0], fresh[0]), np.append(known[1], fresh[1]))
        )
        vocabulary.steps[element, part] = known
    return known


def _steps(layout: tuple[int, ...], element: int, part: int) -> tuple[int, int] | None:
    separators = [at for at, kind in enumerate(layout) if kind == 0]
    if element >= len(separators):
        return None
    before, behind = separators[element - 1], separators[element]
    if not part:
        return before, behind
    return (before + part - 1, before + part) if before + part <= behind else None
