"""The independent notes are whole: every note is read, every gold code is billable on its day.

Nothing here runs the coder; what the coder makes of the notes is measured elsewhere.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

from cleanclaim.intake.note import read_notes
from cleanclaim.intake.practice import read_practice
from cleanclaim.model.encounter import Encounter
from cleanclaim.reference.icd10cm import Tabular, tabular_on

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent / "independent"
PRACTICE = ROOT / "src/cleanclaim/app/demo/practice.toml"
GOLD: list[dict[str, Any]] = tomllib.loads((FOLDER / "gold.toml").read_text(encoding="utf-8"))["note"]
CODE_IN_TEXT = re.compile(r"\b[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}\b")  # a dotted ICD-10-CM code


@pytest.fixture(scope="module")
def encounters() -> dict[str, Encounter]:
    read, findings = read_notes([FOLDER / "notes"], read_practice(PRACTICE))
    assert findings == ()
    return {encounter.encounter_id: encounter for encounter in read}


def tabular_of(encounter: Encounter) -> Tabular:
    tabular = tabular_on(encounter.service_dates.first)
    assert tabular is not None
    return tabular


def test_eighty_notes_and_their_gold_stand_in_pairs(encounters: dict[str, Encounter]) -> None:
    wanted = [f"N{number:03d}" for number in range(1, 81)]
    assert list(encounters) == wanted
    assert [row["id"] for row in GOLD] == wanted


def test_five_notes_for_each_of_sixteen_clinics() -> None:
    assert set(Counter(row["specialty"] for row in GOLD).values()) == {5}
    assert len({row["specialty"] for row in GOLD}) == 16


@pytest.mark.parametrize("row", GOLD, ids=lambda row: str(row["id"]))
def test_the_gold_of_a_note_is_billable_and_reasoned(
    row: dict[str, Any], encounters: dict[str, Encounter]
) -> None:
    tabular = tabular_of(encounters[row["id"]])
    every = row["codes"] + row["acceptable"]
    assert row["codes"]
    assert len(set(every)) == len(every)
    assert {code: tabular.why_invalid(code) for code in every} == dict.fromkeys(every, "")
    assert len(row["reasons"]) == len(row["codes"])
    assert len(row["acceptable_reasons"]) == len(row["acceptable"])
    assert all(row["reasons"] + row["acceptable_reasons"])
    assert set(row.get("first_acceptable", ())) <= set(row["codes"][1:])
    conflicts = [pair for pair in combinations(row["codes"], 2) if tabular.excludes1_conflict(*pair)]
    assert conflicts == []


@pytest.mark.parametrize("row", GOLD, ids=lambda row: str(row["id"]))
def test_what_needs_a_code_before_it_never_leads(row: dict[str, Any]) -> None:
    """External causes, drugs of adverse effects and underdosing, weeks, BMI and organisms follow."""
    never_first = re.compile(r"[V-Y]|Z3A|Z68|Z79|B9[5-7]|F02|I85\.1|T(3[6-9]|4\d|50).*[56][ADS]$")
    assert never_first.match(row["codes"][0]) is None


def test_no_note_gives_its_codes_away(encounters: dict[str, Encounter]) -> None:
    texts = {name: [each.text for each in encounter.documents] for name, encounter in encounters.items()}
    assert {len(documents) for documents in texts.values()} == {1}
    told = {name: CODE_IN_TEXT.findall(documents[0]) for name, documents in texts.items()}
    assert {name: found for name, found in told.items() if found} == {}


def test_the_notes_are_all_different_people(encounters: dict[str, Encounter]) -> None:
    names = sorted((each.patient.name.last, each.patient.name.first) for each in encounters.values())
    assert all(earlier != later for earlier, later in pairwise(names))
