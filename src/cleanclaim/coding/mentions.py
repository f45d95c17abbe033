"""Linking: which words of a note name a concept of the lexicon, or a title or term of the tabular list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cleanclaim.coding.text import Reading, Sentence
from cleanclaim.coding.vocabulary import Entry, Kind, Lexicon
from cleanclaim.reference.icd10cm.words import STOP_WORDS, stem

if TYPE_CHECKING:
    from cleanclaim.reference.icd10cm import Tabular

_SLACK = 5  # words that may stand between those of a loose term
_GAP = re.compile(r"[\s\-/'’().,]*")
_BREAK = re.compile(r"[;:\n]\s*(?:[-*•#]|\n|[0-9]{1,2}[.)])|;")
_LOOSE_BREAK = re.compile(r"[;]|\n\s*(?:[-*•#\n]|[0-9]{1,2}[.)])")
# What follows turns a disease's name into something else: a test, a vaccine, a visit to learn about it.
_NOT_THE_DISEASE = re.compile(
    # one space, a line's wrap or a hyphen: ` - ` opens the plan (`Hernia - surgery discussed`)
    r"(?: |-|/|(?-i:\n(?=[a-z])))?(?:vaccin\w*|immuni[sz]ation|shots?\b|boosters?\b|tests?\b"
    r"|testing|swab|antigen|antibod\w+|pcr|panel|titers?"
    r"|cultures?|precautions|clinic\b|education|handout|protocol|screen\w*|risk|prophylaxis|prevention|nurse"
    r"|counsel\w*|support group|supplies|educator|surger(?:y|ies)|extraction|removal|repair|surgeon"
    r"|management class|immunity|(?:non-?)?immune\b|igg|series|(?:and|or|,|/) [^.;\n]{0,20}vaccin"
    r"|and travel|specialist|hotline|questionnaire|score)",
    re.IGNORECASE,
)
# What stands around an abbreviation and makes it another word: (before it, behind it).
_ANOTHER_WORD = {
    "RA": (r"(?:\bon|%|\bsat\w*|spo2[^.;\n]{0,12})\s*$", r"\s*(?:sats?\b|sat\b|[0-9])"),
    "MS": (r"\bmental\s*$", r"\s*(?:contin\b|[0-9]+\s*mg|[0-9]{4}\b|rrr|degree)"),
    "PE": (r"(?:^|\n)\s*$", r"\s*(?::|tubes?\b|findings)"),
    "CP": (r"\b(?:spastic|diplegic)\s*$", r"\s*angle"),
    "AF": (r"$^", r"\s*(?:=|open|soft)"),
    "CAP": (r"\bend\s*$", r"\s*refill"),
    "PAD": (r"\b(?:heating|foam|gauze)\s*$", r"$^"),
    "ACS": (r"$^", r"\s*guideline"),
}
# Weight loss may be the aim and not the finding.
_WISHED = re.compile(
    r"\b(?:discuss\w*|encourag\w*|recommend\w*|goals?|advis\w*|counsel\w*|target\w*|for|toward"
    r"|work(?:ing)? on|continue|diet)\b[^.;]*$",
    re.IGNORECASE,
)
# What stands before it does the same.
_NOT_YET = re.compile(
    r"(?:\bscreen(?:ing|ed)?(?: tests?)? for|\bscreen(?:ing)?|\bimmuni[sz]ed against|\bvaccin\w+ (?:for"
    r"|against)"
    r"|\btested for|\btest for|\banti-?|\bprevent(?:ion of|ing)?|\bassociation for)[\s\-]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words [start, end) of the document that name a concept."""

    start: int
    end: int
    code: str
    kind: Kind
    is_chronic: bool
    term: str
    rule: str  # how it was linked: `match.lexicon` or `match.tabular`
    name: str = ""  # the concept's name in the lexicon

    def overlaps(self, other: Mention) -> bool:
        """Whether they share a character."""
        return self.start < other.end and other.start < self.end


def find_mentions(reading: Reading, lexicon: Lexicon) -> tuple[Mention, ...]:
    """All mentions of lexicon terms, in order, none overlapping another of the same channel.

    Causes, places and drugs are channels of their own: `laceration from a knife in the kitchen` names all.
    """
    exact = [mention for sentence in reading.sentences for mention in _in_order(reading, sentence, lexicon)]
    loose = [
        mention for sentence in reading.sentences for mention in _in_any_order(reading, sentence, lexicon)
    ]
    kept: list[Mention] = []
    taken: dict[str, bytearray] = {}
    for mention in sorted(exact + loose, key=_longest_first):
        places = taken.setdefault(_channel(mention), bytearray(len(reading.text)))
        if 1 not in places[mention.start : mention.end]:
            places[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
            kept.append(mention)
    return tuple(sorted(kept, key=lambda mention: (mention.start, mention.end, mention.code)))


def _longest_first(mention: Mention) -> tuple[int, int, int]:
    words = len(mention.term.split())
    # of two with as many words the wider one says where it is: `gout of right great toe` beats `acute gout`
    return (-words, mention.start - mention.end, mention.start)


def _channel(mention: Mention) -> str:
    if mention.kind is Kind.CAUSE:
        return "place" if mention.code.startswith(("Y92", "Y93", "Y99")) else "cause"
    return "drug" if mention.kind is Kind.DRUG else "condition"


def _in_order(reading: Reading, sentence: Sentence, lexicon: Lexicon) -> list[Mention]:
    tokens, found, position = reading.tokens, [], sentence.first
    while position < sentence.last:
        second = tokens[position + 1].stem if position + 1 < sentence.last else ""
        entry = next(
            (
                each
                for each in lexicon.opening(tokens[position].stem, second)
                if _stands_here(reading, each, position, sentence.last)
            ),
            None,
        )
        if entry is None:
            position += 1
            continue
        last = position + len(entry.stems) - 1
        mention = _mention(entry, tokens[position].start, tokens[last].end)
        if is_the_disease(reading.text, mention):
            found.append(mention)
        # causes may begin inside a condition and the other way round, so only this channel moves on
        position = last + 1 if entry.kind is not Kind.CAUSE else position + 1
    return found


def _stands_here(reading: Reading, entry: Entry, position: int, end: int) -> bool:
    last = position + len(entry.stems)
    if last > end:
        return False
    tokens = reading.tokens[position:last]
    if any(token.stem != wanted for token, wanted in zip(tokens, entry.stems, strict=True)):
        return False
    if entry.is_exact and reading.text[tokens[0].start : tokens[-1].end] != entry.term:
        return False
    gaps = pairwise(tokens)
    return all(_is_gap(reading.text[a.end : b.start], entry) for a, b in gaps)


def _is_gap(between: str, entry: Entry) -> bool:
    if "," in between and "," not in entry.term:
        return False
    return bool(_GAP.fullmatch(between)) and not _LOOSE_BREAK.search(between)


def _in_any_order(reading: Reading, sentence: Sentence, lexicon: Lexicon) -> list[Mention]:
    tokens, found = reading.tokens, []
    places: dict[str, list[int]] = {}
    for position in range(_behind_marker(reading, sentence), sentence.last):
        places.setdefault(tokens[position].stem, []).append(position)
    for anchor, positions in places.items():
        for entry in lexicon.loose.get(anchor, ()):
            if all(each in places for each in entry.stems):
                for position in positions:
                    span = _nearest(entry, position, places)
                    if span and _holds_together(reading, span):
                        found.append(_mention(entry, tokens[span[0]].start, tokens[span[1]].end))
    return [mention for mention in found if is_the_disease(reading.text, mention)]


def _behind_marker(reading: Reading, sentence: Sentence) -> int:
    """The first token behind the number of a list item, which is no word of a term (`1. Type 2 diabetes`)."""
    token = reading.tokens[sentence.first]
    return sentence.first + (token.word.isdigit() and reading.text[token.end : token.end + 1] in (".", ")"))


def _nearest(entry: Entry, position: int, places: dict[str, list[int]]) -> tuple[int, int] | None:
    chosen = [min(places[each], key=lambda at: (abs(at - position), at)) for each in entry.stems]
    first, last = min(chosen), max(chosen)
    return (first, last) if last - first < len(entry.stems) + _SLACK else None


def _holds_together(reading: Reading, span: tuple[int, int]) -> bool:
    text = reading.text[reading.tokens[span[0]].start : reading.tokens[span[1]].end]
    return not _LOOSE_BREAK.search(text)


def _mention(entry: Entry, start: int, end: int) -> Mention:
    return Mention(
        start, end, entry.code, entry.kind, entry.is_chronic, entry.term, "match.lexicon", entry.name
    )


def is_the_disease(text: str, mention: Mention) -> bool:
    """Whether the words name the thing itself, not a test for it, a vaccine against it or a talk about it."""
    if mention.kind in (Kind.VISIT, Kind.CAUSE, Kind.DRUG, Kind.STATUS, Kind.TOBACCO):
        return True
    if _NOT_THE_DISEASE.match(text, mention.end) or _is_another_word(text, mention):
        return False
    if mention.code == "R63.4" and _WISHED.search(text[max(0, mention.start - 40) : mention.start]):
        return False
    return not _NOT_YET.search(text[max(0, mention.start - 30) : mention.start])


def _is_another_word(text: str, mention: Mention) -> bool:
    around = _ANOTHER_WORD.get(text[mention.start : mention.end])
    if around is None:
        return False
    before = text[max(0, mention.start - 24) : mention.start].lower()
    return bool(re.search(around[0], before) or re.match(around[1], text[mention.end :][:24].lower()))


def link_to_tabular(
    reading: Reading, tabular: Tabular, *, spans: tuple[tuple[int, int], ...], at_least: int
) -> tuple[Mention, ...]:
    """Titles and inclusion terms whose stems all stand close together inside one of the spans.

    `at_least` is the least number of stems of a phrase: short ones name too much.
    """
    found: list[Mention] = []
    for start, end in spans:
        tokens = [
            token for token in reading.words_between(start, end) if token.word.lower() not in STOP_WORDS
        ]
        places: dict[str, list[int]] = {}
        for position, token in enumerate(tokens):
            places.setdefault(stem(token.word), []).append(position)
        for phrase in tabular.phrases(places):
            if len(phrase.stems) < at_least or not all(each in places for each in phrase.stems):
                continue
            for position in places[phrase.stems[0]]:
                chosen = [min(places[each], key=lambda at: (abs(at - position), at)) for each in phrase.stems]
                first, last = min(chosen), max(chosen)
                if last - first < len(phrase.stems) + 1:
                    found.append(
                        Mention(
                            start=tokens[first].start,
                            end=tokens[last].end,
                            code=phrase.code,
                            kind=kind_of(phrase.code),
                            is_chronic=False,
                            term=phrase.text,
                            rule="match.tabular",
                        )
                    )
    return _best(found)


def _best(found: list[Mention]) -> tuple[Mention, ...]:
    """Of overlapping ones the longest, then the broadest code."""
    kept: list[Mention] = []
    order = sorted(found, key=lambda each: (each.start - each.end, len(each.code), each.code))
    for mention in order:
        if not any(mention.overlaps(other) for other in kept):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda mention: mention.start))


def kind_of(code: str) -> Kind:
    """What a code of the tabular stands for, by its chapter."""
    if code[0] == "R":
        return Kind.SYMPTOM
    if code[0] in "ST":
        return Kind.INJURY
    if code[0] in "VWXY":
        return Kind.CAUSE
    return Kind.STATUS if code[0] == "Z" else Kind.CONDITION
