"""Every authored mutant is found by the rule it breaks; no control is refused; every rule has a mutant."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.mutants import Mutant, all_mutants, good
from bench.x12_strictness import ours, refused_by_us
from cleanclaim.x12.situations import all_situations

MUTANTS = [each for each in all_mutants() if each.snip]
CONTROLS = [each for each in all_mutants() if not each.snip]
SETS = {"837P", "837I", "837D", "835", "270", "271", "276", "277", "277CA", "278", "834", "999"}


@pytest.mark.parametrize("set_name", sorted(SETS))
def test_every_mutant_is_found_by_the_rule_it_breaks(set_name: str) -> None:
    missed = [each.where for each in MUTANTS if each.set_name == set_name and not is_found(each)]
    assert missed == []


def is_found(mutant: Mutant) -> bool:
    expected = (mutant.rule, mutant.step)
    return expected in ours(mutant.raw, mutant.profile) - ours(good(mutant.base), mutant.profile)


def test_no_control_is_refused() -> None:
    refused = {each.where: refused_by_us(each.raw, each.profile) for each in CONTROLS}
    assert {where: rules for where, rules in refused.items() if rules} == {}


def test_the_table_is_wide() -> None:
    assert len(MUTANTS) >= 450
    assert len(CONTROLS) >= 100
    assert len({each.base for each in MUTANTS}) >= 18
    assert {each.set_name for each in MUTANTS} == SETS
    snips = Counter(each.snip for each in MUTANTS)
    assert set(snips) == {1, 2, 3, 4, 5, 6, 7}


def test_every_situational_rule_has_a_mutant_that_breaks_it() -> None:
    broken = {each.rule.removeprefix("x12.") for each in MUTANTS}
    assert [each.full_id for each in all_situations() if each.full_id not in broken] == []
