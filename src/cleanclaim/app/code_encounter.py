"""Suggest codes for an encounter and keep them; keep what people decide about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.app.keep_opinion import keep_opinion
from cleanclaim.coding import Suggestions, suggest
from cleanclaim.llm.second_opinion import SecondOpinion
from cleanclaim.model.assignment import CodeAssignment, Decision
from cleanclaim.model.documents import sha256_of
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.work import WorkItem, WorkKind
from cleanclaim.reference.icd10cm import tabular_on

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


def is_coded(work: UnitOfWork, encounter: Encounter) -> bool:
    """Whether codes were suggested for the same content before: then they stand."""
    before = work.encounters.find(encounter.encounter_id)
    is_known = before is not None and _clinical(before) == _clinical(encounter)
    return is_known and bool(work.assignments.of(encounter.encounter_id))


def code_encounter(
    work: UnitOfWork, encounter: Encounter, *, at: datetime, said: Suggestions | SecondOpinion | None = None
) -> tuple[CodeAssignment, ...]:
    """Suggest codes by the tabular in force on the service date; keep the encounter and the suggestions.

    What was suggested for the same content before stands: people have decided about exactly that, and a newer
    release must not change it under their hands. What the note leaves open and a specific code would need
    becomes a work item: a question to the clinician.

    said  what was suggested with a language model's help, asked before the unit of work began; what the
          model said is kept with it
    """
    known = is_coded(work, encounter)
    work.encounters.keep(encounter)
    if known:
        return work.assignments.of(encounter.encounter_id)
    if isinstance(said, SecondOpinion):
        keep_opinion(work, encounter.encounter_id, said, at=at)
        said = said.suggestions
    suggestions = said or suggest(encounter, tabular_on(encounter.service_dates.first))
    work.assignments.keep(encounter.encounter_id, suggestions.assignments)
    if suggestions.queries:
        work.work_items.open(_question(encounter, suggestions, at))
    return suggestions.assignments


def _clinical(encounter: Encounter) -> tuple[object, ...]:
    """What codes depend on. Coverage, addresses and the like do not change a code."""
    patient = encounter.patient
    return (
        encounter.documents,
        encounter.captured_charges,
        encounter.diagnoses,
        encounter.signed,
        encounter.service_dates,
        encounter.setting,
        encounter.visit,
        (patient.birth_date, patient.sex),
    )


def undecided(
    encounter: Encounter, suggested: tuple[CodeAssignment, ...], decisions: tuple[Decision, ...]
) -> tuple[CodeAssignment, ...]:
    """The suggestions that nobody has decided, or that changed after they were decided."""
    decided = {
        decision.assignment_id: decision.seen_sha256
        for decision in decisions
        if decision.encounter_id == encounter.encounter_id
    }
    return tuple(each for each in suggested if decided.get(each.assignment_id) not in ("", sha256_of(each)))


def _question(encounter: Encounter, suggestions: Suggestions, at: datetime) -> WorkItem:
    return WorkItem(
        work_item_id=f"query:{encounter.encounter_id}",
        kind=WorkKind.CODING,
        about=encounter.encounter_id,
        title="The note leaves open what more specific codes would need",
        opened_on=at.date(),
        detail="; ".join(f"{query.about}: {query.question}" for query in suggestions.queries),
        next_step="Ask the clinician an open question; meanwhile the unspecified code stands.",
    )


def decide(work: UnitOfWork, decisions: Iterable[Decision]) -> int:
    """Append decisions; the number that was new. The suggestions themselves are never edited."""
    return sum(work.decisions.append(decision) for decision in decisions)
