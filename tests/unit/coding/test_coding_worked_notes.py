"""Whole short notes with the codes that an experienced coder gives them, and why."""

from __future__ import annotations

from collections.abc import Callable

from cleanclaim.coding import Suggestions
from cleanclaim.core.code import hcpcs
from cleanclaim.model.encounter import CapturedCharge, Setting
from cleanclaim.model.people import Sex

Codes = Callable[..., list[str]]

CARDIAC = (
    "Follow-up. Hypertension, chronic systolic heart failure, EF 35 %, CKD stage 4. No edema. Snores; "
    "possible sleep apnea, study ordered. Mother had a stroke. Start dapagliflozin; BMP in two weeks."
)
FRACTURE = (
    "Four weeks after fall on stairs. Left ankle bimalleolar fracture, fixed elsewhere. "
    "X-ray: routine healing."
)
HIVES = (
    "Day 3 of amoxicillin, taken as prescribed, for acute suppurative otitis media, left, drum intact. "
    "Now hives. Allergic urticaria due to amoxicillin. Otitis improving; changed to azithromycin."
)
PHYSICAL = (
    "BP 148/92, no hypertension; recheck. Obesity class 1, BMI 32.4, diet plan. Quit cigarettes 2019. "
    "Father had colon cancer. Rule out diabetes: A1c. Separately: heartburn for two months, examined; "
    "GERD without esophagitis, start omeprazole. Influenza vaccine given."
)


def test_hypertension_with_heart_failure_and_kidney_disease(codes: Codes) -> None:
    assert codes(CARDIAC, age_years=64) == ["I13.0", "I50.22", "N18.4", "R06.83"]


def test_fracture_in_routine_healing(codes: Codes) -> None:
    assert codes(FRACTURE) == ["S82.842D", "W10.9XXD"]


def test_adverse_effect_first_then_the_drug_then_the_infection(codes: Codes) -> None:
    assert codes(HIVES, setting=Setting.URGENT_CARE, age_years=6) == ["L50.0", "T36.0X5A", "H66.002"]


def test_annual_physical_with_findings(codes: Codes) -> None:
    """The captured preventive service says what the visit was; the note itself does not name it."""
    charges = (CapturedCharge(hcpcs("99396")), CapturedCharge(hcpcs("99213"), ("25",)))
    found = codes(PHYSICAL, age_years=47, sex=Sex.MALE, captured_charges=charges)
    assert found[0] == "Z00.01"
    assert sorted(found) == ["E66.811", "K21.9", "R03.0", "Z00.01", "Z23", "Z68.32", "Z80.0", "Z87.891"]
    assert found.index("Z68.32") == found.index("E66.811") + 1


def test_what_is_not_coded_keeps_its_reason(coded: Callable[..., Suggestions]) -> None:
    rules = {(each.code, each.rule) for each in coded(CARDIAC, age_years=64).not_coded}
    assert ("R60.9", "assertion.negated") in rules
    assert ("G47.30", "guideline.IV.H") in rules
    assert ("I63.9", "assertion.family") in rules


OFFICE = """CC: Follow-up diabetes

HPI: 63 y/o F with T2DM x 14 years here for 3 month follow up. Feet burn at night. Denies chest pain, SOB.
On glargine 28 units qHS and metformin 500 BID.

PMH: T2DM, HTN, HLD, appendectomy 1999, h/o pneumonia 2018
Social: Never smoker.
FH: Father - MI at 60. Mother - breast cancer.
ROS: Neg for fever, cough, abd pain, rash.
Vitals: BP 128/76, BMI 29.4

A/P:
1. Type 2 DM with stage 3b CKD - A1c near goal. Continue glargine and metformin.
2. Diabetic polyneuropathy - start gabapentin 100 mg qHS.
3. HTN - at goal on lisinopril.
4. Hyperlipidemia - continue atorvastatin.
RTC 3 months. If chest pain develops go to ED.
Level of service: 99214
"""


def test_an_office_visit_with_templates_and_lists(coded: Callable[..., Suggestions]) -> None:
    found = coded(OFFICE, age_years=63)
    assert [each.code.value for each in found.diagnoses] == [
        "E11.22", "I12.9", "N18.32", "E11.42", "E78.5", "Z79.4", "Z79.84",
    ]  # fmt: skip
    assert [(each.code.value, each.modifiers, each.units) for each in found.procedures] == [("99214", (), 1)]
    assert [each.assignment_id for each in found.assignments] == [
        *(f"E01-D{number:02d}" for number in range(1, 8)),
        "E01-P01",
    ]


def test_a_copied_forward_list_is_not_coded(coded: Callable[..., Suggestions]) -> None:
    found = coded(
        "HPI: follow-up hypothyroidism.\n"
        "Problem list (copied forward from 2024):\n- Type 2 diabetes\n- COPD\n"
        "Assessment:\n1. Hypothyroidism - TSH 2.1, continue levothyroxine\n"
    )
    assert [each.code.value for each in found.diagnoses] == ["E03.9"]
    assert ("E11.9", "section.copied-forward") in {(each.code, each.rule) for each in found.not_coded}
