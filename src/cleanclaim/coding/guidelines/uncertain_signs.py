"""Outside the hospital an uncertain diagnosis is not coded; the signs that led to it are.

`Possible`, `probable`, `suspected`, `likely`, `rule out`, `compatible with` and their like leave the sign,
symptom or test result as the diagnosis. Inpatient records code them as if present (s. II.H).
"""

from __future__ import annotations

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.case import SIGN, Case, proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.guidelines.integral_symptoms import SIGNS_OF
from cleanclaim.coding.sections import SectionKind
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.model.encounter import Setting

RULE = Rule(
    rule_id="guideline.IV.H",
    title="Uncertain diagnoses: the sign is coded outside the hospital",
    citation="ICD-10-CM Official Guidelines ss. IV.H, II.H, III.C",
    order=15,
)
_TOLD_BY_PATIENT = (
    SectionKind.REASON,
    SectionKind.HISTORY_OF_PRESENT_ILLNESS,
    SectionKind.BODY,
    SectionKind.ASSESSMENT,
)


def apply(case: Case) -> Case:
    """Admit the signs of diagnoses that stay uncertain, and failing all else the reason for the visit."""
    if case.is_inpatient:
        return case
    for uncertain in case.candidates:
        if uncertain.assertion is not Assertion.UNCERTAIN or case.has(uncertain.code[:3]):
            continue
        if uncertain.section not in (*_TOLD_BY_PATIENT, SectionKind.PLAN):
            continue
        signs = _signs_of(uncertain.code)
        if signs and case.has(*signs):
            continue
        for candidate in case.present(*signs, kind=Kind.SYMPTOM) if signs else ():
            if candidate.section in _TOLD_BY_PATIENT:
                because = RULE.because(f"{uncertain.evidence[0].text} is uncertain, so its sign is coded.")
                case = case.propose(proposal(candidate, because, tier=SIGN))
    return _the_reason_for_the_visit(case)


def _signs_of(code: str) -> tuple[str, ...]:
    return tuple(sign for families, signs in SIGNS_OF if code.startswith(families) for sign in signs)


def _the_reason_for_the_visit(case: Case) -> Case:
    uncertain = any(
        each.assertion is Assertion.UNCERTAIN and each.section in _TOLD_BY_PATIENT for each in case.candidates
    )
    if case.proposals or not uncertain:
        return case
    for section in (SectionKind.ASSESSMENT, SectionKind.REASON, SectionKind.HISTORY_OF_PRESENT_ILLNESS):
        for candidate in case.present(kind=Kind.SYMPTOM):
            if candidate.section is section:
                because = RULE.because("No diagnosis is certain, so the reason for the visit is coded.")
                case = case.propose(proposal(candidate, because, tier=SIGN))
        if case.proposals:
            break
    return case


EXAMPLES = (
    Example("CC: cough. Assessment: Likely pneumonia, chest film ordered.", ("R05.9",)),
    Example("Snores; possible sleep apnea, study ordered.", ("R06.83",)),
    Example("Assessment: Probable pneumonia.", ("J18.9",), setting=Setting.INPATIENT),
)
