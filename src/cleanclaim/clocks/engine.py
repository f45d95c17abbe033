"""From a rule and a start to a due date, with the sum shown."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from cleanclaim.clocks.rules import Rule, Unit, rule
from cleanclaim.core.errors import MisuseError

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date and the way to it.

    due_on   the last day in time
    formula  the sum as a person would check it:
             `2025-01-17 + 1 calendar year = 2026-01-17 (Saturday), next federal workday 2026-01-20`
    """

    due_on: date
    rule_id: str
    citation: str
    formula: str

    def days_left(self, today: date) -> int:
        """Days from today to the due date; negative once it has passed."""
        return (self.due_on - today).days


@lru_cache(maxsize=4096)
def deadline(rule_id: str, start: date, *, days: int | None = None) -> Deadline:
    """When a rule's time ends that begins to run on `start` (itself not counted).

    days  for rules whose length a contract sets, and only for those. MisuseError when it is missing, not
          positive, or brought to a rule of fixed length; or when there is no such rule.
    """
    found = rule(rule_id)
    length = _length(found, days)
    reached = _reached(start, length, found.unit)
    formula = f"{start} + {length} {_counted(found.unit, length)} = {reached}"
    due_on = next_federal_workday(reached) if found.rolls else reached
    if due_on != reached:
        formula += f" ({_not_a_workday(reached)}), next federal workday {due_on}"
    return Deadline(due_on, found.rule_id, found.citation, formula)


def is_federal_workday(day: date) -> bool:
    """Monday to Friday and no federal holiday, observed days included [5 USC 6103].

    Days on which federal offices close by executive order alone are not known here and count as workdays.
    """
    return day.weekday() < 5 and day not in _holidays(day.year)


def next_federal_workday(day: date) -> date:
    """The day itself when it is a federal workday, else the first one after it."""
    while not is_federal_workday(day):
        day += _ONE_DAY
    return day


def _length(found: Rule, days: int | None) -> int:
    if found.length is not None:
        if days is not None:
            raise MisuseError(f"deadline rule {found.rule_id!r} has a fixed length; leave days out")
        return found.length
    if days is None or days <= 0:
        raise MisuseError(f"deadline rule {found.rule_id!r} needs the contract's days, at least one")
    return days


def _reached(start: date, length: int, unit: Unit) -> date:
    if unit is Unit.DAYS:
        return start + timedelta(days=length)
    if unit is Unit.WORKDAYS:
        return _workdays_after(start, length)
    return _months_after(start, length * 12 if unit is Unit.YEARS else length)


def _workdays_after(start: date, count: int) -> date:
    day = start
    for _ in range(count):
        day = next_federal_workday(day + _ONE_DAY)
    return day


def _months_after(start: date, count: int) -> date:
    """The same day of a later month, or that month's last day: a year after 29 February is 28 February."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _counted(unit: Unit, length: int) -> str:
    return unit.value.removesuffix("s") if length == 1 else unit.value


def _not_a_workday(day: date) -> str:
    # names of days are spelled here: strftime would follow the locale
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return names[day.weekday()] if day.weekday() >= 5 else "a federal holiday"


@cache
def _holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # slow to import: only when a day is asked for

    return frozenset(country_holidays("US", years=year))
