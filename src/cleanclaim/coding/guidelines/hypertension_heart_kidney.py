"""Hypertension with heart failure, chronic kidney disease or both: I11, I12, I13, presumed to be linked.

Heart failure (I50) and the stage (N18) follow as additional codes. I13.2 and I12.0 are for stage 5 and
end-stage disease. An essential hypertension code does not stand beside them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.case import Case
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.C.9.a",
    title="Hypertension, heart failure and kidney disease share combination codes",
    citation="ICD-10-CM Official Guidelines s. I.C.9.a",
    order=32,
)
_UNRELATED = re.compile(
    r"\b(?:not due to|unrelated to|not related to|not from) (?:the |her |his )?(?:hypertension|htn"
    r"|blood pressure)"
)
_HYPERTENSION = ("I10", "I11", "I12", "I13")


def apply(case: Case) -> Case:
    """Replace the hypertension code by the combination that the other codes ask for."""
    hypertension = case.having(*_HYPERTENSION)
    failure = case.having("I50")
    kidney = case.having("N18")
    if _UNRELATED.search(case.text) or not hypertension or not (failure or kidney):
        return case
    late = any(each.code in ("N18.5", "N18.6") for each in kidney)
    if failure and kidney:
        code = "I13.2" if late else "I13.0"
    elif failure:
        code = "I11.0"
    else:
        code = "I12.0" if late else "I12.9"
    old = hypertension[0]
    because = RULE.because(
        f"Hypertension with {' and '.join(each.code for each in (*failure[:1], *kidney[:1]))} is "
        f"presumed linked."
    )
    if old.code != code:
        case = case.recode(old, code, because, *failure[:1], *kidney[:1])
    case = case.drop(
        lambda each: each.code.startswith(_HYPERTENSION) and each.code != code,
        RULE.rule_id,
        f"It is part of {code}.",
    )
    return _in_order(case, code)


def _in_order(case: Case, code: str) -> Case:
    """I50 and N18 stand behind the combination, unless diabetes already drew the stage to itself."""
    standing = []
    for each in case.proposals:
        if each.is_in("I50", "N18"):
            each = replace(each, after=code)
        standing.append(each)
    drawn = min((each.offset for each in standing if each.is_in("I50", "N18", code)), default=0)
    diabetic = min((each.offset for each in standing if each.is_in("E10", "E11")), default=None)
    place = drawn if diabetic is None or diabetic > drawn else diabetic + 1
    return replace(
        case, proposals=tuple(replace(each, offset=place) if each.code == code else each for each in standing)
    )


EXAMPLES = (
    Example(
        "Hypertension, chronic systolic heart failure, CKD stage 4. No edema.", ("I13.0", "I50.22", "N18.4")
    ),
    Example("Assessment: HTN. CKD stage 3a.", ("I12.9", "N18.31")),
    Example("Assessment: HTN. Chronic diastolic heart failure.", ("I11.0", "I50.32")),
    Example("Assessment: Type 2 diabetes, HTN, CKD 3b.", ("E11.22", "I12.9", "N18.32")),
    Example("Assessment: ESRD on hemodialysis, hypertension.", ("I12.0", "N18.6", "Z99.2")),
    Example("Assessment: HTN. CKD stage 2, not due to hypertension.", ("I10", "N18.2")),
)
