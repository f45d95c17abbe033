"""COPD with exacerbation and with lower respiratory infection: both are coded, the infection after J44.0."""

from __future__ import annotations

from dataclasses import replace

from cleanclaim.coding.case import Case
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.C.10.a",
    title="COPD: exacerbation and lower respiratory infection are coded side by side",
    citation="ICD-10-CM Official Guidelines s. I.C.10.a; tabular notes under J44.0",
    order=30,
)
_INFECTIONS = ("J12", "J13", "J14", "J15", "J16", "J18", "J20", "J21", "J22", "J10.0", "J11.0")


def apply(case: Case) -> Case:
    """J44.0 when an infection is there, J44.1 when an exacerbation is; then no J44.9."""
    disease = case.having("J44")
    if not disease:
        return case
    infections = case.having(*_INFECTIONS)
    if infections and not case.has("J44.0"):
        because = RULE.because(f"{infections[0].code} is a lower respiratory infection beside COPD.")
        new = replace(
            disease[0],
            code="J44.0",
            evidence=tuple(dict.fromkeys(disease[0].evidence + infections[0].evidence)),
            reasons=(*disease[0].reasons, because),
            missing=(),
            offset=min(disease[0].offset, infections[0].offset),
        )
        case = case.propose(new)
    if infections:
        standing = tuple(
            replace(each, after="J44.0") if each.code == infections[0].code else each
            for each in case.proposals
        )
        case = replace(case, proposals=standing)
    if case.has("J44.0", "J44.1"):
        case = case.drop(lambda each: each.code == "J44.9", RULE.rule_id, "A more specific COPD code stands.")
    return case


EXAMPLES = (
    Example("Assessment: COPD with acute exacerbation.", ("J44.1",)),
    Example("Assessment: COPD exacerbation. Community acquired pneumonia.", ("J44.0", "J18.9", "J44.1")),
    Example("Assessment: Acute bronchitis in a patient with COPD.", ("J44.0", "J20.9")),
)
