"""Concussion: whether and how long consciousness was lost decides the code; unstated is its own code."""

from __future__ import annotations

import re

from cleanclaim.coding.case import Case
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.C.19.f",
    title="Concussion by loss of consciousness",
    citation="ICD-10-CM Official Guidelines s. I.C.19; tabular notes under S06",
    order=22,
)
_NONE = re.compile(
    r"\b(?:no|without|denies|denied|did not|negative for)\b[^.;\n]{0,25}\b(?:loss of consciousness|loc"
    r"|lose consciousness|passed out)\b"
)
_BRIEF = re.compile(
    r"\b(?:brief|momentary|seconds of|less than (?:a|one"
    r"|30) minutes?)\b[^.;\n]{0,15}\b(?:loss of consciousness|loc)\b"
)
_LOST = re.compile(r"\b(?:lost consciousness|positive loc|with loss of consciousness|\+ ?loc)\b")


def apply(case: Case) -> Case:
    """Refine the concussion whose consciousness was not stated with the term."""
    for each in case.having("S06.0XA"):
        ending = (
            "0"
            if _NONE.search(case.text)
            else "1"
            if _BRIEF.search(case.text)
            else "9"
            if _LOST.search(case.text)
            else ""
        )
        code = each.code.replace("S06.0XA", f"S06.0X{ending}") if ending else each.code
        if ending and not case.tabular.why_invalid(code):
            case = case.recode(each, code, RULE.because("The note says whether consciousness was lost."))
    return case


EXAMPLES = (
    Example("HPI: hit head, no loss of consciousness. Assessment: Concussion.", ("S06.0X0A",)),
    Example("Assessment: Concussion.", ("S06.0XAA",)),
)
