"""The authored notes are sound: valid codes, no code twice, and a floor under what the engine does with them.

Only the tuned set has a floor here. The set kept aside is measured by hand, rarely: `bench/coding_notes.py`.
"""

from __future__ import annotations

import pytest

from bench.coding_notes import answers, f1, read_notes
from cleanclaim.reference.icd10cm import Tabular


@pytest.mark.parametrize("name", ["tune", "kept"])
def test_gold_is_billable_on_the_day_and_names_nothing_twice(name: str, tabular: Tabular) -> None:
    notes = read_notes(name)
    assert len({each.note_id for each in notes}) == len(notes) == 20
    for each in notes:
        wanted = (*each.codes, *each.optional)
        assert {code: why for code in wanted if (why := tabular.why_invalid(code))} == {}, each.note_id
        assert len(set(wanted)) == len(wanted), each.note_id


def test_agreement_on_the_tuned_set_does_not_fall() -> None:
    assert f1(list(answers("tune")))[2] >= 0.90
