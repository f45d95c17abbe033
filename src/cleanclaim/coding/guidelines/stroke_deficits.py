"""After a stroke: a deficit that is left is I69.-, none left is Z86.73; I63.- is for the acute stroke only.

The side of a paralysis decides with the dominant hand; where the note does not name the hand, the right side
counts as dominant and the left as not [s. I.C.6.a].
"""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.case import CONDITION, STATUS, Candidate, Case, proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.sections import SectionKind

RULE = Rule(
    rule_id="guideline.I.C.9.d",
    title="What a stroke left is a sequela, not a stroke",
    citation="ICD-10-CM Official Guidelines ss. I.C.9.d, I.C.6.a",
    order=33,
)
_STROKES = ("I60", "I61", "I63", "I69", "Z86.73")
_PAST = re.compile(
    r"\b(?:residual|sequelae?|late effects?|old|prior|previous|history of|h/o|hx of|s/p|status post|remote"
    r"|post[- ]?(?:stroke|cva)|since|(?:weeks?|months?|years?|yrs?) ago|(?:19|20)[0-9]{2}"
    r"|(?:after|from|following) (?:her |his |an? |the |their )?(?:old |prior |ischemic )*(?:stroke|cva))\b"
)
_NAMES_STROKE = re.compile(r"\b(?:strokes?|cva|cerebral infarct\w*|cerebrovascular accident)\b")
# families of the deficit, the ending behind I69.3 and its like, whether the deficit keeps its own code
_DEFICITS: tuple[tuple[tuple[str, ...], str, bool], ...] = (
    (("R47.01",), "20", False),
    (("R47.02",), "21", False),
    (("R47.1", "R47.81"), "22", False),
    (("R48.2",), "90", False),
    (("R13.1",), "91", True),
    (("R29.810",), "92", False),
    (("R27.0",), "93", False),
    (("R41.3",), "11", False),
)
_HAND = re.compile(
    r"\b(right|left)[- ](?:hand(?:ed)?[- ]dominant|handed)\b|\b(right|left) (?:hand )?dominant\b"
)
_TOLD = (SectionKind.ASSESSMENT, SectionKind.BODY)
_GONE = (Assertion.NEGATED, Assertion.FAMILY, Assertion.OTHER_PERSON, Assertion.HYPOTHETICAL)


def apply(case: Case) -> Case:
    """Turn deficits of an old stroke into I69 codes, and the old stroke itself into history or nothing."""
    family = _family(case)
    for candidate in case.candidates if family else ():
        code = _deficit_code(case, candidate, family)
        if code:
            keeps = candidate.code.startswith("R13.1")
            because = RULE.because("The note says that the stroke left it.")
            case = case.propose(proposal(candidate, because, tier=CONDITION, code=code))
            if not keeps:
                case = case.drop(
                    lambda each, gone=candidate.code: each.code == gone,  # type: ignore[misc]
                    RULE.rule_id,
                    f"It is part of {code}.",
                )
    return _old_strokes(case)


def _family(case: Case) -> str:
    """I69.0, I69.1 or I69.3 by the kind of stroke that the note names, '' when it names none."""
    named = [
        each.code
        for each in case.candidates
        if each.code.startswith(_STROKES) and each.assertion not in _GONE
    ]
    if not named:
        return ""
    return {"I60": "I69.0", "I61": "I69.1"}.get(named[0][:3], "I69.3")


def _deficit_code(case: Case, candidate: Candidate, family: str) -> str:
    told = _TOLD[:1] if candidate.paper.sections.assesses else _TOLD
    if candidate.section not in told or candidate.assertion in _GONE:
        return ""
    said = candidate.sentence
    if not (_NAMES_STROKE.search(said) and _PAST.search(said)):
        return ""
    if candidate.code.startswith("G81"):
        return f"{family}5{_side_and_hand(case, candidate)}"
    ending = next((end for families, end, _ in _DEFICITS if candidate.code.startswith(families)), "")
    return f"{family}{ending}" if ending else ""


def _side_and_hand(case: Case, candidate: Candidate) -> str:
    side = next((word for word in ("right", "left") if re.search(rf"\b{word}\b", candidate.sentence)), "")
    found = _HAND.search(case.text)
    hand = (found[1] or found[2]) if found else "right"
    if not side:
        return "9"
    return {("right", True): "1", ("left", True): "2", ("right", False): "3", ("left", False): "4"}[
        side, side == hand
    ]


def _old_strokes(case: Case) -> Case:
    """An I63 whose sentence places it in the past is no acute stroke."""
    past = {
        evidence
        for each in case.candidates
        if each.code.startswith("I63") and _PAST.search(each.sentence)
        for evidence in each.evidence
    }
    old = [each for each in case.having("I63") if set(each.evidence) <= past]
    for each in old:
        if case.has("I69"):
            case = case.drop(lambda one, gone=each: one is gone, RULE.rule_id, "The stroke is over.")  # type: ignore[misc]
        else:
            because = RULE.because("The stroke is over and the note states no deficit.")
            case = case.recode(each, "Z86.73", because)
    if case.has("I69"):
        return case.drop(lambda one: one.is_in("Z86.73"), RULE.rule_id, "A deficit is left: I69 says it.")
    return _behind_the_conditions(case) if old else case


def _behind_the_conditions(case: Case) -> Case:
    standing = tuple(replace(each, tier=STATUS) if each.is_in("Z86.73") else each for each in case.proposals)
    return replace(case, proposals=standing)


EXAMPLES = (
    Example("Assessment: Aphasia, residual of ischemic stroke in 2021.", ("I69.320",)),
    Example("Assessment: Left hemiparesis from stroke 2 years ago. Right-handed.", ("I69.354",)),
    Example("Assessment: Left hemiparesis, sequela of CVA. Patient is left-handed.", ("I69.352",)),
    Example("Assessment: Hypertension. Stroke in 2019, no deficits.", ("I10", "Z86.73")),
    Example("Assessment: Acute ischemic stroke.", ("I63.9",)),
)
