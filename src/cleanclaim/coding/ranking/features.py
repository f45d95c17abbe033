"""What the ranker sees of each code that a document may have got. No price, no weight, no payer.

Sources of candidates: mentions of the lexicon, phrases of the tabular list found in part or whole, and grams
that were seen with a code in audited documents. Every candidate has a place in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.ranking.learned import Learned, any_of, gram_rows, known_rows, top_of
from cleanclaim.coding.ranking.passages import Grams, Passages
from cleanclaim.coding.ranking.sightings import Rows, Sightings

if TYPE_CHECKING:
    from cleanclaim.coding.ranking.codelist import CodeList

_MOST_BY_GRAMS = 150


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
COLUMN = {name: place for place, name in enumerate(NAMES)}


@dataclass(frozen=True, slots=True)
class Candidates:
    """The codes a document may have got, their features, and where the text shows each.

    unheard  whether the lexicon links it in words that no audited document had
    """

    code: NDArray[np.int64]
    features: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    unheard: NDArray[np.bool_]


def candidates_in(
    words: Passages, grams: Grams, seen: Sightings, *, learned: Learned, codes: CodeList
) -> Candidates:
    """All candidates of one document with their features, by code."""
    rows = gram_rows(grams, learned, most=_MOST_BY_GRAMS)
    lexicon, phrases = seen.lexicon, seen.phrases
    every = np.concatenate([lexicon[:, 0], phrases[:, 0], rows[:, 0]]).astype(np.int64)
    code = np.unique(every)
    count, width = len(code), len(NAMES)
    table = np.zeros((count, width))
    start, end = np.full(count, -1), np.full(count, -1)
    unheard = np.zeros(count, dtype=np.bool_)
    if not count:
        return Candidates(code, table, start, end, unheard)
    _from_grams(table, np.searchsorted(code, rows[:, 0]), rows, (start, end))
    _from_phrases(table, np.searchsorted(code, phrases[:, 0]), phrases, (start, end))
    _from_lexicon(table, np.searchsorted(code, lexicon[:, 0]), lexicon, (start, end))
    _from_the_code(table, code, codes, learned)
    _from_categories(table, codes.category[code], grams, learned)
    table[:, COLUMN["place"]] = start / max(int(words.end[-1]) if len(words.end) else 1, 1)
    table[:, COLUMN["words"]] = len(words.stems)
    return Candidates(code, table, start, end, unheard)


def _rank(value: NDArray[np.float64]) -> NDArray[np.float64]:
    order = np.argsort(-value, kind="stable")
    rank = np.empty(len(value))
    rank[order] = np.arange(len(value))
    return rank


def _best_rows(value: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first row of the highest value in each group that has any, in the order of the groups."""
    count = int(group.max()) + 1
    top = np.full(count, -np.inf)
    np.maximum.at(top, group, value)
    highest = np.flatnonzero(value == top[group])[::-1]
    best = np.full(count, -1)
    best[group[highest]] = highest  # of several the one that is written last stays: the first row
    return best[best >= 0]


def _put_place(
    places: tuple[NDArray[np.int64], NDArray[np.int64]], group: NDArray[np.int64], pair: Rows
) -> None:
    places[0][group], places[1][group] = pair[:, 0].astype(np.int64), pair[:, 1].astype(np.int64)


def _from_grams(
    table: Rows,
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
        table[own, COLUMN["gram_share" + name]] = rows[best, field]
    mentions = np.bincount(
        group, weights=rows[:, 1] >= 0.999 * table[group, COLUMN["gram_share"]], minlength=count
    )
    table[:, COLUMN["gram_share_mentions"]] = mentions
    rest = np.ones(len(rows), dtype=bool)
    rest[best] = False
    # a second one counts only when it stands elsewhere
    elsewhere = rest & (rows[:, 7] >= rows[best, 8][np.searchsorted(own, group)])
    elsewhere |= rest & (rows[:, 8] <= rows[best, 7][np.searchsorted(own, group)])
    table[:, COLUMN["gram_second"]] = top_of(rows[elsewhere, 1], group[elsewhere], count)
    table[:, COLUMN["gram_any"]] = any_of(rows[:, 2], group, count)
    most = _best_rows(rows[:, 2], group)
    table[group[most], COLUMN["gram_aligned"]] = rows[most, 2]
    table[group[most], COLUMN["gram_aligned_joint"]] = rows[most, 3]
    table[:, COLUMN["gram_many"]] = np.bincount(group, weights=rows[:, 1] >= 0.25, minlength=count)
    table[:, COLUMN["gram_rank"]] = _rank(table[:, COLUMN["gram_any"]])
    _put_place(places, group[most], rows[most, 7:9])


def _from_phrases(
    table: Rows,
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
        table[own, COLUMN["phrase_" + name]] = rows[best, field]
    table[own, COLUMN["phrase_tightness"]] = rows[best, 6] / (rows[best, 4] * rows[best, 1])
    table[own, COLUMN["phrase_strength"]] = strength[best]
    table[:, COLUMN["phrase_count"]] = np.bincount(group, minlength=len(table))
    table[:, COLUMN["phrase_rank"]] = _rank(table[:, COLUMN["phrase_strength"]])
    whole = rows[best, 1] >= 0.8
    _put_place(places, own[whole | (places[0][own] < 0)], rows[best][whole | (places[0][own] < 0), 8:10])


def _from_lexicon(
    table: Rows,
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
        table[own, COLUMN["lexicon_" + name]] = rows[best, field]
    table[:, COLUMN["lexicon_mentions"]] = np.bincount(group, minlength=count)
    table[:, COLUMN["lexicon_present_mentions"]] = np.bincount(
        group, weights=rows[:, 1] >= 6, minlength=count
    )
    _put_place(places, own, rows[best, 4:6])


def _from_the_code(table: Rows, code: NDArray[np.int64], codes: CodeList, learned: Learned) -> None:
    category, inverse = np.unique(codes.category[code], return_inverse=True)
    any_gram, goodness = table[:, COLUMN["gram_any"]], table[:, COLUMN["lexicon_goodness"]]
    for name, value in (("gram_category", any_gram), ("lexicon_category", goodness)):
        total = np.bincount(inverse, weights=value, minlength=len(category))[inverse]
        table[:, COLUMN[name]] = total
        table[:, COLUMN[name + "_rest"]] = total - value
    table[:, COLUMN["phrase_category_best"]] = top_of(
        table[:, COLUMN["phrase_strength"]], inverse, len(category)
    )[inverse]
    table[:, COLUMN["gram_best_rival"]] = _best_of_others(any_gram, inverse, len(category))
    table[:, COLUMN["aligned_rank_in_category"]] = _rank_within(any_gram, inverse)
    table[:, COLUMN["lexicon_rank_in_category"]] = _rank_within(goodness, inverse)
    table[:, COLUMN["prior"]] = learned.prior[code]
    table[:, COLUMN["prior_category"]] = learned.prior_category[codes.category[code]]
    table[:, COLUMN["letter"]] = codes.letter[code]
    table[:, COLUMN["length"]] = codes.length[code]
    table[:, COLUMN["unsaid"]] = codes.unsaid[code]
    table[:, COLUMN["sources"]] = (
        (goodness > 0).astype(int)
        + 2 * (table[:, COLUMN["phrase_cover"]] > 0)
        + 4 * (table[:, COLUMN["gram_share"]] > 0)
    )


def _from_categories(table: Rows, category: NDArray[np.int64], grams: Grams, learned: Learned) -> None:
    known, numbers = learned.categories, learned.category_numbers
    row = known_rows(grams, known)[3]
    if not len(row):
        return
    own = known.code[row]
    strength, share = np.zeros((2, int(max(category.max(), numbers[-1])) + 1))
    strength[numbers] = any_of(known.aligned[row].astype(np.float64), own, len(numbers))
    share[numbers] = top_of(known.share[row].astype(np.float64), own, len(numbers))
    table[:, COLUMN["category_any"]] = strength[category]
    table[:, COLUMN["category_share"]] = share[category]
    table[:, COLUMN["category_rank"]] = _rank(strength)[category]


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
