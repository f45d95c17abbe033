"""A month is closed by a named person once its money is proved, and opened again only with a reason."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from typing import TYPE_CHECKING

from cleanclaim.core.errors import MisuseError
from cleanclaim.ledger.month_end import Sheet, month_end_sheets
from cleanclaim.model.period import PeriodStep, PeriodStepKind, closed_periods, is_period
from cleanclaim.remittance.tracing import MoneyProof, trace_money

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


def span_of(period: str) -> tuple[date, date]:
    """First and last day of a month such as 2026-05. Raises MisuseError for anything else."""
    if not is_period(period):
        raise MisuseError("name a month, as 2026-05")
    year, month = int(period[:4]), int(period[5:])
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def close_period(work: UnitOfWork, period: str, *, by: str, at: datetime) -> tuple[bool, MoneyProof]:
    """Close a month; whether it is new, and the proof. With a proof that does not hold nothing is closed.

    Raises MisuseError for a month that is not over or no month.
    """
    _, last = span_of(period)
    if at.date() <= last:
        raise MisuseError(f"the period {period} is not over")
    kept = [each.remittance for each in work.remittances.all()]
    proof = trace_money(kept, work.entries.all(), states=work.remittances.states())
    if not proof.holds or period in closed_periods(work.periods.steps()):
        return False, proof
    return work.periods.take_step(PeriodStep(period, PeriodStepKind.CLOSED, by, at)), proof


def reopen_period(work: UnitOfWork, period: str, *, by: str, reason: str, at: datetime) -> bool:
    """Open a closed month again; False when it is not closed. Raises MisuseError without a reason."""
    span_of(period)
    if not reason.strip():
        raise MisuseError("a period is opened again for a reason: give one")
    if period not in closed_periods(work.periods.steps()):
        return False
    return work.periods.take_step(PeriodStep(period, PeriodStepKind.REOPENED, by, at, reason))


def month_end_pack(work: UnitOfWork, period: str) -> tuple[Sheet, ...]:
    """The sheets of a month, with who closed it and when."""
    first, last = span_of(period)
    steps = [each for each in work.periods.steps() if each.period == period]
    rows = tuple((each.step.value, each.by, each.at.isoformat(), each.reason) for each in steps)
    told = Sheet("Period", ("step", "by", "at", "reason"), rows)
    return (*month_end_sheets(work.entries.all(), first=first, last=last), told)
