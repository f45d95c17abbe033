"""Tobacco: a smoker is dependent (F17), bare use is Z72.0, past use is history (Z87.891); one of the three.

The Alphabetic Index leads from smoker to dependence and from tobacco use to Z72.0 (unverified). Current use
is coded wherever the note shows it. History is coded at preventive visits, where the assessment names it, and
where the tabular list asks for it under a code that stands.
"""

from __future__ import annotations

import re

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.case import STATUS, Candidate, Case, proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.sections import SectionKind
from cleanclaim.coding.vocabulary import Kind

RULE = Rule(
    rule_id="guideline.I.C.5.b",
    title="Tobacco dependence or its history, one of the two",
    citation="ICD-10-CM Official Guidelines ss. I.C.5.b, I.C.21.c.4; tabular notes, use additional code",
    order=60,
)
_WISH = re.compile(
    r"\b(?:to|should|must|will|can|help\w*|advis\w+|about|of|wants?|ready|trying|tries|try|attempt\w*|encourag\w+|counsel\w*|plans?|goal"
    r"|set a|pick a|not yet|resources for)\b[^.;]{0,30}\b(?:quit|stop)"
)
_OVER = re.compile(r"\b(?:ex|former|past|non|never an?|not an?)[- ](?:[a-z]+[- ])?$", re.IGNORECASE)
_PREVENTIVE = ("Z00", "Z01.4", "Z12.2")


def apply(case: Case) -> Case:
    """Admit current use, else history where it matters."""
    told = [each for each in case.candidates if each.kind is Kind.TOBACCO and _counts(each)]
    current = [
        each for each in told if (each.code.startswith("F17") or _is_use_today(each)) and not _is_over(each)
    ]
    past = [each for each in told if each.code == "Z87.891" and not _WISH.search(each.sentence)]
    if case.has("F17"):
        return case
    if past and not any(_says_still(each) for each in current):
        return _history(case, past)
    for each in current[:1]:
        because = RULE.because("Current tobacco use is documented.")
        case = case.propose(proposal(each, because, tier=STATUS))
    return case


def _is_use_today(candidate: Candidate) -> bool:
    """`Tobacco use` without a word that puts it in the past."""
    return candidate.code == "Z72.0" and not re.search(
        r"\b(?:former\w*|quit|ex-?smoker|previous\w*|past|prior|history|stopped)\b", candidate.sentence
    )


def _is_over(candidate: Candidate) -> bool:
    """`An ex-social smoker`, `former light smoker`: a word between keeps it from being a term."""
    return bool(_OVER.search(candidate.paper.reading.text[: candidate.mention.start][-30:]))


def _history(case: Case, past: list[Candidate]) -> Case:
    for each in past[:1]:
        wanted = next(
            (standing.code for standing in case.proposals if _asks_for_history(case, standing.code)), ""
        )
        assessed = each.section in (SectionKind.ASSESSMENT, SectionKind.BODY)
        if assessed or wanted or case.has(*_PREVENTIVE):
            sentence = f"{wanted} asks for it." if wanted else "Past tobacco use bears on this visit."
            case = case.propose(proposal(each, RULE.because(sentence), tier=STATUS))
    return case


def _asks_for_history(case: Case, code: str) -> bool:
    return code[0] not in "Z" and any(
        "Z87.891" in note.text for note in case.tabular.notes(code, "useAdditionalCode")
    )


def _counts(candidate: Candidate) -> bool:
    return candidate.assertion is Assertion.PRESENT and candidate.section not in (
        SectionKind.COPIED,
        SectionKind.FAMILY,
    )


def _says_still(candidate: Candidate) -> bool:
    return bool(re.search(r"\b(?:current|still|smokes|continues|active)\b", candidate.sentence))


EXAMPLES = (
    Example("Social: smokes 1 pack per day. Assessment: COPD.", ("J44.9", "F17.210")),
    Example("Social: former smoker, quit 2015. Assessment: COPD.", ("J44.9", "Z87.891")),
    Example("Social: former smoker. Assessment: Plantar fasciitis.", ("M72.2",)),
    Example("Social: never smoker. Assessment: COPD.", ("J44.9",)),
    Example("Assessment: Tobacco use.", ("Z72.0",)),
)
