"""External causes: only beside an injury, never first; place and activity only at the first visit."""

from __future__ import annotations

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.case import CAUSE, Candidate, Case, proposal
from cleanclaim.coding.episodes import is_initial
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.sections import SectionKind
from cleanclaim.coding.vocabulary import Kind

RULE = Rule(
    rule_id="guideline.I.C.20",
    title="External causes follow the injury",
    citation="ICD-10-CM Official Guidelines s. I.C.20.a, b, d, k",
    order=62,
)
_INJURIES = ("S", "T0", "T1", "T2", "M80")
_AFTER_THE_FACT = ("Y92", "Y93", "Y99")
_TOLD = (
    SectionKind.REASON, SectionKind.HISTORY_OF_PRESENT_ILLNESS, SectionKind.BODY, SectionKind.ASSESSMENT,
    SectionKind.PLAN,
)  # fmt: skip
# the broadest falls yield to any that says more
_VAGUE = ("Y92.008", "Y92.00", "Y92.009", "W22.8", "X50", "W18.30", "X58", "W19")


def apply(case: Case) -> Case:
    """Add the one cause the history tells, then place and activity at the first visit."""
    if not case.has(*_INJURIES):
        return case
    told = [each for each in case.candidates if each.kind is Kind.CAUSE and _is_told(each)]
    causes = sorted((each for each in told if not each.code.startswith(_AFTER_THE_FACT)), key=_rank)
    first = all(is_initial(paper.reading.text, paper.sections) for paper in case.papers)
    for each in causes[:1]:
        because = RULE.because("The note tells how the injury came about.")
        case = case.propose(proposal(each, because, tier=CAUSE))
    for family in _AFTER_THE_FACT if first and causes else ():
        for each in sorted((one for one in told if one.code.startswith(family)), key=_rank)[:1]:
            because = RULE.because("Place and activity are told and this is the first visit for the injury.")
            case = case.propose(proposal(each, because, tier=CAUSE))
    return case


def _is_told(candidate: Candidate) -> bool:
    assertions = (Assertion.PRESENT, Assertion.HISTORICAL)
    return candidate.assertion in assertions and candidate.section in _TOLD


def _rank(candidate: Candidate) -> tuple[int, int]:
    vague = next((place for place, family in enumerate(_VAGUE, 1) if candidate.code.startswith(family)), 0)
    return (vague, candidate.mention.start)


EXAMPLES = (
    Example(
        "Four weeks after fall on stairs. Left ankle bimalleolar fracture, fixed elsewhere. X-ray: "
        "routine healing.",
        ("S82.842D", "W10.9XXD"),
    ),
    Example(
        "HPI: tripped on a rug at home and fell. Assessment: Right distal radius fracture.",
        ("S52.501A", "W01.0XXA", "Y92.009"),
    ),
    Example("HPI: tripped last week. Assessment: Plantar fasciitis.", ("M72.2",)),
)
