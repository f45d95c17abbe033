"""Sepsis goes before the local infection; an organ failure that it caused makes it severe (R65.2-).

R65.2- is never first: the systemic infection leads, R65.20 or, in shock, R65.21 follows, then the organ. A
failure that merely stands beside sepsis is not linked; the note must say so, or call the sepsis severe.
`Urosepsis` names nothing that has a code: it becomes a question.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.case import CONDITION, Case, Proposal, Query
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.core.evidence import Evidence
from cleanclaim.model.encounter import Setting

RULE = Rule(
    rule_id="guideline.I.C.1.d",
    title="Sepsis first, then its severity, then the organs that fail",
    citation="ICD-10-CM Official Guidelines s. I.C.1.d; tabular notes under R65.2",
    order=42,
)
_SEPSIS = ("A40", "A41", "A02.1", "A32.7", "A42.7", "B37.7", "B00.7", "O85", "P36")
_ORGANS = ("N17", "J96.0", "J96.2", "J80", "G93.41", "D65", "K72.0", "I5A", "D69.59")
_SHOCK = re.compile(r"(?<!no )(?<!without )\bseptic shock\b")
_SEVERE = re.compile(r"(?<!no )(?<!without )\bsevere sepsis\b")
_LINK = re.compile(
    r"\b(?:due to|secondary to|from|caused by|related to|in (?:the )?setting of|associated with) "
    r"(?:her |his |the |severe |gram[- ]negative )*(?:sepsis|septic shock|septicemia)"
    r"|\bsepsis[^.;\n]{0,60}? (?:with|complicated by|causing) (?:associated )?(?:acute )?"
    r"(?:organ|kidney|renal|respiratory|hypoxic|encephalopathy|hypoxemic|aki|metabolic)"
    r"|\b(?:septic|sepsis[- ](?:induced|associated|related))\b (?:aki|encephalopathy|acute)"
)
_UROSEPSIS = re.compile(r"\burosepsis\b", re.IGNORECASE)


def apply(case: Case) -> Case:
    """Order sepsis and what it did; ask about urosepsis."""
    sepsis = case.having(*_SEPSIS)
    if not sepsis:
        return _about_urosepsis(case)
    first = min((each.offset for each in case.proposals if each.tier == CONDITION), default=0)
    standing = tuple(
        replace(each, offset=first - 1) if each is sepsis[0] else each for each in case.proposals
    )
    case = replace(case, proposals=standing)
    code, evidence = _severity(case)
    if not code:
        return case
    because = RULE.because("The note calls it severe, or says that the organ failed because of it.")
    severe = Proposal(code, Kind.CONDITION, evidence, (because,), CONDITION, first, after=sepsis[0].code)
    case = case.propose(severe)
    case = case.drop(lambda each: each.code == "R57.9" and code == "R65.21", RULE.rule_id, "R65.21 says it.")
    standing = tuple(
        replace(each, after=code) if each.is_in(*_ORGANS) and not each.after else each
        for each in case.proposals
    )
    return replace(case, proposals=standing)


def _severity(case: Case) -> tuple[str, tuple[Evidence, ...]]:
    for paper in case.papers:
        text = paper.reading.text.lower()
        for code, pattern in (("R65.21", _SHOCK), ("R65.20", _SEVERE)):
            match = pattern.search(text)
            if match:
                return code, (paper.quote(match.start(), match.end()),)
        match = _LINK.search(text)
        if match and case.has(*_ORGANS):
            return "R65.20", (paper.quote(match.start(), match.end()),)
    return "", ()


def _about_urosepsis(case: Case) -> Case:
    for paper in case.papers:
        match = _UROSEPSIS.search(paper.reading.text)
        if match:
            question = (
                f"The note documents \u201c{match[0]}\u201d. Please state the condition that it stands for, "
                "or that it cannot be determined."
            )
            return case.ask(Query("", question, (paper.quote(match.start(), match.end()),)))
    return case


EXAMPLES = (
    Example(
        "Discharge diagnoses:\n1. UTI.\n2. Sepsis due to E. coli.\n3. Acute kidney injury due to sepsis.",
        ("A41.51", "R65.20", "N17.9", "N39.0", "B96.20"),
        setting=Setting.INPATIENT,
    ),
    Example("Discharge diagnoses: Septic shock. Sepsis.", ("A41.9", "R65.21"), setting=Setting.INPATIENT),
    Example(
        "Discharge diagnoses: Sepsis. Acute kidney injury.", ("A41.9", "N17.9"), setting=Setting.INPATIENT
    ),
    Example("Assessment: Urosepsis. Fever.", ("R50.9",)),
)
