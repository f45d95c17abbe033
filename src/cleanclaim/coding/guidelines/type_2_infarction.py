"""A myocardial infarction of type 2 follows what brought it about: a bleed, a rhythm, a crisis, sepsis."""

from __future__ import annotations

from dataclasses import replace

from cleanclaim.coding.case import Case
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.C.9.e.5",
    title="An infarction of type 2 stands behind its cause",
    citation="ICD-10-CM Official Guidelines s. I.C.9.e.5; tabular code first note under I21.A1",
    order=56,
)
_CAUSES = ("D62", "D64", "D50", "I47", "I48", "I16", "I50", "J96", "A41", "R57", "I95", "K92.2", "J44.1")


def apply(case: Case) -> Case:
    """Order I21.A1 behind the first of its causes."""
    causes = case.having(*_CAUSES)
    if not causes:
        return case
    standing = tuple(
        replace(each, after=causes[0].code) if each.code == "I21.A1" else each for each in case.proposals
    )
    return replace(case, proposals=standing)


EXAMPLES = (
    Example("Assessment: Type 2 MI. Acute blood loss anemia.", ("D62", "I21.A1")),
    Example("Assessment: Type 2 MI.", ("I21.A1",)),
)
