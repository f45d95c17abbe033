"""Sections of clinical documents by LOINC number: which heading of a note stands for each.

A coded section says what it is better than its title, which any system may word as it likes. The headings are
our own words, those that the coder knows. Numbers: LOINC, as used by HL7 C-CDA R2.1 and US Core.
"""

from __future__ import annotations

LOINC = "2.16.840.1.113883.6.1"

_HEADINGS = {
    "Chief complaint": "10154-3 46239-0",
    "Reason for visit": "29299-5 42349-1 46241-6",
    "History of present illness": "10164-2",
    "Subjective": "61150-9",
    "Objective": "61149-1",
    "Past medical history": "11348-0",
    "Problem list": "11450-4",
    "Past surgical history": "47519-4",
    "Family history": "10157-6",
    "Social history": "29762-2",
    "Review of systems": "10187-3",
    "Physical exam": "29545-1 10184-0 10210-3",
    "Vital signs": "8716-3",
    "Results": "30954-2 11493-4",
    "Findings": "59776-5",
    "Assessment": "51848-0",
    "Assessment and plan": "51847-2",
    "Discharge diagnosis": "11535-2",
    "Postoperative diagnosis": "10218-6",
    "Postprocedure diagnosis": "59769-0",
    "Preoperative diagnosis": "10219-4",
    "Indications": "59768-2",
    "Plan": "18776-5",
    "Hospital course": "8648-8",
    "Instructions": "69730-0",
    "Discharge instructions": "8653-8",
    "Procedure description": "29554-3",
    "Anesthesia": "59774-0",
    "Complications": "55109-3",
    "EBL": "59770-8",
    "Specimens": "59773-2",
    "Medications": "10160-0 10183-2 42346-7",
    "Allergies": "48765-2",
    "Immunizations": "11369-6",
    "Goals": "61146-7",
    "Insurance": "48768-6",
    "Advance directives": "42348-3",
    "Nutrition": "61144-2",
    "Care team": "85847-2",
    "Encounters": "46240-8",
    "Medical equipment": "46264-8",
    "Functional status": "47420-5",
    "Mental status": "10190-7",
    "Health concerns": "75310-3",
}
_BY_CODE = {number: heading for heading, numbers in _HEADINGS.items() for number in numbers.split()}


def heading_of(loinc: str) -> str:
    """The heading that stands for a LOINC section number; '' when we know none."""
    return _BY_CODE.get(loinc, "")


def heading_line(loinc: str, title: str) -> str:
    """The line above a section's text: our heading, with the author's title in brackets when it differs.

    Without a known number the title alone; '' when there is neither.
    """
    known, worded = heading_of(loinc), " ".join(title.split()).strip(" :")
    if not known:
        return f"{worded}:" if worded else ""
    bare = worded.replace("(", "").replace(")", "").replace(":", "")[:40]
    return f"{known} ({bare}):" if bare and bare.lower() != known.lower() else f"{known}:"
