"""Phrases of the tabular list and the lexicon as arrays, found in part or whole in the sentences of a note.

A phrase counts by the share of its weight that a sentence holds, rare words more. What is found are
candidates for the ranker, never codes by themselves. A phrase is looked at only when the sentence has one of
its anchors: the heaviest of its stems, as many as it cannot reach the least share without.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.ranking.passages import Passages
from cleanclaim.coding.ranking.phrases import SHORTENED, Phrase, meanings

_LEAST_COVER = 0.55
_MOST_FOUND = 200  # codes kept a document, at most two phrases of each
_MOST_OF_A_CODE = 2
_AT_ONCE = 64  # sentences looked at together, so that a long document needs no more memory than a short one
# chapters whose titles share words with every note and are seldom meant: injuries, causes, births, statuses
SELDOM = tuple("OPSTVWXYZ")

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """Phrases that stand in a document, best first.

    phrase      number in the phrasebook
    cover       the share of its weight that its sentence holds
    start, end  characters of the document, from its first to its last word
    denied      whether a denial reaches over the last word
    """

    phrase: Numbers
    cover: NDArray[np.float64]
    start: Numbers
    end: Numbers
    denied: NDArray[np.bool_]


class Phrasebook:
    """All phrases of one edition. The stems of phrase n are `bag[first[n]:first[n + 1]]`, heaviest first."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.codes: tuple[str, ...] = tuple(arrays["names"].tolist())
        self.code: Numbers = arrays["code"].astype(np.int64)  # of each phrase, its place in `codes`
        self.kinds: NDArray[np.int8] = arrays["kinds"]
        self._numbers = {word: number for number, word in enumerate(arrays["words"].tolist())}
        self._weight: NDArray[np.float64] = arrays["weight"]
        self._bag: NDArray[np.int32] = arrays["bag"]
        self._first: Numbers = arrays["first"]
        self._posting: NDArray[np.int32] = arrays["posting"]  # phrases by anchor
        self._anchored: Numbers = arrays["anchored"]
        self.size = np.diff(self._first)
        self.total = np.add.reduceat(self._weight[self._bag], self._first[:-1])
        seldom = np.array([0.5 if code.startswith(SELDOM) else 1.0 for code in self.codes])[self.code]
        self._promise = np.sqrt(self.total) * seldom * np.where(self.kinds == SHORTENED, 0.7, 1.0)

    def find(self, words: Passages) -> Found:
        """The best phrases of a document, each where it stands most whole."""
        held = _Held(words, self._numbers)
        phrase, cover, sentence = self._covered(held)
        order = np.argsort(-(cover**2) * self._promise[phrase], kind="stable")
        order = order[_few_of_each(self.code[phrase[order]])]
        phrase = phrase[order]
        stems = self._bag[_ranges(self._first[phrase], self.size[phrase])]
        first, last = held.tightest(sentence[order], stems, self.size[phrase])
        return Found(phrase, cover[order], words.start[first], words.end[last], words.denied[last])

    def _covered(self, held: _Held) -> tuple[Numbers, NDArray[np.float64], Numbers]:
        """Each phrase of which enough stands in a sentence, by number, with the best share and where."""
        parts = [
            self._in_sentences(held, number)
            for number in range(0, int(held.pairs[0].max(initial=-1)) + 1, _AT_ONCE)
        ]
        if not parts:
            return np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64)
        sentence, phrase, cover = (np.concatenate(each) for each in zip(*parts, strict=True))
        order = np.lexsort((sentence, -cover, phrase))
        first = order[np.diff(phrase[order], prepend=-1) != 0]
        return phrase[first], cover[first], sentence[first]

    def _in_sentences(self, held: _Held, start: int) -> tuple[Numbers, Numbers, NDArray[np.float64]]:
        """(sentence, phrase, share) of the sentences from `start` on."""
        low, high = np.searchsorted(held.pairs[0], [start, start + _AT_ONCE])
        sentence, word = held.pairs[0][low:high], held.pairs[1][low:high]
        present = np.zeros((_AT_ONCE, len(self._weight)), dtype=np.bool_)
        present[sentence - start, word] = True
        begin, count = self._anchored[word], self._anchored[word + 1] - self._anchored[word]
        phrase = self._posting[_ranges(begin, count)]
        key = np.sort(np.repeat(sentence, count) * len(self.total) + phrase)
        key = key[np.diff(key, prepend=-1) != 0]
        sentence, phrase = np.divmod(key, len(self.total))
        if not len(phrase):
            return sentence, phrase, np.zeros(0)
        stems = self._bag[_ranges(self._first[phrase], self.size[phrase])]
        there = present[np.repeat(sentence - start, self.size[phrase]), stems]
        begins = np.cumsum(self.size[phrase]) - self.size[phrase]
        cover = np.add.reduceat(np.where(there, self._weight[stems], 0.0), begins) / self.total[phrase]
        good = cover >= _LEAST_COVER
        return sentence[good], phrase[good], cover[good]


def arrays_of(phrases: Iterable[Phrase]) -> dict[str, NDArray[Any]]:
    """The arrays of a phrasebook, to be kept."""
    rows = list(phrases)
    names = sorted({each.code for each in rows})
    place = {code: number for number, code in enumerate(names)}
    numbers: dict[str, int] = {}
    stems = np.array([numbers.setdefault(word, len(numbers)) for each in rows for word in each.bag])
    size = np.array([len(each.bag) for each in rows])
    owner = np.repeat(np.arange(len(rows)), size)
    weight = np.log(len(rows) / np.bincount(stems))
    order = np.lexsort((stems, -weight[stems], owner))
    bag, own = stems[order], weight[stems[order]]
    first = np.concatenate([[0], np.cumsum(size)])
    total = np.add.reduceat(own, first[:-1])
    before = np.cumsum(own) - own
    before -= before[first[:-1]][owner]
    # what is left from this stem on must be enough, else the stems before it are all needed
    anchor = total[owner] - before >= _LEAST_COVER * total[owner] - 1e-9
    by_word = np.argsort(bag[anchor], kind="stable")
    return {
        "names": np.array(names),
        "code": np.array([place[each.code] for each in rows], dtype=np.int32),
        "kinds": np.array([each.kind for each in rows], dtype=np.int8),
        "words": np.array(list(numbers)),
        "weight": weight,
        "bag": bag.astype(np.int32),
        "first": first,
        "posting": owner[anchor][by_word].astype(np.int32),
        "anchored": np.searchsorted(bag[anchor][by_word], np.arange(len(numbers) + 1)),
    }


def _few_of_each(code: Numbers) -> NDArray[np.bool_]:
    """Which of these phrases to keep, best first: of the first codes, the first ones of each."""
    order = np.lexsort((np.arange(len(code)), code))
    begins = np.diff(code[order], prepend=-1) != 0
    run = np.flatnonzero(begins)
    nth, first = np.empty(len(code), np.int64), np.empty(len(code), np.int64)
    nth[order] = np.arange(len(code)) - np.repeat(run, np.diff(np.append(run, len(code))))
    first[order] = np.repeat(order[run], np.diff(np.append(run, len(code))))
    # how many codes stand before: those that are named for the first time above the code's first place
    rank = np.cumsum(nth == 0) - 1
    return np.asarray((nth < _MOST_OF_A_CODE) & (rank[first] < _MOST_FOUND))


def _ranges(begin: Numbers, count: Numbers) -> Numbers:
    """begin[0], begin[0] + 1, ... for `count[0]` numbers, then the same of the next."""
    return np.asarray(np.arange(count.sum()) + np.repeat(begin - (np.cumsum(count) - count), count))


class _Held:
    """Which stems of the phrasebook each sentence holds, and where.

    pairs    (sentence, stem), each pair once, in order
    _places  the content words that are each pair
    """

    def __init__(self, words: Passages, numbers: Mapping[str, int]) -> None:
        known = {
            stem: [numbers[each] for each in meanings(stem) if each in numbers] for stem in set(words.stems)
        }
        self._width = len(numbers)
        places: dict[int, list[int]] = {}
        for at, (stem, sentence) in enumerate(zip(words.stems, words.sentence.tolist(), strict=True)):
            for number in known[stem]:
                places.setdefault(sentence * self._width + number, []).append(at)
        self._keys = np.array(sorted(places), dtype=np.int64)
        self._places = [places[each] for each in self._keys.tolist()]
        self._first = np.array([each[0] for each in self._places], dtype=np.int64)
        self._last = np.array([each[-1] for each in self._places], dtype=np.int64)
        self.pairs = np.divmod(self._keys, self._width)

    def tightest(self, sentence: Numbers, stems: NDArray[np.int32], size: Numbers) -> tuple[Numbers, Numbers]:
        """First and last of the shortest run of words with every stem that a sentence has of a phrase.

        `stems` are those of all phrases in a row, `size` says how many each has.
        """
        if not len(sentence):
            return sentence, sentence
        key = np.repeat(sentence, size) * self._width + stems
        pair = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
        there = self._keys[pair] == key
        begins = np.cumsum(size) - size
        far = np.iinfo(np.int64).max
        first = np.minimum.reduceat(np.where(there, self._first[pair], far), begins)
        last = np.maximum.reduceat(np.where(there, self._last[pair], -1), begins)
        repeated = there & (self._first[pair] < self._last[pair])
        for at in np.flatnonzero(np.logical_or.reduceat(repeated, begins)).tolist():
            own = slice(begins[at], begins[at] + size[at])
            first[at], last[at] = _shortest_run(
                [self._places[each] for each in pair[own][there[own]].tolist()]
            )
        return first, last


def _shortest_run(places: list[list[int]]) -> tuple[int, int]:
    """The shortest stretch with one place of each list; of several the first."""
    if len(places) == 1:
        return places[0][0], places[0][0]
    owners = sorted((at, number) for number, own in enumerate(places) for at in own)
    latest: dict[int, int] = {}
    best = (owners[0][0], owners[-1][0])
    for at, number in owners:
        latest[number] = at
        first = min(latest.values())
        if len(latest) == len(places) and at - first < best[1] - best[0]:
            best = (first, at)
    return best
