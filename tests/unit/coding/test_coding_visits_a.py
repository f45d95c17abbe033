"""Full-length visits from family medicine to urology: the tuned half in full, sound gold in both halves.

The half kept aside is measured by hand: `bench/coding_notes.py --set visits-a-aside`.
"""

from __future__ import annotations

import pytest

from bench.coding_notes import Answer, answers, read_notes
from cleanclaim.reference.icd10cm import Tabular

TUNED = [pytest.param(each, id=each.gold.note_id) for each in answers("visits-a")]


@pytest.mark.parametrize("answer", TUNED)
def test_the_codes_of_a_visit(answer: Answer) -> None:
    assert sorted(answer.counted) == sorted(answer.gold.codes)
    assert answer.suggested[0][0] == answer.gold.codes[0]


@pytest.mark.parametrize("answer", TUNED)
def test_every_code_of_a_visit_has_a_quote_that_stands_in_the_note(answer: Answer) -> None:
    text = answer.gold.encounter.documents[0].text
    assert [each for each in answer.evidence if not each.holds_in(text)] == []
    assert len(answer.evidence) >= len(answer.suggested)


@pytest.mark.parametrize(("name", "count"), [("visits-a", 21), ("visits-a-aside", 20)])
def test_visit_gold_is_billable_and_names_nothing_twice(name: str, count: int, tabular: Tabular) -> None:
    notes = read_notes(name)
    assert len({each.note_id for each in notes}) == len(notes) == count
    for each in notes:
        wanted = (*each.codes, *each.optional)
        assert {code: why for code in wanted if (why := tabular.why_invalid(code))} == {}, each.note_id
        assert len(set(wanted)) == len(wanted), each.note_id
