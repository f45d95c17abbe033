"""MRSA: a combination code where the classification has one, else the infection and B95.62; carriers Z22.322.

No B95.62 beside a code that already says MRSA (J15.212, A41.02). Resistance is in the code: no Z16.11.
"""

from __future__ import annotations

from dataclasses import replace

from cleanclaim.coding.case import CONDITION, Case, proposal
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.C.1.e",
    title="MRSA: one code where there is one, else the organism behind the infection",
    citation="ICD-10-CM Official Guidelines s. I.C.1.e",
    order=41,
)
_COMBINED = {"J18.9": "J15.212", "J15.9": "J15.212", "A41.9": "A41.02", "A41.2": "A41.02"}
_LOCAL = (
    "L02",
    "L03",
    "L01",
    "L08",
    "L05",
    "L73",
    "T81.4",
    "M00",
    "M86",
    "N39.0",
    "N61",
    "H60",
    "L97",
    "L89",
)


def apply(case: Case) -> Case:
    """Combine, or put the organism behind the infection in whose stead `MRSA infection` would stand."""
    named = case.present("A49.02", "B95.62")
    if not named:
        return case
    for each in case.having(*_COMBINED):
        because = RULE.because("The classification has one code for the two.")
        case = case.recode(each, _COMBINED[each.code], because, named[0])
    if case.has("J15.212", "A41.02"):
        return case.drop(
            lambda each: each.is_in("A49.02", "B95.62", "Z16.11"),
            RULE.rule_id,
            "The infection's code says it.",
        )
    infections = case.having(*_LOCAL)
    if infections:
        because = RULE.because("The organism follows the infection.")
        new = proposal(named[0], because, tier=CONDITION, code="B95.62", after=infections[0].code)
        case = case.propose(replace(new, offset=infections[0].offset))
        case = case.drop(
            lambda each: each.is_in("A49.02"), RULE.rule_id, "The site of the infection is coded."
        )
    return case


EXAMPLES = (
    Example("Assessment: MRSA pneumonia.", ("J15.212",)),
    Example("Assessment: Cellulitis of left lower leg, culture grew MRSA.", ("L03.116", "B95.62")),
    Example("Assessment: Cellulitis of left lower leg.", ("L03.116",)),
)
