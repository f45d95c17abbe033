"""Long-term medicines (Z79): antidiabetics with diabetes, others beside the condition they are taken for.

Insulin given for a short while to bring a type 2 patient under control gets no code. An anticoagulant is
coded with the rhythm, clot or valve it is taken for; aspirin and antiplatelets only where the assessment
speaks of them.
"""

from __future__ import annotations

import re

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.case import STATUS, Candidate, Case, proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.sections import SectionKind
from cleanclaim.coding.vocabulary import Kind

RULE = Rule(
    rule_id="guideline.I.C.4.a.3",
    title="Long-term drug therapy is coded beside its condition",
    citation="ICD-10-CM Official Guidelines ss. I.C.4.a.3, I.C.21.c.3; tabular notes under E11",
    order=66,  # behind the histories, some of which it looks for
)
_FOR: dict[str, tuple[str, ...]] = {
    "Z79.4": ("E08", "E09", "E10", "E11", "E13", "O24.1"),
    "Z79.84": ("E11", "E13"),
    "Z79.85": ("E11", "E13"),
    "Z79.01": ("I48", "I82", "I26", "Z95.2", "I27.82", "D68", "Z86.7", "Z51.81", "I63", "I51.3"),
    "Z79.02": ("I25", "I63", "I73", "I70", "Z95.5", "I65", "I69"),
    "Z79.82": ("I25", "I63", "I73", "I70", "Z95", "I65", "I69"),
    "Z79.811": ("C50", "D05", "Z85.3", "Z86.000"),
    "Z79.810": ("C50", "D05", "Z85.3", "Z86.000", "M81"),
    "Z79.83": ("M80", "M81", "M85"),
    "Z79.631": ("M05", "M06", "L40"),
}
_ASSESSED_ONLY = ("Z79.02", "Z79.82", "Z79.83")
_SECTIONS = (
    SectionKind.ASSESSMENT, SectionKind.PLAN, SectionKind.MEDICATIONS, SectionKind.HISTORY_OF_PRESENT_ILLNESS,
    SectionKind.BODY, SectionKind.REASON,
)  # fmt: skip
_NOT_TAKEN = re.compile(
    r"\b(?:stop(?:ped)?|discontinu\w+|d/c|allerg\w+|intoleran\w+|declin\w+|refus\w+|consider\w*"
    r"|discuss\w*|hold|held|off of"
    r"|failed|could not tolerate|if|briefly|sliding scale|one-time|single dose|in the (?:ed|er)"
    r"|not (?:on|taking|using)|never"
    r"|would|previously|instead of|resistan\w+|levels?|was on|temporar\w+|avoid)\b"
)

_ON = re.compile(
    r"\b(?:on|continues?|takes|taking|remains on)"
    r"(?: (?:lifelong|chronic|long-term|daily|indefinite|her|his))?\s*$",
    re.IGNORECASE,
)


def apply(case: Case) -> Case:
    """Add the Z79 codes whose condition is coded and whose drug the note shows as taken."""
    for candidate in case.candidates:
        if candidate.kind is Kind.DRUG and _is_taken(candidate):
            case = _with_drug(case, candidate)
        elif candidate.code.startswith("Z79") and candidate.kind is Kind.STATUS and _is_stated(candidate):
            because = RULE.because("The note states the long-term use.")
            case = case.propose(proposal(candidate, because, tier=STATUS))
    return _without_codes_for_type_1(case)


def _with_drug(case: Case, candidate: Candidate) -> Case:
    families = _FOR.get(candidate.code, ())
    conditions = case.having(*families) if families else ()
    if not conditions:
        return case
    if candidate.code in _ASSESSED_ONLY and candidate.section not in (
        SectionKind.ASSESSMENT,
        SectionKind.BODY,
    ):
        return case
    because = RULE.because(f"{candidate.evidence[0].text} is taken long-term for {conditions[0].code}.")
    return case.propose(proposal(candidate, because, tier=STATUS))


def _is_taken(candidate: Candidate) -> bool:
    sentence = _NOT_TAKEN.search(candidate.sentence)
    plain = candidate.assertion in (Assertion.PRESENT, Assertion.RESOLVED) or (
        candidate.assertion is Assertion.HISTORICAL and _is_on_it(candidate)
    )
    return (
        plain
        and candidate.section in _SECTIONS
        and (sentence is None or candidate.section is SectionKind.MEDICATIONS)
    )


def _is_on_it(candidate: Candidate) -> bool:
    """`History of PE, on lifelong apixaban`: the history is that of the clot."""
    return bool(_ON.search(candidate.paper.reading.text[: candidate.mention.start][-30:]))


def _is_stated(candidate: Candidate) -> bool:
    return candidate.assertion is Assertion.PRESENT and candidate.section not in (
        SectionKind.COPIED,
        SectionKind.FAMILY,
    )


def _without_codes_for_type_1(case: Case) -> Case:
    """Type 1 lives on insulin: Z79.4 is not added to E10 [tabular, E10 has no such note]."""
    if case.has("E10") and not case.has("E11", "E13"):
        return case.drop(
            lambda each: each.code == "Z79.4", RULE.rule_id, "Insulin is part of type 1 diabetes."
        )
    return case


EXAMPLES = (
    Example("Assessment: Left breast cancer on anastrozole.", ("C50.912", "Z79.811")),
    Example("Meds: metformin. Assessment: Type 2 diabetes, stable.", ("E11.9", "Z79.84")),
    Example("Assessment: Type 2 diabetes on glargine 20 units nightly.", ("E11.9", "Z79.4")),
    Example("Assessment: Persistent atrial fibrillation, continue apixaban.", ("I48.19", "Z79.01")),
    Example("Assessment: Heart failure, chronic systolic. Start dapagliflozin.", ("I50.22",)),
    Example("Assessment: Type 1 diabetes on insulin pump.", ("E10.9",)),
)
