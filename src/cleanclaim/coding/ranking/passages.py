"""A document as arrays: its content words with place, sentence and denial, and runs of up to four of them.

Runs of words (grams) are known by a 64-bit hash of their stems alone, so a table that was learned from notes
holds no words of theirs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.text import Reading, Sentence, Token
from cleanclaim.reference.icd10cm.words import STOP_WORDS

LONGEST_GRAM = 4
_REACH = 9  # content words that a denial reaches over
_DENIALS = frozenset(
    re.findall(
        "[a-z]+",
        "no not without denies denied deny denying negative absence absent neither nor never none",
    )
)
_ENDS_DENIAL = frozenset(
    re.findall("[a-z]+", "but however although except presenting presented presents show showed shows")
)
# words that say nothing of themselves in a report; no gram holds one
_EMPTY = STOP_WORDS | frozenset(
    re.findall(
        "[a-z]+",
        "we our has have had been being did do does can could may might should would will than then there"
        " these those so such also he they them you your i me my after before during when where while since"
        " until both each any all some more most very only just over under again",
    )
)
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], dtype=np.uint64
)


@dataclass(frozen=True, slots=True)
class Passages:
    """The content words of a document, in order.

    stems     one a word; `hashes` their 64-bit hashes
    start     first character of each word in the document, `end` one past its last
    sentence  number of the sentence each stands in
    denied    whether a denial reaches over it
    """

    stems: tuple[str, ...]
    hashes: NDArray[np.uint64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    sentence: NDArray[np.int64]
    denied: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grams:
    """Runs of one to four content words inside a sentence, and where each stands in the document."""

    hashes: NDArray[np.uint64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    length: NDArray[np.int64]
    denied: NDArray[np.bool_]


def passages_of(reading: Reading) -> Passages:
    """The content words of a document that was read."""
    rows = [
        (token, number, denied)
        for number, sentence in enumerate(reading.sentences)
        for token, denied in _content(reading, sentence)
    ]
    return Passages(
        stems=tuple(token.stem for token, _, _ in rows),
        hashes=np.array([stem_hash(token.stem) for token, _, _ in rows], dtype=np.uint64),
        start=np.array([token.start for token, _, _ in rows], dtype=np.int64),
        end=np.array([token.end for token, _, _ in rows], dtype=np.int64),
        sentence=np.array([number for _, number, _ in rows], dtype=np.int64),
        denied=np.array([denied for _, _, denied in rows], dtype=np.bool_),
    )


def _content(reading: Reading, sentence: Sentence) -> Iterator[tuple[Token, bool]]:
    left = 0
    for token in reading.tokens[sentence.first : sentence.last]:
        lower = token.word.lower()
        if lower in _DENIALS:
            left = _REACH
        elif lower in _ENDS_DENIAL:
            left = 0
        elif lower not in _EMPTY:
            yield token, left > 0
            left -= 1


@lru_cache(maxsize=100_000)
def stem_hash(stem: str) -> int:
    """64 bits of a stem, the same in every run and on every machine."""
    return int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=8).digest(), "little")


def content_stems(term: str) -> tuple[str, ...]:
    """The stems of a term's content words, as they would stand in a document."""
    return tuple(token.stem for token in Reading("", term).tokens if token.word.lower() not in _EMPTY)


def grams_of(words: Passages) -> Grams:
    """All grams, shorter ones first."""
    parts = [_grams_of_length(words, length) for length in range(1, LONGEST_GRAM + 1)]
    return Grams(
        np.concatenate([each.hashes for each in parts]),
        np.concatenate([each.start for each in parts]),
        np.concatenate([each.end for each in parts]),
        np.concatenate([each.length for each in parts]),
        np.concatenate([each.denied for each in parts]),
    )


def _grams_of_length(words: Passages, length: int) -> Grams:
    count = max(len(words.hashes) - length + 1, 0)
    first = np.arange(count, dtype=np.int64)
    first = first[words.sentence[first] == words.sentence[first + length - 1]] if count else first
    total = np.full(len(first), length, dtype=np.uint64)
    for place in range(length):
        total = (total ^ words.hashes[first + place]) * _MULTIPLIERS[place]
        total ^= total >> np.uint64(29)
    last = first + length - 1
    return Grams(total, words.start[first], words.end[last], np.full(len(first), length), words.denied[last])
