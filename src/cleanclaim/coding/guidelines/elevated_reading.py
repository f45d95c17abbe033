"""One high blood pressure reading is R03.0 when the note says it is not, or not yet, hypertension."""

from __future__ import annotations

import re

from cleanclaim.coding.case import SIGN, Case, Proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.sections import SectionKind
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.core.evidence import Evidence

RULE = Rule(
    rule_id="guideline.I.C.9.a.7",
    title="An elevated reading without hypertension is coded as a reading",
    citation="ICD-10-CM Official Guidelines s. I.C.9.a.7",
    order=15,
)
_READING = re.compile(
    r"\b(?:BP|blood pressure)\b[^0-9.\n]{0,25}([0-9]{2,3})\s*/\s*([0-9]{2,3})", re.IGNORECASE
)
_NOT_HYPERTENSION = re.compile(
    r"\b(?:no|without|not|denies)\b[^.;]{0,40}\b(?:hypertension|htn)\b|\brecheck\b|\bwhite coat\b",
    re.IGNORECASE,
)
_HIGH_SYSTOLIC, _HIGH_DIASTOLIC = 140, 90


def apply(case: Case) -> Case:
    """Add R03.0 for a high reading whose own sentence denies hypertension or asks for another reading."""
    if case.has("I10", "I11", "I12", "I13", "I15", "I16", "R03.0"):
        return case
    for paper in case.papers:
        reading = paper.reading
        for match in _READING.finditer(reading.text):
            high = int(match[1]) >= _HIGH_SYSTOLIC or int(match[2]) >= _HIGH_DIASTOLIC
            section = paper.sections.at(match.start()).kind
            sentence = reading.sentence_at(match.start())
            said = reading.text[sentence.start : sentence.end]
            if (
                high
                and section in (SectionKind.BODY, SectionKind.ASSESSMENT)
                and _NOT_HYPERTENSION.search(said)
            ):
                evidence = Evidence.quote(reading.document_id, reading.text, match.start(), match.end())
                because = RULE.because("A high reading, and the provider does not diagnose hypertension.")
                return case.propose(
                    Proposal("R03.0", Kind.SYMPTOM, (evidence,), (because,), SIGN, match.start())
                )
    return case


EXAMPLES = (
    Example("BP 148/92, no hypertension; recheck.", ("R03.0",)),
    Example("Assessment: Essential hypertension, BP 148/92, recheck in two weeks.", ("I10",)),
)
