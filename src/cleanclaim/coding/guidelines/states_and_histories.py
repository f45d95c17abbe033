"""States, histories and family histories (Z codes): beside what they bear on, not beside the active disease.

A history stands for what is over and is treated no more; a state (a pacemaker, dialysis, an amputation) for
what remains. They are coded where the assessment names them, at preventive and screening visits where they
change what is done, and where a coded condition makes them matter.
"""

from __future__ import annotations

import re

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.case import CONDITION, LATE, STATUS, Candidate, Case, proposal
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.coding.sections import SectionKind
from cleanclaim.coding.vocabulary import Kind

RULE = Rule(
    rule_id="guideline.I.C.21.c.3-4",
    title="States and histories beside what they bear on",
    citation="ICD-10-CM Official Guidelines ss. I.C.21.c.3, I.C.21.c.4, I.C.2.m",
    order=64,
)
# a state or history and the families beside which it matters
_MATTERS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("Z99.81",), ("J", "I50", "I27", "I11", "I13")),
    (("Z99.2", "Z94.0"), ("N18", "I12", "I13", "E11.22", "E10.22")),
    (("Z95",), ("I", "Z51.81")),
    (("I25.2",), ("I25", "I50", "I11", "I13", "I20")),
    (("Z86.73",), ("I63", "I69", "I48", "I65")),
    (("Z86.711", "Z86.718"), ("I82", "I26", "D68", "Z79.01", "Z51.81")),
    (("Z89", "Z86.31"), ("E11", "E10", "I73", "I70")),
    (("Z86.010", "Z80.0", "Z83.71"), ("Z12.11", "K63.5", "D12", "Z09")),
    (("Z80.3", "Z15.01", "Z85.3"), ("Z12.31", "N63", "R92", "C50")),
    (("Z85",), ("Z08", "Z51.11")),
    (("Z87.442",), ("N20",)),
    (("Z87.440",), ("N39.0", "N30")),
    (("Z86.32", "Z87.51"), ("O", "Z34")),
    (("Z98.84",), ("E53", "D50", "E66", "K91")),
    (("Z16",), ("N39.0", "L03", "L02")),
    (("Z91.14", "Z91.19"), ("I10", "I16", "E11", "I50", "I11", "I13", "J44", "J45")),
    (("Z91.81",), ("R29.6", "R26", "M80", "M81")),
    (("Z96.65",), ("Z47.1", "T84")),
    (("Z96.64",), ("Z47.1", "T84")),
    (("Z17",), ("C50",)),
    (("Z78.0",), ("M81", "M80", "N95", "Z13.820", "M85")),
    (("Z79.890",), ("N95",)),
)
_PREVENTIVE = ("Z00.0", "Z00.01", "Z01.4")
_ALWAYS_STATED = ("Z59", "Z63", "Z56", "Z60", "Z73", "Z55", "Z62", "Z64", "Z65")
_OVER = {Assertion.HISTORICAL, Assertion.RESOLVED}
_ACTIVE_AGAIN = (
    ("Z85.3", "C50"),
    ("Z85.46", "C61"),
    ("Z85.038", "C18"),
    ("Z87.891", "F17"),
    ("Z86.73", "I63"),
    ("I25.2", "I21"),
    ("Z86.711", "I26"),
    ("Z86.718", "I82"),
    ("Z87.442", "N20"),
    ("Z86.32", "O24.4"),
    ("Z88", "T36"),
    ("Z87.440", "N39.0x"),
    ("Z78.0", "N95.1"),
    ("Z86.16", "U07.1"),
)
_STILL_TREATED = re.compile(
    r"\b(?:on (?:chemotherapy|radiation|tamoxifen|anastrozole|letrozole|hormone|active surveillance"
    r"|adjuvant)|metasta\w+|undergoing|currently receiving|active treatment)\b"
)

# a joint, device or graft that is only planned or talked about is no state yet
_ACQUIRED = ("Z90", "Z93", "Z94", "Z95", "Z96", "Z97", "Z98", "Z99")
_PLANNED = re.compile(
    r"\b(?:discuss\w*|eventual(?:ly)?|plan(?:s|ned|ning)?(?: for| to)?|candidates? for|consider\w*"
    r"|recommend\w*|offer\w*|schedul\w*|refer\w*|proceed\w*(?: with| to)|wants|wishes|will need|needs"
    r"|awaiting|may need|would need|options?|interested in|declin\w*|order(?:ed|s)?|evaluat\w+ for"
    r"|not ready for|before|trial of|list for)\b[^.;\n]{0,60}$",
    re.IGNORECASE,
)
_PLANNED_BEHIND = re.compile(
    r"^[^.;,\n]{0,20}\b(?:evaluation|eval|fitting|consult\w*|candidate|discussed|planned|recommended"
    r"|scheduled|offered|referral|trial|work-?up|waiting list)\b",
    re.IGNORECASE,
)


def apply(case: Case) -> Case:
    """Admit the states and histories that matter here, drop those whose disease is active."""
    for candidate in case.candidates:
        code = _state_code(case, candidate)
        if code and _matters(case, candidate, code):
            because = RULE.because("It bears on what was assessed or done at this visit.")
            tier = LATE if code.startswith(("Z8", "Z91")) else STATUS
            case = case.propose(proposal(candidate, because, tier=tier, code=code))
    for history, disease in _ACTIVE_AGAIN:
        if case.has(disease):
            case = case.drop(
                lambda each, gone=history: each.is_in(gone),  # type: ignore[misc]
                RULE.rule_id,
                f"{disease} is present, so it is not history.",
            )
    return _immunodeficiency(case)


def _state_code(case: Case, candidate: Candidate) -> str:
    """The code that a mention leads to as a state, a history or a family history; '' when it is none."""
    if candidate.code.startswith(("Z79", "Z21", "B20", "B95", "B96")):
        return ""
    if candidate.assertion is Assertion.FAMILY and candidate.kind in (Kind.CONDITION, Kind.SYMPTOM):
        return case.lexicon.family_code(candidate.code)
    if candidate.kind is Kind.STATUS:
        fits = candidate.assertion is Assertion.PRESENT
        is_family = candidate.assertion is Assertion.FAMILY and candidate.code.startswith("Z8")
        return candidate.code if (fits and not _is_only_planned(candidate)) or is_family else ""
    if candidate.assertion in _OVER and not _STILL_TREATED.search(candidate.sentence):
        return case.lexicon.history_code(candidate.code)
    return ""


def _is_only_planned(candidate: Candidate) -> bool:
    if not candidate.code.startswith(_ACQUIRED):
        return False
    text, mention = candidate.paper.reading.text, candidate.mention
    sentence = candidate.paper.reading.sentence_at(mention.start)
    before, behind = text[sentence.start : mention.start], text[mention.end : sentence.end]
    return bool(_PLANNED.search(before) or _PLANNED_BEHIND.search(behind))


def _matters(case: Case, candidate: Candidate, code: str) -> bool:
    if candidate.section is SectionKind.COPIED:
        return False
    assessed = candidate.section is SectionKind.ASSESSMENT
    unsectioned = candidate.section is SectionKind.BODY and not any(
        paper.sections.assesses for paper in case.papers
    )
    if code.startswith(("Z80", "Z81", "Z82", "Z83", "Z84")):
        return assessed or case.has(*_PREVENTIVE) or _is_listed(case, code)
    if code.startswith("Z88") or "A" in code:
        return assessed
    if code.startswith(_ALWAYS_STATED):
        return assessed or unsectioned or candidate.section is SectionKind.SOCIAL
    if code.startswith(("Z85", "Z86.0")) and case.has(*_PREVENTIVE):
        return True
    return assessed or unsectioned or _is_listed(case, code)


def _is_listed(case: Case, code: str) -> bool:
    return any(code.startswith(states) and case.has(*families) for states, families in _MATTERS)


# illnesses that mark HIV disease; `ever had one` is enough. A negated or a relative's one is not matched.
_HIV_ILLNESS = re.compile(
    r"(?<!no )(?<!no history of )(?<!never had )(?<!denies )\b(?:pneumocystis|pcp pneumonia|pjp|kaposi\w*"
    r"|cryptococcal meningitis|(?:cerebral|cns) toxoplasmosis|cmv retinitis|aids-defining|hiv wasting)\b"
)
_TESTS = (
    r"(?:cmp|bmp|cbc|tsh|rpr|vdrl|syphilis|hepatitis|hep [bc]|hcv|hbv|psa|gc|ct|a1c|esr|crp|ana|b12|lfts?)"
)
# the virus named in a list of tests, not as the patient's
_HIV_TEST = re.compile(
    rf"\b{_TESTS}(?: panel| serolog\w+)?(?:[ ,/&]+|,? and )hiv\b"
    rf"|\bhiv(?:[ ,/&]+|,? and ){_TESTS}\b"
    r"|\bhiv (?:tests?|screen\w*|ab|ag|antibod\w+|antigen|sent|ordered|neg\w*|non-?reactive|offered)\b"
)


def _immunodeficiency(case: Case) -> Case:
    """HIV: B20 once an HIV-related illness was ever documented, else Z21; never both [s. I.C.1.a]."""
    infected = case.present("Z21")
    if infected and not case.has("B20") and _HIV_ILLNESS.search(infected[0].paper.reading.text.lower()):
        because = RULE.because("An HIV-related illness is documented: once B20, always B20.")
        case = case.propose(proposal(infected[0], because, tier=CONDITION, code="B20"))
    if case.has("B20"):
        return case.drop(lambda each: each.is_in("Z21"), "guideline.I.C.1.a", "B20 once, always B20.")
    for candidate in case.present("Z21"):
        if _HIV_TEST.search(candidate.sentence):
            continue
        if candidate.section in (SectionKind.ASSESSMENT, SectionKind.BODY):
            because = RULE.because("HIV infection without a related illness.")
            case = case.propose(proposal(candidate, because, tier=STATUS))
    return case


EXAMPLES = (
    Example("Assessment: ESRD on hemodialysis.", ("N18.6", "Z99.2")),
    Example("FH: father had colon cancer. CC: annual physical. Assessment: well.", ("Z00.00", "Z80.0")),
    Example(
        "Assessment: Primary osteoarthritis of right knee, discussed total knee replacement.", ("M17.11",)
    ),
    Example("Assessment: CAD, history of MI 2019.", ("I25.10", "I25.2")),
    Example("Assessment: HIV, prior pneumocystis pneumonia, on therapy.", ("B20",)),
    Example(
        "Assessment: HIV, no history of opportunistic infection, no history of kaposi sarcoma.", ("Z21",)
    ),
    Example("PSH: knee replacement. Assessment: Acute sinusitis.", ("J01.90",)),
    Example("Assessment: History of breast cancer 2015, no evidence of disease.", ("Z85.3",)),
)
