"""Headings of the tabular list as people say them, and the terms of the lexicon, as bags of stems.

Unlike linking for a claim this is loose on purpose: a heading is also read without its asides, without what
it says is absent, and with the first of its alternatives alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

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
_LONGEST = 14  # stems; longer phrases are lists of exceptions


class Phrase(NamedTuple):
    """One way to say a code: which kind it is, and its distinct stems in order."""

    code: str
    kind: int
    bag: tuple[str, ...]


def every_phrase(tabular: Tabular, lexicon: Lexicon) -> Iterator[Phrase]:
    """Each phrase of the list, its shorter readings and the lexicon's terms, each once."""
    told: set[tuple[str, tuple[str, ...]]] = set()
    for phrase in tabular.every_phrase():
        bag = tuple(sorted({_canonical(word) for word in phrase.stems}))
        kind = TITLE if phrase.kind == "title" else TERM
        readings = [(kind, bag)] if len(bag) <= _LONGEST else []
        readings += [(SHORTENED, _bag(text)) for text in _shorter(phrase.text)]
        for own, stems in readings:
            if stems and (phrase.code, stems) not in told:
                told.add((phrase.code, stems))
                yield Phrase(phrase.code, own, stems)
    for entries in (*lexicon.by_first.values(), *lexicon.loose.values()):
        for entry in entries:
            stems = _bag(entry.term)
            if len(stems) > 1 and not entry.is_exact and (entry.code, stems) not in told:
                told.add((entry.code, stems))
                yield Phrase(entry.code, LEXICON, stems)


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
