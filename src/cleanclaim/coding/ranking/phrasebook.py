"""Titles and inclusion terms of the tabular list as bags of stems, found in part or whole in a sentence.

Unlike linking for a claim this is loose on purpose: a title counts by the share of its words that a sentence
holds, rare words more. What it finds are candidates for the ranker, never codes by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.ranking.passages import Passages
from cleanclaim.coding.text import term_stem
from cleanclaim.reference.icd10cm.words import stem
from cleanclaim.reference.icd10cm.words import stems as tabular_stems

if TYPE_CHECKING:
    from cleanclaim.coding.vocabulary import Lexicon
    from cleanclaim.reference.icd10cm import Tabular

TITLE, TERM, SHORTENED, LEXICON = 3, 2, 1, 4  # kinds of phrases
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_UNSAID = re.compile(
    r"\b(?:other and unspecified|other specified|unspecified|other|unqualified)\b"
    r"(?: (?:site|side|type|part|trimester|stage|severity|degree|organism|cause|location)s?\b)?",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r",? (?:without|not (?:intractable|elsewhere|due|specified)|due to|as the cause of|with(?:out)? or"
    r"|in diseases|stage 1 through|unspecified as to)\b.*",
    re.IGNORECASE,
)
_ALTERNATIVE = re.compile(r",? (?:and|or)\b|, ")
_LEAST_COVER = 0.55
_MOST_FOUND = 200  # codes kept a document, at most two phrases of each
_MOST_OF_A_CODE = 2
# chapters whose titles share words with every note and are seldom meant: injuries, causes, births, statuses
_SELDOM = tuple("OPSTVWXYZ")
_LONGEST = 14  # stems; longer phrases are lists of exceptions


@dataclass(frozen=True, slots=True)
class Found:
    """One phrase in one sentence: its number, the share of its weight that stands there, where."""

    phrase: int
    cover: float
    start: int
    end: int
    word: int  # the first content word
    denied: bool


class Phrasebook:
    """All phrases of one edition, by stem."""

    def __init__(self, tabular: Tabular, lexicon: Lexicon) -> None:
        rows_of = list(_every_bag(tabular, lexicon))
        self.codes = tuple(code for code, _, _ in rows_of)
        self.kinds = np.array([kind for _, kind, _ in rows_of])
        bags = [bag for _, _, bag in rows_of]
        numbers: dict[str, int] = {}
        rows = [numbers.setdefault(word, len(numbers)) for bag in bags for word in bag]
        owners = np.repeat(np.arange(len(bags)), [len(bag) for bag in bags])
        counts = np.bincount(rows, minlength=len(numbers))
        self._numbers = numbers
        self.weight = np.log(len(bags) / counts).astype(np.float64)
        order = np.argsort(rows, kind="stable")
        self._postings = owners[order].astype(np.int32)
        self._first = np.concatenate([[0], np.cumsum(counts)])
        self.total = np.bincount(owners, weights=self.weight[rows], minlength=len(bags))
        self.size = np.array([len(bag) for bag in bags])
        self.bags = bags
        seldom = np.array([0.5 if code.startswith(_SELDOM) else 1.0 for code in self.codes])
        self.promise = np.sqrt(self.total) * seldom * np.where(self.kinds == SHORTENED, 0.7, 1.0)

    def find(self, words: Passages) -> list[Found]:
        """The best phrases of a document, each where it stands most whole, best first."""
        best, where = np.zeros(len(self.total)), np.zeros(len(self.total), dtype=np.int64)
        edges = np.flatnonzero(np.diff(words.sentence, prepend=-1, append=-2))
        for number, (first, last) in enumerate(pairwise(edges.tolist())):
            phrases, cover = self._in_sentence(words.stems[first:last])
            better = cover > best[phrases]
            best[phrases[better]] = cover[better]
            where[phrases[better]] = number
        named = np.flatnonzero(best)
        order = named[np.argsort(-(best[named] ** 2) * self.promise[named], kind="stable")]
        taken: dict[str, int] = {}
        found = []
        for each in order.tolist():
            code = self.codes[each]
            if taken.get(code, 0) < _MOST_OF_A_CODE and (code in taken or len(taken) < _MOST_FOUND):
                taken[code] = taken.get(code, 0) + 1
                first, last = edges[where[each] : where[each] + 2].tolist()
                found.append(self._placed(words, (first, last), each, cover=float(best[each])))
        return found

    def _in_sentence(self, stems: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The phrases of which enough stands among these stems, and the share of each."""
        own = sorted({number for word in stems for number in self._known(word)})
        if not own:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        parts = [self._postings[self._first[each] : self._first[each + 1]] for each in own]
        weights = np.repeat(self.weight[own], [len(each) for each in parts])
        held = np.bincount(np.concatenate(parts), weights=weights, minlength=len(self.total))
        good = np.flatnonzero(held >= _LEAST_COVER * self.total)
        return good, np.asarray(held[good] / self.total[good])

    def _known(self, word: str) -> tuple[int, ...]:
        found = (self._numbers.get(each) for each in meanings(word))
        return tuple(each for each in found if each is not None)

    def _placed(self, words: Passages, sentence: tuple[int, int], phrase: int, *, cover: float) -> Found:
        bag = set(self.bags[phrase])
        places = [at for at in range(*sentence) if bag.intersection(meanings(words.stems[at]))]
        start, end = _tightest(words, places, bag)
        return Found(
            phrase,
            cover,
            int(words.start[start]),
            int(words.end[end]),
            start,
            bool(words.denied[end]),
        )


def _tightest(words: Passages, places: list[int], bag: set[str]) -> tuple[int, int]:
    """The shortest run of words that holds every stem of the phrase which the sentence has."""
    wanted = {each for at in places for each in bag.intersection(meanings(words.stems[at]))}
    best = (places[0], places[-1])
    for number, first in enumerate(places):
        held: set[str] = set()
        for last in places[number:]:
            held |= bag.intersection(meanings(words.stems[last]))
            if held == wanted:
                if last - first < best[1] - best[0]:
                    best = (first, last)
                break
    return best


def _every_bag(tabular: Tabular, lexicon: Lexicon) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """(code, kind, stems) of each phrase, its shorter readings and the lexicon's terms, each once."""
    told: set[tuple[str, tuple[str, ...]]] = set()
    for phrase in tabular.every_phrase():
        bag = tuple(sorted({_canonical(word) for word in phrase.stems}))
        kind = TITLE if phrase.kind == "title" else TERM
        readings = [(kind, bag)] if len(bag) <= _LONGEST else []
        readings += [(SHORTENED, _bag(text)) for text in _shorter(phrase.text)]
        for own, stems in readings:
            if stems and (phrase.code, stems) not in told:
                told.add((phrase.code, stems))
                yield phrase.code, own, stems
    for entries in (*lexicon.by_first.values(), *lexicon.loose.values()):
        for entry in entries:
            stems = _bag(entry.term)
            if len(stems) > 1 and not entry.is_exact and (entry.code, stems) not in told:
                told.add((entry.code, stems))
                yield entry.code, LEXICON, stems


def _bag(text: str) -> tuple[str, ...]:
    return tuple(sorted({_canonical(each) for each in tabular_stems(text)}))


def _shorter(text: str) -> Iterator[str]:
    """A title as people say it: without asides, what is absent, and all but the first of alternatives."""
    plain = _ASIDE.sub(" ", text)
    plain = _UNSAID.sub(" ", plain)
    if plain != text:
        yield plain
    cut = _ABSENT.split(plain)[0]
    if cut != plain:
        yield cut
    first = _ALTERNATIVE.split(cut)[0]
    if first != cut:
        yield first


@lru_cache(maxsize=50_000)
def meanings(word: str) -> tuple[str, ...]:
    """A stem of a note and what it also stands for, as stems of the tabular list."""
    return (_canonical(word), *_synonyms().get(word, ()))


@lru_cache(maxsize=100_000)
def _canonical(word: str) -> str:
    return term_stem(word)


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    text = files("cleanclaim.coding.ranking").joinpath("synonyms.tsv").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {term_stem(word): tuple(stem(each) for each in others.split()) for word, others in pairs}
