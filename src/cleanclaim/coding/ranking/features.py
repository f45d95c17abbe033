"""What the ranker sees of each code that a document may have got. No price, no weight, no payer.

Sources of candidates: mentions of the lexicon, phrases of the tabular list found in part or whole, and grams
that were seen with a code in audited documents. Every candidate has a place in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.ranking.passages import Grams, Passages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleanclaim.coding.case import Candidate
    from cleanclaim.coding.ranking.associations import Associations
    from cleanclaim.coding.ranking.codelist import CodeList
    from cleanclaim.coding.ranking.phrasebook import Found, Phrasebook

GOODNESS = {
    Assertion.PRESENT: 7, Assertion.HISTORICAL: 6, Assertion.RESOLVED: 5, Assertion.UNCERTAIN: 4,
    Assertion.HYPOTHETICAL: 3, Assertion.FAMILY: 2, Assertion.OTHER_PERSON: 1.5, Assertion.NEGATED: 1,
}  # fmt: skip
_MOST_BY_GRAMS = 150
_FLOOR = 0.04
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
            number != codes.number[book.codes[each.phrase]],
        )
        for each, share in zip(found, _rivalry(found, book), strict=True)
        if (number := codes.find(book.codes[each.phrase])) is not None
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


def gram_rows(words: Passages, grams: Grams, known: Associations) -> Rows:
    """(code, share, aligned, joint, documents, words, denied, start, end) of each known gram and code."""
    if not len(known.hashes) or not len(grams.hashes):
        return np.zeros((0, 9))
    at = np.minimum(np.searchsorted(known.hashes, grams.hashes), len(known.hashes) - 1)
    hit = known.hashes[at] == grams.hashes
    at = at[hit]
    begin, stop = known.first[at], known.first[at + 1]
    count = stop - begin
    gram = np.repeat(np.arange(len(at)), count)
    row = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(begin, count)
    return np.stack(
        [
            known.code[row],
            known.share[row],
            known.aligned[row],
            known.joint[row],
            known.documents[at][gram],
            grams.length[hit][gram],
            grams.denied[hit][gram],
            grams.start[hit][gram],
            grams.end[hit][gram],
        ],
        axis=1,
    ).astype(np.float64)


NAMES = (
    "lexicon_goodness", "lexicon_words", "lexicon_mentions", "lexicon_kind", "lexicon_default",
    "lexicon_present_mentions",
    "phrase_cover", "phrase_found", "phrase_total", "phrase_stems", "phrase_title", "phrase_tightness",
    "phrase_denied", "phrase_count", "phrase_rivalry", "phrase_default", "phrase_strength",
    "gram_share", "gram_share_joint", "gram_share_documents", "gram_share_words", "gram_share_denied",
    "gram_share_mentions", "gram_second", "gram_any", "gram_aligned", "gram_aligned_joint", "gram_many",
    "gram_rank", "gram_category", "gram_category_rest", "gram_best_rival",
    "prior", "prior_category", "lexicon_category", "lexicon_category_rest", "phrase_category_best",
    "letter", "length", "place", "words", "sources", "unsaid", "aligned_rank_in_category",
    "phrase_rank", "lexicon_rank_in_category", "category_any", "category_share", "category_rank",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned from audited documents: grams, and the share of documents that had a code."""

    grams: Associations
    categories: Associations  # the same for three-character categories
    prior: NDArray[np.float64]
    prior_category: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The codes a document may have got, their features, and where the text shows each."""

    code: NDArray[np.int64]
    features: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


def candidates_in(
    words: Passages, grams: Grams, seen: Sightings, *, learned: Learned, codes: CodeList
) -> Candidates:
    """All candidates of one document with their features, by code."""
    rows = _worth_a_look(gram_rows(words, grams, learned.grams))
    lexicon, phrases = seen.lexicon, seen.phrases
    every = np.concatenate([lexicon[:, 0], phrases[:, 0], rows[:, 0]]).astype(np.int64)
    code = np.unique(every)
    count, width = len(code), len(NAMES)
    table = np.zeros((count, width))
    column = {name: place for place, name in enumerate(NAMES)}
    start, end = np.full(count, -1), np.full(count, -1)
    if not count:
        return Candidates(code, table, start, end)
    _from_grams(table, column, np.searchsorted(code, rows[:, 0]), rows, (start, end))
    _from_phrases(table, column, np.searchsorted(code, phrases[:, 0]), phrases, (start, end))
    _from_lexicon(table, column, np.searchsorted(code, lexicon[:, 0]), lexicon, (start, end))
    _from_the_code(table, column, code, codes, learned)
    _from_categories(table, column, codes.category[code], gram_rows(words, grams, learned.categories))
    table[:, column["place"]] = start / max(int(words.end[-1]) if len(words.end) else 1, 1)
    table[:, column["words"]] = len(words.stems)
    said = _is_said(table, column)
    return Candidates(code[said], table[said], start[said], end[said])


def _is_said(table: Rows, column: dict[str, int]) -> NDArray[np.bool_]:
    """Whether anything says that the patient has it; what is only denied, or another's, is no candidate."""
    goodness = table[:, column["lexicon_goodness"]]
    by_phrase = (table[:, column["phrase_cover"]] > 0) & (table[:, column["phrase_denied"]] == 0)
    by_gram = (table[:, column["gram_share"]] > 0) & (table[:, column["gram_share_denied"]] == 0)
    return np.asarray((goodness >= SAID) | ((goodness == 0) & (by_phrase | by_gram)))


def _worth_a_look(rows: Rows) -> Rows:
    """Only the rows of the codes that grams speak loudest for."""
    if not len(rows):
        return rows
    code, inverse = np.unique(rows[:, 0], return_inverse=True)
    loud = _any(rows[:, 2], inverse, len(code)) + 0.5 * _top(rows[:, 1], inverse, len(code))
    limit = np.sort(loud)[-min(_MOST_BY_GRAMS, len(loud))]
    return np.asarray(rows[(loud >= max(limit, _FLOOR))[inverse]])


def _top(value: NDArray[np.float64], group: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    best = np.zeros(count)
    np.maximum.at(best, group, value)
    return best


def _any(value: NDArray[np.float64], group: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """The chance that at least one of them holds, were they independent."""
    return 1.0 - np.exp(np.bincount(group, weights=np.log1p(-np.minimum(value, 0.99)), minlength=count))


def _rank(value: NDArray[np.float64]) -> NDArray[np.float64]:
    order = np.argsort(-value, kind="stable")
    rank = np.empty(len(value))
    rank[order] = np.arange(len(value))
    return rank


def _best_rows(value: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first row of the highest value in each group that has any, in the order of the groups."""
    order = np.lexsort((np.arange(len(value)), -value, group))
    return np.asarray(order[np.diff(group[order], prepend=-1) != 0])


def _put_place(
    places: tuple[NDArray[np.int64], NDArray[np.int64]], group: NDArray[np.int64], pair: Rows
) -> None:
    places[0][group], places[1][group] = pair[:, 0].astype(np.int64), pair[:, 1].astype(np.int64)


def _from_grams(
    table: Rows,
    column: dict[str, int],
    group: NDArray[np.int64],
    rows: Rows,
    places: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> None:
    if not len(rows):
        return
    count = len(table)
    best = _best_rows(rows[:, 1] + 0.001 * rows[:, 5], group)
    own = group[best]
    for name, field in (("", 1), ("_joint", 3), ("_documents", 4), ("_words", 5), ("_denied", 6)):
        table[own, column["gram_share" + name]] = rows[best, field]
    mentions = np.bincount(
        group, weights=rows[:, 1] >= 0.999 * table[group, column["gram_share"]], minlength=count
    )
    table[:, column["gram_share_mentions"]] = mentions
    rest = np.ones(len(rows), dtype=bool)
    rest[best] = False
    # a second one counts only when it stands elsewhere
    elsewhere = rest & (rows[:, 7] >= rows[best, 8][np.searchsorted(own, group)])
    elsewhere |= rest & (rows[:, 8] <= rows[best, 7][np.searchsorted(own, group)])
    table[:, column["gram_second"]] = _top(rows[elsewhere, 1], group[elsewhere], count)
    table[:, column["gram_any"]] = _any(rows[:, 2], group, count)
    most = _best_rows(rows[:, 2], group)
    table[group[most], column["gram_aligned"]] = rows[most, 2]
    table[group[most], column["gram_aligned_joint"]] = rows[most, 3]
    table[:, column["gram_many"]] = np.bincount(group, weights=rows[:, 1] >= 0.25, minlength=count)
    table[:, column["gram_rank"]] = _rank(table[:, column["gram_any"]])
    _put_place(places, group[most], rows[most, 7:9])


def _from_phrases(
    table: Rows,
    column: dict[str, int],
    group: NDArray[np.int64],
    rows: Rows,
    places: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> None:
    if not len(rows):
        return
    strength = rows[:, 1] * np.sqrt(rows[:, 3])
    best = _best_rows(strength, group)
    own = group[best]
    fields = (
        ("cover", 1), ("found", 2), ("total", 3), ("stems", 4), ("title", 5), ("denied", 7), ("rivalry", 10),
        ("default", 11),
    )  # fmt: skip
    for name, field in fields:
        table[own, column["phrase_" + name]] = rows[best, field]
    table[own, column["phrase_tightness"]] = rows[best, 6] / (rows[best, 4] * rows[best, 1])
    table[own, column["phrase_strength"]] = strength[best]
    table[:, column["phrase_count"]] = np.bincount(group, minlength=len(table))
    table[:, column["phrase_rank"]] = _rank(table[:, column["phrase_strength"]])
    whole = rows[best, 1] >= 0.8
    _put_place(places, own[whole | (places[0][own] < 0)], rows[best][whole | (places[0][own] < 0), 8:10])


def _from_lexicon(
    table: Rows,
    column: dict[str, int],
    group: NDArray[np.int64],
    rows: Rows,
    places: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> None:
    if not len(rows):
        return
    count = len(table)
    best = _best_rows(rows[:, 1] + 0.1 * rows[:, 2], group)
    own = group[best]
    for name, field in (("goodness", 1), ("words", 2), ("kind", 3), ("default", 6)):
        table[own, column["lexicon_" + name]] = rows[best, field]
    table[:, column["lexicon_mentions"]] = np.bincount(group, minlength=count)
    table[:, column["lexicon_present_mentions"]] = np.bincount(
        group, weights=rows[:, 1] >= 6, minlength=count
    )
    _put_place(places, own, rows[best, 4:6])


def _from_the_code(
    table: Rows, column: dict[str, int], code: NDArray[np.int64], codes: CodeList, learned: Learned
) -> None:
    category, inverse = np.unique(codes.category[code], return_inverse=True)
    any_gram, goodness = table[:, column["gram_any"]], table[:, column["lexicon_goodness"]]
    for name, value in (("gram_category", any_gram), ("lexicon_category", goodness)):
        total = np.bincount(inverse, weights=value, minlength=len(category))[inverse]
        table[:, column[name]] = total
        table[:, column[name + "_rest"]] = total - value
    table[:, column["phrase_category_best"]] = _top(
        table[:, column["phrase_strength"]], inverse, len(category)
    )[inverse]
    table[:, column["gram_best_rival"]] = _best_of_others(any_gram, inverse, len(category))
    table[:, column["aligned_rank_in_category"]] = _rank_within(any_gram, inverse)
    table[:, column["lexicon_rank_in_category"]] = _rank_within(goodness, inverse)
    table[:, column["prior"]] = learned.prior[code]
    table[:, column["prior_category"]] = learned.prior_category[codes.category[code]]
    table[:, column["letter"]] = codes.letter[code]
    table[:, column["length"]] = codes.length[code]
    table[:, column["unsaid"]] = codes.unsaid[code]
    table[:, column["sources"]] = (
        (goodness > 0).astype(int)
        + 2 * (table[:, column["phrase_cover"]] > 0)
        + 4 * (table[:, column["gram_share"]] > 0)
    )


def _from_categories(table: Rows, column: dict[str, int], category: NDArray[np.int64], rows: Rows) -> None:
    own, count = rows[:, 0].astype(np.int64), int(max(category.max(), rows[:, 0].max(initial=0))) + 1
    strength = _any(rows[:, 2], own, count)
    table[:, column["category_any"]] = strength[category]
    table[:, column["category_share"]] = _top(rows[:, 1], own, count)[category]
    table[:, column["category_rank"]] = _rank(strength)[category]


def _best_of_others(value: NDArray[np.float64], group: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    order = np.lexsort((-value, group))
    first = np.diff(group[order], prepend=-1) != 0
    top, second = np.zeros(count), np.zeros(count)
    top[group[order[first]]] = value[order[first]]
    follows = np.concatenate([[False], first[:-1]]) & ~first
    second[group[order[follows]]] = value[order[follows]]
    return np.where(value >= top[group], second[group], top[group])


def _rank_within(value: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.float64]:
    order = np.lexsort((np.arange(len(value)), -value, group))
    begins = np.flatnonzero(np.diff(group[order], prepend=-1) != 0)
    lengths = np.diff(np.append(begins, len(value)))
    rank = np.empty(len(value))
    rank[order] = np.arange(len(value)) - np.repeat(begins, lengths)
    return rank
