"""A document cut into tokens and sentences; every piece keeps its place in the original text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cleanclaim.reference.icd10cm.words import stem

_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?[A-Za-z]?(?![A-Za-z0-9])|[A-Za-z0-9]+(?:['’][a-z]+)?")
# A sentence ends at . ! ? before white space and a new beginning, at a blank line, at a line that starts a
# list item, and at a line end that follows a heading or a complete line of a list.
# What stands before an end is looked at behind its first character, so that the search can skip to those.
_END = re.compile(
    r"[.!?](?<![0-9A-Z]\.[A-Z].)(?<!\bDr.)(?<!\bvs.)(?<!\bMr.)(?<!\bMs.)(?<!\bMrs.)(?<!\bSt.)(?<!\b[A-Z].)"
    r"(?=\s+[^a-z\s]|\s*$)"
    r"|\n\s*\n|\n(?=\s*(?:[-*•#]|\(?[0-9]{1,2}[.)]\s))|\n(?<=:\n)"
    r"| (?<=[a-z0-9] )(?=\(?[0-9]{1,2}\) ?[A-Z])|\n(?=[A-Z][A-Za-z /&]{2,40}:)"
)
_VARIANTS = {
    "rt": "right", "lt": "left", "bilat": "bilateral", "bilaterally": "bilateral", "both": "bilateral",
    "iii": "3", "ii": "2", "iv": "4", "iiia": "3a", "iiib": "3b", "1st": "first", "2nd": "second",
    "3rd": "third", "4th": "fourth", "5th": "fifth", "hx": "history", "exacerbated": "exacerbation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `stem` is what lexicon terms are compared by, `word` is as written."""

    start: int
    end: int
    word: str
    stem: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """[start, end) of the document and the tokens inside it, as a slice of the document's tokens."""

    start: int
    end: int
    first: int
    last: int


class Reading:
    """A document read once: its tokens and sentences in order; `respell` makes slips in stems good."""

    def __init__(self, document_id: str, text: str, respell: Callable[[str], str] | None = None) -> None:
        self.document_id = document_id
        self.text = text
        self.tokens = tuple(_tokens(text, respell))
        self.episodes: dict[str, str] = {}  # by set of 7th characters, as far as asked

    @cached_property
    def token_starts(self) -> list[int]:
        """Where each token begins, in order."""
        return [token.start for token in self.tokens]

    @cached_property
    def positions(self) -> dict[str, tuple[int, ...]]:
        """The places of each stem among the tokens, in order."""
        found: dict[str, list[int]] = {}
        for position, token in enumerate(self.tokens):
            found.setdefault(token.stem, []).append(position)
        return {word: tuple(places) for word, places in found.items()}

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences that hold at least one word."""
        starts = self.token_starts
        found, begin = [], 0
        for end in [match.end() for match in _END.finditer(self.text)] + [len(self.text)]:
            first, last = bisect_right(starts, begin - 1), bisect_right(starts, end - 1)
            is_marker = (
                last - first == 1 and self.tokens[first].word.isdigit() and len(self.tokens[first].word) < 3
            )
            if is_marker and end < len(self.text):
                continue  # `1.` opens the sentence that follows
            if first < last:
                found.append(Sentence(begin, end, first, last))
            begin = max(begin, end)
        return tuple(found)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds a character; the one before it when it lies between two."""
        position = bisect_right(self._sentence_starts, offset) - 1
        return self.sentences[max(position, 0)]

    def words_between(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that lie wholly inside [start, end)."""
        first, last = bisect_left(self.token_starts, start), bisect_left(self.token_starts, end)
        if last > first and self.tokens[last - 1].end > end:
            last -= 1
        return self.tokens[first:last]


def _tokens(text: str, respell: Callable[[str], str] | None = None) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        found = term_stem(match[0])
        yield Token(match.start(), match.end(), match[0], respell(found) if respell else found)


@lru_cache(maxsize=100_000)
def term_stem(word: str) -> str:
    """The stem of one word of a note or a lexicon term; spellings of sides, stages and ordinals are one."""
    lower = word.lower().replace("’", "'")
    return _VARIANTS.get(lower) or stem(lower)


def term_stems(term: str) -> tuple[str, ...]:
    """The stems of a term in its own order."""
    return tuple(term_stem(word) for word in _TOKEN.findall(term))
