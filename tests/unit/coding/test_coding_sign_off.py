"""Decisions: applied in order, refused where each code must be looked at, or where a quote does not hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from cleanclaim.coding import must_be_signed_singly, settle, suggest
from cleanclaim.core.code import hcpcs, icd10cm
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.finding import Severity
from cleanclaim.model.assignment import Action, CodeAssignment, Decision, Origin, Reason
from cleanclaim.model.encounter import Encounter
from cleanclaim.reference.icd10cm import Tabular

AT = datetime(2026, 5, 12, 17, 0, tzinfo=UTC)
NOTE = "Assessment:\n1. Plantar fasciitis\n2. Type 2 diabetes\nCPT 99213, 20550-59"


@pytest.fixture
def encounter(encounter_of: Callable[..., Encounter]) -> Encounter:
    return encounter_of(NOTE)


@pytest.fixture
def suggested(encounter: Encounter, tabular: Tabular) -> tuple[CodeAssignment, ...]:
    found = suggest(encounter, tabular).assignments
    assert [each.code.value for each in found] == ["M72.2", "E11.9", "99213", "20550"]
    return found


def decision(about: str, action: Action = Action.ACCEPT, **more: Any) -> Decision:
    fields: dict[str, Any] = {"by": "Coder One", "at": AT, "sequence": 0}
    return Decision("E01", about, action, **{**fields, **more})


def added(quote: str, start: int, code: str = "I10", number: str = "E01-A01") -> CodeAssignment:
    evidence = Evidence("note E01", f"characters {start}-{start + len(quote)}", quote)
    return CodeAssignment(
        number, "E01", icd10cm(code), "", "", Origin.CODER, (evidence,), (Reason("coder", "said"),), 100
    )


def rules(settled: Any) -> list[tuple[str, str, Severity]]:
    return [(each.rule_id, each.place.path[0], each.severity) for each in settled.findings]


def test_nothing_undecided_is_billable(encounter: Encounter, suggested: tuple[CodeAssignment, ...]) -> None:
    settled = settle(suggested, (), encounter=encounter)
    assert settled.assignments == ()
    assert [rule for rule, _, _ in rules(settled)] == ["coding.sign-off.undecided"] * 4
    assert {severity for _, _, severity in rules(settled)} == {Severity.REVIEW}


def test_diagnoses_stand_in_the_order_of_the_decisions(
    encounter: Encounter, suggested: tuple[CodeAssignment, ...]
) -> None:
    made = [
        decision("E01-P01", sequence=1),
        decision("E01-D02", sequence=2),
        decision("E01-D01", sequence=3),
        decision("E01-P02", Action.REJECT, sequence=4),
    ]
    settled = settle(suggested, reversed(made), encounter=encounter)
    assert [each.code.value for each in settled.assignments] == ["E11.9", "M72.2", "99213"]
    assert settled.findings == ()


@pytest.mark.parametrize(
    ("about", "is_refused"), [("E01-D01", False), ("E01-D02", True), ("E01-P01", True), ("E01-P02", True)]
)
def test_bulk_is_refused_where_each_must_be_looked_at(
    about: str, is_refused: bool, encounter: Encounter, suggested: tuple[CodeAssignment, ...]
) -> None:
    settled = settle(suggested, [decision(about, in_bulk=True)], encounter=encounter)
    refused = [each for each in rules(settled) if each[0] == "coding.sign-off.in-bulk"]
    assert refused == ([("coding.sign-off.in-bulk", about, Severity.REJECT)] if is_refused else [])
    assert (settled.assignments == ()) == is_refused


def test_bulk_rejection_is_allowed(encounter: Encounter, suggested: tuple[CodeAssignment, ...]) -> None:
    settled = settle(suggested, [decision("E01-D02", Action.REJECT, in_bulk=True)], encounter=encounter)
    assert "coding.sign-off.in-bulk" not in [rule for rule, _, _ in rules(settled)]


def test_an_added_code_needs_words_that_stand_in_the_note(encounter: Encounter) -> None:
    start = NOTE.index("Plantar")
    good = decision("E01-A01", Action.ADD, replacement=added("Plantar fasciitis", start))
    settled = settle((), [good], encounter=encounter)
    assert [(each.assignment_id, each.code.value) for each in settled.assignments] == [("E01-A01", "I10")]
    for replacement in (added("Plantar fasciitis", start + 1), added("Hypertension", start)):
        bad = settle((), [decision("E01-A01", Action.ADD, replacement=replacement)], encounter=encounter)
        assert bad.assignments == ()
        assert rules(bad) == [("coding.sign-off.quote-not-verbatim", "E01-A01", Severity.REJECT)]


def test_a_change_keeps_the_id_and_a_later_decision_wins(
    encounter: Encounter, suggested: tuple[CodeAssignment, ...]
) -> None:
    changed = added("Type 2 diabetes", NOTE.index("Type 2"), "E11.65", "E01-D02")
    made = [
        decision("E01-D02", Action.CHANGE, replacement=changed, sequence=1),
        decision("E01-D02", Action.REJECT, sequence=2),
        decision("E01-D02", Action.CHANGE, replacement=changed, sequence=3),
    ]
    settled = settle(suggested[1:2], made, encounter=encounter)
    assert [(each.assignment_id, each.code.value) for each in settled.assignments] == [("E01-D02", "E11.65")]
    assert settled.findings == ()


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        (decision("E01-D01", by=" "), "unnamed"),
        (decision("E01-D09"), "unknown-assignment"),
        (decision("E01-D01", Action.CHANGE), "no-replacement"),
        (decision("E01-D01", Action.ADD, replacement=added("Plantar", NOTE.index("Plantar"))), "taken-id"),
        (replace(decision("E01-D01"), encounter_id="E02"), "other-encounter"),
    ],
)
def test_decisions_that_cannot_be_taken(
    made: Decision, rule: str, encounter: Encounter, suggested: tuple[CodeAssignment, ...]
) -> None:
    settled = settle(suggested, [made], encounter=encounter)
    assert settled.assignments == ()
    assert f"coding.sign-off.{rule}" in [found for found, _, _ in rules(settled)]


def test_without_the_encounter_a_quote_must_at_least_measure_right() -> None:
    right = settle((), [decision("E01-A01", Action.ADD, replacement=added("Gout", 3))])
    assert [each.code.value for each in right.assignments] == ["I10"]
    wrong = replace(added("Gout", 3), evidence=(Evidence("note E01", "characters 3-99", "Gout"),))
    refused = settle((), [decision("E01-A01", Action.ADD, replacement=wrong)])
    assert refused.assignments == ()


@pytest.mark.parametrize(
    ("code", "modifiers", "is_single"),
    [
        ("99214", (), True),
        ("99202", (), True),
        ("99499", (), True),
        ("G0439", (), True),
        ("99201", (), False),
        ("20610", (), False),
        ("20610", ("59",), True),
        ("20610", ("RT", "XS"), True),
        ("20610", ("RT",), False),
        ("E11.22", (), True),
        ("F33.1", (), True),
        ("M72.2", (), False),
        ("I10", (), False),
        ("Z68.41", (), True),
    ],
)
def test_what_must_be_signed_singly(code: str, modifiers: tuple[str, ...], is_single: bool) -> None:
    value = hcpcs(code) if "." not in code and code != "I10" else icd10cm(code)
    assignment = replace(added("Gout", 0), code=value, modifiers=modifiers)
    assert bool(must_be_signed_singly(assignment)) == is_single
