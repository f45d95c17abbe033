"""The parts of a note. Where a diagnosis stands decides whether it is billed.

What the clinician assessed is coded; what merely stands in the past history, in a template or in a list
carried forward is held for a person [ICD-10-CM Official Guidelines s. IV.J: conditions that were treated or
that affect care] (unverified).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from cleanclaim.coding import headings


class SectionKind(StrEnum):
    """What a part of the note is for."""

    BODY = "body"  # running text without headings
    ASSESSMENT = "assessment"
    PLAN = "plan"
    REASON = "reason"  # chief complaint, indication
    HISTORY_OF_PRESENT_ILLNESS = "history of present illness"
    PAST = "past history"
    SURGICAL = "surgical history"
    REVIEW = "review of systems"
    EXAM = "examination"
    VITALS = "vitals"
    RESULTS = "results"
    FINDINGS = "findings"
    PROCEDURE = "procedure"
    MEDICATIONS = "medications"
    ALLERGIES = "allergies"
    SOCIAL = "social history"
    FAMILY = "family history"
    BILLING = "billing"
    COPIED = "copied forward"
    OTHER = "other"


_HEADINGS: tuple[tuple[SectionKind, str], ...] = (
    (SectionKind.COPIED, r"copied forward[^:\n]{0,40}|carried forward[^:\n]{0,40}"
                         r"|[^:\n]{0,60}\b(?:copied|carried|pulled) forward[^:\n]{0,60}"
                         r"|(?:previous|prior|last) (?:assessment|a/p|a&p|plan|visit|note)[^:\n]{0,40}"),
    (SectionKind.ASSESSMENT, r"assessment(?: ?(?:and|&|/|\+) ?(?:plan|recommendations?))?(?: ?/ ?plan)?"
                             r"|a ?/ ?p|a ?& ?p"
                             r"|a and p|imp(?:ression)?(?: ?(?:and|&|/) ?plan)?|(?:clinical|final"
                             r"|discharge|ed|visit|primary"
                             r"|working|post-?operative|post-?procedure|postop|secondary|principal"
                             r"|encounter) (?:diagnos[ie]s"
                             r"|impression)(?:\(es\))?|diagnos[ie]s(?:\(es\))?|dx"
                             r"|problems? addressed(?: today)?"
                             r"|medical decision[- ]making|mdm|assessment:? ?/ ?mdm|a|clinical assessment"
                             r"|problem-?based (?:assessment|charting)|today'?s (?:diagnos[ei]s|problems)"),
    (SectionKind.PLAN, r"plan(?: of care)?|recommendations?|disposition|instructions|follow[- ]?up|p"
                       r"|patient instructions"
                       r"|discharge instructions|counsell?ing|ed course|hospital course"
                       r"|treatment(?: plan)?|education"
                       r"|course|orders|return precautions|patient education"),
    (SectionKind.REASON, r"chief complaint|cc|reason for (?:visit|encounter|consult(?:ation)?)"
                         r"|indications?(?: for [a-z ]+)?"
                         r"|presenting (?:complaint|problem)|pre-?operative diagnosis|preop diagnosis"
                         r"|visit type"
                         r"|pre-?procedure diagnosis|purpose of visit|visit reason"),
    (SectionKind.HISTORY_OF_PRESENT_ILLNESS, r"hpi|history of (?:the )?present(?:ing)? illness|history"
                                             r"|interval history"
                                             r"|subjective|s|present illness|interim history|interval hx"
                                             r"|hx|mechanism(?: of injury)?"),
    (SectionKind.SURGICAL, r"psh|past surgical history|surgical history|surgeries|surg hx|pshx"),
    (SectionKind.PAST, r"pmh|pmhx|past (?:medical )?(?:history|hx)|medical history|problem list"
                       r"|active problems?|pmh/psh"
                       r"|past medical/surgical history|chronic (?:problems|conditions)"
                       r"|active problem list|history, past"
                       r"|ob(?:stetric(?:al)?)? history|ob hx|gyn(?:ecologic(?:al)?)? history"
                       r"|birth history|psychiatric history"
                       r"|past psychiatric history|pertinent history|comorbidities|developmental history"
                       r"|menstrual history"),
    (SectionKind.REVIEW, r"ros|review of systems"),
    (SectionKind.EXAM, r"(?:physical )?exam(?:ination)?|pe|px|objective|o|mental status exam(?:ination)?"
                       r"|mse|physical"
                       r"|focused exam|general appearance"),
    (SectionKind.VITALS, r"vitals?(?: signs)?(?: reviewed)?|vs"),
    (SectionKind.RESULTS, r"results?|labs?(?:oratory)?(?: (?:results|studies|data))?|imaging|x-?rays?"
                          r"|studies|data(?: reviewed)?"
                          r"|diagnostic(?:s| studies| results)?|ekg|ecg|ct|mri|ultrasound|poc(?:t"
                          r"| testing)?|urinalysis|ua"
                          r"|radiology|pathology|echo(?:cardiogram)?|spirometry"
                          r"|point[- ]of[- ]care(?: testing)?|in-office labs?"),
    (SectionKind.FINDINGS, r"findings|operative findings|procedure findings"),
    (SectionKind.PROCEDURE, r"procedures?(?: (?:note|performed|details?|description))?"
                            r"|description of procedure|technique"
                            r"|operative (?:note|report)|anesthesia|complications|ebl|specimens?|consent"
                            r"|sedation"),
    (SectionKind.MEDICATIONS, r"medications?|meds?|current (?:medications|meds)|home (?:medications"
                              r"|meds)|medication list|rx"
                              r"|outpatient medications|current outpatient medications"),
    (SectionKind.ALLERGIES, r"allerg(?:y|ies)(?: list)?|nkda"),
    (SectionKind.SOCIAL, r"social(?: history| hx)?|sh|shx|soc hx|tobacco(?: use)?|substance use|lifestyle"),
    (SectionKind.FAMILY, r"family(?: medical)? (?:history|hx)|fh|fhx|fam hx"),
    (SectionKind.BILLING, r"billing|level of service|los|e/?m(?: (?:level|code))?|cpt(?: codes?)?"
                          r"|charges?|codes?|coding"
                          r"|visit level|procedure codes?|billing codes?|charge capture|services"),
    (SectionKind.OTHER, r"immunizations?|health maintenance|growth|development|nutrition|time"
                        r"|attestation|signature|signed"
                        r"|electronically signed(?: by)?|provider|date|patient|age|sex|dob|insurance"
                        r"|care team|screenings?"
                        r"|preventive(?: care)?|goals|referrals?|risk assessment|advance directives?|lmp"
                        r"|edd|abn|durable medical equipment"
                        r"|dme|risk factors|interval|vaccines?|encounters|medical equipment"
                        r"|functional status|mental status|health concerns"),
)  # fmt: skip
_FURTHER = (
    (SectionKind.ASSESSMENT, headings.ASSESSMENT),
    (SectionKind.REASON, headings.REASON),
    (SectionKind.PLAN, headings.PLAN),
    (SectionKind.HISTORY_OF_PRESENT_ILLNESS, headings.PRESENT),
    (SectionKind.PAST, headings.PAST),
    (SectionKind.SOCIAL, headings.SOCIAL),
    (SectionKind.EXAM, headings.EXAM),
    (SectionKind.RESULTS, headings.RESULTS),
    (SectionKind.MEDICATIONS, headings.MEDICATIONS),
    (SectionKind.PROCEDURE, headings.PROCEDURE),
)
_WORDED = {re.compile(f"(?:{words})", re.IGNORECASE): kind for kind, words in _HEADINGS}
_WORDED_FURTHER = {re.compile(f"(?:{words})", re.IGNORECASE): kind for kind, words in _FURTHER}
_DECISION_MAKING = re.compile(headings.DECISION_MAKING, re.IGNORECASE)
# where a list without a heading may be the assessment: `1.` and `2.` after what was found
_UNHEADED_IN = (
    SectionKind.BODY, SectionKind.HISTORY_OF_PRESENT_ILLNESS, SectionKind.REVIEW, SectionKind.EXAM,
    SectionKind.VITALS, SectionKind.RESULTS,
)  # fmt: skip
_UNHEADED = re.compile(r"^[ \t]*(?:1[.)]|#\s?(?:1[.)]?)?)[ \t]*[A-Za-z][^\n]*\n(?:(?![ \t]*\n)[^\n]*\n){0,4}?"
                       r"[ \t]*(?:2[.)]|#)[ \t]*[0-9.)]*[ \t]*[A-Za-z]", re.MULTILINE)  # fmt: skip
_LEAST_BEFORE = 80  # characters of history or findings that stand before an assessment without a heading
_LINE_HEADING = re.compile(
    r"^[ \t]*[#*=\-_ ]*([A-Za-z][A-Za-z0-9 /&()'+,.\-]{0,78}?)[*=\-_ ]*(:|\n|$)", re.MULTILINE
)
# headings inside a line, such as `CC: cough. HPI: three days`; abbreviations in capitals and a few long ones
_INLINE = re.compile(
    r"(?<=[.;] )(CC|HPI|PMH|PSH|ROS|PE|FH|SH|A/P|A&P"
    r"|Assessment|ASSESSMENT|Plan|PLAN|Impression|IMPRESSION"
    r"|Exam|EXAM|Meds|Medications|Allergies|Vitals|VS|Social|Family history|Social history|Labs|LABS"
    r"|Assessment and plan|Assessment and Plan|Assessment/Plan|Diagnosis|Dx|DX|Objective|Subjective"
    r"|Procedure)(:)"
)
# a bullet or a number of one or two characters at the start of a line
_ITEM = re.compile(r"^\s*(?:[-*•#]|[0-9][0-9.)]|[.)][0-9])", re.MULTILINE)
_SINGLE_LETTERS = frozenset("SOAP")


@dataclass(frozen=True, slots=True)
class Section:
    """[start, end) of the document behind a heading; `start` is where its content begins."""

    kind: SectionKind
    heading_start: int
    start: int
    end: int
    has_items: bool = False  # it holds a line that begins like a list item


class Sections:
    """The sections of one document in order, together covering all of it."""

    def __init__(self, sections: tuple[Section, ...]) -> None:
        self.all = sections
        self._starts = [section.heading_start for section in sections]
        self.kinds = frozenset(section.kind for section in sections)

    def at(self, offset: int) -> Section:
        """The section a character lies in."""
        return self.all[bisect_right(self._starts, offset) - 1]

    def of(self, *kinds: SectionKind) -> tuple[Section, ...]:
        """All sections of these kinds, in order."""
        return tuple(section for section in self.all if section.kind in kinds)

    @property
    def assesses(self) -> bool:
        """Whether the note has a part in which the clinician states the diagnoses."""
        return SectionKind.ASSESSMENT in self.kinds


def read_sections(text: str) -> Sections:
    """Find the headings; text before the first one, and a note without any, is `BODY`."""
    marks = sorted(
        {(start, end): kind for start, end, kind in _with_assessment(text, _headings(text))}.items()
    )
    sections, previous = [], (0, 0, SectionKind.BODY)
    for (start, end), kind in marks:
        if start < previous[1]:
            continue
        sections.append(_section(text, previous, start))
        previous = (start, end, kind)
    sections.append(_section(text, previous, len(text)))
    return Sections(tuple(sections))


def _with_assessment(
    text: str, found: list[tuple[int, int, SectionKind]]
) -> list[tuple[int, int, SectionKind]]:
    """The headings; decision making beside stated diagnoses is plan, a bare list is the assessment."""
    stated = [each for each in found if each[2] is SectionKind.ASSESSMENT]
    reasoned = [each for each in stated if _DECISION_MAKING.match(text[each[0] : each[1]].strip(" \t#*-_"))]
    if reasoned and len(reasoned) < len(stated):
        plan = SectionKind.PLAN
        return [(start, end, plan if (start, end, kind) in reasoned else kind) for start, end, kind in found]
    return found if stated else found + _unheaded_list(text, found)


def _unheaded_list(
    text: str, found: list[tuple[int, int, SectionKind]]
) -> list[tuple[int, int, SectionKind]]:
    """The last numbered list that follows history or findings, as an assessment that lacks its heading."""
    for match in reversed(list(_UNHEADED.finditer(text))):
        above = [each for each in sorted(found) if each[0] <= match.start()]
        kind = above[-1][2] if above else SectionKind.BODY
        before = text[: match.start()].rstrip(" \t")
        if kind in _UNHEADED_IN and len(before) >= _LEAST_BEFORE and not before.rstrip().endswith(":"):
            return [(match.start(), match.start(), SectionKind.ASSESSMENT)]
    return []


def _section(text: str, opened: tuple[int, int, SectionKind], end: int) -> Section:
    heading_start, start, kind = opened
    return Section(kind, heading_start, start, end, bool(_ITEM.search(text, start, end)))


def _headings(text: str) -> list[tuple[int, int, SectionKind]]:
    found = []
    for match in _LINE_HEADING.finditer(text):
        kind = _kind_of(match[1], colon=match[2] == ":")
        if kind is not None:
            found.append((match.start(), match.end(), kind))
    for match in _INLINE.finditer(text):
        kind = _kind_of(match[1], colon=True)
        if kind is not None:
            found.append((match.start(), match.end(), kind))
    return found


def _kind_of(heading: str, *, colon: bool) -> SectionKind | None:
    words = heading.strip().rstrip(".")
    if len(words) == 1 and words not in _SINGLE_LETTERS:
        return None
    if not colon and not (words.isupper() or words.istitle() or len(words.split()) <= 3):
        return None
    bare = re.sub(r"\s*\([^)]*\)\s*$", "", words)
    for pattern, kind in (_WORDED | _WORDED_FURTHER).items():
        if pattern.fullmatch(words) or pattern.fullmatch(bare):
            # `MRI lumbar spine` alone on a line may be an order: the composed headings want their colon
            is_sure = colon or pattern in _WORDED or kind is SectionKind.ASSESSMENT
            return kind if is_sure else None
    return None
