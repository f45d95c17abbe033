"""Procedures: stated or captured, never inferred."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleanclaim.coding import Suggestions, suggest
from cleanclaim.coding.procedures import proposed_pointers
from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.model.assignment import Origin
from cleanclaim.model.encounter import CapturedCharge, Encounter
from cleanclaim.reference.icd10cm import Tabular


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Level of service: 99214", [("99214", (), 1)]),
        ("LOS: established patient, 99214-25", [("99214", ("25",), 1)]),
        ("CPT 20610-RT, J3301 x 4", [("20610", ("RT",), 1), ("J3301", (), 4)]),
        ("E/M: 99213-25; CPT 17110", [("99213", ("25",), 1), ("17110", (), 1)]),
        ("CPT codes: 99396, 90471 and 90686", [("99396", (), 1), ("90471", (), 1), ("90686", (), 1)]),
        ("HCPCS J1885 (2 units)", [("J1885", (), 2)]),
        ("CPT 99214. Later again CPT 99214.", [("99214", (), 1)]),
        ("We spent 40 minutes; high complexity; level 5 visit.", []),
        ("ZIP 62701, phone 55501, MRN 99214", []),
        ("Dr. Code 3 paged. Charges: none.", []),
    ],
)
def test_stated_numbers(
    text: str, wanted: list[tuple[str, tuple[str, ...], int]], coded: Callable[..., Suggestions]
) -> None:
    found = coded(text).procedures
    assert [(each.code.value, each.modifiers, each.units) for each in found] == wanted
    assert all(each.origin is Origin.NOTE for each in found)


def test_a_captured_line_and_the_same_number_in_the_note_are_one(
    encounter_of: Callable[..., Encounter], tabular: Tabular
) -> None:
    charges = (CapturedCharge(hcpcs("99214"), ("25",), locator="line 12"),)
    (found,) = suggest(encounter_of("Level of service: 99214", captured_charges=charges), tabular).procedures
    assert (found.modifiers, found.origin) == (("25",), Origin.CAPTURED)
    assert [quote.source for quote in found.evidence] == ["charges E01", "note E01"]


@pytest.mark.parametrize(
    ("procedure", "diagnoses", "pointers"),
    [
        ("99214", "E11.22 I12.9 N18.32 E78.5 Z79.4", "E11.22 I12.9 N18.32 E78.5"),
        ("99396", "Z00.01 R03.0 Z23", "Z00.01"),
        ("99213", "Z00.01 R03.0 Z23", "R03.0"),
        ("90471", "Z00.01 R03.0 Z23", "Z23"),
        ("12001", "S61.211A W26.0XXA", "S61.211A"),
        ("20610", "I10 M17.11", "M17.11"),
        ("45385", "Z12.11 D12.5 I10", "Z12.11 D12.5"),
        ("99213", "Z00.00", "Z00.00"),
        ("73610", "W10.9XXA", ""),
    ],
)
def test_pointers_are_proposed(procedure: str, diagnoses: str, pointers: str) -> None:
    codes = [icd10cm(code) for code in diagnoses.split()]
    assert proposed_pointers(hcpcs(procedure), codes) == tuple(icd10cm(code) for code in pointers.split())


def test_pointers_of_the_captured_line_win(encounter_of: Callable[..., Encounter], tabular: Tabular) -> None:
    charges = (CapturedCharge(hcpcs("99213"), diagnoses=(icd10cm("I10"),)),)
    found = suggest(encounter_of("Assessment:\n1. Gout\n2. HTN", captured_charges=charges), tabular)
    assert found.procedures[0].pointers == (icd10cm("I10"),)
