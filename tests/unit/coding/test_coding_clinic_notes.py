"""Short notes of everyday clinics: every code of the tuned half, and sound gold in the half kept aside.

The half kept aside is measured by hand: `bench/coding_notes.py --set clinic-aside`.
"""

from __future__ import annotations

import pytest

from bench.coding_notes import Answer, answers, read_notes
from cleanclaim.reference.icd10cm import Tabular

TUNED = [pytest.param(each, id=each.gold.note_id) for each in answers("clinic")]


@pytest.mark.parametrize("answer", TUNED)
def test_the_codes_of_a_clinic_note(answer: Answer) -> None:
    assert sorted(answer.counted) == sorted(answer.gold.codes)
    assert answer.suggested[0][0] == answer.gold.codes[0]


@pytest.mark.parametrize("answer", TUNED)
def test_every_code_has_a_quote_that_stands_in_the_note(answer: Answer) -> None:
    text = answer.gold.encounter.documents[0].text
    assert [each for each in answer.evidence if not each.holds_in(text)] == []
    assert len(answer.evidence) >= len(answer.suggested)


@pytest.mark.parametrize("name", ["clinic", "clinic-aside"])
def test_clinic_gold_is_billable_and_names_nothing_twice(name: str, tabular: Tabular) -> None:
    notes = read_notes(name)
    assert len({each.note_id for each in notes}) == len(notes) == 35
    for each in notes:
        wanted = (*each.codes, *each.optional)
        assert {code: why for code in wanted if (why := tabular.why_invalid(code))} == {}, each.note_id
        assert len(set(wanted)) == len(wanted), each.note_id
