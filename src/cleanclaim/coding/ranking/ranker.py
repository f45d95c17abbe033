"""Index mode: the codes a document mentions, best first, each with the words that show it.

Registries, risk adjustment and research want every coded mention; what belongs on a claim, and in which
order, is another question and `cleanclaim.coding.suggest` answers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cleanclaim.coding.candidates import candidates_of, read_paper
from cleanclaim.coding.case import NotCoded
from cleanclaim.coding.ranking.attention import wants_a_person
from cleanclaim.coding.ranking.codelist import CodeList
from cleanclaim.coding.ranking.features import (
    GOODNESS,
    NAMES,
    SAID,
    Candidates,
    Sightings,
    candidates_in,
    sight,
)
from cleanclaim.coding.ranking.model import Model
from cleanclaim.coding.ranking.passages import Grams, Passages, grams_of, passages_of
from cleanclaim.coding.ranking.phrasebook import Phrasebook
from cleanclaim.coding.vocabulary import Lexicon
from cleanclaim.core.evidence import Evidence

if TYPE_CHECKING:
    from cleanclaim.coding.case import Candidate
    from cleanclaim.reference.icd10cm import Tabular

PRE_ACCEPTED, SUGGESTED, CANDIDATE = "pre_accepted", "suggested", "candidate"


@dataclass(frozen=True, slots=True)
class Ranked:
    """One code of one document.

    confidence  the share of such codes that auditors gave too, 0 to 1
    standing    `pre_accepted` (a person still signs), `suggested`, or `candidate` (below the limit)
    rules       which sources named it
    """

    code: str
    title: str
    confidence: float
    rank: int
    evidence: Evidence
    standing: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A document as the ranker and its training see it, before anything learned."""

    words: Passages
    grams: Grams
    seen: Sightings
    mentions: tuple[Candidate, ...]


class Reader:
    """Reads documents against one edition; nothing in it was learned."""

    def __init__(self, tabular: Tabular, lexicon: Lexicon) -> None:
        self.tabular, self.lexicon = tabular, lexicon
        self.codes = CodeList(tabular)
        self.book = Phrasebook(tabular, lexicon)

    def read(self, document_id: str, text: str) -> Read:
        """All sightings of one document."""
        paper = read_paper(document_id, text, self.lexicon)
        words = passages_of(paper.reading)
        mentions = candidates_of(paper, self.tabular, self.lexicon)
        seen = sight(mentions, self.book.find(words), self.book, self.codes)
        return Read(words, grams_of(words), seen, mentions)


class Ranker:
    """A model at work on one edition."""

    def __init__(self, reader: Reader, model: Model) -> None:
        self.reader, self.model = reader, model
        self._learned = model.learned(reader.codes)

    def candidates(self, read: Read) -> tuple[Candidates, np.ndarray]:
        """The candidates of a document and their log odds."""
        found = candidates_in(
            read.words, read.grams, read.seen, learned=self._learned, codes=self.reader.codes
        )
        return found, self.model.forest.log_odds(found.features)

    def rank(
        self, document_id: str, text: str, *, top: int = 0
    ) -> tuple[tuple[Ranked, ...], tuple[NotCoded, ...]]:
        """The codes to suggest, best first, and the mentions that get none, each with its reason.

        With `top` candidates below the limit follow the suggested ones, to that number in all.
        """
        read = self.reader.read(document_id, text)
        found, odds = self.candidates(read)
        confidence = self.model.calibration.confidence(odds)
        order = np.lexsort((found.code, -odds))
        suggested = int((odds >= self.model.suggest_from).sum())
        ranked = []
        for rank, at in enumerate(order[: max(suggested, top)].tolist(), 1):
            code = self.reader.codes.codes[found.code[at]]
            ranked.append(
                Ranked(
                    code=code,
                    title=self.reader.codes.titles[found.code[at]],
                    confidence=round(float(confidence[at]), 4),
                    rank=rank,
                    evidence=Evidence.quote(document_id, text, int(found.start[at]), int(found.end[at])),
                    standing=self._standing(code, float(odds[at])),
                    rules=_sources(found.features[at]),
                )
            )
        return tuple(ranked), _left_out(read, {each.code for each in ranked})

    def _standing(self, code: str, odds: float) -> str:
        if odds < self.model.suggest_from:
            return CANDIDATE
        return PRE_ACCEPTED if odds >= self.model.accept_from and not wants_a_person(code) else SUGGESTED


def _left_out(read: Read, coded: set[str]) -> tuple[NotCoded, ...]:
    """Mentions of what is denied, of relatives, of what may come: no code, and why."""
    left = {
        (each.code, each.assertion): NotCoded(
            each.code,
            each.evidence[:1],
            f"assertion.{each.assertion.replace(' ', '-')}",
            f"The text does not say that the patient has it: {each.assertion}.",
        )
        for each in read.mentions
        if GOODNESS[each.assertion] < SAID and each.code not in coded
    }
    return tuple(left.values())


def _sources(features: np.ndarray) -> tuple[str, ...]:
    named = int(features[NAMES.index("sources")])
    rules = ("match.lexicon", "match.tabular", "match.learned")
    return tuple(rule for place, rule in enumerate(rules) if named >> place & 1)
