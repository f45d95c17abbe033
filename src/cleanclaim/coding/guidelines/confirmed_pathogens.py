"""A germ that the note names as the cause is added behind the infection (B95-B97), unless the code holds it.

The tabular list asks for it under many infections: `use additional code to identify infectious agent`.
"""

from __future__ import annotations

import re

from cleanclaim.coding.case import CONDITION, Case, Proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.core.evidence import Evidence

RULE = Rule(
    rule_id="guideline.I.B.7",
    title="The organism behind an infection is coded additionally",
    citation="ICD-10-CM Official Guidelines s. I.B.7; tabular notes, use additional code (B95-B97)",
    order=40,
)
_HOSTS = ("N39.0", "N30", "N10", "L03", "L02", "N41", "N45", "O23")
_GERMS = (
    ("B96.20", re.compile(r"\b(?:E\.? ?coli|escherichia coli)\b", re.IGNORECASE)),
    ("B96.1", re.compile(r"\bklebsiella\b", re.IGNORECASE)),
    ("B96.4", re.compile(r"\bproteus\b", re.IGNORECASE)),
    ("B95.62", re.compile(r"\b(?:MRSA|methicillin[- ]resistant staph\w*)", re.IGNORECASE)),
    ("B95.61", re.compile(r"\b(?:MSSA|methicillin[- ]su\w+ staph\w*)", re.IGNORECASE)),
    ("B95.2", re.compile(r"\benterococc\w+", re.IGNORECASE)),
)
_NOT_GROWN = re.compile(
    r"\b(?:no|negative|pending|cover(?:s|age)?|against|cover for|possible|history|hx|prior|previous)\b",
    re.IGNORECASE,
)


def apply(case: Case) -> Case:
    """Add the germ when it is stated as grown or as the cause."""
    hosts = case.having(*_HOSTS)
    if not hosts:
        return case
    for code, pattern in _GERMS:
        for paper in case.papers:
            reading = paper.reading
            for match in pattern.finditer(reading.text):
                sentence = reading.sentence_at(match.start())
                said = reading.text[sentence.start : sentence.end]
                if _NOT_GROWN.search(said):
                    continue
                evidence = Evidence.quote(reading.document_id, reading.text, match.start(), match.end())
                because = RULE.because(
                    f"The organism is stated; {hosts[0].code} asks for it as an additional code."
                )
                germ = Proposal(
                    code,
                    Kind.CONDITION,
                    (evidence,),
                    (because,),
                    CONDITION,
                    match.start(),
                    after=hosts[0].code,
                )
                case = case.propose(germ)
                break
    return case


EXAMPLES = (
    Example("Assessment: UTI. Culture grew E. coli, sensitive to nitrofurantoin.", ("N39.0", "B96.20")),
    Example("Assessment: UTI. Culture pending, nitrofurantoin covers E. coli.", ("N39.0",)),
)
