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


def sight(
    candidates: Sequence[Candidate], found: Sequence[Found], book: Phrasebook, codes: CodeList
) -> Sightings:
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
    phrases = [
        (
            number,
            each.cover,
            each.cover * book.total[each.phrase],
            book.total[each.phrase],
            book.size[each.phrase],
            book.kinds[each.phrase],
            (each.end - each.start),
            each.denied,
            each.start,
            each.end,
            share,
            number != codes.number[book.codes[book.code[each.phrase]]],
        )
        for each, share in zip(found, _rivalry(found, book), strict=True)
        if (number := codes.find(book.codes[book.code[each.phrase]])) is not None
    ]
    return Sightings(
        np.array(lexicon, dtype=float).reshape(-1, 7), np.array(phrases, dtype=float).reshape(-1, 12)
    )


def _rivalry(found: Sequence[Found], book: Phrasebook) -> list[float]:
    """The weight found of each phrase, as a share of the greatest among those that overlap it."""
    if not found:
        return []
    start, end = np.array([each.start for each in found]), np.array([each.end for each in found])
    weight = np.array([each.cover * book.total[each.phrase] for each in found])
    overlaps = (start[:, None] < end) & (start < end[:, None])
    return list(weight / np.where(overlaps, weight, 0).max(axis=1))
