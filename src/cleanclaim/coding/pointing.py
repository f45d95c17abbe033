"""Words that someone else points at with a code: they become candidates like any mention of the engine's.

Nothing is taken on trust. The words must stand in one sentence of the document; their assertion and section
are read as for every mention, so what is denied, a relative's, or only planned gains no code; guidelines,
gate and sequence follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleanclaim.coding.assertion import Asserted, Assertion, assess
from cleanclaim.coding.candidates import opens_an_item
from cleanclaim.coding.case import Candidate, Paper
from cleanclaim.coding.mentions import Mention, kind_of
from cleanclaim.coding.sections import SectionKind
from cleanclaim.coding.text import Reading
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.core.code import icd10cm

if TYPE_CHECKING:
    from cleanclaim.reference.icd10cm import Tabular

POINTED_RULE = "match.pointed"
# what an `assess` of the last word may add: negation and doubt inside the words are found by the whole
_OTHERS = frozenset(Assertion) - {Assertion.PRESENT, Assertion.NEGATED, Assertion.UNCERTAIN}

# blocks of chapter 21 that tell why the patient came, not what state he is in [tabular, Z00-Z13, Z30-Z53]
_VISITS = ("Z0", "Z11", "Z12", "Z13", "Z23", "Z30", "Z31", "Z32", "Z34", "Z36", "Z39", "Z4", "Z51", "Z71")


@dataclass(frozen=True, slots=True)
class Pointed:
    """The characters [start, end) of a document, and the ICD-10-CM code that they are said to mean."""

    document_id: str
    start: int
    end: int
    code: str


def candidates_pointed_at(
    papers: Sequence[Paper], tabular: Tabular, pointed: Sequence[Pointed]
) -> tuple[Candidate, ...]:
    """The candidates, in order of document, place and code; what lies in no single sentence is left out."""
    return tuple(
        _candidate(paper, tabular, each)
        for paper in papers
        for each in sorted(pointed, key=lambda each: (each.start, each.end, each.code))
        if each.document_id == paper.reading.document_id
        and is_in_one_sentence(paper.reading, each.start, each.end)
    )


def is_in_one_sentence(reading: Reading, start: int, end: int) -> bool:
    """Whether [start, end) holds a word and lies in one sentence of the document."""
    if not 0 <= start < end <= len(reading.text) or not reading.words_between(start, end):
        return False
    sentence = reading.sentence_at(start)
    return sentence.start <= start and end <= sentence.end


def _candidate(paper: Paper, tabular: Tabular, pointed: Pointed) -> Candidate:
    code = icd10cm(pointed.code).value
    row = tabular.find(code)
    mention = Mention(
        start=pointed.start,
        end=pointed.end,
        code=code,
        kind=Kind.VISIT if code.startswith(_VISITS) else kind_of(code),
        is_chronic=False,
        term=row.title if row else "",  # a `without` that the title holds too denies nothing
        rule=POINTED_RULE,
    )
    section = paper.sections.at(pointed.start).kind
    asserted = _asserted(paper, mention, section)
    return Candidate(
        paper=paper,
        mention=mention,
        section=section,
        assertion=asserted.assertion,
        trigger=asserted.trigger,
        code=code,
        evidence=(paper.quote(pointed.start, pointed.end),),
        is_heading=section is SectionKind.ASSESSMENT and opens_an_item(paper, pointed.start),
    )


def _asserted(paper: Paper, mention: Mention, section: SectionKind) -> Asserted:
    """Of the words as a whole; of their last word too, for they may begin with `mother had a`."""
    whole = assess(paper.reading, mention, section)
    if whole.assertion is not Assertion.PRESENT:
        return whole
    return next(_of_last_word(paper, mention, section), whole)


def _of_last_word(paper: Paper, mention: Mention, section: SectionKind) -> Iterator[Asserted]:
    last = paper.reading.words_between(mention.start, mention.end)[-1]
    word = Mention(
        last.start, last.end, mention.code, mention.kind, mention.is_chronic, mention.term, mention.rule
    )
    asserted = assess(paper.reading, word, section)
    if asserted.assertion in _OTHERS:
        yield asserted
