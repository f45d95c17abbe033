"""A routine examination goes first; Z00.01 and its kin when it finds something abnormal, then the finding.

A chronic condition that is merely as it was before is no abnormal finding: what is new today, or worse, is.
The age decides between the adult's and the child's examination.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.case import FIRST, LATE, Case, Proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.procedures import PREVENTIVE_VISITS, VACCINE_SERVICES
from cleanclaim.coding.vocabulary import Kind

RULE = Rule(
    rule_id="guideline.IV.P",
    title="Routine examination first, with or without abnormal findings",
    citation="ICD-10-CM Official Guidelines ss. IV.P, I.C.21.c.13",
    order=46,
)
_WITH_FINDINGS = {"Z00.00": "Z00.01", "Z00.129": "Z00.121", "Z01.419": "Z01.411"}
_EXAMS = ("Z00.00", "Z00.01", "Z00.129", "Z00.121", "Z01.419", "Z01.411", "Z00.110", "Z00.111", "Z02")
_NEW_OR_WORSE = re.compile(
    r"\b(?:new|newly|worsen\w*|uncontrolled|not (?:at goal|controlled|well[- ]controlled)|poorly"
    r"|elevated|exacerbat\w*|abnormal"
    r"|increased?|start(?:ed)?|begin|initiate\w*|today|above goal|flare|acute|found|noted"
    r"|for (?:the past )?(?:one|two|three|four|[0-9]+) (?:day|week|month)s?)\b"
)
_STABLE = re.compile(
    r"\b(?:stable|well[- ]controlled|at goal|controlled|unchanged|no change|continue[sd]?|resolved|chronic)\b"
)
_ADULT = 18


def apply(case: Case) -> Case:
    """Choose the exam by age and findings and put it first; a school form does not stand beside it."""
    case = _captured_exam(case)
    if not case.has(*_EXAMS):
        return case
    case = _of_the_age(case)
    case = _only_one(case)
    for each in case.having(*_WITH_FINDINGS):
        finding = _abnormal(case)
        if finding is not None:
            because = RULE.because(f"The examination found {finding.code}, which is new or worse.")
            case = case.recode(each, _WITH_FINDINGS[each.code], because)
    standing = tuple(replace(each, tier=FIRST) if each.is_in(*_EXAMS) else each for each in case.proposals)
    return replace(case, proposals=standing)


def _captured_exam(case: Case) -> Case:
    """A preventive service that was captured says what the visit was for, and so does a vaccine's."""
    for code, evidence in case.captured:
        wanted = "Z00.00" if code in PREVENTIVE_VISITS else "Z23" if code in VACCINE_SERVICES else ""
        families = _EXAMS if wanted == "Z00.00" else (wanted,)
        if wanted and not case.has(*families):
            because = RULE.because("A service captured for this visit says that it took place.")
            tier = FIRST if wanted == "Z00.00" else LATE
            case = case.propose(Proposal(wanted, Kind.VISIT, (evidence,), (because,), tier, 0))
    return case


def _of_the_age(case: Case) -> Case:
    for each in case.having("Z00.0", "Z00.12"):
        is_adult = case.age_years >= _ADULT
        wanted = "Z00.00" if is_adult else "Z00.129"
        if each.is_in("Z00.0") != is_adult:
            case = case.recode(each, wanted, RULE.because(f"The patient is {case.age_years} years old."))
    return case


def _only_one(case: Case) -> Case:
    if case.has("Z00.12", "Z00.0"):
        case = case.drop(
            lambda each: each.is_in("Z02.0", "Z02.5"), RULE.rule_id, "It is part of the routine examination."
        )
    if case.has("Z01.4"):
        case = case.drop(
            lambda each: each.is_in("Z00.0"),
            RULE.rule_id,
            "The gynecological examination is the reason for the visit.",
        )
        case = case.drop(
            lambda each: each.is_in("Z12.4"), RULE.rule_id, "The cervical smear is part of Z01.4-."
        )
    return case


def _abnormal(case: Case) -> Proposal | None:
    """The first sign or condition that the note does not call stable, or calls new or worse."""
    for each in case.proposals:
        if each.kind in (Kind.VISIT, Kind.STATUS, Kind.TOBACCO, Kind.CAUSE) or each.code[0] == "Z":
            continue
        sentences = [one.sentence for one in case.candidates if set(one.evidence) & set(each.evidence)]
        if (
            each.kind is Kind.SYMPTOM
            or each.kind is Kind.INJURY
            or any(_NEW_OR_WORSE.search(said) for said in sentences)
        ):
            return each
        is_chronic = any(
            one.mention.is_chronic for one in case.candidates if set(one.evidence) & set(each.evidence)
        )
        if not is_chronic and not any(_STABLE.search(said) for said in sentences):
            return each
    return None


EXAMPLES = (
    Example(
        "CC: annual physical. Assessment: Elevated blood pressure reading without diagnosis of hypertension.",
        ("Z00.01", "R03.0"),
    ),
    Example(
        "CC: annual physical. Assessment: Hypothyroidism, stable, continue levothyroxine.",
        ("Z00.00", "E03.9"),
    ),
    Example("CC: well child check. Assessment: Healthy 4-year-old.", ("Z00.129",), age_years=4),
    Example("CC: annual physical. Assessment: well.", ("Z00.129",), age_years=9),
)
