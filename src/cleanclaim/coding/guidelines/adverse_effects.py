"""A drug taken as prescribed that did harm: the reaction first, then T36-T50 with 5th or 6th character 5.

Only a stated link (`due to`, `from`, `reaction to`, `-induced`) makes an adverse effect. A wrong dose
is poisoning and goes the other way round: the drug first. Taking less than prescribed is underdosing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from cleanclaim.coding.case import CONDITION, Case, Proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.core.evidence import Evidence

RULE = Rule(
    rule_id="guideline.I.C.19.e",
    title="Adverse effect: the reaction, then the drug",
    citation="ICD-10-CM Official Guidelines s. I.C.19.e.5",
    order=36,
)
# drug names and the stem of their T code, to which the kind (1 poisoning, 5 adverse effect) is added
DRUGS = (
    ("T36.0X", r"amoxicillin(?:[ /-]clavulanate)?|penicillin(?: v)?|augmentin|ampicillin|pcn"),
    ("T36.1X", r"cephalexin|keflex|cefdinir|ceftriaxone|cefuroxime|cephalosporins?"),
    ("T36.3X", r"azithromycin|erythromycin|clarithromycin|z-?pak"),
    ("T36.4X", r"doxycycline|minocycline|tetracycline"),
    ("T36.8X", r"clindamycin|ciprofloxacin|levofloxacin"),
    ("T37.0X", r"trimethoprim[- /]sulfamethoxazole|bactrim|tmp[-/]smx|sulfa(?:methoxazole)?|septra"),
    ("T38.1X", r"levothyroxine|synthroid|liothyronine"),
    ("T39.01", r"aspirin"),
    ("T42.6X", r"gabapentin|topiramate|lamotrigine|levetiracetam|keppra|zonisamide|pregabalin"),
    ("T42.4X", r"alprazolam|lorazepam|diazepam|clonazepam|benzodiazepines?"),
    ("T43.59", r"quetiapine|olanzapine|risperidone|aripiprazole|antipsychotics?"),
    ("T43.63", r"methylphenidate|ritalin"),
    ("T44.7X", r"metoprolol|atenolol|carvedilol|propranolol|beta[- ]blockers?"),
    ("T46.5X", r"losartan|valsartan|clonidine|hydralazine|irbesartan|olmesartan"),
    ("T48.6X", r"albuterol"),
    ("T50.4X", r"allopurinol|colchicine"),
    ("T39.31", r"ibuprofen|naproxen|nsaids?|meloxicam|diclofenac"),
    ("T40.2X", r"oxycodone|hydrocodone|morphine|codeine|opioids?"),
    ("T38.0X", r"prednisone|steroids?|dexamethasone|methylprednisolone"),
    ("T38.3X", r"insulin|metformin|glipizide|glyburide|glimepiride|semaglutide|empagliflozin"),
    ("T43.22", r"sertraline|fluoxetine|escitalopram|citalopram|ssri"),
    ("T45.1X", r"chemotherapy|methotrexate|carboplatin|cisplatin"),
    ("T45.51", r"warfarin|coumadin|apixaban|rivaroxaban|heparin"),
    ("T46.4X", r"lisinopril|ace inhibitors?|enalapril|benazepril|ramipril"),
    ("T46.6X", r"atorvastatin|simvastatin|statins?|rosuvastatin|pravastatin"),
    ("T46.1X", r"amlodipine|diltiazem|verapamil"),
    ("T50.1X", r"furosemide|lasix"),
    ("T50.2X", r"hydrochlorothiazide|hctz|chlorthalidone"),
)
_LINK = (
    r"(?:due to|secondary to|from|caused by|reaction to|induced by|attributed to|side effect of"
    r"|adverse effect of|related to|after taking|after starting)"
    r"(?: (?:the|her|his|their|taking|starting|a course of|use of|oral))*"
)
_DOUBTED = re.compile(
    r"\b(?:suspect|possib|probab|likely|may|might|could|concern|rule out|r/o)|\?", re.IGNORECASE
)
_MISTAKE = re.compile(
    r"\b(?:by mistake|wrong dose|double dose|doubled the dose|overdose|accidental(?:ly)? (?:took|ingest)"
    r"|took (?:too many|twice)|ingested)\b"
)
_REACTIONS = (
    "L27",
    "L50",
    "T78",
    "R21",
    "R05",
    "K52",
    "R11",
    "R19.7",
    "D64.81",
    "M79.1",
    "M60",
    "E16.0",
    "R60",
    "T78.3",
    "K29",
    "D69",
    "L56",
    "J70",
    "I95",
    "G72",
    "K71",
    "E87",
    "E11.649",
    "R42",
    "N14",
    "D70",
    "D68.32",
    "R04",
    "K92",
    "R00",
    "R40",
    "R55",
    "K59.03",
)


def apply(case: Case) -> Case:
    """Add the T code behind the reaction, or before it when the dose was a mistake."""
    for paper in case.papers:
        reading = paper.reading
        for match in _links().finditer(reading.text):
            sentence = reading.sentence_at(match.start())
            if _DOUBTED.search(reading.text, sentence.start, match.start()):
                continue
            group = match.lastgroup or ""
            stem = DRUGS[int(group[1:])][0]
            case = _linked(case, stem, paper.quote(*match.span()), match.span(group))
    return case


@cache
def _links() -> re.Pattern[str]:
    """All drugs in one pattern, so that a long note is read once: group `a3` or `b3` is the fourth drug."""
    behind = "|".join(f"(?P<a{number}>{names})" for number, (_, names) in enumerate(DRUGS))
    before = "|".join(f"(?P<b{number}>{names})" for number, (_, names) in enumerate(DRUGS))
    return re.compile(
        rf"\b{_LINK} (?:{behind})\b|\b(?:{before})[- ](?:induced|related|associated)\b", re.IGNORECASE
    )


def _linked(case: Case, stem: str, evidence: Evidence, drug: tuple[int, int]) -> Case:
    span = evidence.characters
    assert span is not None
    reactions = [each for each in case.having(*_REACTIONS) if _is_near(each, span)]
    if not reactions:
        return case
    reaction = min(
        reactions, key=lambda each: min(abs((one.characters or (0, 0))[1] - span[0]) for one in each.evidence)
    )
    is_mistake = bool(_MISTAKE.search(case.text))
    code = f"{stem}{'1' if is_mistake else '5'}A"
    if case.tabular.why_invalid(code):
        return case
    sentence = (
        "Taken wrongly: poisoning, the drug goes first."
        if is_mistake
        else "The note links the reaction to the drug, taken as prescribed."
    )
    first = min(each.offset for each in case.proposals)
    offset = first - 1 if is_mistake else reaction.offset
    after = "" if is_mistake else reaction.code
    new = Proposal(code, Kind.INJURY, (evidence,), (RULE.because(sentence),), CONDITION, offset, after=after)
    return case.propose(new) if is_mistake else _reaction_first(case.propose(new), reaction)


def _reaction_first(case: Case, reaction: Proposal) -> Case:
    """The reaction is what was newly seen: it goes before the condition the drug was taken for."""
    first = min(each.offset for each in case.proposals if each.tier == CONDITION)
    standing = tuple(
        replace(each, offset=first - 1, tier=CONDITION) if each.code == reaction.code else each
        for each in case.proposals
    )
    return replace(case, proposals=standing)


def _is_near(proposal: Proposal, span: tuple[int, int]) -> bool:
    return any(
        abs(each.characters[1] - span[0]) < 80 or abs(span[1] - each.characters[0]) < 80
        for each in proposal.evidence
        if each.characters
    )


EXAMPLES = (
    Example("Assessment: Allergic urticaria due to amoxicillin, taken as prescribed.", ("L50.0", "T36.0X5A")),
    Example("Assessment: Acute otitis media, left, on amoxicillin.", ("H66.92",)),
    Example(
        "Assessment: Took double dose of metoprolol by mistake, bradycardia due to metoprolol.",
        ("T44.7X1A", "R00.1"),
    ),
    Example("Assessment: Chronic cough due to lisinopril.", ("R05.3", "T46.4X5A")),
)
