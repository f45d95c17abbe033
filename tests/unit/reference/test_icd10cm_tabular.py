"""The tabular list as others ask it: codes, 7th characters, notes, Excludes1, search, editions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cleanclaim.core.code import icd10cm
from cleanclaim.core.span import Span
from cleanclaim.reference.icd10cm import NoteKind, Tabular, tabular_on
from cleanclaim.reference.icd10cm.editions import EDITIONS


@pytest.fixture(scope="module")
def tabular() -> Tabular:
    found = tabular_on(date(2026, 5, 12))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("day", "is_covered"),
    [
        (date(2026, 3, 31), False),
        (date(2026, 4, 1), True),
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
    ],
)
def test_an_edition_covers_its_first_and_last_day_and_no_other(day: date, is_covered: bool) -> None:
    assert (tabular_on(day) is not None) == is_covered


def test_the_edition_names_itself(tabular: Tabular) -> None:
    assert tabular.edition == "ICD-10-CM FY2026 April"
    assert tabular.effective == Span(date(2026, 4, 1), date(2026, 9, 30))


@pytest.mark.parametrize("written", ["E11.22", "E1122", "e11.22", " e1122 "])
def test_a_code_is_found_in_any_writing(tabular: Tabular, written: str) -> None:
    found = tabular.find(written)
    assert found is not None
    assert found == tabular.find(icd10cm(written))
    assert (found.code, found.is_billable, found.parent) == ("E11.22", True, "E11.2")
    assert (found.chapter, found.section) == (4, "E08-E13")
    assert found.title == "Type 2 diabetes mellitus with diabetic chronic kidney disease"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("E11.22", ""),
        ("S82.842D", ""),
        ("W10.9XXD", ""),
        ("T36.0X5A", ""),
        ("H34.8110", ""),
        ("N18.3", "needs more characters"),
        ("S52.501", "the 7th character is missing"),
        ("S52.501Z", "the 7th character is not in the set of its category"),
        ("W10.9D", "the 7th character must stand in seventh place, with X in the empty places"),
        ("E11.ZZ", "unknown in this edition"),
        ("E11.9XXA", "unknown in this edition"),
        ("", "unknown in this edition"),
        ("V00-V99", "unknown in this edition"),
    ],
)
def test_why_a_code_is_invalid(tabular: Tabular, code: str, why: str) -> None:
    assert tabular.why_invalid(code) == why


def test_a_seventh_character_is_resolved_with_its_meaning(tabular: Tabular) -> None:
    found = tabular.find("W109XXD")
    assert found is not None
    assert found.code == "W10.9XXD"
    assert found.title.endswith("unspecified stairs and steps, subsequent encounter")
    assert found.is_billable
    assert found.seventh_characters == ()


def test_a_continuation_in_a_seventh_character_list_is_no_character(tabular: Tabular) -> None:
    stem = tabular.find("S82.842")
    assert stem is not None
    assert "".join(character for character, _ in stem.seventh_characters) == "ABCDEFGHJKMNPQRS"
    assert dict(stem.seventh_characters)["B"] == (
        "initial encounter for open fracture type I or II; initial encounter for open fracture NOS"
    )


def test_death_before_waking_has_no_later_encounter(tabular: Tabular) -> None:
    stem = tabular.find("S06.2X7")
    assert stem is not None
    assert [character for character, _ in stem.seventh_characters] == ["A"]


def test_children_are_the_next_level_or_the_complete_codes(tabular: Tabular) -> None:
    assert [child.code for child in tabular.children("N18.3")] == ["N18.30", "N18.31", "N18.32"]
    assert [child.code for child in tabular.children("W10.9")] == ["W10.9XXA", "W10.9XXD", "W10.9XXS"]
    assert tabular.children("E11.22") == ()


def test_every_code_of_the_independent_list_and_no_other(tabular: Tabular) -> None:
    """The same package carries a flat list of all codes, made by someone else's reading of the same file."""
    listed = EDITIONS[0].path().with_name("code-list-April-2026.txt").read_text(encoding="utf-8").split()
    wanted = {code for code in listed if "-" not in code and len(code) >= 3}
    ours: set[str] = set()
    for block in (name for name in listed if len(name) == 3):
        heading = tabular.find(block)
        if heading is not None:
            ours.add(block)
            ours |= {code.replace(".", "") for code in _below(tabular, block)}
    assert len(wanted) == 98_186
    assert ours == wanted


def _below(tabular: Tabular, code: str) -> set[str]:
    found: set[str] = set()
    for child in tabular.children(code):
        found.add(child.code)
        found |= _below(tabular, child.code)
    return found


@pytest.mark.parametrize(
    ("one", "other", "locator"),
    [
        ("E11.9", "E10.9", "E11 > Excludes1"),
        ("E11.9", "E11.A", "E11.9 > Excludes1"),
        ("F17.210", "Z87.891", "F17 > Excludes1"),
        ("C91.01", "Z85.6", "C91 > Excludes1"),
        ("J01.90", "J32.9", "J01 > Excludes1"),
        ("W10.9XXA", "W00.1XXA", "W10 > Excludes1"),
    ],
)
def test_excludes1_is_found_from_both_sides(tabular: Tabular, one: str, other: str, locator: str) -> None:
    forward, backward = tabular.excludes1_conflict(one, other), tabular.excludes1_conflict(other, one)
    assert forward is not None
    assert backward is not None
    assert forward.source == "ICD-10-CM FY2026 April"
    assert locator in (forward.locator, backward.locator)


@pytest.mark.parametrize(
    ("one", "other"),
    [("J44.0", "J13"), ("L89.153", "L97.412"), ("I13.0", "N18.4"), ("E11.22", "N18.31"), ("E11.9", "I10")],
)
def test_pairs_that_go_together_have_no_conflict(tabular: Tabular, one: str, other: str) -> None:
    assert tabular.excludes1_conflict(one, other) is None


def test_an_excludes1_range_with_a_condition_holds_only_where_it_is_met(tabular: Tabular) -> None:
    note = next(
        note
        for note in tabular.notes("Z85.6", NoteKind.EXCLUDES1)
        if "C91.0-C95.9" in note.text or "C91" in note.text
    )
    assert note.owner.startswith("Z85.6")
    assert tabular.excludes1_conflict("Z85.6", "C91.01") is not None


def test_notes_are_inherited_nearest_first_but_not_inclusion_terms(tabular: Tabular) -> None:
    owners = [note.owner for note in tabular.notes("E11.22", "useAdditionalCode")]
    assert owners[0] == "E11.22"
    assert set(owners[1:]) == {"E11"}
    assert {note.owner for note in tabular.notes("E11.9", NoteKind.INCLUSION_TERM)} <= {"E11.9"}
    falls = [note.owner for note in tabular.notes("W10.9XXA", NoteKind.EXCLUDES1)]
    assert "W10" in falls
    assert tabular.notes("E11.ZZ", NoteKind.EXCLUDES1) == ()


def test_wide_sections_without_codes_of_their_own_are_inherited(tabular: Tabular) -> None:
    owners = {note.owner for note in tabular.notes("T20.30XA", NoteKind.INCLUDES)}
    assert "T20-T32" in owners


def test_search_finds_by_words_and_falls_back_to_any_of_them(tabular: Tabular) -> None:
    assert tabular.search("diabetic chronic kidney disease type 2", 1)[0].code == "E11.22"
    assert tabular.search("heartburn", 1)[0].code == "R12"
    assert tabular.search("heartburn zzzz", 3)[0].code == "R12"
    assert tabular.search("", 5) == ()
    assert tabular.search('"; DROP TABLE entry --', 5) == tabular.search("DROP TABLE entry", 5)


def test_the_source_file_is_found_without_importing_its_package() -> None:
    import subprocess
    import sys

    program = (
        "import sys; from datetime import date; from cleanclaim.reference.icd10cm import tabular_on;"
        "tabular_on(date(2026, 5, 1)); print('simple_icd_10_cm' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
    assert isinstance(EDITIONS[0].path(), Path)
