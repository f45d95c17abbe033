"""The parts of a note. Where a diagnosis stands decides whether it is billed.

What the clinician assessed is coded; what merely stands in the past history, in a template or in a list
carried forward is held for a person [ICD-10-CM Official Guidelines s. IV.J: conditions that were treated or
that affect care] (unverified).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum

from cleanclaim.coding import headings
from cleanclaim.coding.headless import is_assessment_heading, list_without_heading


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
_THINKING = re.compile(r"[ \t#*=\-_]*(?:mdm|medical decision[- ]making)\b", re.IGNORECASE)
# `My impression is a viral infection`: dictated, without a heading
_SPOKEN = re.compile(
    r"(?:(?<=[.!?] )|^)((?:My|The|Our) )?((?i:clinical )?(?i:impression|assessment)|(?i:diagnosis))"
    r" (?:today |at this time )?(?:is|was) (?:that )?(?!not\b|unclear|uncertain|unknown|pending)",
    re.MULTILINE,
)
_SAME = re.compile(r"\s*(?:the )?same(?: as (?:above|pre-?op\w*(?: diagnosis)?))?[.\s]*", re.IGNORECASE)
_MAY_END_IN_A_LIST = (
    SectionKind.BODY, SectionKind.PLAN, SectionKind.HISTORY_OF_PRESENT_ILLNESS, SectionKind.EXAM,
    SectionKind.VITALS, SectionKind.RESULTS, SectionKind.REVIEW, SectionKind.OTHER, SectionKind.FINDINGS,
)  # fmt: skip
# `A - Acute cystitis`: a short known heading, a dash and its text on one line
_DASHED = re.compile(
    r"^[ \t]*([SOAP]|HPI|CC|PMH|PSH|ROS|PE|FH|SH|A/P|Assessment|Plan|Impression|Exam|Meds|Labs|Dx|Imp"
    r"|Subjective|Objective|Allergies|Social|Family)[ \t]+[-–—]+[ \t]+(?=\S)",
    re.MULTILINE | re.IGNORECASE,
)


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
    return Sections(_with_same_as_before(text, _read(text)))


def _read(text: str) -> tuple[Section, ...]:
    marks = sorted({(start, end): kind for start, end, kind in _headings(text)}.items())
    sections, previous = [], (0, 0, SectionKind.BODY)
    for (start, end), kind in marks:
        if start < previous[1]:
            continue
        sections.append(_section(text, previous, start))
        previous = (start, end, kind)
    sections.append(_section(text, previous, len(text)))
    return _with_headless_list(text, tuple(sections))


def _with_same_as_before(text: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """`Postoperative diagnosis: same`: the diagnosis before the operation is the assessment."""
    assessed = [each for each in sections if each.kind is SectionKind.ASSESSMENT]
    if not assessed or not all(_SAME.fullmatch(text, each.start, each.end) for each in assessed):
        return sections
    return tuple(
        replace(each, kind=SectionKind.ASSESSMENT) if each.kind is SectionKind.REASON else each
        for each in sections
    )


def _with_headless_list(text: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """A numbered list of problems at the end, without a heading or under `Plan`, is the assessment."""
    if any(each.kind is SectionKind.ASSESSMENT for each in sections):
        return _without_thinking(text, sections)
    for position in range(len(sections) - 1, -1, -1):
        each = sections[position]
        begin = list_without_heading(text, each.start, each.end) if each.kind in _MAY_END_IN_A_LIST else None
        if begin is not None:
            listed = Section(SectionKind.ASSESSMENT, begin, begin, each.end, has_items=True)
            return (
                *sections[:position],
                _section_until(each, begin, text),
                listed,
                *sections[position + 1 :],
            )
    return sections


def _without_thinking(text: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Medical decision making weighs what could be; beside a list of the diagnoses it is no assessment."""
    thinking = tuple(
        each.kind is SectionKind.ASSESSMENT and bool(_THINKING.match(text, each.heading_start, each.start))
        for each in sections
    )
    if not any(
        each.kind is SectionKind.ASSESSMENT and not thinks
        for each, thinks in zip(sections, thinking, strict=True)
    ):
        return sections
    return tuple(
        replace(each, kind=SectionKind.PLAN) if thinks else each
        for each, thinks in zip(sections, thinking, strict=True)
    )


def _section_until(section: Section, end: int, text: str) -> Section:
    return _section(text, (section.heading_start, section.start, section.kind), end)


def _section(text: str, opened: tuple[int, int, SectionKind], end: int) -> Section:
    heading_start, start, kind = opened
    return Section(kind, heading_start, start, end, bool(_ITEM.search(text, start, end)))


def _headings(text: str) -> list[tuple[int, int, SectionKind]]:
    found = []
    for match in _LINE_HEADING.finditer(text):
        kind = _kind_of(match[1], colon=match[2] == ":")
        if kind is not None:
            found.append((match.start(), match.end(), kind))
    for match in _SPOKEN.finditer(text):
        found.append((match.start(), match.end(), SectionKind.ASSESSMENT))
    for match in _DASHED.finditer(text):
        kind = _kind_of(match[1], colon=True)
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
    for pattern, kind in _WORDED.items():
        if pattern.fullmatch(words) or pattern.fullmatch(bare):
            return kind
    if is_assessment_heading(bare):
        return SectionKind.ASSESSMENT
    for pattern, kind in _WORDED_FURTHER.items():
        if pattern.fullmatch(words) or pattern.fullmatch(bare):
            # `MRI lumbar spine` alone on a line may be an order: the composed headings want their colon
            return kind if colon or kind is SectionKind.ASSESSMENT else None
    return None
