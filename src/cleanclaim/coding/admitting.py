"""Which candidates become proposals before any guideline runs: by assertion, section and kind.

Signs, states, medicines and causes wait here: the guideline files admit them where a rule wants them.
"""

from __future__ import annotations

import re

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.case import CONDITION, FIRST, LATE, SIGN, Candidate, Case, NotCoded, Proposal, proposal
from cleanclaim.coding.sections import SectionKind
from cleanclaim.coding.vocabulary import Kind
from cleanclaim.model.assignment import Reason

_WITHOUT_ASSESSMENT = (
    SectionKind.BODY, SectionKind.HISTORY_OF_PRESENT_ILLNESS, SectionKind.REASON, SectionKind.PLAN,
    SectionKind.FINDINGS, SectionKind.PROCEDURE,
)  # fmt: skip
_VISIT_SECTIONS = (
    SectionKind.BODY, SectionKind.HISTORY_OF_PRESENT_ILLNESS, SectionKind.REASON, SectionKind.ASSESSMENT,
    SectionKind.PROCEDURE, SectionKind.PLAN, SectionKind.OTHER, SectionKind.FINDINGS,
)  # fmt: skip
# a screening or vaccine that is only talked about is no service of today
_NOT_TODAY = re.compile(
    r"\b(?:due|overdue|declin\w+|refus\w+|defer\w*|refer\w*|order\w*|schedul\w*|up[- ]to[- ]date"
    r"|discuss\w*|recommend\w*|next"
    r"|previous|prior|last|utd|reviewed|deferred|not due|offered|will|plan|plans|current on|repeat"
    r"|would like|interested)\b"
)
_NO_VACCINE_TODAY = re.compile(
    r"\b(?:declin|refus|defer|due|overdue|up[- ]to[- ]date|utd|last|discuss|recommend|offered|will"
    r"|current)\w*\b"
)
_BARE_VACCINES = frozenset(
    {"immunization", "immunizations", "vaccination", "vaccinations", "encounter for immunization"}
)
_COMES_FOR = re.compile(
    r"\b(?:here|presents?|presenting|seen|comes?|came|returns?|in today|visit|today|requests?|needs?"
    r"|wants?|desires?|follow-?up)\b"
)
_NOT_ADDRESSED = re.compile(
    r"\bnot (?:discussed|addressed|evaluated|reviewed|assessed|dealt with)(?: (?:today|here|now"
    r"|at this visit|this visit))"
)
_CODED_SURELY = "The clinician states it as a diagnosis of this visit."
# never coded from an uncertain statement, in any setting [ICD-10-CM Official Guidelines s. II.H] (unverified)
_CONFIRMED_ONLY = ("B20", "U07.1", "A92.5", "J09")


def admit(case: Case) -> Case:
    """The case with its first proposals, in the order of the note."""
    assessed = case.is_assessed
    case = case.propose(
        *(_proposal(each) for each in case.candidates if _is_admitted(case, each, assessed=assessed))
    )
    return _signs_when_nothing_else(case, assessed=assessed)


def leftovers(case: Case) -> Case:
    """Every mention that led to no code, with its reason."""
    quoted = {evidence for each in case.proposals for evidence in each.evidence}
    quoted |= {evidence for each in case.not_coded for evidence in each.evidence}
    entries = []
    for candidate in case.candidates:
        if not quoted & set(candidate.evidence):
            entries.append(NotCoded(candidate.code, candidate.evidence, *_why_not(candidate)))
    return case.hold(*entries)


def _is_admitted(case: Case, candidate: Candidate, *, assessed: bool) -> bool:
    if candidate.kind in (Kind.STATUS, Kind.TOBACCO, Kind.CAUSE, Kind.DRUG):
        return False
    if candidate.kind is Kind.VISIT:
        return candidate.assertion is Assertion.PRESENT and _is_todays_visit(candidate)
    if candidate.assertion is Assertion.UNCERTAIN:
        sure = not candidate.code.startswith(_CONFIRMED_ONLY)
        return case.is_inpatient and sure and is_assessed(candidate, assessed=assessed)
    if _NOT_ADDRESSED.search(candidate.sentence):
        return False
    is_still_there = candidate.assertion is Assertion.PRESENT or (
        candidate.assertion is Assertion.HISTORICAL
        and candidate.mention.is_chronic
        and not case.lexicon.history_code(candidate.code)
        and _is_listed_as_history(candidate)
    )
    return is_still_there and is_assessed(candidate, assessed=assessed)


def _is_listed_as_history(candidate: Candidate) -> bool:
    """`3. History of gout` lists a chronic condition; `a man with a history of gout` only introduces him."""
    opening = candidate.sentence.lstrip(" \t\n-*•#.()0123456789")
    return candidate.is_heading and opening.startswith(candidate.trigger.lower())


def is_assessed(candidate: Candidate, *, assessed: bool) -> bool:
    """Whether it stands where diagnoses of this visit are stated; `assessed`: the note has an assessment."""
    section = candidate.section
    if not assessed:
        if candidate.kind is Kind.SYMPTOM:
            return section is SectionKind.BODY
        return section in _WITHOUT_ASSESSMENT
    if section is SectionKind.ASSESSMENT:
        return candidate.is_heading or candidate.kind is not Kind.SYMPTOM
    return False


def _is_todays_visit(candidate: Candidate) -> bool:
    """Whether the words say what this visit is for or what was done at it, not what was or will be."""
    if candidate.section not in _VISIT_SECTIONS:
        return False
    section, said = candidate.section, candidate.sentence
    if candidate.code.startswith("Z23"):
        is_bare = candidate.mention.term in _BARE_VACCINES
        in_place = section is SectionKind.REASON or candidate.is_heading
        return (in_place or not is_bare) and not _NO_VACCINE_TODAY.search(said)
    if section in (SectionKind.PLAN, SectionKind.OTHER):
        return False
    if section is SectionKind.HISTORY_OF_PRESENT_ILLNESS and not _COMES_FOR.search(said):
        return False
    if candidate.code.startswith(("Z11", "Z12", "Z13", "Z36")):
        return section is SectionKind.REASON or not _NOT_TODAY.search(said)
    return True


def _proposal(candidate: Candidate) -> Proposal:
    tier = CONDITION
    if candidate.kind is Kind.VISIT:
        tier = LATE if candidate.code.startswith(("Z23", "Z71", "Z13", "Z11")) else FIRST
        if candidate.code.startswith(("Z76", "Z51.81", "Z30", "Z32", "Z48", "Z09", "Z36")):
            tier = CONDITION
    elif candidate.kind is Kind.SYMPTOM and not candidate.is_heading:
        tier = SIGN  # a sign that the assessment lists keeps its place there
    return proposal(candidate, Reason(candidate.mention.rule, _sentence(candidate)), tier=tier)


def _sentence(candidate: Candidate) -> str:
    if candidate.kind is Kind.VISIT:
        return "The note names it as the reason for the visit or a service of today."
    return _CODED_SURELY


def _signs_when_nothing_else(case: Case, *, assessed: bool) -> Case:
    """A sign is the diagnosis when the note offers no other [Official Guidelines s. IV.D] (unverified)."""
    if case.proposals or assessed:
        return case
    for candidate in case.present(kind=Kind.SYMPTOM):
        if candidate.section in (SectionKind.REASON, SectionKind.HISTORY_OF_PRESENT_ILLNESS):
            why = Reason(
                "guideline.IV.D", "No diagnosis is stated, so the sign that led to the visit is coded."
            )
            case = case.propose(proposal(candidate, why, tier=SIGN))
    return case


_WHY = {
    Assertion.NEGATED: ("assertion.negated", "The note says that it is not there"),
    Assertion.UNCERTAIN: ("guideline.IV.H", "An uncertain diagnosis is not coded outside the hospital"),
    Assertion.HISTORICAL: ("assertion.historical", "It lies in the past"),
    Assertion.FAMILY: ("assertion.family", "It belongs to a relative"),
    Assertion.HYPOTHETICAL: ("assertion.hypothetical", "It is only spoken of as something that could be"),
    Assertion.RESOLVED: ("assertion.resolved", "It is resolved"),
    Assertion.OTHER_PERSON: ("assertion.other-person", "It belongs to another person"),
}


def _why_not(candidate: Candidate) -> tuple[str, str]:
    if candidate.assertion in _WHY:
        rule, reason = _WHY[candidate.assertion]
        return rule, f"{reason} (`{candidate.trigger}`)." if candidate.trigger else f"{reason}."
    if candidate.kind is Kind.SYMPTOM:
        return "section.sign", f"A sign in the {candidate.section.value}; the assessment does not list it."
    if candidate.section is SectionKind.COPIED:
        return "section.copied-forward", "It stands only in a part that was copied forward."
    return (
        "section.not-assessed",
        f"It stands only in the {candidate.section.value}; nothing shows it was addressed.",
    )
