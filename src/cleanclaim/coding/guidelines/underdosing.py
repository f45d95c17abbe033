"""Underdosing, less of a drug than prescribed: the condition first, then T36-T50 with 6, then the reason.

Never first-listed. The reason is Z91.12- when it was meant, Z91.13- when it was not; cost has a code of its
own. Only a stated underdosing, or a stated running out or stopping beside the drug, leads here.
"""

from __future__ import annotations

import re

from cleanclaim.coding.case import CONDITION, STATUS, Case, Proposal
from cleanclaim.coding.drug_names import DRUGS
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.core.evidence import Evidence

RULE = Rule(
    rule_id="guideline.I.C.19.e.5.c",
    title="Underdosing follows the condition that it made worse",
    citation="ICD-10-CM Official Guidelines s. I.C.19.e.5.c; tabular notes under T36-T50",
    order=37,
)
_STATED = re.compile(r"\bunderdos\w+(?: of)?(?: (?:the|her|his|their))?\s*", re.IGNORECASE)
_COST = re.compile(
    r"\b(?:cost|afford|expens|financial|money|copay|insurance lapsed|lost (?:her|his|their) insurance)\w*",
    re.IGNORECASE,
)
_MEANT = re.compile(r"\b(?:intentional|on purpose|deliberate|chose|decided|stopped|skip)\w*", re.IGNORECASE)
_NOT_MEANT = re.compile(
    r"\b(?:unintentional|forg[eo]t|by mistake|confus|misunderst|memory)\w*", re.IGNORECASE
)
_REACH = 200  # characters around the statement in which its reason is looked for


def apply(case: Case) -> Case:
    """Add the T code and the reason behind the condition in whose sentence the underdosing is stated."""
    for paper in case.papers:
        reading = paper.reading
        for stated in _STATED.finditer(reading.text):
            sentence = reading.sentence_at(stated.start())
            stem, end = _drug(reading.text, stated.end(), sentence.end)
            code = f"{stem}6A"
            conditions = [each for each in case.proposals if each.tier == CONDITION]
            if not stem or not conditions or case.tabular.why_invalid(code):
                continue
            quote = Evidence.quote(reading.document_id, reading.text, stated.start(), end)
            near = min(conditions, key=lambda each: (abs(each.offset - stated.start()), each.code))
            case = _added(case, near, code, quote)
            around = reading.text[max(0, stated.start() - _REACH) : stated.end() + _REACH]
            case = _with_reason(case, quote, around)
    return case


def _drug(text: str, start: int, end: int) -> tuple[str, int]:
    """The stem of the T code of the drug that is named first in [start, end), and where its name ends."""
    found = [
        (match.start(), match.end(), stem)
        for stem, names in DRUGS
        if (match := re.compile(rf"\b(?:{names})\b", re.IGNORECASE).search(text, start, end))
    ]
    return (min(found)[2], min(found)[1]) if found else ("", start)


def _added(case: Case, condition: Proposal, code: str, quote: Evidence) -> Case:
    because = RULE.because("Less of the drug was taken than prescribed; the condition goes before it.")
    new = Proposal(code, Kind.INJURY, (quote,), (because,), CONDITION, condition.offset, after=condition.code)
    return case.propose(new)


def _with_reason(case: Case, quote: Evidence, around: str) -> Case:
    if _NOT_MEANT.search(around):
        code = "Z91.138"
    elif _COST.search(around):
        code = "Z91.120"
    elif _MEANT.search(around):
        code = "Z91.128"
    else:
        return case
    because = RULE.because("The note gives the reason for the underdosing.")
    case = case.drop(lambda each: each.is_in("Z91.14", "Z91.19"), RULE.rule_id, f"{code} says why.")
    offset = max(each.offset for each in case.proposals)
    return case.propose(Proposal(code, Kind.STATUS, (quote,), (because,), STATUS, offset))


EXAMPLES = (
    Example(
        "Assessment: Hypertension, worse with underdosing of lisinopril because she could not afford it.",
        ("I10", "T46.4X6A", "Z91.120"),
    ),
    Example(
        "Assessment: Hypothyroidism with underdosing of levothyroxine; he forgot it for a month.",
        ("E03.9", "T38.1X6A", "Z91.138"),
    ),
    Example("Assessment: Hypertension, on lisinopril.", ("I10",)),
)
