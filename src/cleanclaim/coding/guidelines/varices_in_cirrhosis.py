"""Esophageal varices beside cirrhosis or portal hypertension are secondary (I85.1-), the liver goes first."""

from __future__ import annotations

from dataclasses import replace

from cleanclaim.coding.case import Case
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.A.13.varices",
    title="Varices in liver disease follow it as secondary",
    citation="ICD-10-CM Official Guidelines ss. I.A.13, I.A.15; tabular note under I85.1",
    order=34,
)
_LIVER = ("K70", "K74", "K76.6", "K71.7", "B65")
_SECONDARY = {"I85.00": "I85.10", "I85.01": "I85.11"}


def apply(case: Case) -> Case:
    """Recode the varices and put them behind the liver disease."""
    liver = case.having(*_LIVER)
    for each in case.having(*_SECONDARY) if liver else ():
        because = RULE.because(f"`In` links the varices to {liver[0].code}.")
        case = case.recode(each, _SECONDARY[each.code], because, liver[0])
    standing = tuple(
        replace(each, after=liver[0].code) if liver and each.is_in("I85.1") else each
        for each in case.proposals
    )
    return replace(case, proposals=standing)


EXAMPLES = (
    Example("Assessment: Esophageal varices without bleeding. Alcoholic cirrhosis.", ("K70.30", "I85.10")),
    Example("Assessment: Esophageal varices.", ("I85.00",)),
)
