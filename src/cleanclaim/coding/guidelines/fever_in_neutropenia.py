"""Neutropenic fever is two codes: the neutropenia, and the fever that the tabular asks for behind it."""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.case import Case
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.B.7.neutropenia",
    title="The fever of neutropenia is coded behind it",
    citation="ICD-10-CM tabular notes under D70 and R50.81; Official Guidelines s. I.B.7",
    order=51,
)
_FEBRILE = re.compile(r"\b(?:neutropenic fever|febrile neutropenia|neutropenia with fever)\b")


def apply(case: Case) -> Case:
    """Add R50.81 where the words of the neutropenia name a fever; the plain fever goes."""
    for each in case.having("D70"):
        if any(_FEBRILE.search(told.sentence) for told in case.told_by(each)):
            because = RULE.because("The note calls the neutropenia febrile.")
            fever = replace(each, code="R50.81", reasons=(because,), missing=(), after=each.code)
            case = case.propose(fever)
            return case.drop(lambda one: one.code == "R50.9", RULE.rule_id, "R50.81 says it.")
    return case


EXAMPLES = (
    Example("Assessment: Neutropenic fever.", ("D70.9", "R50.81")),
    Example("Assessment: Neutropenia.", ("D70.9",)),
)
