"""The order of benefits, rule by rule and at each threshold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from cleanclaim.claims.benefit_order import (
    UNDECIDED,
    Custody,
    MedicareReason,
    PlanFacts,
    order_of_benefits,
)
from cleanclaim.model.coverage import PlanType

MEDICARE = PlanFacts("medicare", PlanType.MEDICARE, medicare_reason=MedicareReason.AGE)
MEDICAID = PlanFacts("medicaid", PlanType.MEDICAID)
GROUP = PlanFacts("group", PlanType.COMMERCIAL, by_employment=True, employees=20)
SPOUSES = replace(GROUP, plan_id="spouse", is_dependent=True)


def told(*plans: PlanFacts) -> list[tuple[str, str]]:
    """Plans and SBR05 in order; the same whatever the order they are given in."""
    every = {
        tuple((p.plan.plan_id, p.insurance_type) for p in order_of_benefits(o)) for o in permutations(plans)
    }
    [only] = every
    return list(only)


@pytest.mark.parametrize(
    ("reason", "employees", "months", "group_first", "insurance_type"),
    [
        (MedicareReason.AGE, 20, 0, True, "12"),
        (MedicareReason.AGE, 19, 0, False, ""),
        (MedicareReason.DISABILITY, 100, 0, True, "43"),
        (MedicareReason.DISABILITY, 99, 0, False, ""),
        (MedicareReason.RENAL, 1, 30, True, "13"),
        (MedicareReason.RENAL, 500, 31, False, ""),
    ],
)
def test_medicare_beside_a_group_plan(
    reason: MedicareReason, employees: int, months: int, *, group_first: bool, insurance_type: str
) -> None:
    medicare = replace(MEDICARE, medicare_reason=reason, renal_months=months)
    order = told(medicare, replace(GROUP, employees=employees))
    expected = (
        [("group", ""), ("medicare", insurance_type)] if group_first else [("medicare", ""), ("group", "")]
    )
    assert order == expected


def test_medicare_is_before_a_retired_or_own_plan_and_behind_an_injurys() -> None:
    assert told(MEDICARE, replace(GROUP, is_active=False))[0] == ("medicare", "")
    assert told(MEDICARE, PlanFacts("supplement", PlanType.COMMERCIAL))[0] == ("medicare", "")
    workers = PlanFacts("workers", PlanType.COMMERCIAL, insured_for="workers")
    assert told(MEDICARE, workers) == [("workers", ""), ("medicare", "15")]
    auto = replace(workers, plan_id="auto", insured_for="auto")
    assert told(MEDICARE, auto) == [("auto", ""), ("medicare", "14")]


def test_medicaid_is_last_of_three() -> None:
    assert told(MEDICAID, MEDICARE, GROUP) == [("group", ""), ("medicare", "12"), ("medicaid", "")]
    last = order_of_benefits((MEDICAID, MEDICARE))[-1]
    assert last.why == "Medicaid pays last"


def test_the_birthday_rule_looks_at_the_day_of_the_year_alone() -> None:
    march = replace(SPOUSES, plan_id="march", birth_month=3, birth_day=2)
    late = replace(SPOUSES, plan_id="late-march", birth_month=3, birth_day=30)
    assert told(march, late)[0][0] == "march"
    apart = (replace(march, custody=Custody.OTHER_PARENT), replace(late, custody=Custody.CUSTODIAL))
    assert told(*apart)[0][0] == "late-march"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (GROUP, SPOUSES),
        (GROUP, replace(GROUP, plan_id="retired", is_active=False)),
        (GROUP, replace(GROUP, plan_id="cobra", is_continued=True)),
        (
            replace(GROUP, covered_since=date(2020, 1, 1)),
            replace(GROUP, plan_id="younger", covered_since=date(2020, 1, 2)),
        ),
    ],
)
def test_other_plans(first: PlanFacts, second: PlanFacts) -> None:
    assert [plan_id for plan_id, _ in told(first, second)] == [first.plan_id, second.plan_id]


def test_what_nothing_tells_apart_says_so() -> None:
    twin = replace(GROUP, plan_id="twin")
    placed = order_of_benefits((GROUP, twin))
    assert [(one.plan.plan_id, one.why) for one in placed] == [("group", ""), ("twin", UNDECIDED)]
