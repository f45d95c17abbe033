"""Signs that belong to a diagnosis that is coded are not coded beside it; others are.

The table names, for families of diagnoses, the signs that are commonly integral to them. It is authored from
general knowledge: where it is silent the sign stays, and a person decides.
"""

from __future__ import annotations

from cleanclaim.coding.assertion import Assertion
from cleanclaim.coding.case import Case
from cleanclaim.coding.guideline import Example, Rule
from cleanclaim.core.evidence import Evidence

RULE = Rule(
    rule_id="guideline.I.B.5",
    title="Signs integral to a coded diagnosis are left out",
    citation="ICD-10-CM Official Guidelines ss. I.B.4-I.B.6",
    order=50,
)
_AIRWAY = ("R05", "R06.0", "R06.2", "R09.02", "R07.89", "R07.1", "R09.89", "R06.82")
_FEVERISH = ("R50.9", "R68.83", "R53.83", "R53.81", "M79.10", "R51.9", "R63.0", "R61", "R52")
_NOSE = (
    "R09.81",
    "R09.82",
    "J34.89",
    "R05",
    "J02.9",
    "R07.0",
    "R50.9",
    "R51.9",
    "R53.83",
    "M79.10",
    "R68.83",
    "R43",
)
_BELLY = ("R10", "R11", "R19.7", "R14.0", "K30", "R63.0")
_URINE = ("R30.0", "R35", "R39.15", "R31", "R10.2", "R10.3", "R10.9", "R82.9", "R50.9", "R68.83", "R10.A")
_SUGAR = ("R73", "R35.8", "R35.0", "R63.1", "R53.83", "H53.8", "R20", "R35.1")
_HEART = ("R06.0", "R60", "R53.83", "R00", "R07", "R63.5", "R05", "R42", "R09.02")
_SKIN = ("R21", "L29.9", "R60", "L98.9", "R22")
_JOINT = ("M25.5", "M79.6", "M25.4", "R60.0", "R26", "M62.81", "R29.898", "M79.10", "M54.9", "M25.6")
_SPINE = ("M54.9", "M54.50", "M54.2", "M54.6", "M79.6", "R20", "M62.83", "M54.3", "R26", "M25.55", "M54.4")
_MOOD = ("R45", "R53.83", "R41.84", "R45.4", "G47.10", "F51", "R00.2")
_INJURED = ("M25.5", "M79.6", "R60", "M25.4", "R26", "M54", "R22", "R58", "R20", "M62.83", "M79.10", "R52")

# (families of diagnoses, signs integral to them)
SIGNS_OF: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("J12", "J13", "J15", "J18", "J20", "J21", "J22", "J40", "J44", "J45", "J47", "J84", "J10", "J11",
     "U07.1", "J96"),
     _AIRWAY + _FEVERISH + _NOSE),
    (("I26",), ("R06", "R07", "R09.02", "R00.0", "R04.2")),
    (("J00", "J01", "J02", "J03", "J04", "J05", "J06", "J32", "J36", "B34.9", "B27", "J35"),
     _NOSE + _FEVERISH + ("R59", "H92.0", "R49.0", "R13.10", "L29.9", "R06.1", "R04.0")),
    (("J30", "J31"), (*_NOSE, "L29.9", "R04.0")),
    (("H65", "H66", "H60", "H69", "H61", "H72"), ("H92", "H91.9", "R50.9", "R09.81", "R68.12", "R42")),
    (("H10", "B30", "H00", "H16", "S05", "H20"), ("H57.1", "H53.8", "L29.9", "R21")),
    (("H81", "H83"), ("R42", "R11", "R26", "H55.0")),
    (("H81.0",), ("H93.1",)),
    (("K21", "K20", "K25", "K26", "K27", "K29", "K22", "K44"), ("R12", "R10.13", "R10.9", "R11", "K30",
     "R07.89", "R14.0", "K92.1", "R05")),
    (("A04", "A08", "A09", "K52", "K57.32", "K58", "K50", "K51", "K59", "K35", "K80", "K81", "K85", "K90",
     "K56"),
     _BELLY + _FEVERISH + ("K92.2", "K62.5", "R19.4", "R17", "K59.00")),
    (("K64", "K60"), ("K62.5", "K62.89", "L29.0")),
    (("N10", "N30", "N39.0", "N41", "N20", "N21", "N23", "O23", "N45"), (*_URINE, "R11", "N23", "R33")),
    (("N76", "B37.3", "A59", "A56", "A54"), ("N89.8", "R30.0", "L29", "R36.9", "R10.2")),
    (("N39.3", "N39.4", "N32.81"), ("R32", "R35", "R39.15")),
    (("N92", "N94", "D25", "N80", "N95", "N83"), ("N93.9", "R10.2", "R10.3", "R23.2", "R61", "N91.2")),
    (("E08", "E09", "E10", "E11", "E13"), _SUGAR),
    (("R73.03",), ("R73.9", "R73.01")),
    (("E03", "E05", "E06", "E89.0"), ("R53.83", "R00", "R25.1")),
    (("E86.0",), ("R42", "R53.1")),
    (("D50", "D51", "D63", "D64", "D62"), ("R53.83", "R53.1", "R06.0", "R23.1", "R42")),
    (("I11.0", "I13", "I50", "I42", "I25", "I20", "I21", "I48", "I47", "I49", "I35", "I34", "I27"), _HEART),
    (("I10", "I16", "I1A", "I11.9", "I12", "I13"), ("R03.0", "R51.9")),
    (("I82", "I80", "I83", "I87", "I89", "I73"), ("R60", "M79.6", "R22.4", "R25.2", "L29.9")),
    (("G45", "I69"), ("R47", "R53.1", "R20", "R29.8", "H53", "R26", "R42")),
    # the deficits of an acute stroke are coded beside it, what is vaguer is not
    (("I63",), ("R53.1", "R26", "R42")),
    (("I95",), ("R42", "R55")),
    (("L", "B00", "B01", "B02", "B07", "B08", "B09", "B35", "B36", "B37.2", "B85", "B86", "A46", "T78.40",
     "L50"), (*_SKIN, "R50.9")),
    (("L50", "T78", "T63"), ("R21", "L29.9", "R60", "R06.2", "R22")),
    (("M05", "M06", "M10", "M13", "M15", "M16", "M17", "M18", "M19", "M65", "M70", "M71", "M72", "M75",
     "M76", "M77", "M67", "M20", "M23", "M35.3", "M32"), _JOINT),
    (("M41", "M43", "M47", "M48", "M50", "M51", "M54.1", "M54.3", "M54.4", "M53", "S13", "S16", "S33",
     "S39"), _SPINE),
    (("M80", "M81"), ("M54", "M25.5")),
    (("M62.83",), ("M54",)),
    (("M94.0",), ("R07",)),
    (("M79.7",), ("M79.1", "R53.83", "M25.5", "M79.6")),
    (("G43", "G44"), ("R51.9", "R11", "H53.1", "H53.8", "R42")),
    (("G47.3",), ("R06.83", "G47.10", "R53.83", "G47.00")),
    (("G40",), ("R56",)),
    (("G56", "G57", "G62", "G60", "E11.4", "E10.4"), ("R20", "M79.6", "M25.5", "R26", "R29.6")),
    (("G20", "G25"), ("R25", "R26")),
    (("G30", "F01", "F03", "G31"), ("R41",)),
    (("F32", "F33", "F34", "F41", "F43", "F31", "F40", "F42"), _MOOD),
    (("F90",), ("R41.84", "R45")),
    (("B20", "C"), ("R53.83",)),
    (("S", "T20", "T22", "T23", "T24", "T25"), _INJURED),
    (("S06", "S09"), ("R51.9", "R42", "R11", "R41.0", "R41.3", "R55", "R53.83", "H53.8")),
    (("T15", "T16", "T17"), ("H57.1", "H92.0", "H53.8")),
    (("O21",), ("R11",)),
    (("O", "Z34", "Z3A"), ("R11.0", "R53.83", "R60.0", "N91.2")),
    (("F10", "F11"), ("R25.1",)),
    (("G51.0",), ("R29.810",)),
    (("E66",), ("R63.5",)),
)  # fmt: skip
_NEVER_INTEGRAL = ("R45.85",)  # thoughts of suicide are told beside any disorder
_SYMPTOM_CODES = (
    "R", "M25.4", "M25.5", "M79.1", "M79.6", "M54", "N23", "K30", "K59.00", "K62.5", "K92", "H57.1", "H92",
     "L29", "L65.9",
    "L98.9", "N89.8", "N93.9", "N91.2", "J34.89", "J02.9", "G47.00", "G47.10", "H53", "M62.8", "F41.9",
     "H91.9", "H93.1",
)  # fmt: skip


def apply(case: Case) -> Case:
    """Drop each sign that some other proposal makes integral."""
    own_items = _signs_of_open_items(case)
    for diagnosis in case.proposals:
        signs = tuple(
            sign for families, own in SIGNS_OF if diagnosis.code.startswith(families) for sign in own
        )
        if not signs or (diagnosis.code[0] in "ST" and diagnosis.code.endswith("S")):
            continue  # what a sequela left is no sign of the injury that is over
        case = case.drop(
            lambda each, by=diagnosis.code, own=signs: (  # type: ignore[misc]
                each.code != by
                and not own_items & set(each.evidence)
                and each.code.startswith(own)
                and each.code.startswith(_SYMPTOM_CODES)
                and not by.startswith("R")
                and not each.is_in(*_NEVER_INTEGRAL)
            ),
            RULE.rule_id,
            f"It is a sign of {diagnosis.code}.",
        )
    return case


def _signs_of_open_items(case: Case) -> set[Evidence]:
    """Quotes of signs that an item of the assessment lists beside a diagnosis that is still open.

    `Skin lesion, rule out carcinoma` stands for itself, whatever other skin disease the note lists.
    """
    open_items = {
        (id(each.paper), each.sentence) for each in case.candidates if each.assertion is Assertion.UNCERTAIN
    }
    return {
        evidence
        for each in case.candidates
        if each.is_heading and (id(each.paper), each.sentence) in open_items
        for evidence in each.evidence
    }


EXAMPLES = (
    Example("Assessment: Suicidal ideation. MDD, recurrent, severe.", ("R45.851", "F33.2")),
    Example(
        "Assessment: Acute ischemic stroke with right hemiparesis and aphasia.", ("I63.9", "G81.91", "R47.01")
    ),
    Example(
        "Assessment:\n1. Actinic keratosis.\n2. Skin lesion of cheek, rule out basal cell carcinoma.",
        ("L57.0", "L98.9"),
    ),
    Example("Assessment: 1. Pneumonia. 2. Cough. 3. Fever.", ("J18.9",)),
    Example("Assessment:\n1. Acute bronchitis\n2. Palpitations", ("J20.9", "R00.2")),
    Example("Heartburn for two months; GERD without esophagitis, start omeprazole.", ("K21.9",)),
)
