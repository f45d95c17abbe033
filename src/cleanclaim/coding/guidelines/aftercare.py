"""No aftercare Z code for an injury: the 7th character of its own code says that the visit is a later one."""

from __future__ import annotations

from cleanclaim.coding.case import Case
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.C.21.c.7",
    title="Injuries are followed up with their own code, not with aftercare",
    citation="ICD-10-CM Official Guidelines ss. I.C.19.a, I.C.21.c.7",
    order=52,
)


def apply(case: Case) -> Case:
    """Drop Z47.8- and Z48.0- where an injury is coded as a subsequent encounter."""
    later = [each for each in case.having("S", "T") if each.code[-1] in "DEFGHJKMNPQR"]
    if not later:
        return case
    return case.drop(
        lambda each: each.is_in("Z47.8", "Z48.0", "Z09"),
        RULE.rule_id,
        f"{later[0].code} says that it is a later visit.",
    )


EXAMPLES = (
    Example(
        "CC: suture removal. Here for suture removal. Assessment: Laceration of left forearm, healed, "
        "sutures removed.",
        ("S51.812D",),
    ),
)
