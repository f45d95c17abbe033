"""Full-length notes of eight specialties: the codes of the tuned half, and sound gold in both halves."""

from __future__ import annotations

import pytest

from bench.coding_notes import Answer, answers, read_notes
from cleanclaim.reference.icd10cm import Tabular

TUNED = [pytest.param(each, id=each.gold.note_id) for each in answers("visits-b")]


@pytest.mark.parametrize("answer", TUNED)
def test_the_codes_of_a_specialty_note(answer: Answer) -> None:
    assert sorted(answer.counted) == sorted(answer.gold.codes)
    assert answer.suggested[0][0] == answer.gold.codes[0]


@pytest.mark.parametrize(("name", "count"), [("visits-b", 20), ("visits-b-aside", 24)])
def test_specialty_gold_is_billable_and_names_nothing_twice(name: str, count: int, tabular: Tabular) -> None:
    notes = read_notes(name)
    assert len({each.note_id for each in notes}) == len(notes) == count
    for each in notes:
        wanted = (*each.codes, *each.optional)
        assert {code: why for code in wanted if (why := tabular.why_invalid(code))} == {}, each.note_id
        assert len(set(wanted)) == len(wanted), each.note_id
