"""What a term of the lexicon is also called, for terms in words that no audited document had.

A model learns from the words of its documents: taught by case reports it never met `HTN`, which the lexicon
knows as hypertension. Where a linked term has a word that was never met, the name of its concept is read in
its place; what is learned about the name then counts for the term.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.ranking.passages import Grams, Passages, content_stems, grams_of, stem_hash
from cleanclaim.coding.vocabulary import Kind

if TYPE_CHECKING:
    from cleanclaim.coding.case import Candidate
    from cleanclaim.coding.ranking.associations import Associations
    from cleanclaim.coding.ranking.codelist import CodeList

_NOT_OF_THE_BODY = (Kind.DRUG, Kind.CAUSE)


@dataclass(frozen=True, slots=True)
class Naming:
    """A linked term: its code's number, the hashes of its words, and the stems of its concept's name."""

    code: int
    words: NDArray[np.uint64]
    name: tuple[str, ...]
    start: int
    end: int
    denied: bool


def namings_of(words: Passages, mentions: Sequence[Candidate], codes: CodeList) -> tuple[Naming, ...]:
    """Of each condition, sign, injury, state or visit that the lexicon links in a document."""
    found = []
    for each in mentions:
        number = codes.find(each.code)
        if number is None or each.kind in _NOT_OF_THE_BODY or not each.mention.name:
            continue
        start, end = each.mention.start, each.mention.end
        first, last = np.searchsorted(words.start, [start, end])
        denied = each.assertion is Assertion.NEGATED
        name = content_stems(each.mention.name)
        found.append(Naming(number, words.hashes[first:last], name, start, end, denied))
    return tuple(found)


def with_names(grams: Grams, namings: Sequence[Naming], known: Associations) -> tuple[Grams, frozenset[int]]:
    """The grams of a document with those of the names of unheard terms, and the codes of these terms."""
    if not len(known.hashes):
        return grams, frozenset()
    unheard = [each for each in namings if not _all_known(each.words, known)]
    if not unheard:
        return grams, frozenset()
    own = grams_of(_as_passages(unheard))
    joined = [
        np.concatenate([getattr(grams, field.name), getattr(own, field.name)]) for field in fields(Grams)
    ]
    return Grams(*joined), frozenset(each.code for each in unheard)


def _all_known(hashes: NDArray[np.uint64], known: Associations) -> bool:
    at = np.minimum(np.searchsorted(known.hashes, hashes), len(known.hashes) - 1)
    return bool((known.hashes[at] == hashes).all())


def _as_passages(namings: Sequence[Naming]) -> Passages:
    """Each name as a sentence of its own that stands where its term does."""
    sizes = [len(each.name) for each in namings]
    stems = tuple(stem for each in namings for stem in each.name)
    return Passages(
        stems=stems,
        hashes=np.array([stem_hash(each) for each in stems], dtype=np.uint64),
        start=np.repeat([each.start for each in namings], sizes),
        end=np.repeat([each.end for each in namings], sizes),
        sentence=np.repeat(np.arange(len(namings)), sizes),
        denied=np.repeat([each.denied for each in namings], sizes),
    )
