"""Keep what a language model said about an encounter, and put what needs a person on the desk.

The whole record (comparison, prompt, tool trace) lies in the encrypted store among its files, under the hash
that the work item names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cleanclaim.llm.second_opinion import Compared, SecondOpinion, Standing
from cleanclaim.llm.transcript import ModelRun
from cleanclaim.model.documents import to_json
from cleanclaim.model.work import WorkItem, WorkKind

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork

_FOR_A_PERSON = (Standing.MODEL_ALONE, Standing.RIVAL, Standing.UNNAMED, Standing.DISPLACED, Standing.REFUSED)


@dataclass(frozen=True, slots=True)
class OpinionRecord:
    """What is kept of one asking of a model."""

    encounter_id: str
    compared: tuple[Compared, ...]
    run: ModelRun


def keep_opinion(work: UnitOfWork, encounter_id: str, opinion: SecondOpinion, *, at: datetime) -> str:
    """Keep the record and open a work item when the two disagree or no answer came; the record's hash."""
    record = OpinionRecord(encounter_id, opinion.compared, opinion.run)
    sha256 = work.raw_files.keep(to_json(record).encode())
    differing = [each for each in opinion.compared if each.standing in _FOR_A_PERSON]
    if differing or opinion.run.failure:
        work.work_items.open(_item(record, sha256, differing, at))
    return sha256


def _item(record: OpinionRecord, sha256: str, differing: list[Compared], at: datetime) -> WorkItem:
    run = record.run
    told = "; ".join(f"{each.standing.value} {each.code}: {each.reason}" for each in differing)
    if run.failure:
        title, step = "The language model gave no answer", "Decide the engine's codes as they stand."
    else:
        title = "The language model and the engine do not agree"
        step = "Look at the words of each code, and decide."
    return WorkItem(
        work_item_id=f"model:{record.encounter_id}:{sha256[:16]}",
        kind=WorkKind.CODING,
        about=record.encounter_id,
        title=title,
        opened_on=at.date(),
        detail=f"{run.endpoint}, {run.model}, prompt {run.prompt_version}, record {sha256}. "
        f"{run.failure or told}",
        next_step=step,
    )
