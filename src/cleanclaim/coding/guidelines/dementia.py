"""Dementia: behind the disease that it comes from, with the severity and the behavior that the note states.

`In` presumes the link: dementia beside Parkinson's, Huntington's or multiple sclerosis is F02.-, not F03.-.
Alzheimer's, Lewy body and frontotemporal disease carry their dementia with them. The severity is the
provider's word; without one the code says unspecified.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.case import Case, Proposal
from cleanclaim.coding.guideline import Example, Rule

RULE = Rule(
    rule_id="guideline.I.A.13.dementia",
    title="Dementia follows its disease and says how severe and with what behavior",
    citation="ICD-10-CM Official Guidelines ss. I.A.13, I.A.15, I.C.5.d; tabular notes under F01-F03",
    order=30,
)
_ALWAYS_DEMENTED = ("G30", "G31.83", "G31.0")
_DISEASES = (*_ALWAYS_DEMENTED, "G20", "G10", "G35", "A81.0", "G12.21", "E75")
_UNSPECIFIED = {"F01": "5", "F02": "8", "F03": "9"}
_SEVERITY = {"mild": "A", "moderate": "B", "severe": "C"}
_WITHOUT = re.compile(r"\b(?:without|no) (?:any )?(?:behavioral|agitation|psycho|mood|hallucinat|aggress)\w*")
# first that fits: agitation and its like, psychosis, mood, anxiety, other behavior
_BEHAVIOR = (
    ("11", re.compile(r"\b(?:agitat\w+|aggressi\w+|combative\w*|violent|exit[- ]seeking|pacing)")),
    ("2", re.compile(r"\b(?:psycho(?:sis|tic)\w*|hallucinat\w+|delusion\w*|paranoi\w+|suspiciousness)")),
    ("3", re.compile(r"\b(?:mood disturbance|depress\w+|apathy|anhedonia)")),
    ("4", re.compile(r"\banxiety|\banxious")),
    ("18", re.compile(r"\b(?:behaviou?ral disturbances?|disinhibit\w+|sleep disturbance|sundowning)")),
)
_SIGNS = {"11": ("R45.1", "R45.6", "R45.4"), "2": ("R44",), "3": ("R45.3",), "4": ("F41.9",)}


def apply(case: Case) -> Case:
    """Tie dementia to its disease, then read severity and behavior off the sentences that name them."""
    for disease in case.having(*_DISEASES):
        case = _tied(case, disease)
    for each in case.having("F01", "F02", "F03"):
        said = " ".join(dict.fromkeys(candidate.sentence for candidate in case.told_by(each)))
        case = _described(case, each, said)
    return case


def _tied(case: Case, disease: Proposal) -> Case:
    vague = case.having("F03", "F02")
    if vague:
        because = RULE.because(f"Dementia in {disease.code} is coded behind it.")
        old = vague[0]
        case = case.recode(old, "F02" + old.code[3:].replace(".9", ".8", 1), because, disease)
    elif disease.is_in(*_ALWAYS_DEMENTED):
        because = RULE.because(f"The classification gives {disease.code} its dementia as a second code.")
        case = case.propose(replace(disease, code="F02.80", reasons=(because,), missing=()))
    standing = tuple(
        replace(each, after=disease.code) if each.is_in("F02") and not each.after else each
        for each in case.proposals
    )
    return replace(case, proposals=standing)


def _described(case: Case, dementia: Proposal, said: str) -> Case:
    family = dementia.code[:3]
    grades = re.findall(r"\b(mild|moderate|severe)\b[a-z ]{0,20}\b(?:\w+ )?(?:dementia|alzheimer)", said)
    grades += re.findall(
        r"\b(?:dementia|alzheimer'?s?(?: disease)?)(?: with [a-z ]+)?, (mild|moderate|severe)\b", said
    )
    severity = _SEVERITY[grades[0]] if grades else dementia.code[4]
    severity = severity if severity in "ABC" else _UNSPECIFIED[family]
    behavior = "0" if _WITHOUT.search(said) else _behavior(said) or dementia.code[5:]
    code = f"{family}.{severity}{behavior}"
    if code != dementia.code and case.tabular.why_invalid(code) == "":
        case = case.recode(dementia, code, RULE.because("The note states severity or behavior."))
    signs = _SIGNS.get(behavior, ())
    if not signs:
        return case
    quoted = {evidence for each in case.candidates if each.sentence in said for evidence in each.evidence}
    return case.drop(
        lambda each: each.is_in(*signs) and set(each.evidence) <= quoted,
        RULE.rule_id,
        f"{code} says it.",
    )


def _behavior(said: str) -> str:
    return next((ending for ending, pattern in _BEHAVIOR if pattern.search(said)), "")


EXAMPLES = (
    Example("Assessment: Parkinson disease with dementia.", ("G20.A1", "F02.80"), age_years=74),
    Example("Assessment: Alzheimer's disease, stable on donepezil.", ("G30.9", "F02.80"), age_years=80),
    Example(
        "Assessment: Late onset Alzheimer's disease with moderate dementia with agitation.",
        ("G30.1", "F02.B11"),
        age_years=80,
    ),
    Example("Assessment: Mild vascular dementia.", ("F01.A0",), age_years=80),
    Example("Assessment: Severe dementia with hallucinations.", ("F03.C2",), age_years=80),
)
