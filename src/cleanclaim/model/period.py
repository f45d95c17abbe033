"""Accounting periods: calendar months that a person closes and, with a reason, opens again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])", re.ASCII)


class PeriodStepKind(StrEnum):
    """What was done to a period."""

    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class PeriodStep:
    """One closing or reopening.

    period   the month, as 2026-05
    by       the person
    reason   why, in the person's words; required for a reopening
    """

    period: str
    step: PeriodStepKind
    by: str
    at: datetime
    reason: str = ""


def is_period(text: str) -> bool:
    """Whether a text names a month of this century, as 2026-05."""
    return _MONTH.fullmatch(text) is not None


def period_of(day: date) -> str:
    """The period a day belongs to."""
    return f"{day.year:04d}-{day.month:02d}"


def closed_periods(steps: Iterable[PeriodStep]) -> frozenset[str]:
    """The periods whose latest step, in order of arrival, is a closing."""
    latest = {each.period: each.step for each in steps}
    return frozenset(period for period, step in latest.items() if step is PeriodStepKind.CLOSED)
