"""Coronary disease and angina are presumed linked: one combination code, I25.11-."""

from __future__ import annotations

import re

from cleanclaim.coding.case import Case
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.C.9.b",
    title="Coronary atherosclerosis with angina is one code",
    citation="ICD-10-CM Official Guidelines s. I.C.9.b",
    order=32,
)
_ENDINGS = {"I20.0": "I25.110", "I20.1": "I25.111", "I20.2": "I25.112", "I20.89": "I25.118"}
_UNRELATED = re.compile(r"\bangina (?:is )?(?:not due to|unrelated to)")


def apply(case: Case) -> Case:
    """I25.10 with I20.- becomes I25.11-."""
    disease, angina = case.having("I25.10"), case.having("I20")
    if not disease or not angina or _UNRELATED.search(case.text):
        return case
    code = _ENDINGS.get(angina[0].code, "I25.119")
    because = RULE.because("Angina beside coronary atherosclerosis is presumed to come from it.")
    case = case.recode(disease[0], code, because, angina[0])
    return case.drop(lambda each: each.is_in("I20"), RULE.rule_id, f"It is part of {code}.")


EXAMPLES = (
    Example("Assessment: CAD. Stable angina.", ("I25.118",)),
    Example("Assessment: CAD with stable angina.", ("I25.118",)),
    Example("Assessment: CAD. Angina on exertion.", ("I25.119",)),
    Example("Assessment: CAD, no angina.", ("I25.10",)),
)
