"""Where care was given, from the codes of other standards: encounter classes and places of service."""

from __future__ import annotations

from cleanclaim.model.encounter import Setting

# v3 ActCode of Encounter.class -> where care was given and the place of service when none is stated
CLASSES: dict[str, tuple[Setting, str]] = {
    "AMB": (Setting.OFFICE, "11"),
    "EMER": (Setting.EMERGENCY, "23"),
    "IMP": (Setting.INPATIENT, "21"),
    "ACUTE": (Setting.INPATIENT, "21"),
    "NONAC": (Setting.INPATIENT, "21"),
    "OBSENC": (Setting.OUTPATIENT_HOSPITAL, "22"),
    "SS": (Setting.OUTPATIENT_HOSPITAL, "22"),
    "VR": (Setting.TELEHEALTH, "10"),
    "HH": (Setting.HOME, "12"),
}
# CMS place of service -> setting, where one follows from the other
SETTINGS: dict[str, Setting] = {
    "02": Setting.TELEHEALTH, "10": Setting.TELEHEALTH, "11": Setting.OFFICE, "12": Setting.HOME,
    "19": Setting.OUTPATIENT_HOSPITAL, "20": Setting.URGENT_CARE, "21": Setting.INPATIENT,
    "22": Setting.OUTPATIENT_HOSPITAL, "23": Setting.EMERGENCY, "24": Setting.SURGERY_CENTER,
}  # fmt: skip
# HL7 v2 table 0004, patient class (PV1-2)
PATIENT_CLASSES: dict[str, tuple[Setting, str]] = {
    "I": (Setting.INPATIENT, "21"),
    "E": (Setting.EMERGENCY, "23"),
    "O": (Setting.OFFICE, "11"),
}
