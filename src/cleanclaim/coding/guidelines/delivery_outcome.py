"""A normal delivery (O80) stands alone of chapter 15, with its outcome: one child, born alive (Z37.0)."""

from __future__ import annotations

from dataclasses import replace

from cleanclaim.coding.case import FIRST, STATUS, Case
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.model.encounter import Setting

RULE = Rule(
    rule_id="guideline.I.C.15.n",
    title="A normal delivery has its outcome beside it",
    citation="ICD-10-CM Official Guidelines s. I.C.15.n; tabular note under O80",
    order=37,
)


def apply(case: Case) -> Case:
    """Add Z37.0 to O80; beside any other code of chapter 15 O80 does not stand."""
    delivery = case.having("O80")
    if not delivery:
        return case
    others = [each for each in case.having("O") if each.code != "O80"]
    if others:
        return case.drop(
            lambda each: each.code == "O80", RULE.rule_id, f"{others[0].code} is no normal delivery."
        )
    because = RULE.because("O80 is by definition the birth of one living child.")
    outcome = replace(delivery[0], code="Z37.0", reasons=(because,), tier=STATUS, missing=(), after="O80")
    case = case.propose(outcome)
    standing = tuple(replace(each, tier=FIRST) if each.code == "O80" else each for each in case.proposals)
    return replace(case, proposals=standing)


EXAMPLES = (
    Example(
        "Discharge diagnosis: Normal spontaneous vaginal delivery at term.",
        ("O80", "Z37.0"),
        setting=Setting.INPATIENT,
        age_years=29,
    ),
)
