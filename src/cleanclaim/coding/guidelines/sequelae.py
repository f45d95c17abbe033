"""A sequela: the condition that is left goes first, then the injury it comes from, with 7th character S."""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.case import CONDITION, SIGN, Case
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.B.10",
    title="A sequela: what is left, then the injury with S",
    citation="ICD-10-CM Official Guidelines ss. I.B.10, I.C.19.a",
    order=54,
)
_INJURY = re.compile(r"[ST].*S$")


def apply(case: Case) -> Case:
    """Order the two; an injury that is only a sequela and leaves nothing named becomes no first code."""
    old = [each for each in case.proposals if _INJURY.match(each.code)]
    left = [
        each
        for each in case.proposals
        if each.tier in (CONDITION, SIGN) and not each.code.startswith(("S", "T", "V", "W", "X", "Y", "Z"))
    ]
    if not old or not left:
        return case
    first = min(left, key=lambda each: (abs(each.offset - old[0].offset), each.code))
    standing = tuple(
        replace(each, tier=CONDITION, offset=first.offset, after=first.code)
        if each in old
        else replace(each, tier=CONDITION) if each is first else each
        for each in case.proposals
    )  # fmt: skip
    return replace(case, proposals=standing)


EXAMPLES = (
    Example(
        "Assessment: Memory loss, sequela of concussion without loss of consciousness.", ("R41.3", "S06.0X0S")
    ),
    Example("Assessment: Keloid, late effect of laceration of left forearm.", ("L91.0", "S51.812S")),
)
