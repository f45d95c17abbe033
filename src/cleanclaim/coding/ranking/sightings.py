"""Where the lexicon and the tabular list see a code in a document: what depends on nothing learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.assertion import Assertion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleanclaim.coding.case import Candidate
    from cleanclaim.coding.ranking.codelist import CodeList
    from cleanclaim.coding.ranking.phrasebook import Found, Phrasebook

# how much an assertion speaks for a code, best first
GOODNESS = {
    Assertion.PRESENT: 7, Assertion.HISTORICAL: 6, Assertion.RESOLVED: 5, Assertion.UNCERTAIN: 4,
    Assertion.HYPOTHETICAL: 3, Assertion.FAMILY: 2, Assertion.OTHER_PERSON: 1.5, Assertion.NEGATED: 1,
}  # fmt: skip
SAID = 4  # goodness of what is said of this patient

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sightings:
    """What does not depend on anything learned: one row a sighting.

    lexicon  (code, goodness of the assertion, words of the term, kind, start, end, is default)
    phrases  (code, cover, weight found, weight in all, stems, is title, width, denied, start, end)
    """

    lexicon: Rows
    phrases: Rows


def sight(candidates: Sequence[Candidate], found: Found, book: Phrasebook, codes: CodeList) -> Sightings:
    """The sightings of one document."""
    lexicon = [
        (
            number,
            GOODNESS[each.assertion],
            len(each.mention.term.split()),
            list(type(each.kind)).index(each.kind),
            each.mention.start,
            each.mention.end,
            bool(each.missing),
        )
        for each in candidates
        if (number := codes.find(each.code)) is not None
    ]
    return Sightings(np.array(lexicon, dtype=float).reshape(-1, 7), _phrase_rows(found, book, codes))


def _phrase_rows(found: Found, book: Phrasebook, codes: CodeList) -> Rows:
    """The found phrases whose code leads to one leaf."""
    names = [book.codes[each] for each in book.code[found.phrase].tolist()]
    leaves = [codes.find(name) for name in names]
    number = np.array([-1 if each is None else each for each in leaves], dtype=np.int64)
    is_heading = number != np.array([codes.number.get(name, -2) for name in names], dtype=np.int64)
    total = book.total[found.phrase]
    columns = (
        number, found.cover, found.cover * total, total, book.size[found.phrase], book.kinds[found.phrase],
        found.end - found.start, found.denied, found.start, found.end, _rivalry(found, total), is_heading,
    )  # fmt: skip
    return np.stack(columns, axis=1, dtype=np.float64, casting="unsafe")[number >= 0]


def _rivalry(found: Found, total: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weight found of each phrase, as a share of the greatest among those that overlap it."""
    if not len(total):
        return total
    weight = found.cover * total
    overlaps = (found.start[:, None] < found.end) & (found.start < found.end[:, None])
    return np.asarray(weight / np.where(overlaps, weight, 0).max(axis=1))
