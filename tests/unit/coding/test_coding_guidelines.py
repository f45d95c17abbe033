"""Every guideline's own examples, and what each file must hold."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from cleanclaim.coding.guideline import Example, GuidelineFile, all_guidelines
from cleanclaim.reference.icd10cm import Tabular

CASES = [
    pytest.param(guideline, example, id=f"{guideline.rule.rule_id}: {example.note[:40]}")
    for guideline in all_guidelines()
    for example in guideline.examples
]


@pytest.mark.parametrize(("guideline", "example"), CASES)
def test_example(guideline: GuidelineFile, example: Example, codes: Callable[..., list[str]]) -> None:
    assert codes(example.note, setting=example.setting, age_years=example.age_years) == list(example.codes)


def test_rules_run_in_order_and_name_their_source() -> None:
    found = all_guidelines()
    assert [each.rule.order for each in found] == sorted(each.rule.order for each in found)
    assert len({each.rule.rule_id for each in found}) == len(found)
    for each in found:
        assert re.fullmatch(r"guideline\.[IV]+\.[A-Za-z0-9.\-]+", each.rule.rule_id)
        assert each.rule.citation
        assert each.examples


def test_every_code_that_an_example_wants_is_billable(tabular: Tabular) -> None:
    wanted = {
        code for guideline in all_guidelines() for example in guideline.examples for code in example.codes
    }
    assert {code: why for code in sorted(wanted) if (why := tabular.why_invalid(code))} == {}
