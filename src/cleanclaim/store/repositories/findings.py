"""What checks said, each time they were asked."""

from __future__ import annotations

from datetime import date

from cleanclaim.core.finding import Report
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk
from cleanclaim.store.records import FindingSet
from cleanclaim.store.shelf import Shelf

SHELF = Shelf(
    schema.finding_sets,
    FindingSet,
    lambda kept: {"about_kind": kept.about_kind, "about_id": kept.about_id},
)


class Findings:
    """Nothing is replaced: every run is a set of its own, with the day whose editions it knew."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, about_kind: str, about_id: str, report: Report, known_on: date) -> bool:
        """Keep a run. False when it equals the latest one, day and all."""
        kept = FindingSet(about_kind, about_id, known_on, report)
        return SHELF.keep_next(self._desk, kept, number="ordinal", about_kind=about_kind, about_id=about_id)

    def of(self, about_id: str) -> tuple[FindingSet, ...]:
        """Every run about this id, in order of arrival."""
        return SHELF.all(self._desk, about_id=about_id)

    def latest(self, about_id: str) -> FindingSet | None:
        """The run that arrived last, or None."""
        runs = self.of(about_id)
        return runs[-1] if runs else None
