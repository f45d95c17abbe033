"""Visit levels: every combination of the table, every edge of time, and the words of a note."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product

import pytest

from cleanclaim.coding.visit_levels import Complexity, DataReviewed, Family, ProblemKind
from cleanclaim.coding.visit_levels.decision import data_level, decision_level, problem_level
from cleanclaim.coding.visit_levels.reading import read_data, read_minutes, read_problems, read_risk
from cleanclaim.coding.visit_levels.scheme import (
    LADDERS,
    code_by_decision,
    code_by_time,
    family_of,
    is_in_force,
    prolonged_units,
)
from cleanclaim.core.evidence import Evidence

NONE, LOW, MODERATE, HIGH = Complexity
NOTE = """HPI: History obtained from the mother. Outside records reviewed. No MRI needed.
Assessment and plan:
1. Hypertension, not controlled. Increase lisinopril to 20 mg daily. Repeat BMP in two weeks.
2. Type 2 diabetes, at goal. A1c reviewed, 6.4.
3. Viral rash. Sepsis not suspected.
Total time 34 minutes.
"""


def test_the_middle_of_all_64_combinations() -> None:
    levels = [decision_level(*three) for three in product(Complexity, repeat=3)]
    assert Counter(levels) == {NONE: 10, LOW: 22, MODERATE: 22, HIGH: 10}
    for three in product(Complexity, repeat=3):
        middle = decision_level(*three)
        assert sum(each >= middle for each in three) >= 2  # two of three met or exceeded
        assert sum(each > middle for each in three) < 2  # and no higher level is


@pytest.mark.parametrize("family", list(Family))
def test_every_code_stands_for_its_complexities_and_minutes(family: Family) -> None:
    ladder = LADDERS[family]
    assert [each for rung in ladder for each in rung.complexities] == list(Complexity)
    for below, rung in zip([None, *ladder], ladder, strict=False):
        assert all(code_by_decision(family, each) == rung.code for each in rung.complexities)
        assert family_of(rung.code) is family
        if rung.minutes:
            assert code_by_time(family, rung.minutes) == rung.code
            assert code_by_time(family, rung.minutes - 1) == (below.code if below else "")
    if family is Family.EMERGENCY:
        assert code_by_time(family, 500) == ""


def test_minutes_and_codes_of_the_office() -> None:
    new = [(14, ""), (15, "99202"), (29, "99202"), (30, "99203"), (45, "99204"), (59, "99204"), (60, "99205")]
    assert [(minutes, code_by_time(Family.OFFICE_NEW, minutes)) for minutes, _ in new] == new
    known = [
        (9, ""),
        (10, "99212"),
        (20, "99213"),
        (30, "99214"),
        (39, "99214"),
        (40, "99215"),
        (300, "99215"),
    ]
    assert [(minutes, code_by_time(Family.OFFICE_ESTABLISHED, minutes)) for minutes, _ in known] == known


@pytest.mark.parametrize(
    ("family", "minutes", "medicare", "wanted"),
    [
        (Family.OFFICE_NEW, 74, False, ("", 0)),
        (Family.OFFICE_NEW, 75, False, ("99417", 1)),
        (Family.OFFICE_NEW, 90, False, ("99417", 2)),
        (Family.OFFICE_NEW, 88, True, ("", 0)),
        (Family.OFFICE_NEW, 89, True, ("G2212", 1)),
        (Family.OFFICE_ESTABLISHED, 54, False, ("", 0)),
        (Family.OFFICE_ESTABLISHED, 55, False, ("99417", 1)),
        (Family.OFFICE_ESTABLISHED, 68, True, ("", 0)),
        (Family.OFFICE_ESTABLISHED, 69, True, ("G2212", 1)),
        (Family.EMERGENCY, 500, True, ("", 0)),
    ],
)
def test_time_added_to_the_highest_visit(
    family: Family, minutes: int, medicare: bool, wanted: tuple[str, int]
) -> None:
    assert prolonged_units(family, minutes, medicare=medicare) == wanted


def test_the_scheme_has_its_first_days() -> None:
    assert not is_in_force(Family.OFFICE_NEW, date(2020, 12, 31))
    assert is_in_force(Family.OFFICE_NEW, date(2021, 1, 1))
    assert not is_in_force(Family.EMERGENCY, date(2022, 12, 31))
    assert is_in_force(Family.EMERGENCY, date(2023, 1, 1))


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [
        ((), None),
        ((ProblemKind.MINOR,), NONE),
        ((ProblemKind.MINOR, ProblemKind.MINOR), LOW),
        ((ProblemKind.STABLE_CHRONIC,), LOW),
        ((ProblemKind.STABLE_CHRONIC, ProblemKind.STABLE_CHRONIC), MODERATE),
        ((ProblemKind.STABLE_ACUTE,), LOW),
        ((ProblemKind.ACUTE_UNCOMPLICATED, ProblemKind.ACUTE_UNCOMPLICATED), LOW),
        ((ProblemKind.HOSPITAL_CARE,), LOW),
        ((ProblemKind.CHRONIC_NOT_AT_GOAL,), MODERATE),
        ((ProblemKind.UNCERTAIN_OUTLOOK,), MODERATE),
        ((ProblemKind.ACUTE_SYSTEMIC,), MODERATE),
        ((ProblemKind.COMPLICATED_INJURY,), MODERATE),
        ((ProblemKind.MINOR, ProblemKind.SEVERE_EXACERBATION), HIGH),
        ((ProblemKind.THREAT,), HIGH),
    ],
)
def test_problems(kinds: tuple[ProblemKind, ...], wanted: Complexity | None) -> None:
    assert problem_level(kinds) is wanted


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (DataReviewed(), NONE),
        (DataReviewed(1), NONE),
        (DataReviewed(2), LOW),
        (DataReviewed(historian=True), LOW),
        (DataReviewed(2, historian=True), MODERATE),
        (DataReviewed(3), MODERATE),
        (DataReviewed(interpretation=True), MODERATE),
        (DataReviewed(discussion=True), MODERATE),
        (DataReviewed(3, interpretation=True), HIGH),
        (DataReviewed(interpretation=True, discussion=True), HIGH),
    ],
)
def test_data(data: DataReviewed, wanted: Complexity) -> None:
    assert data_level(data) is wanted


def test_elements_are_quoted_from_the_note() -> None:
    data, elements = read_data(NOTE, "note", billed=frozenset())
    assert data == DataReviewed(items=3, historian=True)
    assert [(each.name, each.evidence.text) for each in elements] == [
        ("a1c", "A1c"),
        ("basic panel", "BMP"),
        ("outside records reviewed", "Outside records reviewed"),
        ("history from someone else", "History obtained from the mother"),
    ]
    assert all(each.evidence.holds_in(NOTE) for each in elements)
    assert read_data(NOTE, "note", billed=frozenset({"a1c"}))[0].items == 2  # its reading is billed apart
    risk, why = read_risk(NOTE, "note")
    assert (risk, why[0].evidence.text) == (MODERATE, "Increase lisinopril to 20 mg")
    minutes, said = read_minutes(NOTE, "note")
    assert (minutes, said and said.text) == (34, "Total time 34 minutes")


def test_problems_fare_as_their_item_says() -> None:
    def at(words: str) -> Evidence:
        start = NOTE.index(words)
        return Evidence.quote("note", NOTE, start, start + len(words))

    codes = [("I10", at("Hypertension")), ("E11.9", at("Type 2 diabetes")), ("B09", at("Viral rash"))]
    found = list(read_problems(NOTE, [*codes, ("Z79.84", at("Type 2"))], "note"))
    assert [(each.code, each.kind) for each in found] == [
        ("I10", ProblemKind.CHRONIC_NOT_AT_GOAL),
        ("E11.9", ProblemKind.STABLE_CHRONIC),
        ("B09", ProblemKind.ACUTE_UNCOMPLICATED),  # sepsis is denied behind it
    ]


def test_nothing_found_is_minimal_and_says_so() -> None:
    assert read_risk("Seen. Fine.", "note") == (NONE, [])
    assert read_minutes("Seen. Fine.", "note") == (0, None)
    assert read_data("Declined CBC. No x-ray ordered.", "note", billed=frozenset())[0] == DataReviewed()
