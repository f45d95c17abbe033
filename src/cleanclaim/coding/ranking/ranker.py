"""Index mode: the codes a document mentions, best first, each with the words that show it.

Registries, risk adjustment and research want every coded mention; what belongs on a claim, and in which
order, is another question and `cleanclaim.coding.suggest` answers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.candidates import candidates_of, read_paper
from cleanclaim.coding.case import NotCoded
from cleanclaim.coding.ranking.attention import wants_a_person
from cleanclaim.coding.ranking.compiled import compiled
from cleanclaim.coding.ranking.features import COLUMN, Candidates, candidates_in
from cleanclaim.coding.ranking.model import Model
from cleanclaim.coding.ranking.passages import Grams, Passages, grams_of, passages_of
from cleanclaim.coding.ranking.sightings import GOODNESS, SAID, Sightings, sight
from cleanclaim.coding.vocabulary import Lexicon
from cleanclaim.core.evidence import Evidence

if TYPE_CHECKING:
    from cleanclaim.coding.case import Candidate
    from cleanclaim.reference.icd10cm import Tabular

Row = NDArray[np.float64]
PRE_ACCEPTED, SUGGESTED, CANDIDATE = "pre_accepted", "suggested", "candidate"


@dataclass(frozen=True, slots=True)
class Ranked:
    """One code of one document.

    confidence  the share of such codes that auditors gave too, 0 to 1
    assertion   how the text says it: `present`, `negated`, `family`, ... A registry keeps what it wants
    standing    `pre_accepted` (present, and a person still signs), `suggested`, `candidate` (below the limit)
    rules       which sources named it
    """

    code: str
    title: str
    confidence: float
    rank: int
    evidence: Evidence
    assertion: Assertion
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
        self.codes, self.book = compiled(tabular, lexicon)

    def title(self, code: str) -> str:
        """The title of a code of this edition."""
        row = self.tabular.find(code)
        return row.title if row else ""

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

    def candidates(self, read: Read) -> tuple[Candidates, Row]:
        """The candidates of a document and their log odds."""
        found = candidates_in(
            read.words, read.grams, read.seen, learned=self._learned, codes=self.reader.codes
        )
        return found, self.model.forest.log_odds(found.features)

    def rank(
        self, document_id: str, text: str, *, top: int = 0, asserted: bool = False
    ) -> tuple[tuple[Ranked, ...], tuple[NotCoded, ...]]:
        """The codes to suggest, best first, and the mentions that get none, each with its reason.

        With `top` candidates below the limit follow the suggested ones, to that number in all. With
        `asserted` what the text denies, or says of another or of what may come, gets no code.
        """
        read = self.reader.read(document_id, text)
        found, odds = self.candidates(read)
        confidence = self.model.calibration.confidence(odds)
        assertions = [_assertion(row) for row in found.features]
        order = np.lexsort((found.code, -odds))
        if asserted:
            order = order[[GOODNESS[assertions[at]] >= SAID for at in order]]
        suggested = int((odds[order] >= self.model.suggest_from).sum())
        ranked = []
        for rank, at in enumerate(order[: max(suggested, top)].tolist(), 1):
            code = self.reader.codes.codes[found.code[at]]
            ranked.append(
                Ranked(
                    code=code,
                    title=self.reader.title(code),
                    confidence=round(float(confidence[at]), 4),
                    rank=rank,
                    evidence=Evidence.quote(document_id, text, int(found.start[at]), int(found.end[at])),
                    assertion=assertions[at],
                    standing=self._standing(code, float(odds[at]), assertions[at]),
                    rules=_sources(found.features[at]),
                )
            )
        return tuple(ranked), _left_out(read, {each.code for each in ranked})

    def _standing(self, code: str, odds: float, assertion: Assertion) -> str:
        if odds < self.model.suggest_from:
            return CANDIDATE
        is_safe = odds >= self.model.accept_from and assertion is Assertion.PRESENT
        return PRE_ACCEPTED if is_safe and not wants_a_person(code) else SUGGESTED


def _assertion(features: Row) -> Assertion:
    """Of the best mention of the lexicon; else whether every source stands under a denial."""
    goodness = features[COLUMN["lexicon_goodness"]]
    if goodness > 0:
        return next(each for each, value in GOODNESS.items() if value == goodness)
    by_phrase = features[COLUMN["phrase_cover"]] > 0 and not features[COLUMN["phrase_denied"]]
    by_gram = features[COLUMN["gram_share"]] > 0 and not features[COLUMN["gram_share_denied"]]
    return Assertion.PRESENT if by_phrase or by_gram else Assertion.NEGATED


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


def _sources(features: Row) -> tuple[str, ...]:
    named = int(features[COLUMN["sources"]])
    rules = ("match.lexicon", "match.tabular", "match.learned")
    return tuple(rule for place, rule in enumerate(rules) if named >> place & 1)
