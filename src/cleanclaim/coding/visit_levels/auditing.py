"""The auditor's view of a visit's level: what was billed, what the note supports, and by which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleanclaim.coding.visit_levels.decision import DataReviewed, data_level, decision_level, problem_level
from cleanclaim.coding.visit_levels.reading import (
    Element,
    Problem,
    read_data,
    read_minutes,
    read_problems,
    read_risk,
)
from cleanclaim.coding.visit_levels.scheme import (
    Complexity,
    Family,
    code_by_decision,
    code_by_time,
    family_of,
    is_in_force,
    position_of,
)
from cleanclaim.core.evidence import Evidence
from cleanclaim.model.assignment import CodeAssignment
from cleanclaim.model.encounter import Encounter

# captured code -> the test of the reading table that the clinician bills
_BILLED_TESTS = {
    "83036": "a1c",
    "80048": "basic panel",
    "80053": "comprehensive panel",
    "85025": "blood count",
    "80061": "lipids",
    "84443": "thyroid",
    "81002": "urinalysis",
    "81003": "urinalysis",
    "71046": "chest film",
    "93000": "ecg",
    "93306": "echo",
    "85610": "inr",
    "87880": "strep",
    "87804": "flu",
    "87635": "covid",
    "94010": "spirometry",
}


@dataclass(frozen=True, slots=True)
class LevelView:
    """One billed visit beside what the note supports.

    by_decision  the code the elements lead to; '' when no problem was found in the note
    by_time      the code the stated minutes lead to; '' when none are stated or they are too few
    supported    the higher of the two: the clinician may choose
    agrees       the billed code is the supported one
    """

    billed: str
    family: Family
    problems: tuple[Problem, ...]
    problem_level: Complexity | None
    data: DataReviewed
    data_elements: tuple[Element, ...]
    data_level: Complexity
    risk_elements: tuple[Element, ...]
    risk_level: Complexity
    minutes: int
    minutes_evidence: Evidence | None
    by_decision: str
    by_time: str

    @property
    def supported(self) -> str:
        """The higher of the two ways; '' when neither leads to a code."""
        ways = [code for code in (self.by_decision, self.by_time) if code]
        return max(ways, key=position_of, default="")

    @property
    def agrees(self) -> bool:
        """Whether what was billed is what the note supports."""
        return self.billed == self.supported

    @property
    def said(self) -> str:
        """The comparison in one sentence."""
        if not self.supported:
            return f"{self.billed}: no words were found to reckon a level from; read the note"
        if self.agrees:
            return f"{self.billed}: the words found support it"
        which = "higher" if position_of(self.supported) > position_of(self.billed) else "lower"
        return f"{self.billed}: the words found support {self.supported}, which is {which}; read the note"


def audit_level(encounter: Encounter, codes: Sequence[CodeAssignment]) -> LevelView | None:
    """The view of the visit among the signed `codes` of an encounter.

    None when no code with levels was billed, when there is no note, or when the visit lies before the scheme
    (2021 in the office, 2023 elsewhere). The first document of the encounter is the one that is read.
    """
    billed = next((each.code.value for each in codes if family_of(each.code.value)), "")
    family = family_of(billed)
    if family is None or not encounter.documents or not is_in_force(family, encounter.service_dates.first):
        return None
    document = encounter.documents[0]
    source, text = _source(codes, document.document_id), document.text
    proven = [(each.code.value, _in(each, source)) for each in codes]
    problems = tuple(read_problems(text, [(c, e) for c, e in proven if e is not None], source))
    own = frozenset(_BILLED_TESTS[c] for c, _ in proven if c in _BILLED_TESTS)
    data, data_elements = read_data(text, source, billed=own)
    risk, risk_elements = read_risk(text, source)
    minutes, minutes_evidence = read_minutes(text, source)
    problem = problem_level(each.kind for each in problems)
    decided = code_by_decision(family, decision_level(problem, data_level(data), risk)) if problem else ""
    return LevelView(
        billed=billed,
        family=family,
        problems=problems,
        problem_level=problem,
        data=data,
        data_elements=tuple(data_elements),
        data_level=data_level(data),
        risk_elements=tuple(risk_elements),
        risk_level=risk,
        minutes=minutes,
        minutes_evidence=minutes_evidence,
        by_decision=decided,
        by_time=code_by_time(family, minutes),
    )


def _source(codes: Sequence[CodeAssignment], document_id: str) -> str:
    """How the evidence of this encounter names its note."""
    for code in codes:
        for entry in code.evidence:
            if entry.characters is not None and entry.source.endswith(document_id):
                return entry.source
    return document_id


def _in(assignment: CodeAssignment, source: str) -> Evidence | None:
    """The first words of a diagnosis in the note."""
    if len(assignment.code.value) == 5 and assignment.code.value.isdigit():
        return None
    return next((e for e in assignment.evidence if e.source == source and e.characters is not None), None)
