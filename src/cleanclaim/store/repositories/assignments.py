"""Code assignments, kept as the set that one run of the coder made, and people's decisions about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cleanclaim.core.errors import StoreError
from cleanclaim.model.assignment import CodeAssignment, Decision
from cleanclaim.store import schema
from cleanclaim.store.desk import Desk
from cleanclaim.store.records import AssignmentSet
from cleanclaim.store.shelf import Shelf

SETS = Shelf(schema.assignment_sets, AssignmentSet, lambda kept: {"encounter_id": kept.encounter_id})
DECISIONS = Shelf(
    schema.decisions,
    Decision,
    lambda decision: {
        "encounter_id": decision.encounter_id,
        "assignment_id": decision.assignment_id,
        "ordinal": decision.sequence,
    },
)
_TRIES = 100


class Assignments:
    """The latest set of an encounter is the one that stands; earlier ones stay readable."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, encounter_id: str, assignments: Iterable[CodeAssignment]) -> bool:
        """True when the set is new or changed, False when the latest one is identical."""
        kept = AssignmentSet(encounter_id, tuple(assignments))
        return SETS.keep_next(self._desk, kept, number="version", encounter_id=encounter_id)

    def of(self, encounter_id: str) -> tuple[CodeAssignment, ...]:
        """The latest set, in its own order; empty when the encounter was never coded."""
        latest = SETS.latest(self._desk, number="version", encounter_id=encounter_id)
        return latest.assignments if latest else ()

    def versions(self, encounter_id: str) -> tuple[tuple[CodeAssignment, ...], ...]:
        """Every set, oldest first."""
        return tuple(kept.assignments for kept in SETS.all(self._desk, encounter_id=encounter_id))


class Decisions:
    """Append-only. The store numbers the decisions of an encounter from 1 (`Decision.sequence`)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def append(self, decision: Decision) -> bool:
        """Append a decision; its own `sequence` is replaced by the next number of its encounter.

        False when it repeats, in everything but its number, the latest decision about the same assignment.
        """
        for _ in range(_TRIES):
            so_far = self.of(decision.encounter_id)
            about_it = [earlier for earlier in so_far if earlier.assignment_id == decision.assignment_id]
            if about_it and replace(about_it[-1], sequence=0) == replace(decision, sequence=0):
                return False
            row = DECISIONS.row_of(replace(decision, sequence=len(so_far) + 1))
            if self._desk.insert(DECISIONS.table, row):
                return True
        raise StoreError(f"decisions of {decision.encounter_id}: others keep deciding; try again")

    def of(self, encounter_id: str) -> tuple[Decision, ...]:
        """Every decision about an encounter's assignments, in order."""
        decisions = DECISIONS.all(self._desk, encounter_id=encounter_id)
        return tuple(sorted(decisions, key=lambda decision: decision.sequence))
