"""An enlarged prostate with symptoms of the lower urinary tract: N40.1, and each symptom behind it.

The tabular list asks for the symptoms as additional codes, so they are not integral here; retention beside
an enlarged prostate is R33.8, obstruction N13.8.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cleanclaim.coding.case import CONDITION, Case, Proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.sections import SectionKind
from cleanclaim.coding.vocabulary import Kind

RULE = Rule(
    rule_id="guideline.I.B.7.prostate",
    title="An enlarged prostate and its urinary symptoms are coded together",
    citation="ICD-10-CM tabular notes under N40.1 and R33.8; Official Guidelines s. I.B.7",
    order=34,
)
_SYMPTOMS = ("R33", "R35.0", "R35.1", "R39.1", "N39.4")
_SHORT_WORDS = (
    ("R35.1", re.compile(r"\bnocturia\b")),
    ("R35.0", re.compile(r"\bfrequency\b")),
    ("R39.15", re.compile(r"\burgency\b")),
    ("R39.12", re.compile(r"\bweak(?:ened)? (?:urinary )?stream\b")),
    ("R39.11", re.compile(r"\bhesitancy\b")),
    ("R39.14", re.compile(r"\bincomplete (?:bladder )?emptying\b")),
    ("R39.16", re.compile(r"\bstraining\b")),
)
_DENIED = re.compile(r"\b(?:no|denies|without|improved|resolved|negative)\b")
_OBSTRUCTED = re.compile(r"\bobstruct\w+")


def apply(case: Case) -> Case:
    """N40.0 becomes N40.1 beside a symptom; the symptoms follow it."""
    enlarged = case.having("N40.0", "N40.1")
    if not enlarged:
        return case
    case = _with_listed_symptoms(case, enlarged[0])
    symptoms = case.having(*_SYMPTOMS)
    if symptoms:
        because = RULE.because(f"{symptoms[0].code} is a symptom of the enlarged prostate.")
        case = case.recode(enlarged[0], "N40.1", because, *symptoms)
    if not case.has("N40.1"):
        return case
    for each in case.having("R33.9"):
        case = case.recode(each, "R33.8", RULE.because("Retention beside an enlarged prostate."))
    case = _with_obstruction(case)
    standing = tuple(
        replace(each, after="N40.1", tier=CONDITION) if each.is_in(*_SYMPTOMS) else each
        for each in case.proposals
    )
    return replace(case, proposals=standing)


def _with_listed_symptoms(case: Case, host: Proposal) -> Case:
    """Short words for symptoms in the sentence of the assessment that names the prostate."""
    for candidate in case.told_by(host):
        paper = candidate.paper
        sentence = paper.reading.sentence_at(candidate.mention.start)
        said = paper.reading.text[sentence.start : sentence.end].lower()
        if candidate.section is not SectionKind.ASSESSMENT or _DENIED.search(said):
            continue
        for code, words in _SHORT_WORDS:
            match = words.search(said)
            if match and not case.has(code):
                because = RULE.because("N40.1 asks for the symptoms as additional codes.")
                quote = paper.quote(sentence.start + match.start(), sentence.start + match.end())
                case = case.propose(
                    Proposal(
                        code,
                        Kind.SYMPTOM,
                        (quote,),
                        (because,),
                        CONDITION,
                        sentence.start + match.start(),
                        after="N40.1",
                    )
                )
    return case


def _with_obstruction(case: Case) -> Case:
    host = case.having("N40.1")[0]
    for candidate in case.told_by(host):
        reading = candidate.paper.reading
        match = _OBSTRUCTED.search(reading.text.lower(), candidate.mention.start, candidate.mention.end)
        if match:
            because = RULE.because("N40.1 asks for the obstruction as an additional code.")
            quote = candidate.paper.quote(match.start(), match.end())
            return case.propose(
                Proposal("N13.8", Kind.CONDITION, (quote,), (because,), CONDITION, host.offset, after="N40.1")
            )
    return case


EXAMPLES = (
    Example("Assessment: BPH with urinary retention.", ("N40.1", "R33.8"), age_years=71),
    Example("Assessment: BPH with nocturia and weak stream.", ("N40.1", "R35.1", "R39.12"), age_years=71),
    Example("Assessment: BPH with LUTS (nocturia, urgency).", ("N40.1", "R35.1", "R39.15"), age_years=71),
    Example("Assessment: BPH with obstruction.", ("N40.1", "N13.8"), age_years=71),
    Example("Assessment: BPH, no symptoms.", ("N40.0",), age_years=71),
)
