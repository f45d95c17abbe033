"""Questions to the clinician: open, with indicators, leading nowhere, silent about money."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bench.coding_notes import read_notes
from cleanclaim.coding import Suggestions, suggest
from cleanclaim.reference.icd10cm import Tabular

Coded = Callable[..., Suggestions]
MONEY = re.compile(
    r"pay|reimburs|revenue|bill|claim|denial|HCC|risk score|RVU|DRG|level of service|\$", re.IGNORECASE
)
LEADING = re.compile(
    r"\b(?:do you agree|would you agree|don't you|isn't|should (?:be|we)|confirm that|please add)\b",
    re.IGNORECASE,
)


def test_the_missing_side_is_asked_with_the_indicators_of_the_note(coded: Coded) -> None:
    found = coded("HPI: ear pain since Monday, fever.\nAssessment: Acute suppurative otitis media.")
    assert [each.question for each in found.queries] == [
        "The note documents \u201cAcute suppurative otitis media\u201d. Clinical indicators in the note: "
        "\u201cear pain\u201d, \u201cfever\u201d. Please document the side, if known, or that it cannot be "
        "determined."
    ]


@pytest.mark.parametrize(
    ("note", "record"),
    [
        ("Vitals: BMI 42.1. Assessment: Hypertension.", "BMI 42.1"),
        ("Labs: sodium 128. Assessment: Hypertension.", "sodium 128"),
        ("Labs: potassium 2.9. Assessment: Hypertension.", "potassium 2.9"),
    ],
)
def test_a_measure_that_nothing_explains_is_asked_about_and_not_coded(
    coded: Coded, note: str, record: str
) -> None:
    found = coded(note)
    assert [each.code.value for each in found.diagnoses] == ["I10"]
    assert [each.question for each in found.queries] == [
        f"The note records \u201c{record}\u201d. Please document its clinical significance for this visit, "
        "if any, or that it cannot be determined."
    ]


@pytest.mark.parametrize(
    "note",
    ["Vitals: BMI 24.1. Assessment: Hypertension.", "Labs: sodium 128. Assessment: Hyponatremia."],
)
def test_a_measure_in_range_or_explained_is_not_asked_about(coded: Coded, note: str) -> None:
    assert coded(note).queries == ()


def test_no_question_speaks_of_money_or_leads(tabular: Tabular) -> None:
    for gold in read_notes("tune"):
        for query in suggest(gold.encounter, tabular).queries:
            assert not MONEY.search(query.question), gold.note_id
            assert not LEADING.search(query.question), gold.note_id
            assert (
                query.question.rstrip(".").endswith("cannot be determined") or "if this can" in query.question
            )
            assert query.evidence
