"""Suggest codes for an encounter and keep them; keep what people decide about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.coding import Suggestions, suggest
from cleanclaim.model.assignment import Decision
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.work import WorkItem, WorkKind
from cleanclaim.reference.icd10cm import tabular_on

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


def code_encounter(work: UnitOfWork, encounter: Encounter, *, at: datetime) -> Suggestions:
    """Suggest codes by the tabular in force on the service date; keep the encounter and the suggestions.

    What the note leaves open and a specific code would need becomes a work item: a question to the clinician.
    """
    suggestions = suggest(encounter, tabular_on(encounter.service_dates.first))
    work.encounters.keep(encounter)
    work.assignments.keep(encounter.encounter_id, suggestions.assignments)
    if suggestions.queries:
        work.work_items.open(_question(encounter, suggestions, at))
    return suggestions


def _question(encounter: Encounter, suggestions: Suggestions, at: datetime) -> WorkItem:
    return WorkItem(
        work_item_id=f"query:{encounter.encounter_id}",
        kind=WorkKind.CODING,
        about=encounter.encounter_id,
        title="The note leaves open what more specific codes would need",
        opened_on=at.date(),
        detail="; ".join(str(query) for query in suggestions.queries),
        next_step="Ask the clinician an open question; meanwhile the unspecified code stands.",
    )


def decide(work: UnitOfWork, decisions: Iterable[Decision]) -> int:
    """Append decisions; the number that was new. The suggestions themselves are never edited."""
    return sum(work.decisions.append(decision) for decision in decisions)
