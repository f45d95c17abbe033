"""A screening is the first-listed code and stays so though something is found; the finding follows.

A test because of a sign is no screening: then the sign is the reason. A surveillance examination after
polyps keeps the history code beside it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.case import CONDITION, FIRST, LATE, STATUS, Case, proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.sections import SectionKind

RULE = Rule(
    rule_id="guideline.I.C.21.c.5",
    title="Screening stays first though something is found",
    citation="ICD-10-CM Official Guidelines s. I.C.21.c.5",
    order=48,
)
_SCREENING = ("Z11", "Z12", "Z13")
_EXAMS = ("Z00", "Z01", "Z02", "Z34", "Z30", "O09", "Z39")
_DIAGNOSTIC = re.compile(
    r"\bdiagnostic colonoscopy\b|\bfor (?:rectal bleeding|anemia|diarrhea|hematochezia|positive)\b"
)
_COLON_HISTORY = ("Z80.0", "Z86.010", "Z83.71")
# a look at all of the skin of one who had skin cancer watches for its return, it is no screening that leads
_HAD_SKIN_CANCER = re.compile(
    r"\b(?:history|hx) of (?:[a-z-]+,? ){0,4}(?:basal cell|squamous cell|melanoma|bcc|scc|skin cancer)"
)
_COLONOSCOPY = re.compile(r"\bcolonoscop\w+\b")


def apply(case: Case) -> Case:
    """Order the screening, and add what made the colon be looked at."""
    screenings = case.having(*_SCREENING)
    if not screenings:
        return case
    if _DIAGNOSTIC.search(case.text) and case.has("Z12.11"):
        return case.drop(
            lambda each: each.is_in("Z12.11"),
            RULE.rule_id,
            "A sign led to the examination: it is diagnostic.",
        )
    alone = not case.has(*_EXAMS)
    if case.has("Z12.83") and _HAD_SKIN_CANCER.search(case.text):
        alone = False
    main = next((each.code for each in screenings if each.is_in("Z12")), screenings[0].code)
    standing = []
    for each in case.proposals:
        if each.is_in(*_SCREENING):
            is_main = alone and (each.code == main and (each.is_in("Z12") or _is_the_reason(case, each.code)))
            each = replace(
                each, tier=FIRST if is_main else (CONDITION if alone and each.is_in("Z11") else LATE)
            )
        standing.append(each)
    case = replace(case, proposals=tuple(standing))
    if case.has("Z12.11") and _COLONOSCOPY.search(case.text):
        for candidate in case.present(*_COLON_HISTORY):
            because = RULE.because("It bears on the colon screening.")
            case = case.propose(proposal(candidate, because, tier=STATUS))
    return case


def _is_the_reason(case: Case, code: str) -> bool:
    return any(
        each.code == code
        and each.section in (SectionKind.REASON, SectionKind.BODY, SectionKind.HISTORY_OF_PRESENT_ILLNESS)
        for each in case.present(code)
    )


EXAMPLES = (
    Example(
        "Indication: screening colonoscopy. Impression: Colon polyp, removed by cold snare.",
        ("Z12.11", "K63.5"),
    ),
    Example("CC: screening mammogram. Assessment: Abnormal mammogram, biopsy planned.", ("Z12.31", "R92.8")),
)
