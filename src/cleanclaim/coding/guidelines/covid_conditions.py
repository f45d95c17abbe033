"""COVID-19: confirmed first, then what it causes; after it, the condition that is left and then U09.9."""

from __future__ import annotations

from dataclasses import replace

from cleanclaim.coding.case import Case
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.C.1.g",
    title="COVID-19 first, its manifestations behind it; a condition after COVID-19 before U09.9",
    citation="ICD-10-CM Official Guidelines s. I.C.1.g.1; tabular notes under U07.1, U09.9",
    order=39,
)
# what COVID-19 makes of a manifestation that the note gives without a germ
_CAUSED = {"J20.9": "J20.8", "J18.9": "J12.82", "J12.9": "J12.82"}
_BY_ITSELF = "J12.82"  # its name says COVID-19, which goes first all the same
_FOLLOWING = ("J12.82", "J20.8", "J22", "J80", "J96", "J98.8", "M35.81", "J40")


def apply(case: Case) -> Case:
    """Recode the manifestations, order them behind U07.1, and U09.9 behind what is left."""
    for each in () if case.has("U07.1", "U09.9") else case.having(_BY_ITSELF):
        because = RULE.because("The pneumonia is due to COVID-19, which is coded first.")
        case = case.propose(replace(each, code="U07.1", reasons=(because,), missing=()))
    active = case.having("U07.1")
    if active:
        for each in case.having(*_CAUSED):
            because = RULE.because("COVID-19 is the cause.")
            case = case.recode(each, _CAUSED[each.code], because, active[0])
        standing = tuple(
            replace(each, after="U07.1") if each.is_in(*_FOLLOWING) else each for each in case.proposals
        )
        return replace(case, proposals=standing)
    left = case.having("U09.9")
    others = [each for each in case.proposals if each.tier == 1 and not each.is_in("U09.9")]
    if left and others:
        same = [each for each in others if each.offset >= left[0].offset - 200] or others
        standing = tuple(
            replace(each, after=same[0].code) if each is left[0] else each for each in case.proposals
        )
        return replace(case, proposals=standing)
    return case


EXAMPLES = (
    Example("Assessment: Acute bronchitis. COVID-19.", ("U07.1", "J20.8")),
    Example("Assessment: Pneumonia due to COVID-19.", ("U07.1", "J12.82")),
    Example("Assessment: Fatigue, long COVID.", ("R53.83", "U09.9")),
)
