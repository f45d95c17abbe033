"""Codes that a person must always look at, however sure the engine is.

Chronic and grave conditions that risk adjustment commonly counts are the ones an audit asks for first
[OIG General Compliance Program Guidance, Nov 2023], so they are never pre-accepted. The list is broad on
purpose and of families, not of any payer's model; the coder does not know what a code is worth.
"""

from __future__ import annotations

_FAMILIES = (
    "A40", "A41", "B18", "B20", "B37.7", "C", "D4", "D57", "D59", "D6", "D7", "D8", "E08", "E09", "E10",
    "E11", "E13", "E20", "E21", "E22", "E23", "E24", "E25", "E26", "E27", "E4", "E66.01", "E66.2",
    "E66.81", "E7", "E8", "F01", "F02", "F03", "F1", "F2", "F30", "F31", "F32", "F33", "F5", "F6",
    "F84", "G04", "G06", "G1", "G2", "G30", "G31", "G35", "G36", "G37", "G40", "G61", "G7", "G8", "G9",
    "H35.3", "I05", "I09", "I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "J4", "J69", "J8", "J96",
    "K50", "K51", "K55", "K56", "K63.1", "K65", "K7", "K85", "K86", "L10", "L12", "L40.5", "L89", "L97",
    "L98.4", "M05", "M06", "M3", "M4", "M80", "M84", "M86", "N03", "N04", "N18", "N25", "P", "Q", "R40",
    "R57", "R64", "R65", "S02", "S06", "S12", "S14", "S22", "S24", "S32", "S34", "S72", "S78", "S88",
    "S98", "T31", "T8", "U07", "Z21", "Z43", "Z44", "Z49", "Z68", "Z79.4", "Z89", "Z90", "Z93", "Z94",
    "Z95", "Z99",
)  # fmt: skip
# why the patient came decides the level and the benefit of the visit
_VISITS = ("Z00", "Z01", "Z02", "Z09", "Z11", "Z12", "Z13", "Z23", "Z3", "Z5", "Z7")


def wants_a_person(code: str) -> bool:
    """Whether a code of ICD-10-CM may never be pre-accepted."""
    return code.startswith(_FAMILIES + _VISITS)
