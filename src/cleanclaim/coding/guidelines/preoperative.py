"""Before surgery: the Z01.81- code, then the reason for the surgery, then what was found."""

from __future__ import annotations

from dataclasses import replace

from cleanclaim.coding.case import FIRST, Case
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.IV.M",
    title="A preoperative evaluation goes first",
    citation="ICD-10-CM Official Guidelines s. IV.M",
    order=46,
)


def apply(case: Case) -> Case:
    """Put the evaluation first."""
    if not case.has("Z01.81"):
        return case
    standing = tuple(replace(each, tier=FIRST) if each.is_in("Z01.81") else each for each in case.proposals)
    return replace(case, proposals=standing)


EXAMPLES = (
    Example(
        "CC: preoperative cardiovascular exam. Assessment: Right knee osteoarthritis, for surgery.",
        ("Z01.810", "M17.11"),
    ),
)
