"""The body mass index (Z68) is coded only beside a diagnosis of weight that the provider stated."""

from __future__ import annotations

import re
from decimal import Decimal

from cleanclaim.coding.case import STATUS, Case, Proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.core.evidence import Evidence

RULE = Rule(
    rule_id="guideline.I.B.14",
    title="BMI follows a weight diagnosis and never stands alone",
    citation="ICD-10-CM Official Guidelines ss. I.B.14, I.C.21.c.3",
    order=44,
)
_WEIGHT = ("E66", "R63.4", "R63.5", "R63.6", "E43", "E44", "E46", "F50", "O99.21")
_INDEX = re.compile(
    r"\b(?:BMI|body mass index)\b(?:\s*(?:is|of|was|today|=|:|at|\(kg/m2\)"
    r"|now)\s*){0,3}\s*([1-7][0-9](?:\.[0-9]{1,2})?)(?![0-9/%])",
    re.IGNORECASE,
)
_ADULT = 20
_NORMAL = (Decimal(20), Decimal(25))
_BANDS = (
    (Decimal(40), "Z68.41"),
    (Decimal(45), "Z68.42"),
    (Decimal(50), "Z68.43"),
    (Decimal(60), "Z68.44"),
    (Decimal(70), "Z68.45"),
)


def apply(case: Case) -> Case:
    """Add the Z68 code of the first index the note gives to an adult with a weight diagnosis."""
    weight = case.having(*_WEIGHT)
    if not weight or case.age_years < _ADULT or weight[0].is_in("O99"):
        return case
    for paper in case.papers:
        match = _INDEX.search(paper.reading.text)
        if match:
            index = Decimal(match[1])
            if _NORMAL[0] <= index < _NORMAL[1]:
                return case  # a normal index says nothing about the weight diagnosis
            code = _code(index)
            evidence = Evidence.quote(
                paper.reading.document_id, paper.reading.text, match.start(), match.end()
            )
            because = RULE.because(f"The index belongs to {weight[0].code}, which the provider diagnosed.")
            return case.propose(
                Proposal(
                    code, Kind.STATUS, (evidence,), (because,), STATUS, match.start(), after=weight[0].code
                )
            )
    return case


def _code(index: Decimal) -> str:
    if index < 20:
        return "Z68.1"
    if index < 40:
        return f"Z68.{int(index)}"
    return max(band for band in _BANDS if band[0] <= index)[1]


EXAMPLES = (
    Example("Assessment: Obesity class 1, BMI 32.4, diet plan.", ("E66.811", "Z68.32")),
    Example("Vitals: BMI 41.2. Assessment: Essential hypertension.", ("I10",)),
    Example("Vitals: BMI 45.0. Assessment: Obesity, class 3.", ("E66.813", "Z68.42")),
)
