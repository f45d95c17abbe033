"""The screen leaves out only edits that have nothing to say: reports are equal, whatever was asked before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.edits.examples import Example, a_claim, a_context, a_line
from cleanclaim.edits.folder import all_edits
from cleanclaim.edits.screening import Screen
from cleanclaim.edits.scrubbing import scrub
from cleanclaim.model.claim import Claim
from tests.unit.edits.test_edits_survive_anything import TABLES_AND_TABULARS, claims

TODAY = date(2026, 4, 20)
SCREENS = {(which, from_file): Screen() for which in range(6) for from_file in (False, True)}
EXAMPLES = [example for each in all_edits() for example in each.examples]


@settings(max_examples=400, deadline=None)
@given(claims(), st.lists(claims(), max_size=2), st.integers(0, 5), st.booleans())
def test_any_claim_after_any_others(claim: Claim, history: list[Claim], which: int, from_file: bool) -> None:
    tabular, tables = TABLES_AND_TABULARS[which]
    context = a_context(
        today=TODAY, history=tuple(history), tabular=tabular, tables=tables, from_file=from_file
    )
    screen = SCREENS[which, from_file]  # one for all the claims: what it remembers must hold for the next
    expected = scrub(claim, context)
    assert screen.scrub(claim, context) == expected
    assert screen.scrub(claim, context) == expected


def test_every_example_of_every_edit_after_all_the_others() -> None:
    screens: dict[object, Screen] = {}
    for example in [*EXAMPLES, *reversed(EXAMPLES)]:
        context = example.context
        screen = screens.setdefault((context.today, context.tables, context.from_file), Screen())
        assert screen.scrub(example.claim, context) == scrub(example.claim, context), example.says


def _mixed(one: Example, other: Example) -> Claim:
    """The lines and diagnoses of one example on the claim of another, lines numbered anew."""
    lines = (*one.claim.lines, *other.claim.lines)
    renumbered = tuple(replace(line, line_number=at) for at, line in enumerate(lines, 1))
    return replace(one.claim, lines=renumbered, diagnoses=(*other.claim.diagnoses, *one.claim.diagnoses))


@pytest.mark.parametrize("shift", [1, 7, 40, 111])
def test_examples_mixed_in_pairs(shift: int) -> None:
    screens: dict[object, Screen] = {}
    for one, other in zip(EXAMPLES, [*EXAMPLES[shift:], *EXAMPLES[:shift]], strict=True):
        claim = _mixed(one, other)
        bare = replace(one.context, tables=None)  # the examples' tables have few columns
        for context in (bare, replace(bare, from_file=True)):
            screen = screens.setdefault((context.today, context.tables, context.from_file), Screen())
            assert screen.scrub(claim, context) == scrub(claim, context), (one.says, other.says)


def test_an_edit_marked_quiet_is_left_out_and_no_other() -> None:
    claim, context = a_claim(a_line(units=0, pointers=(9,))), a_context()
    screen = Screen()
    quiet = screen.marks_of("edit.units-plausible")
    left = [each.rule_id for each in screen.scrub(claim, context, quiet=quiet).findings]
    told = [each.rule_id for each in scrub(claim, context).findings]
    assert "edit.units-plausible" in told
    assert left == [rule for rule in told if rule != "edit.units-plausible"]
