"""Which codes the prose of a note names."""

from __future__ import annotations

import pytest

from cleanclaim.reference.icd10cm.exclusions import code_ranges


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("type 1 diabetes mellitus (E10.-)", ["E109", "E1065"], ["E119", "E1"]),
        ("pneumonia in coccidioidomycosis (B38.0-B38.2)", ["B380", "B382", "B3812"], ["B383", "B39"]),
        ("superficial bite of front wall of thorax (S20.37)", ["S20371A", "S20379D"], ["S20361A"]),
        ("inflammation of penis (N48.1, N48.2-)", ["N481", "N4822"], ["N483"]),
        ("exposure to fire and flames (X00-X08)", ["X00", "X088XXA"], ["X10"]),
        ("leukemia in remission (C91.0-C95.9 with 5th character 1)", ["C9101", "C9511"], ["C9100", "C9512"]),
        ("in-hospital (I69. with final characters -23)", ["I69323", "I69823"], ["I69320"]),
        ("tendinitis as classified in M75-M77", ["M754", "M7711"], ["M722"]),
        ("acquired absence (Z89.52-", ["Z89521"], ["Z8951"]),
        ("sepsis- code to infection", [], ["A419"]),
        ("thing (E08-E13 with .620)", ["E11620"], ["E11621", "E11"]),
        ("thing (E08-E13 with .51-.52)", ["E1151", "E0852"], ["E1159"]),
        ("complications with C3 glomerulopathy (N00-N07 with C3 glomerulopathy)", ["N001"], ["N08"]),
    ],
)
def test_ranges(text: str, inside: list[str], outside: list[str]) -> None:
    ranges = code_ranges(text)
    assert [code for code in inside if not any(each.holds(code) for each in ranges)] == []
    assert [code for code in outside if any(each.holds(code) for each in ranges)] == []
