"""A drug taken as prescribed that did harm: the reaction first, then T36-T50 with 5th or 6th character 5.

Only a stated link (`due to`, `from`, `reaction to`, `-induced`) makes an adverse effect. A wrong dose
is poisoning and goes the other way round: the drug first. Taking less than prescribed is underdosing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from cleanclaim.coding.case import CONDITION, Case, Proposal
from cleanclaim.coding.drug_names import DRUGS
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.core.evidence import Evidence

RULE = Rule(
    rule_id="guideline.I.C.19.e",
    title="Adverse effect: the reaction, then the drug",
    citation="ICD-10-CM Official Guidelines s. I.C.19.e.5",
    order=36,
)
_LINK = (
    r"(?:due to|secondary to|from|caused by|reaction to|induced by|attributed to|side effect of"
    r"|adverse effect of|related to|after taking|after starting)"
    r"(?: (?:the|her|his|their|taking|starting|a course of|use of|oral))*"
)
_SUFFIX = re.compile(r"[- ](?:induced|related|associated)\b", re.IGNORECASE)
_DOUBTED = re.compile(
    r"\b(?:suspect|possib|probab|likely|may|might|could|concern|rule out|r/o)|\?", re.IGNORECASE
)
_MISTAKE = re.compile(
    r"\b(?:by mistake|wrong dose|double dose|doubled the dose|overdose|accidental(?:ly)? (?:took|ingest)"
    r"|took (?:too many|twice)|ingested)\b"
)
_REACTIONS = (
    "D52", "D59", "D61", "D64.81", "D68.32", "D69", "D70", "E03.2", "E03.9", "E05", "E06.4", "E09",
    "E11.649", "E16.0", "E22.1", "E66.1", "E87", "F06", "F19", "F51", "G04", "G21", "G24", "G25", "G40",
    "G43", "G44.4", "G47", "G62.0", "G62.9", "G72", "G92", "G93.4", "H28", "H35.38", "H40.6", "H53",
    "H81", "H91", "H93", "I1A", "I45.81", "I49", "I95", "J70", "J84", "J98", "K12.3", "K21", "K29",
    "K30", "K52", "K59.00", "K59.03", "K71", "K76", "K85", "K92", "L27", "L29", "L50", "L56", "L64",
    "L65", "L70", "L71", "L98", "M60", "M79.1", "M80", "M81", "M87", "N14", "N17", "N52", "N62",
    "N64.3", "N95", "R00", "R04", "R05", "R06", "R09", "R10", "R11", "R13", "R19.7", "R21", "R23",
    "R25", "R26", "R27", "R32", "R33", "R39", "R40", "R41", "R42", "R44", "R45", "R50", "R51", "R53",
    "R55", "R56", "R60", "R61", "R63", "R68.2", "R73", "R74", "R79", "R94", "T78", "T78.3",
)  # fmt: skip
# what the reaction is called once a drug is known to cause it
_BECOMES = {
    "G62.9": "G62.0", "R25.1": "G25.1", "E03.9": "E03.2", "K59.00": "K59.03", "K52.9": "K52.1",
    "I95.9": "I95.2",
    "N52.9": "N52.2", "R50.9": "R50.2", "G72.9": "G72.0", "D69.6": "D69.59", "G60.9": "G62.0",
    "R19.7": "K52.1",
}  # fmt: skip
_KEPT_IN_ITS_PLACE = ("T45.1", "T45.A", "T38.6")  # the cancer that is treated stays in front


def apply(case: Case) -> Case:
    """Add the T code behind the reaction, or before it when the dose was a mistake."""
    for paper in case.papers:
        reading = paper.reading
        for match in _links_in(reading.text):
            sentence = reading.sentence_at(match.start())
            if _DOUBTED.search(reading.text, sentence.start, match.start()):
                continue
            group = match.lastgroup or ""
            stem = DRUGS[int(group[1:])][0]
            case = _linked(case, stem, paper.quote(*match.span()), match.span(group))
    return case


def _links_in(text: str) -> list[re.Match[str]]:
    """`due to DRUG` and `DRUG-induced`, in the order of the note; the latter only where it may be."""
    found = list(_behind().finditer(text))
    if _SUFFIX.search(text):
        found += _before().finditer(text)
    return sorted(found, key=lambda match: match.start())


@cache
def _behind() -> re.Pattern[str]:
    """All drugs behind a link in one pattern, so that a long note is read once: `a3` is the fourth drug."""
    names = "|".join(f"(?P<a{number}>{each})" for number, (_, each) in enumerate(DRUGS))
    return re.compile(rf"\b{_LINK} (?:{names})\b", re.IGNORECASE)


@cache
def _before() -> re.Pattern[str]:
    """All drugs before `-induced` in one pattern."""
    names = "|".join(f"(?P<b{number}>{each})" for number, (_, each) in enumerate(DRUGS))
    return re.compile(rf"\b(?:{names})[- ](?:induced|related|associated)\b", re.IGNORECASE)


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
    if is_mistake:
        return case.propose(new)
    case = case.propose(new)
    if not stem.startswith(_KEPT_IN_ITS_PLACE) and not _has_an_item_of_its_own(case, reaction):
        case = _reaction_first(case, reaction)
    return _named_by_its_cause(case, reaction.code)


def _has_an_item_of_its_own(case: Case, reaction: Proposal) -> bool:
    """Whether the assessment lists the reaction behind another item: then the order is the clinician's."""
    own = [each for each in case.told_by(reaction) if each.is_heading]
    if not own:
        return False
    place = min(each.mention.start for each in own)
    return any(
        each.is_heading and each.mention.start < place and each.sentence != own[0].sentence
        for each in case.present(kind=Kind.CONDITION)
    )


def _named_by_its_cause(case: Case, code: str) -> Case:
    """The reaction by the code that says a drug caused it, the drug still behind it."""
    sharper = _BECOMES.get(code)
    standing = case.having(code)
    if sharper is None or not standing or case.tabular.why_invalid(sharper):
        return case
    case = case.recode(standing[0], sharper, RULE.because(f"{sharper} says that a drug caused it."))
    moved = tuple(replace(each, after=sharper) if each.after == code else each for each in case.proposals)
    return replace(case, proposals=moved)


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
