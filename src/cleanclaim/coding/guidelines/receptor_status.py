"""Breast cancer wants its receptors: hormone receptors and HER2 together in one code where both are told.

The tabular asks under C50 for the receptor status. Hormone receptors count as positive when the estrogen or
the progesterone receptor is; with HER2 unstated only the estrogen receptor's own code can be given.
"""

from __future__ import annotations

import re

from cleanclaim.coding.case import STATUS, Case, Paper, Proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.sections import SectionKind
from cleanclaim.coding.vocabulary import Kind

RULE = Rule(
    rule_id="guideline.I.B.7.receptors",
    title="The receptor status stands beside breast cancer",
    citation="ICD-10-CM Official Guidelines s. I.B.7; tabular notes under C50 and Z17",
    order=66,
)
_SIGN = r"[ -]*(?P<sign>\+|pos(?:itive)?\b|neg(?:ative)?\b|-(?![A-Za-z])|−)"
_HORMONE = re.compile(
    r"\b(?:ER|HR|estrogen receptor|hormone receptor)"
    rf"(?: ?(?:/|and|,) ?(?:PR|PgR|progesterone receptor))?{_SIGN}",
    re.IGNORECASE,
)
_PROGESTERONE = re.compile(rf"\b(?:PR|PgR|progesterone receptor){_SIGN}", re.IGNORECASE)
_HER2 = re.compile(rf"\bHER-?2(?:/neu)?{_SIGN}", re.IGNORECASE)
_TRIPLE_NEGATIVE = re.compile(r"\btriple[- ]negative\b", re.IGNORECASE)
_TOGETHER = {
    (True, True): "Z17.410",
    (True, False): "Z17.411",
    (False, True): "Z17.420",
    (False, False): "Z17.421",
}
_QUOTE_REACH = 80  # characters a quote may have to hold both
_UNREAD = (SectionKind.FAMILY, SectionKind.COPIED)


def apply(case: Case) -> Case:
    """Add the one code for what the note says of the receptors, in place of single ones."""
    if not case.has("C50"):
        return case
    for paper in case.papers:
        code, span = _status(paper)
        if code and not case.tabular.why_invalid(code):
            case = case.drop(
                lambda each, by=code: each.is_in("Z17") and each.code != by,  # type: ignore[misc]
                RULE.rule_id,
                f"{code} says it more specifically.",
            )
            because = RULE.because("The note tells the receptors of the tumor.")
            quote = paper.quote(*span)
            anchor = case.having("C50")[-1].code
            new = Proposal(code, Kind.STATUS, (quote,), (because,), STATUS, span[0], after=anchor)
            return case.propose(new)
    return case


def _status(paper: Paper) -> tuple[str, tuple[int, int]]:
    """The code and the words that tell it; '' when the note does not."""
    triple = _first(paper, _TRIPLE_NEGATIVE)
    if triple is not None:
        return "Z17.421", triple.span()
    estrogen, progesterone, her2 = (_first(paper, each) for each in (_HORMONE, _PROGESTERONE, _HER2))
    hormone = progesterone if estrogen is None or not _is_positive(estrogen) else estrogen
    hormone = hormone or estrogen
    if hormone is not None and her2 is not None:
        span = min(hormone.start(), her2.start()), max(hormone.end(), her2.end())
        near = span if span[1] - span[0] < _QUOTE_REACH else hormone.span()
        return _TOGETHER[_is_positive(hormone), _is_positive(her2)], near
    if estrogen is not None:
        return ("Z17.0" if _is_positive(estrogen) else "Z17.1"), estrogen.span()
    return "", (0, 0)


def _first(paper: Paper, pattern: re.Pattern[str]) -> re.Match[str] | None:
    found = pattern.finditer(paper.reading.text)
    return next((each for each in found if paper.sections.at(each.start()).kind not in _UNREAD), None)


def _is_positive(match: re.Match[str]) -> bool:
    return match["sign"].lower() in ("+", "pos", "positive")


EXAMPLES = (
    Example("Assessment: Left breast cancer, ER/PR positive, HER2 negative.", ("C50.912", "Z17.411")),
    Example("Assessment: Left breast cancer, triple-negative.", ("C50.912", "Z17.421")),
    Example("Assessment: Left breast cancer, ER positive.", ("C50.912", "Z17.0")),
    Example("Assessment: Left breast cancer, ER-negative, PR-negative, HER2+.", ("C50.912", "Z17.420")),
)
