"""Every mention of an encounter's documents as a candidate: asserted, placed, specified, quoted."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cleanclaim.coding.assertion import assess
from cleanclaim.coding.case import Candidate, Paper
from cleanclaim.coding.details import near_words, side_elsewhere
from cleanclaim.coding.episodes import episode_of
from cleanclaim.coding.mentions import Mention, find_mentions, link_to_tabular
from cleanclaim.coding.sections import SectionKind, read_sections
from cleanclaim.coding.specify import seventh, specify, wants_side
from cleanclaim.coding.text import Reading
from cleanclaim.coding.vocabulary import Kind, Lexicon
from cleanclaim.core.code import icd10cm
from cleanclaim.core.evidence import Evidence

if TYPE_CHECKING:
    from cleanclaim.reference.icd10cm import Tabular

_SIDES = frozenset({"right", "left", "bilateral"})
_NUMBERED = re.compile(r"\s*\(?[0-9]{1,2}[.)]\s")
_QUOTE_REACH = 60  # characters that a quote may grow to take in the words that decided
_LOOK_BACK = 4000  # characters above a bullet in which the line that it hangs under is looked for
_LEAST_STEMS = 2  # of a title or inclusion term that may name a condition by itself
_CODED_AS_IS = (Kind.DRUG, Kind.TOBACCO, Kind.VISIT)


def read_paper(document_id: str, text: str, lexicon: Lexicon) -> Paper:
    """Read one document; misspelled terms of the lexicon are read as meant, the text stays as it is."""
    return Paper(Reading(document_id, text, lexicon.speller.respell), read_sections(text))


def candidates_of(paper: Paper, tabular: Tabular, lexicon: Lexicon) -> tuple[Candidate, ...]:
    """All candidates of one document, in order of place."""
    mentions = find_mentions(paper.reading, lexicon)
    mentions += link_to_tabular(
        paper.reading, tabular, spans=_silent_headings(paper, mentions), at_least=_LEAST_STEMS
    )
    peers: dict[int, list[Mention]] = {}
    for mention in mentions:
        peers.setdefault(paper.reading.sentence_at(mention.start).start, []).append(mention)
    found = [
        each
        for mention in mentions
        for each in _candidates(
            paper, mention, tuple(peers[paper.reading.sentence_at(mention.start).start]), tabular
        )
    ]
    return tuple(sorted(found, key=lambda each: (each.mention.start, each.mention.end, each.code)))


def _candidates(
    paper: Paper, mention: Mention, mentions: tuple[Mention, ...], tabular: Tabular
) -> Iterator[Candidate]:
    section = paper.sections.at(mention.start).kind
    asserted = assess(paper.reading, mention, section)
    specified: tuple[tuple[str, tuple[str, ...], tuple[Evidence, ...]], ...]
    if mention.kind in _CODED_AS_IS:
        specified = ((mention.code, (), (_quote(paper.reading, mention.start, mention.end),)),)
    else:
        specified = tuple(_specified(paper, mention, mentions, tabular))
    for code, missing, evidence in specified:
        yield Candidate(
            paper=paper,
            mention=mention,
            section=section,
            assertion=asserted.assertion,
            trigger=asserted.trigger,
            code=code,
            evidence=evidence,
            missing=missing,
            is_heading=section is SectionKind.ASSESSMENT and opens_an_item(paper, mention.start),
        )


def _specified(
    paper: Paper, mention: Mention, mentions: tuple[Mention, ...], tabular: Tabular
) -> Iterator[tuple[str, tuple[str, ...], tuple[Evidence, ...]]]:
    """(code, missing, evidence) for each code the mention leads to; two when both sides have one each."""
    reading = paper.reading
    others = tuple(
        each for each in mentions if each is not mention and each.kind not in (Kind.CAUSE, Kind.DRUG)
    )
    words, stretch = near_words(reading, mention, others)
    side = None
    if not words & _SIDES and wants_side(tabular, mention.code):
        row = tabular.find(mention.code)
        side = side_elsewhere(reading, mention, row.title if row else "")
        words |= {side.stem} if side is not None else frozenset()
    result = specify(tabular, mention.code, words)
    evidence = [_quote_with_details(reading, mention, result.used, stretch)]
    if side is not None:
        evidence.append(_quote(reading, side.start, side.end))
    for code in result.codes:
        whole, further = _with_seventh(paper, tabular, code, words)
        yield whole, result.missing + further, tuple(evidence)
    if not result.codes:
        yield mention.code, result.missing or ("a more specific statement",), tuple(evidence)


def _with_seventh(
    paper: Paper, tabular: Tabular, code: str, words: frozenset[str]
) -> tuple[str, tuple[str, ...]]:
    row = tabular.find(code)
    if row is None or not row.seventh_characters:
        return code, ()
    characters = "".join(character for character, _ in row.seventh_characters)
    told = paper.reading.episodes
    if characters not in told:  # it asks the whole document: once for a set is enough
        told[characters] = episode_of(paper.reading.text, paper.sections, characters)
    episode = told[characters]
    character, missing = seventh(row, words, episode=episode)
    if not character:
        return code, missing
    return icd10cm(code.replace(".", "").ljust(6, "X") + character).value, missing


def _silent_headings(paper: Paper, mentions: tuple[Mention, ...]) -> tuple[tuple[int, int], ...]:
    """The first sentences of assessment items in which the lexicon knows nothing."""
    taken = sorted(mention.start for mention in mentions if mention.kind not in (Kind.DRUG, Kind.CAUSE))
    return tuple(
        (sentence.start, sentence.end)
        for sentence in paper.reading.sentences
        if paper.sections.at(sentence.start).kind is SectionKind.ASSESSMENT
        and opens_an_item(paper, paper.reading.tokens[sentence.first].start)
        and bisect_left(taken, sentence.start) == bisect_left(taken, sentence.end)
    )


def opens_an_item(paper: Paper, offset: int) -> bool:
    """Whether the sentence at this place is the first of a list item, or the list has no items at all."""
    text = paper.reading.text
    section = paper.sections.at(offset)
    sentence = paper.reading.sentence_at(offset)
    line = max(section.start, text.rfind("\n", 0, offset) + 1)
    if _NUMBERED.match(text, sentence.start):
        return True
    if not section.has_items:
        return True
    opening = (
        text[line : paper.reading.tokens[sentence.first].start]
        if sentence.first < len(paper.reading.tokens)
        else ""
    )
    if sentence.start > line and text[line : sentence.start].strip(" \t-*•#.()0123456789"):
        return False
    if opening.strip()[:1] in ("-", "*", "•"):
        return not _has_parent(text, section.start, line)
    return True


def _has_parent(text: str, start: int, line: int) -> bool:
    """Whether a bullet hangs under a line that is no bullet itself."""
    for above in reversed(text[max(start, line - _LOOK_BACK) : line].splitlines()):
        stripped = above.strip()
        if not stripped:
            continue
        if stripped[0] in "-*•":
            indent = len(above) - len(above.lstrip())
            own = len(text[line:]) - len(text[line:].lstrip(" \t"))
            if own > indent:
                return True
            continue
        return not stripped.endswith(":") or stripped[0].isdigit()
    return False


def _quote(reading: Reading, start: int, end: int) -> Evidence:
    return Evidence.quote(reading.document_id, reading.text, start, end)


def _quote_with_details(
    reading: Reading, mention: Mention, used: frozenset[str], stretch: tuple[int, int]
) -> Evidence:
    """The mention's words, grown over the words beside it that decided: a side, a stage, a severity."""
    start, end = mention.start, mention.end
    for token in reading.words_between(*stretch):
        near = mention.start - _QUOTE_REACH <= token.start and token.end <= mention.end + _QUOTE_REACH
        if near and token.stem in used:
            start, end = min(start, token.start), max(end, token.end)
    return _quote(reading, start, end)
