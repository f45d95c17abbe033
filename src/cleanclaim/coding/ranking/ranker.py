"""Index mode: the codes a document mentions, best first, each with the words that show it.

Registries, risk adjustment and research want every coded mention; what belongs on a claim, and in which
order, is another question and `cleanclaim.coding.suggest` answers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleanclaim.coding.assertion import Assertion, assess
from cleanclaim.coding.candidates import candidates_of, read_paper
from cleanclaim.coding.case import NotCoded, Paper
from cleanclaim.coding.mentions import Mention
from cleanclaim.coding.ranking.attention import wants_a_person
from cleanclaim.coding.ranking.compiled import compiled
from cleanclaim.coding.ranking.features import COLUMN, Candidates, candidates_in
from cleanclaim.coding.ranking.learned import Learned
from cleanclaim.coding.ranking.model import Model
from cleanclaim.coding.ranking.namings import Naming, namings_of, with_names
from cleanclaim.coding.ranking.passages import Grams, Passages, grams_of, passages_of
from cleanclaim.coding.ranking.sightings import GOODNESS, SAID, Sightings, sight
from cleanclaim.coding.vocabulary import Kind, Lexicon
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
    """A document as the ranker and its training see it, before anything learned.

    namings  what each linked term is also called: the name of its concept in the lexicon
    """

    paper: Paper
    words: Passages
    grams: Grams
    seen: Sightings
    mentions: tuple[Candidate, ...]
    namings: tuple[Naming, ...] = ()


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
        return Read(paper, words, grams_of(words), seen, mentions, namings_of(words, mentions, self.codes))

    def candidates(self, read: Read, learned: Learned) -> Candidates:
        """The candidates of a document by what was learned."""
        grams, unheard = with_names(read.grams, read.namings, learned.grams)
        found = candidates_in(read.words, grams, read.seen, learned=learned, codes=self.codes)
        return replace(found, unheard=np.isin(found.code, sorted(unheard)))


class Ranker:
    """A model at work on one edition."""

    def __init__(self, reader: Reader, model: Model) -> None:
        self.reader, self.model = reader, model
        self._learned = model.learned(reader.codes)

    def candidates(self, read: Read) -> tuple[Candidates, Row]:
        """The candidates of a document and their log odds."""
        found = self.reader.candidates(read, self._learned)
        return found, self.model.forest.log_odds(found.features)

    def rank(
        self, document_id: str, text: str, *, top: int = 0, every_mention: bool = False
    ) -> tuple[tuple[Ranked, ...], tuple[NotCoded, ...]]:
        """The codes to suggest, best first, and the mentions that get none, each with its reason.

        With `top` candidates below the limit follow the suggested ones, to that number in all. What the
        text denies, or says of another or of what may come, gets no code, and what the lexicon links in
        words that no audited document had is at least suggested. With `every_mention` denied ones get codes,
        too, and the model alone decides, as agreement with a corpus wants it.
        """
        read = self.reader.read(document_id, text)
        found, odds = self.candidates(read)
        odds = odds if every_mention else lifted(found, odds, self.model.suggest_from)
        sure = self.model.calibration.confidence(odds)
        ranked: list[Ranked] = []
        denied: list[tuple[str, Assertion, Evidence]] = []
        for at in np.lexsort((found.code, -odds)).tolist():
            if odds[at] < self.model.suggest_from and len(ranked) >= top:
                break
            code = self.reader.codes.codes[found.code[at]]
            said = assertion_of(read.paper, found, at)
            quote = Evidence.quote(document_id, text, int(found.start[at]), int(found.end[at]))
            if not every_mention and GOODNESS[said] < SAID:
                if odds[at] >= self.model.suggest_from:
                    denied.append((code, said, quote))
                continue
            ranked.append(
                Ranked(
                    code=code,
                    title=self.reader.title(code),
                    confidence=round(float(sure[at]), 4),
                    rank=len(ranked) + 1,
                    evidence=quote,
                    assertion=said,
                    standing=self._standing(code, float(odds[at]), said),
                    rules=_sources(found.features[at]),
                )
            )
        denied += [(each.code, each.assertion, each.evidence[0]) for each in read.mentions]
        return tuple(ranked), _left_out(denied, {each.code for each in ranked})

    def _standing(self, code: str, odds: float, assertion: Assertion) -> str:
        if odds < self.model.suggest_from:
            return CANDIDATE
        is_safe = odds >= self.model.accept_from and assertion is Assertion.PRESENT
        return PRE_ACCEPTED if is_safe and not wants_a_person(code) else SUGGESTED


def lifted(found: Candidates, odds: Row, limit: float) -> Row:
    """The log odds, those of present mentions in unheard words at least at the limit.

    The model could not learn that such a term is meant, nor that it is not.
    """
    present = found.features[:, COLUMN["lexicon_goodness"]] == GOODNESS[Assertion.PRESENT]
    return np.where(found.unheard & present, np.maximum(odds, limit), odds)


def assertion_of(paper: Paper, found: Candidates, at: int) -> Assertion:
    """Of the best mention of the lexicon; else of the words that show the code."""
    goodness = found.features[at, COLUMN["lexicon_goodness"]]
    if goodness > 0:
        return next(each for each, value in GOODNESS.items() if value == goodness)
    start, end = int(found.start[at]), int(found.end[at])
    words = Mention(start, end, "", Kind.CONDITION, is_chronic=False, term="", rule="match.tabular")
    said = assess(paper.reading, words, paper.sections.at(start).kind).assertion
    return Assertion.NEGATED if said is Assertion.PRESENT and is_denied(found.features[at]) else said


def is_denied(features: Row) -> bool:
    """Whether every source of a code stands under a denial."""
    by_phrase = features[COLUMN["phrase_cover"]] > 0 and not features[COLUMN["phrase_denied"]]
    by_gram = features[COLUMN["gram_share"]] > 0 and not features[COLUMN["gram_share_denied"]]
    return not (by_phrase or by_gram)


def _left_out(denied: Sequence[tuple[str, Assertion, Evidence]], coded: set[str]) -> tuple[NotCoded, ...]:
    """What is denied, of relatives, of what may come: no code, and why."""
    left = {
        (code, said): NotCoded(
            code,
            (quote,),
            f"assertion.{said.replace(' ', '-')}",
            f"The text does not say that the patient has it: {said}.",
        )
        for code, said, quote in denied
        if GOODNESS[said] < SAID and code not in coded
    }
    return tuple(left.values())


def _sources(features: Row) -> tuple[str, ...]:
    named = int(features[COLUMN["sources"]])
    rules = ("match.lexicon", "match.tabular", "match.learned")
    return tuple(rule for place, rule in enumerate(rules) if named >> place & 1)
