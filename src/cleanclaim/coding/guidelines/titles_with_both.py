"""`X with Y`: where a leaf of X's own category names Y as well, that leaf stands for both.

`Ulcerative colitis with rectal bleeding` and `acute appendicitis with localized peritonitis` are single
codes. The tabular titles say which: every fact of the leaf must stand in the two mentions that `with` joins.
"""

from __future__ import annotations

import re

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.case import Candidate, Case, Proposal
from cleanclaim.coding.details import near_words
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.specify import seventh, specify
from cleanclaim.coding.text import term_stems
from cleanclaim.core.code import icd10cm

RULE = Rule(
    rule_id="guideline.I.B.9.titles",
    title="A title that names both conditions replaces them",
    citation="ICD-10-CM Official Guidelines ss. I.B.9, I.A.15; the tabular titles",
    order=25,
)
_JOINED = re.compile(
    r"(?:,?\s*(?:right|left|both|od|os|ou)(?: eyes?)?)?\s*,?\s*(?:with|w/|complicated by|due to|causing)\s+"
    r"(?:an? |the |some |associated )?((?:[a-z-]+ ){0,2})",
    re.IGNORECASE,
)
_REACH = 60  # characters that may lie between the two
_TOLD = 12  # mentions of one condition that are looked at
_STAYS_APART = (
    "E08",
    "E09",
    "E10",
    "E11",
    "E13",
    "I10",
    "I11",
    "I12",
    "I13",
    "O",
    "R",
    "S",
    "T",
    "Z",
    "V",
    "W",
    "X",
    "Y",
)

# retinopathy of diabetes has leaves for macular edema, by eye
_NAMED_WITH_EDEMA = ("E08.3", "E09.3", "E10.3", "E11.3", "E13.3")


def apply(case: Case) -> Case:
    """Recode each condition whose category has a leaf for it with what follows."""
    for first in case.proposals:
        if first.is_in(*_STAYS_APART) and not first.is_in(*_NAMED_WITH_EDEMA):
            continue
        for told in case.told_by(first)[:_TOLD]:
            second = _joined_to(case, told)
            code = _leaf_for_both(case, first, told, second) if second is not None else ""
            if second is not None and code:
                case = case.recode(first, code, RULE.because(f"{code} names both in one."), second)
                case = case.drop(
                    lambda each, gone=second: each.code == gone.code and each.evidence == gone.evidence,  # type: ignore[misc]
                    RULE.rule_id,
                    f"It is part of {code}.",
                )
                break
    return case


def _joined_to(case: Case, told: Candidate) -> Candidate | None:
    """The asserted mention that `with` or its like ties to the end of this one."""
    text = told.paper.reading.text
    near = range(told.mention.end, told.mention.end + _REACH)
    for other in case.candidates:
        if other.mention.start in near and other.paper is told.paper:
            is_joined = _JOINED.fullmatch(text, told.mention.end, other.mention.start)
            if is_joined and other.assertion is Assertion.PRESENT:
                return other
    return None


def _leaf_for_both(case: Case, first: Proposal, told: Candidate, second: Candidate) -> str:
    reading = told.paper.reading
    own, _ = near_words(reading, told.mention, (second.mention,))
    behind, _ = near_words(reading, second.mention, (told.mention,))  # the side may stand behind both
    both = own | behind | frozenset(term_stems(reading.text[told.mention.end : second.mention.end]))
    codes = specify(case.tabular, first.code[:3], both).codes
    leaf = codes[0] if len(codes) == 1 else ""
    code = _with_seventh(case, leaf, both)
    if not code or code == first.code or case.tabular.why_invalid(code):
        return ""
    # the leaf must owe something to the second mention, else it is only another reading of the first
    alone = specify(case.tabular, first.code[:3], own).codes
    alone = tuple(_with_seventh(case, each, own) for each in alone)
    return "" if code in alone else code


def _with_seventh(case: Case, leaf: str, words: frozenset[str]) -> str:
    """The leaf, with its 7th character where the tabular wants one (the eye of a retinopathy)."""
    row = case.tabular.find(leaf) if leaf else None
    if row is None or not row.seventh_characters:
        return leaf
    character, _ = seventh(row, words, episode="")
    return icd10cm(leaf.replace(".", "").ljust(6, "X") + character).value if character else ""


EXAMPLES = (
    Example("Assessment: Ulcerative colitis with rectal bleeding.", ("K51.911",)),
    Example("Assessment: Acute appendicitis with localized peritonitis.", ("K35.30",)),
    Example(
        "Assessment: Moderate nonproliferative diabetic retinopathy with macular edema, right eye.",
        ("E11.3311",),
    ),
    Example("Assessment: Asthma with hypertension.", ("J45.909", "I10")),
)
