"""Misspelled words of the field, made good by one edit, with guards against words that only look alike.

A word is respelled only when it has at least eight letters, the lexicon knows nothing of it, exactly one word
of the lexicon lies one edit away, the first two letters agree, the edit is a swap, a lost, doubled or extra
letter or another vowel (never another consonant: `injection` is no `infection`), and it does not touch the
last letter (an ending is grammar, not a slip).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_LEAST_LETTERS = 8
_VOWELS = frozenset("aeiouy")
# words of notes that lie one edit from a term and are right as they stand
_RIGHT_AS_THEY_STAND = frozenset(
    {
        "inflection", "prostrate", "palpation", "perineal", "peroneal", "abduction", "adduction",
        "aspiration", "respiration", "medication", "meditation", "irrigation", "irritation",
        "inspection", "continence",
    }
)  # fmt: skip


class Speller:
    """The long words of a lexicon, keyed by what is left of each when one letter is taken out."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._known = frozenset(words) | _RIGHT_AS_THEY_STAND
        self._keyed: dict[str, list[str]] = {}
        for word in sorted(self._known - _RIGHT_AS_THEY_STAND):
            if len(word) >= _LEAST_LETTERS and word.isalpha():
                for key in _shortened(word):
                    self._keyed.setdefault(key, []).append(word)
        self._nearest = lru_cache(maxsize=20_000)(self._find_nearest)

    def respell(self, word: str) -> str:
        """The word of the lexicon that is meant, or the word itself."""
        if len(word) < _LEAST_LETTERS or word in self._known or not word.isalpha():
            return word
        return self._nearest(word)

    def _find_nearest(self, word: str) -> str:
        near = {
            known
            for key in _shortened(word)
            for known in self._keyed.get(key, ())
            if known[:2] == word[:2] and _is_a_slip(word, known)
        }
        return near.pop() if len(near) == 1 else word


def _shortened(word: str) -> set[str]:
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def _is_a_slip(word: str, known: str) -> bool:
    """Whether one swap, one lost or extra letter or one other vowel, not at the end, leads to the other."""
    if word[-1] != known[-1]:
        return False
    differ = [place for place, (a, b) in enumerate(zip(word, known, strict=False)) if a != b]
    if len(word) != len(known):
        long, short = (word, known) if len(word) > len(known) else (known, word)
        place = next(
            (each for each, (a, b) in enumerate(zip(long, short, strict=False)) if a != b), len(short)
        )
        return place < len(long) - 1 and long[:place] + long[place + 1 :] == short
    if len(differ) == 2:
        first, second = differ
        return second == first + 1 and word[first] == known[second] and word[second] == known[first]
    return len(differ) == 1 and {word[differ[0]], known[differ[0]]} <= _VOWELS
