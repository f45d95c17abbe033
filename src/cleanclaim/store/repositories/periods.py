"""Closed periods, and the lock that keeps a posting and a closing from overtaking each other."""

from __future__ import annotations

from sqlalchemy import func, select

from cleanclaim.model.period import PeriodStep, closed_periods
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk
from cleanclaim.store.shelf import Shelf

SHELF = Shelf(schema.period_steps, PeriodStep, lambda step: {"period": step.period, "step": step.step.value})
_LOCK = 0x706572696F64  # "period": an advisory lock of a PostgreSQL server


class Periods:
    """Append-only: a reopening stands beside the closing that it undoes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._closed: frozenset[str] | None = None

    def take_step(self, step: PeriodStep) -> bool:
        """True when it is new, False when it repeats the latest step of its period to the letter.

        Waits for whoever posts at this moment: after the closing has committed nothing enters the period.
        """
        if self._desk.dialect != "sqlite":  # there is one writer at a time on SQLite anyway
            self._desk.rows(select(func.pg_advisory_xact_lock(_LOCK)))
        self._closed = None
        return SHELF.keep_next(self._desk, step, number="ordinal", period=step.period)

    def steps(self) -> tuple[PeriodStep, ...]:
        """Every closing and reopening, in order of arrival."""
        return SHELF.all(self._desk)

    def closed(self) -> frozenset[str]:
        """The periods that are closed now; asked once per unit of work, and held until it ends."""
        if self._closed is None:
            if self._desk.dialect != "sqlite":
                self._desk.rows(select(func.pg_advisory_xact_lock_shared(_LOCK)))
            self._closed = closed_periods(self.steps())
        return self._closed
