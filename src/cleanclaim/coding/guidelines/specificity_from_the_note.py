"""A diagnosis that the assessment names without detail takes the detail from elsewhere in the same note.

`CHF` in the assessment and `chronic systolic heart failure` in the history are one condition of one patient.
Only asserted mentions of the same category count, none from a part that was copied forward.
"""

from __future__ import annotations

from cleanclaim.coding.case import Candidate, Case, Proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.sections import SectionKind

RULE = Rule(
    rule_id="guideline.I.B.2",
    title="The highest specificity that the record documents",
    citation="ICD-10-CM Official Guidelines ss. I.B.2, I.B.18",
    order=20,
)
_OTHER_PLACES = (SectionKind.COPIED, SectionKind.FAMILY)
_SEVERAL_THINGS = ("M25", "M54", "M79", "R", "S", "T", "Z", "K57", "L02", "L03", "E11", "E10", "O")


def apply(case: Case) -> Case:
    """Replace unspecified codes by the one specific code of their category that the note holds."""
    for each in case.proposals:
        if each.code.startswith(_SEVERAL_THINGS) or not _is_vague(case, each.code):
            continue
        group = _group_left_open(case, each.code)
        found = {found.code: found for found in case.present(group) if _is_sharper(case, found, each)}
        if len(found) == 1:
            (code, candidate) = next(iter(found.items()))
            case = case.recode(each, code, RULE.because("The note says more about it elsewhere."), candidate)
    return case


def _group_left_open(case: Case, code: str) -> str:
    """The widest group whose kind the code leaves open: arthropathic psoriasis is no other psoriasis."""
    row = case.tabular.find(code)
    while row is not None and len(row.code) > len(code[:3]) and "unspecified" in row.title.lower():
        row = case.tabular.find(row.parent)
    return row.code if row is not None else code[:3]


def _is_vague(case: Case, code: str) -> bool:
    return "unspecified" in case.title(code).lower() or bool(case.tabular.why_invalid(code))


def _is_sharper(case: Case, candidate: Candidate, proposal: Proposal) -> bool:
    same = candidate.code == proposal.code
    return not same and candidate.section not in _OTHER_PLACES and not _is_vague(case, candidate.code)


EXAMPLES = (
    Example("HPI: chronic systolic heart failure, EF 30%. Assessment: CHF, stable.", ("I50.22",)),
    Example("HPI: psoriasis vulgaris since youth. Assessment: Psoriatic arthritis.", ("L40.50",)),
    Example("HPI: CKD stage 3b. Assessment: CKD.", ("N18.32",)),
    Example("HPI: paroxysmal AF. Assessment: atrial fibrillation, rate controlled.", ("I48.0",)),
)
