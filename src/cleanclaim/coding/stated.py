"""A candidate that a guideline reads off the text itself, asserted and placed like any mention."""

from __future__ import annotations

from cleanclaim.coding.admitting import is_assessed
from cleanclaim.coding.assertion import Assertion, assess
from cleanclaim.coding.case import Candidate, Case, Paper
from cleanclaim.coding.mentions import Mention
from cleanclaim.coding.vocabulary import Kind


def candidate_at(paper: Paper, span: tuple[int, int], *, code: str, kind: Kind, rule: str) -> Candidate:
    """The words at [start, end) as a candidate for a code; `rule` is the guideline that read them."""
    mention = Mention(
        start=span[0],
        end=span[1],
        code=code,
        kind=kind,
        is_chronic=False,
        term=paper.reading.text[span[0] : span[1]],
        rule=rule,
    )
    section = paper.sections.at(span[0]).kind
    asserted = assess(paper.reading, mention, section)
    quote = paper.quote(*span)
    return Candidate(paper, mention, section, asserted.assertion, asserted.trigger, code, (quote,))


def is_stated(case: Case, candidate: Candidate) -> bool:
    """Whether it is asserted of this patient, where the note states the diagnoses of the visit."""
    is_present = candidate.assertion is Assertion.PRESENT
    return is_present and is_assessed(candidate, assessed=case.is_assessed)
