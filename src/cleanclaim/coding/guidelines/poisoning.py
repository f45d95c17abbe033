"""Poisoning: the drug goes first, with the intent in its code, and what it did follows.

A wrong drug, a wrong dose or an overdose is poisoning. The intent is the note's: accidental where it says so
or says nothing, self-harm or assault where it states them, undetermined only where it says that it is.
"""

from __future__ import annotations

import re
from functools import cache

from cleanclaim.coding.case import FIRST, Case, Paper, proposal
from cleanclaim.coding.drug_names import DRUGS
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.stated import candidate_at, is_stated
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.model.encounter import Setting

RULE = Rule(
    rule_id="guideline.I.C.19.e.5.b",
    title="Poisoning: the substance first, with its intent",
    citation="ICD-10-CM Official Guidelines ss. I.C.19.e.5.b, I.C.20.a; tabular T36-T65",
    order=35,
)
# further substances, and the stem of their T code
_SUBSTANCES = (
    *DRUGS,
    ("T39.1X", r"acetaminophen|tylenol|apap"),
    ("T45.0X", r"diphenhydramine|benadryl|hydroxyzine|antihistamines?"),
    ("T40.1X", r"heroin"),
    ("T40.41", r"fentanyl"),
    ("T40.3X", r"methadone"),
    ("T40.5X", r"cocaine|crack"),
    ("T43.65", r"methamphetamines?|meth"),
    ("T43.62", r"amphetamines?|adderall"),
    ("T43.01", r"amitriptyline|nortriptyline|tricyclics?"),
    ("T43.21", r"venlafaxine|duloxetine"),
    ("T43.59", r"lithium"),
    ("T46.0X", r"digoxin"),
    ("T42.6X", r"zolpidem|ambien"),
    ("T40.71", r"cannabis|marijuana|edibles?|thc"),
    ("T45.4X", r"iron (?:pills|tablets|supplements)|ferrous sulfate"),
    ("T51.0X", r"ethanol|alcohol"),
)
_OF = (
    r"(?:\s*(?:of|on|with|by|from|to|some|about|several|[0-9]+|her|his|the|a|tablets?|pills?|bottle|mg"
    r"|mother's))*\s*"
)
_DEED = (
    r"(?:overdos(?:e|ed)|poisoning|(?:accidental|unintentional|intentional|deliberate) (?:ingestion|exposure)"
    r"|(?:accidentally|intentionally|mistakenly) (?:ingested|swallowed|took|drank))"
)
# most notes hold none of these words and are not read further
_MENTIONED = re.compile(r"overdos|poison|ingest|swallow|drank|took|exposure", re.IGNORECASE)
_SELF = re.compile(
    r"\b(?:suicid\w+ (?:attempt|intent)|self[- ]?harm|intentional(?:ly)?|deliberate(?:ly)?|on purpose)\b"
)
_ACCIDENT = re.compile(r"\b(?:accident\w*|unintentional\w*|by mistake|mistakenly)\b")
_ASSAULT = re.compile(r"\b(?:assault|poisoned by (?:another|someone))\b")
_UNDETERMINED = re.compile(r"\bundetermined intent|intent (?:is |remains )?undetermined\b")


def apply(case: Case) -> Case:
    """Propose the T code for each substance that the note names as the poison."""
    for paper in case.papers:
        if not _MENTIONED.search(paper.reading.text):
            continue
        for match in _deeds().finditer(paper.reading.text):
            stem = _SUBSTANCES[int((match.lastgroup or "")[1:])][0]
            case = _poisoned(case, paper, f"{stem}{_intent(case, match[0])}A", match.span())
    return case


@cache
def _deeds() -> re.Pattern[str]:
    """All substances in one pattern, so that a long note is read once: group `a3` or `b3` is the fourth."""
    behind = "|".join(f"(?P<a{number}>{names})" for number, (_, names) in enumerate(_SUBSTANCES))
    before = "|".join(f"(?P<b{number}>{names})" for number, (_, names) in enumerate(_SUBSTANCES))
    return re.compile(
        rf"\b{_DEED}{_OF}\b(?:{behind})\b|\b(?:{before}) (?:overdose|poisoning|ingestion)\b", re.IGNORECASE
    )


def _intent(case: Case, deed: str) -> str:
    for said in (deed.lower(), case.text):
        if _ACCIDENT.search(said):
            return "1"
        for kind, pattern in (("4", _UNDETERMINED), ("2", _SELF), ("3", _ASSAULT)):
            if pattern.search(said):
                return kind
    return "1"


def _poisoned(case: Case, paper: Paper, code: str, span: tuple[int, int]) -> Case:
    found = candidate_at(paper, span, code=code, kind=Kind.INJURY, rule=RULE.rule_id)
    if not is_stated(case, found) or case.tabular.why_invalid(code):
        return case
    because = RULE.because("The substance was not taken as prescribed.")
    case = case.propose(proposal(found, because, tier=FIRST))
    # T14.91 is the attempt without a means; the code of the drug names the means [tabular, T14.91]
    return case.drop(lambda each: code[-2] == "2" and each.is_in("T14.91"), RULE.rule_id, f"{code} says it.")


EXAMPLES = (
    Example(
        "Final diagnosis: Accidental ingestion of acetaminophen.",
        ("T39.1X1A",),
        setting=Setting.EMERGENCY,
        age_years=3,
    ),
    Example(
        "Final diagnosis: Intentional overdose of sertraline, suicide attempt. Nausea with vomiting.",
        ("T43.222A", "R11.2"),
        setting=Setting.EMERGENCY,
    ),
    Example("Final diagnosis: Heroin overdose.", ("T40.1X1A",), setting=Setting.EMERGENCY),
    Example("Assessment: Depression. Denies overdose of acetaminophen.", ("F32.A",)),
)
