"""Burns: the highest degree at one site, and the share of the body (T31) where the note gives it.

T31 counts the tens of the percentage burned and the tens of it that are third degree.
"""

from __future__ import annotations

import re

from cleanclaim.coding.case import CONDITION, Case, Proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.model.encounter import Setting

RULE = Rule(
    rule_id="guideline.I.C.19.d",
    title="Burns by their highest degree, with their extent",
    citation="ICD-10-CM Official Guidelines s. I.C.19.d",
    order=38,
)
_BURNS = ("T20", "T21", "T22", "T23", "T24", "T25")
_SHARE = r"([0-9]{1,2}(?:\.[0-9])?) ?(?:%|percent)"
_BODY = re.compile(
    rf"{_SHARE}(?: of)?(?: the| his| her| total)? (?:tbsa|bsa|body(?: surface)?|total body)"
    rf"|\btbsa:? (?:of )?{_SHARE}",
    re.IGNORECASE,
)
_DEEP = re.compile(rf"{_SHARE} (?:third[- ]degree|full[- ]thickness)", re.IGNORECASE)


def apply(case: Case) -> Case:
    """Keep the highest degree at each site and add the extent."""
    for each in case.having(*_BURNS):
        higher = [
            other
            for other in case.having(each.code[:3])
            if _site(other) == _site(each) and other.code[4] > each.code[4]
        ]
        if higher:
            case = case.drop(
                lambda one, gone=each: one is gone,  # type: ignore[misc]
                RULE.rule_id,
                f"{higher[0].code} is the higher degree at that site.",
            )
    burns = case.having(*_BURNS)
    return _with_extent(case, burns) if burns else case


def _site(proposal: Proposal) -> str:
    return proposal.code[5:]


def _with_extent(case: Case, burns: tuple[Proposal, ...]) -> Case:
    for paper in case.papers:
        match = _BODY.search(paper.reading.text)
        if match is None:
            continue
        tens = int(float(match[1] or match[2])) // 10
        deep = _DEEP.search(paper.reading.text)
        code = "T31.0" if tens == 0 else f"T31.{tens}{min(int(float(deep[1])) // 10, tens) if deep else 0}"
        because = RULE.because("The note gives the share of the body that is burned.")
        quote = paper.quote(match.start(), match.end())
        extent = Proposal(
            code, Kind.INJURY, (quote,), (because,), CONDITION, burns[-1].offset + 1, after=burns[-1].code
        )
        return case.propose(extent)
    return case


EXAMPLES = (
    Example(
        "Final diagnosis: Second degree burn of left hand, 1% TBSA.",
        ("T23.202A", "T31.0"),
        setting=Setting.EMERGENCY,
    ),
    Example(
        "Final diagnosis: Second degree burn of left hand. First degree burn of left hand.",
        ("T23.202A",),
        setting=Setting.EMERGENCY,
    ),
)
