"""What was learned from audited documents, and what it says of the grams of a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.ranking.associations import Associations
from cleanclaim.coding.ranking.passages import Grams
from cleanclaim.coding.ranking.sightings import Rows

_FLOOR = 0.04  # a code for which no gram speaks louder is none to look at


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned from audited documents: grams, and the share of documents that had a code.

    The associations number codes and categories densely; `codes` and `category_numbers` are the numbers of
    the edition's list that these stand for.
    """

    grams: Associations
    codes: NDArray[np.int64]
    categories: Associations  # the same for three-character categories
    category_numbers: NDArray[np.int64]
    prior: NDArray[np.float64]
    prior_category: NDArray[np.float64]


def learned_of(
    grams: Associations,
    categories: Associations,
    prior: NDArray[np.float64],
    prior_category: NDArray[np.float64],
) -> Learned:
    """What was learned, from associations by the numbers of the edition's list."""
    return Learned(*_dense(grams), *_dense(categories), prior, prior_category)


def _dense(known: Associations) -> tuple[Associations, NDArray[np.int64]]:
    is_used = np.zeros(int(known.code.max(initial=-1)) + 1, dtype=np.bool_)
    is_used[known.code] = True
    place = np.cumsum(is_used, dtype=np.int32) - 1
    return replace(known, code=place[known.code]), np.flatnonzero(is_used)


def gram_rows(grams: Grams, learned: Learned, *, most: int) -> Rows:
    """(code, share, aligned, joint, documents, words, denied, start, end) of each known gram and code.

    Only of the codes that grams speak loudest for, about `most` of them.
    """
    known = learned.grams
    hit, at, gram, row = known_rows(grams, known)
    if not len(row):
        return np.zeros((0, 9))
    kept = _loudest(known, row, most)
    gram, row = gram[kept], row[kept]
    own = hit[gram]
    columns: tuple[NDArray[Any], ...] = (
        learned.codes[known.code[row]], known.share[row], known.aligned[row], known.joint[row],
        known.documents[at][gram], grams.length[own], grams.denied[own], grams.start[own], grams.end[own],
    )  # fmt: skip
    table = np.empty((len(row), len(columns)))
    for place, column in enumerate(columns):
        table[:, place] = column
    return table


def known_rows(
    grams: Grams, known: Associations
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(known grams of the document, their numbers; for each row of theirs which of these, the row)."""
    if not len(known.hashes) or not len(grams.hashes):
        none = np.zeros(0, dtype=np.int64)
        return none, none, none, none
    order = np.argsort(grams.hashes)
    at = np.empty(len(order), dtype=np.int64)
    at[order] = np.searchsorted(known.hashes, grams.hashes[order])  # in order: it stays in the cache
    at = np.minimum(at, len(known.hashes) - 1)
    hit = np.flatnonzero(known.hashes[at] == grams.hashes)
    at = at[hit]
    begin = known.first[at]
    count = known.first[at + 1] - begin
    gram = np.repeat(np.arange(len(at)), count)
    return hit, at, gram, np.arange(len(gram)) + np.repeat(begin - (np.cumsum(count) - count), count)


def _loudest(known: Associations, row: NDArray[np.int64], most: int) -> NDArray[np.bool_]:
    """Which rows are of the codes that grams speak loudest for."""
    code = known.code[row]
    size = int(code.max()) + 1
    present = np.flatnonzero(np.bincount(code, minlength=size))
    any_gram = any_of(known.aligned[row].astype(np.float64), code, size)
    loud = any_gram + 0.5 * top_of(known.share[row].astype(np.float64), code, size)
    limit = np.sort(loud[present])[-min(most, len(present))]
    return np.asarray((loud >= max(limit, _FLOOR))[code])


def top_of(value: NDArray[np.float64], group: NDArray[np.integer[Any]], count: int) -> NDArray[np.float64]:
    """The highest value of each group, at least nought."""
    best = np.zeros(count)
    np.maximum.at(best, group, value)
    return best


def any_of(value: NDArray[np.float64], group: NDArray[np.integer[Any]], count: int) -> NDArray[np.float64]:
    """The chance that at least one of them holds, were they independent."""
    return 1.0 - np.exp(np.bincount(group, weights=np.log1p(-np.minimum(value, 0.99)), minlength=count))
