"""Codes of many claims at once: every distinct code is asked once for each day, by the row check itself.

What a segment's codes depend on is a few of its elements and one day. Segments alike in those get one
verdict. A segment with a fault is made a record and checked at its place; so is, once in a set, the first
one of those whose list was not handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cleanclaim.core.place import Place
from cleanclaim.x12.code_sets import CodeSets, codes_of
from cleanclaim.x12.columns.cells import Cells, Ints, Vocabulary, packed
from cleanclaim.x12.columns.days import service_days
from cleanclaim.x12.columns.interning import Interner
from cleanclaim.x12.columns.picking import Picked, pick
from cleanclaim.x12.columns.running import Part
from cleanclaim.x12.reading import Group, TransactionSet
from cleanclaim.x12.segments import Delimiters, Segment

# segment: groups of elements that are judged together
_JUDGED: dict[str, tuple[tuple[int, ...], ...]] = {
    "BPR": ((6, 7), (12, 13)),
    "CAS": ((2,), (5,), (8,), (11,), (14,), (17,)),
    "CL1": ((3,),),
    "CLM": ((5,), (11,)),
    "CUR": ((2,),),
    "HI": tuple((number,) for number in range(1, 13)),
    "LIN": ((2, 3),),
    "LQ": ((1, 2),),
    "N1": ((3, 4),),
    "N4": ((2, 3, 4, 7),),
    "NM1": ((8, 9),),
    "PLB": ((1,),),
    "PRV": ((2, 3),),
    "SV1": ((1,), (5,)),
    "SV2": ((1,), (2,)),
    "SV3": ((1,),),
    "SVC": ((1,),),
    "SVD": ((3,),),
}
# the element that must say XX for an NPI: the numbers of persons would make every segment one of its own
_ONLY_NPI = {"NM1": 8, "N1": 3}
_BY_SERVICE = frozenset({"HI", "SV1", "SV2", "SV3", "SVC", "SVD"})
_XX = packed("XX")
_UNKNOWN, _QUIET, _LOUD, _MISSED = 0, 1, 2, 3  # from _MISSED on: which lists were not asked, and why
_MOST_KINDS = 60_000
_BEGIN = 65_535  # before the first word: no number of anything, those end below it
_WORDS = 3  # an element of more than 24 bytes is always made a record


@dataclass(slots=True)
class _Verdicts:
    """The verdicts over one group of elements, by number of what stands in them and the day."""

    words: Interner = field(default_factory=Interner)
    pairs: Interner = field(default_factory=Interner)
    dated: Interner = field(default_factory=Interner)
    verdicts: NDArray[np.uint16] = field(default_factory=lambda: np.zeros(1 << 16, dtype=np.uint16))

    def numbers(self, texts: Sequence[Picked], days: Ints) -> NDArray[np.uint16]:
        """The number of each combination; 0 = too long, or too many are known."""
        lost = np.zeros(len(days), dtype=np.bool_)
        total = np.full(len(days), _BEGIN, dtype=np.uint64)
        for place, picked in enumerate(texts):
            for step in range(min(int(picked.length.max(initial=0) + 7) // 8, _WORDS)):
                word, at = picked.words(8 * step), np.uint64(place * _WORDS + step)
                number = self.words.numbers(word).astype(np.uint64)
                joined = self.pairs.numbers((total << np.uint64(32)) | (number << np.uint64(8)) | at)
                lost |= ((number == 0) & (word != 0)) | (joined == 0)
                total = joined.astype(np.uint64)
            lost |= picked.length > 8 * _WORDS
        found = self.dated.numbers((total << np.uint64(32)) | days.astype(np.uint64))
        found[lost] = 0
        return found


@dataclass(slots=True)
class CodeColumns:
    """The codes of a file against the lists that were handed in."""

    vocabulary: Vocabulary
    code_sets: CodeSets
    _known: dict[tuple[str, str, tuple[int, ...]], _Verdicts] = field(default_factory=dict)
    _missed: dict[frozenset[tuple[str, str]], int] = field(default_factory=dict)

    def check(self, cells: Cells, parts: Sequence[Part]) -> None:
        """Put what is wrong with the codes of these parts to their sets, in the order of the segments."""
        parts = [part for part in parts if not part.running.failed]
        days, doubtful = service_days(cells, self.vocabulary, [part.low for part in parts])
        for written in dict.fromkeys(part.running.group.header.element(4) for part in parts):
            mine = [part for part in parts if part.running.group.header.element(4) == written]
            segments, verdicts = self._not_quiet(cells, mine, days)
            for part in mine:
                low, high = np.searchsorted(segments, (part.low, part.high))
                found = doubtful[np.searchsorted(doubtful, part.low) : np.searchsorted(doubtful, part.high)]
                if len(found):
                    part.running.codes_by_rows = True
                elif high > low:
                    wanted = self._to_tell(part, segments[low:high], verdicts[low:high])
                    self._as_rows(cells, part, wanted, days)

    def _to_tell(self, part: Part, segments: Ints, verdicts: NDArray[np.uint16]) -> list[int]:
        """Every segment with a fault, and the first of each kind of lists that were not asked."""
        wanted = set(segments[verdicts == _LOUD].tolist())
        kinds, first = np.unique(verdicts, return_index=True)
        reasons = list(self._missed)
        for kind, at in zip(kinds.tolist(), first.tolist(), strict=True):
            if kind >= _MISSED and not reasons[kind - _MISSED] <= part.running.missed.keys():
                wanted.add(int(segments[at]))
        return sorted(wanted)

    def _as_rows(self, cells: Cells, part: Part, loud: list[int], days: Ints) -> None:
        running, codes = part.running, self.code_sets
        ordinals = {at: part.before + at - part.low + 1 for at in loud}
        segments = [cells.segment(at, ordinal) for at, ordinal in ordinals.items()]
        asked = {ordinals[at]: _as_date(int(days[at])) for at in loud if days[at]}
        findings, missed = codes_of(running.at, running.group, codes, segments=segments, service_days=asked)
        running.codes += findings
        for each in missed:  # once for each list and reason in a set: the first place stays
            running.missed.setdefault((each.rule_id, each.reason), each)

    def _not_quiet(self, cells: Cells, parts: Sequence[Part], days: Ints) -> tuple[Ints, NDArray[np.uint16]]:
        """The segments that have something to say of their codes, ascending, with their verdicts."""
        belongs = np.zeros(cells.count, dtype=np.bool_)
        for part in parts:
            belongs[part.low : part.high] = True
        group, found, verdicts = parts[0].running.group, list[Ints](), list[NDArray[np.uint16]]()
        kinds = self.vocabulary.names_of(_JUDGED)[cells.tokens]
        for kind, (name, choices) in enumerate(_JUDGED.items(), start=1):
            segments = np.flatnonzero((kinds == kind) & belongs)
            if name in _ONLY_NPI and len(segments):
                says = pick(cells, self.vocabulary, segments, element=_ONLY_NPI[name]).words()
                segments = segments[(says == _XX) | (cells.layouts[segments] == 0)]
            for elements in choices if len(segments) else ():
                judged = self._judged(cells, group, (name, elements), (segments, days))
                judged[cells.layouts[segments] == 0] = _LOUD
                found.append(segments[judged != _QUIET])
                verdicts.append(judged[judged != _QUIET])
        if not found:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint16)
        everything = np.concatenate(found)
        order = np.argsort(everything, kind="stable")
        return everything[order], np.concatenate(verdicts)[order]

    def _judged(
        self, cells: Cells, group: Group, what: tuple[str, tuple[int, ...]], rows: tuple[Ints, Ints]
    ) -> NDArray[np.uint16]:
        (name, elements), (segments, days) = what, rows
        texts = [pick(cells, self.vocabulary, segments, element=element) for element in elements]
        known = self._known.setdefault((group.header.element(4), *what), _Verdicts())
        asked = days[segments] if name in _BY_SERVICE else np.zeros(len(segments), dtype=np.int64)
        numbers = known.numbers(texts, asked)
        verdicts = known.verdicts[numbers]
        fresh, first = np.unique(numbers[verdicts == _UNKNOWN], return_index=True)
        unknown = np.flatnonzero(verdicts == _UNKNOWN)
        for number, at in zip(fresh.tolist(), unknown[first].tolist(), strict=True):
            if number:
                shown = {element: text.text(at) for element, text in zip(elements, texts, strict=True)}
                known.verdicts[number] = self._verdict(name, shown, group, (int(asked[at]), cells.delimiters))
        verdicts = known.verdicts[numbers]
        verdicts[numbers == 0] = _LOUD
        return verdicts

    def _verdict(self, name: str, shown: dict[int, str], group: Group, asked: tuple[int, Delimiters]) -> int:
        day, delimiters = asked
        elements = tuple(shown.get(number, "") for number in range(1, max(shown) + 1))
        segment = Segment(name, elements, delimiters, 1, 0)
        alone = TransactionSet((segment,), "", "", "", Place(""), 0)
        days = {1: _as_date(day)} if day else {}
        findings, missed = codes_of(alone, group, self.code_sets, segments=[segment], service_days=days)
        if findings or len(self._missed) > _MOST_KINDS:
            return _LOUD
        if not missed:
            return _QUIET
        reasons = frozenset((each.rule_id, each.reason) for each in missed)
        return self._missed.setdefault(reasons, _MISSED + len(self._missed))


def _as_date(day: int) -> date:
    return date(day // 10_000, day // 100 % 100, day % 100)
