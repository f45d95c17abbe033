"""Deadlines: the worked examples, the ends of months, weekends and federal holidays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.clocks import deadline, is_federal_workday, next_federal_workday, rule, rules
from cleanclaim.core.errors import MisuseError

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31))


def test_medicare_filing_over_a_weekend_and_a_holiday() -> None:
    found = deadline("medicare.timely-filing", date(2025, 1, 17))
    assert found.due_on == date(2026, 1, 20)
    assert found.citation == "42 CFR 424.44; CMS Pub 100-04 ch. 1 s. 70"
    assert found.formula == (
        "2025-01-17 + 1 calendar year = 2026-01-17 (Saturday), next federal workday 2026-01-20"
    )
    assert found.days_left(date(2026, 1, 19)) == 1
    assert found.days_left(date(2026, 1, 21)) == -1


@pytest.mark.parametrize(
    ("rule_id", "start", "days", "due_on"),
    [
        ("medicare.timely-filing", date(2024, 2, 29), None, date(2025, 2, 28)),
        ("medicare.timely-filing", date(2028, 2, 29), None, date(2029, 2, 28)),
        ("medicare.timely-filing", date(2025, 12, 25), None, date(2026, 12, 28)),
        ("medicare.timely-filing", date(2026, 5, 4), None, date(2027, 5, 4)),
        ("medicare.timely-filing", date(2025, 7, 3), None, date(2026, 7, 6)),
        ("medicare.appeal.redetermination", date(2026, 6, 15), None, date(2026, 10, 13)),
        ("medicare.appeal.redetermination-from-notice", date(2026, 6, 15), None, date(2026, 10, 18)),
        ("medicare.appeal.reconsideration", date(2026, 6, 15), None, date(2026, 12, 12)),
        ("contract.timely-filing", date(2026, 5, 4), 90, date(2026, 8, 2)),
        ("contract.appeal", date(2026, 6, 15), 180, date(2026, 12, 12)),
        ("medicaid.timely-filing", date(2026, 5, 31), None, date(2027, 5, 31)),
        ("overpayment.report", date(2026, 3, 2), None, date(2026, 5, 1)),
        ("work.acknowledgment", date(2026, 6, 15), None, date(2026, 6, 16)),
        ("work.held-claim", date(2026, 7, 2), None, date(2026, 7, 6)),
        ("work.bill-next-plan", date(2026, 6, 15), None, date(2026, 6, 23)),
        ("statement.payment", date(2026, 6, 15), None, date(2026, 7, 15)),
    ],
)
def test_due_dates(rule_id: str, start: date, days: int | None, due_on: date) -> None:
    assert deadline(rule_id, start, days=days).due_on == due_on


def test_formulas_say_what_was_done() -> None:
    assert deadline("contract.appeal", date(2026, 6, 15), days=1).formula == (
        "2026-06-15 + 1 calendar day = 2026-06-16"
    )
    assert deadline("work.bill-next-plan", date(2026, 6, 15)).formula == (
        "2026-06-15 + 5 federal workdays = 2026-06-23"
    )
    assert "(a federal holiday)" in deadline("medicare.timely-filing", date(2025, 12, 25)).formula


def test_misuse_is_told() -> None:
    with pytest.raises(MisuseError, match="no deadline rule 'nothing'"):
        deadline("nothing", date(2026, 1, 1))
    for days in (None, 0, -5):
        with pytest.raises(MisuseError, match="needs the contract's days"):
            deadline("contract.appeal", date(2026, 1, 1), days=days)
    with pytest.raises(MisuseError, match="fixed length"):
        deadline("medicare.timely-filing", date(2026, 1, 1), days=30)


def test_every_rule_is_complete_and_computes() -> None:
    assert [one.rule_id for one in rules()] == sorted({one.rule_id for one in rules()})
    for one in rules():
        assert one.counts_from
        assert one.legal.endswith(".")
        assert one.citation
        found = deadline(one.rule_id, date(2026, 6, 15), days=None if one.length else 30)
        assert found.due_on > date(2026, 6, 15)
        assert rule(one.rule_id) is one


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 6, 19), False),
        (date(2026, 7, 3), False),
        (date(2026, 11, 26), False),
        (date(2026, 11, 27), True),
        (date(2027, 12, 31), False),
        (date(2026, 6, 20), False),
        (date(2026, 6, 22), True),
    ],
)
def test_federal_workdays(day: date, works: bool) -> None:
    assert is_federal_workday(day) is works


@settings(deadline=None)
@given(DAYS)
def test_the_next_workday_is_the_first_one(day: date) -> None:
    found = next_federal_workday(day)
    assert is_federal_workday(found)
    assert not any(is_federal_workday(day + timedelta(n)) for n in range((found - day).days))


@settings(deadline=None)
@given(DAYS, DAYS)
def test_a_later_start_is_never_due_earlier(first: date, second: date) -> None:
    early, late = sorted((first, second))
    for rule_id in ("medicare.timely-filing", "work.bill-next-plan", "medicaid.timely-filing"):
        assert deadline(rule_id, early).due_on <= deadline(rule_id, late).due_on
