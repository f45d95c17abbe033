"""Gout is coded by the joint: the joint that the note shows as inflamed, when it is one and on one side."""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.case import Case
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.sections import SectionKind
from cleanclaim.core.evidence import Evidence

RULE = Rule(
    rule_id="guideline.I.C.13.a",
    title="Gout by joint and side",
    citation="ICD-10-CM Official Guidelines s. I.C.13.a; tabular M10.0-",
    order=24,
)
_JOINTS = (
    ("M10.07", r"(?:great |big )?toe|(?:1st|first) (?:mtp|metatarsophalangeal)(?: joint)?|foot|ankle"),
    ("M10.06", r"knee"),
    ("M10.03", r"wrist"),
    ("M10.02", r"elbow"),
)
_SIDES = {"right": "1", "r": "1", "rt": "1", "left": "2", "l": "2", "lt": "2"}
_SECTIONS = (
    SectionKind.BODY, SectionKind.HISTORY_OF_PRESENT_ILLNESS, SectionKind.REASON, SectionKind.ASSESSMENT,
    SectionKind.EXAM,
)  # fmt: skip


def apply(case: Case) -> Case:
    """Replace M10.9 by the joint's code when exactly one joint and side are named."""
    for gout in case.having("M10.9"):
        found = _joints(case)
        if len({code for code, _ in found}) == 1:
            code, evidence = found[0]
            because = RULE.because("The note names the one joint that is inflamed.")
            case = case.recode(gout, code, because, replace(gout, evidence=(evidence,)))
    return case


def _joints(case: Case) -> list[tuple[str, Evidence]]:
    found = []
    for paper in case.papers:
        text = paper.reading.text
        for stem, words in _JOINTS:
            for match in re.finditer(rf"\b(right|left|rt|lt|r|l)\.? (?:{words})\b", text, re.IGNORECASE):
                if paper.sections.at(match.start()).kind in _SECTIONS:
                    code = stem + _SIDES[match[1].lower()]
                    quote = Evidence.quote(paper.reading.document_id, text, match.start(), match.end())
                    found.append((code, quote))
    return found


EXAMPLES = (
    Example("HPI: severe pain right great toe. Assessment: Gout flare.", ("M10.071",)),
    Example("HPI: pain right great toe and left knee. Assessment: Gout flare.", ("M10.9",)),
)
