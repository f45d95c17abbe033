"""A visit to look for recurrence after cancer treatment that is over: Z08, then the history (Z85.-)."""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.case import FIRST, SIGN, Case
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.vocabulary import Kind

RULE = Rule(
    rule_id="guideline.I.C.21.c.8",
    title="Surveillance after completed cancer treatment is Z08",
    citation="ICD-10-CM Official Guidelines s. I.C.21.c.8; tabular note under Z08",
    order=66,
)
_SURVEILLANCE = re.compile(
    r"\b(?:cancer |oncology |routine |annual )?surveillance (?:visit|exam|follow)"
    r"|\b(?:follow[- ]?up|surveillance) (?:visit )?(?:for|of|after) [^.;\n]{0,40}"
    r"(?:cancer|carcinoma|melanoma|lymphoma)"
    r"|\bcancer (?:surveillance|follow[- ]?up)\b"
)


def apply(case: Case) -> Case:
    """Put Z08 first where the visit is for surveillance and nothing but the history stands."""
    histories = case.having("Z85")
    others = [each for each in case.proposals if each.tier <= SIGN]
    if not histories or others or not _SURVEILLANCE.search(case.text):
        return case
    because = RULE.because("The visit is for surveillance after treatment that is over.")
    return case.propose(
        replace(histories[0], code="Z08", kind=Kind.VISIT, reasons=(because,), tier=FIRST, missing=())
    )


EXAMPLES = (
    Example(
        "Assessment: History of colon cancer 2015, no evidence of recurrence, surveillance visit.",
        ("Z08", "Z85.038"),
    ),
    Example("Assessment: Hypertension. History of colon cancer 2015.", ("I10", "Z85.038")),
)
