"""One encounter on its way through the guidelines: what is proposed, what is held, and why.

A case never changes; every step returns a new one. Nothing leaves it without a reason: what is dropped is
kept in `not_coded`, so a person can see what the engine saw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.mentions import Mention
from cleanclaim.coding.sections import SectionKind, Sections
from cleanclaim.coding.text import Reading
from cleanclaim.coding.vocabulary import Kind, Lexicon
from cleanclaim.core.evidence import Evidence
from cleanclaim.model.assignment import Reason
from cleanclaim.model.encounter import Setting
from cleanclaim.model.people import Sex

if TYPE_CHECKING:
    from cleanclaim.reference.icd10cm import Tabular


@dataclass(frozen=True, slots=True)
class NotCoded:
    """Something the note names that gets no code here, and the reason."""

    code: str
    evidence: tuple[Evidence, ...]
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Query:
    """An open, non-leading question to the clinician: what is documented, and what it does not say."""

    about: str
    question: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document as read: its tokens, sentences and sections."""

    reading: Reading
    sections: Sections

    def quote(self, start: int, end: int) -> Evidence:
        """The words [start, end) of the document as evidence."""
        return Evidence.quote(self.reading.document_id, self.reading.text, start, end)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One mention with all that is known about it, and the code it leads to."""

    paper: Paper
    mention: Mention
    section: SectionKind
    assertion: Assertion
    trigger: str
    code: str
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...] = ()
    is_heading: bool = False  # it opens an item of the assessment

    @property
    def kind(self) -> Kind:
        """What the mention's term stands for."""
        return self.mention.kind

    @property
    def sentence(self) -> str:
        """The sentence the mention stands in, lower case."""
        found = self.paper.reading.sentence_at(self.mention.start)
        return self.paper.reading.text[found.start : found.end].lower()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code that stands so far. `tier` and `offset` order it; `after` is the code it should follow."""

    code: str
    kind: Kind
    evidence: tuple[Evidence, ...]
    reasons: tuple[Reason, ...]
    tier: int
    offset: int
    missing: tuple[str, ...] = ()
    rivals: tuple[tuple[str, str], ...] = ()
    after: str = ""

    def is_in(self, *families: str) -> bool:
        """Whether the code lies in one of the families (prefixes with the dot, `E11`, `S82.84`)."""
        return self.code.startswith(families)


FIRST, CONDITION, SIGN, STATUS, LATE, CAUSE = range(6)  # tiers


@dataclass(frozen=True)
class Case:
    """The encounter's facts that guidelines ask for, and the state of the coding.

    candidates  every mention of the documents, in order, coded or not
    captured    procedures that were captured with the encounter, each with its line as evidence
    """

    tabular: Tabular
    lexicon: Lexicon
    setting: Setting
    age_years: int
    sex: Sex
    papers: tuple[Paper, ...]
    candidates: tuple[Candidate, ...]
    captured: tuple[tuple[str, Evidence], ...] = ()
    proposals: tuple[Proposal, ...] = ()
    not_coded: tuple[NotCoded, ...] = ()
    queries: tuple[Query, ...] = ()

    @property
    def is_inpatient(self) -> bool:
        """Inpatient rules apply; emergency and observation are outpatient."""
        return self.setting is Setting.INPATIENT

    @cached_property
    def is_assessed(self) -> bool:
        """Whether some document has a part in which the clinician states the diagnoses."""
        return any(paper.sections.assesses for paper in self.papers)

    @cached_property
    def text(self) -> str:
        """All documents in lower case, for questions about the encounter as a whole."""
        return "\n\n".join(paper.reading.text for paper in self.papers).lower()

    def having(self, *families: str) -> tuple[Proposal, ...]:
        """The proposals in these families, in order."""
        return tuple(each for each in self.proposals if each.code.startswith(families))

    def has(self, *families: str) -> bool:
        """Whether any proposal lies in these families."""
        return bool(self.having(*families))

    def present(self, *families: str, kind: Kind | None = None) -> tuple[Candidate, ...]:
        """Asserted mentions in these families, coded or not; all families when none is named."""
        return tuple(
            each
            for each in self.candidates
            if each.assertion is Assertion.PRESENT
            and (kind is None or each.kind is kind)
            and (not families or each.code.startswith(families))
        )

    def told_by(self, proposal: Proposal) -> tuple[Candidate, ...]:
        """The mentions that a proposal rests on, in order."""
        quotes = frozenset(proposal.evidence)
        return tuple(each for each in self.candidates if not quotes.isdisjoint(each.evidence))

    def title(self, code: str) -> str:
        """The code's title, '' when the edition does not have it."""
        row = self.tabular.find(code)
        return row.title if row else ""

    def propose(self, *proposals: Proposal) -> Case:
        """Add codes; one that stands already gains the evidence and reasons instead."""
        by_code: dict[str, list[Proposal]] = {each.code: [each] for each in self.proposals}
        for new in proposals:
            by_code.setdefault(new.code, []).append(new)
        return replace(self, proposals=tuple(_merged(same) for same in by_code.values()))

    def drop(self, unwanted: Callable[[Proposal], bool], rule: str, reason: str) -> Case:
        """Take codes away and keep why."""
        gone = [each for each in self.proposals if unwanted(each)]
        kept = tuple(each for each in self.proposals if not unwanted(each))
        told = tuple(NotCoded(each.code, each.evidence, rule, reason) for each in gone)
        return replace(self, proposals=kept, not_coded=self.not_coded + told) if gone else self

    def recode(self, old: Proposal, code: str, reason: Reason, *premises: Proposal | Candidate) -> Case:
        """Put another code in the place of one, resting also on the evidence of the premises."""
        evidence = _unique(old.evidence + tuple(each for premise in premises for each in premise.evidence))
        new = replace(old, code=code, evidence=evidence, reasons=(*old.reasons, reason), missing=())
        standing = tuple(each for each in self.proposals if each is not old)
        position = self.proposals.index(old)
        if any(each.code == code for each in standing):
            return replace(self, proposals=standing).propose(new)
        return replace(self, proposals=(*standing[:position], new, *standing[position:]))

    def hold(self, *entries: NotCoded) -> Case:
        """Keep why something gets no code."""
        return replace(self, not_coded=self.not_coded + entries)

    def ask(self, *queries: Query) -> Case:
        """Add questions to the clinician."""
        return replace(self, queries=self.queries + queries)


def proposal(candidate: Candidate, reason: Reason, *, tier: int, code: str = "", after: str = "") -> Proposal:
    """A candidate as a proposal."""
    return Proposal(
        code=code or candidate.code,
        kind=candidate.kind,
        evidence=candidate.evidence,
        reasons=(reason,),
        tier=tier,
        offset=candidate.mention.start,
        missing=candidate.missing if code in ("", candidate.code) else (),
        after=after,
    )


def _merged(same: list[Proposal]) -> Proposal:
    """Proposals of one code as one: all their quotes and reasons; nothing is missing that one of them has."""
    if len(same) == 1:
        return same[0]
    return replace(
        same[0],
        evidence=_unique(quote for each in same for quote in each.evidence),
        reasons=tuple(dict.fromkeys(reason for each in same for reason in each.reasons)),
        tier=min(each.tier for each in same),
        missing=same[0].missing if all(each.missing for each in same) else (),
        after=next((each.after for each in same if each.after), ""),
    )


def _unique(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence))
