"""The note and the decisions of an encounter whose claim was sent already, taken in anew."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.app.code_encounter import code_encounter, decide
from cleanclaim.app.decisions_file import decisions_from, read_decisions
from cleanclaim.core.errors import MisuseError, UnreadableFileError
from cleanclaim.intake.note import read_notes
from cleanclaim.model.claim import Claim
from cleanclaim.model.setup import PracticeSetup
from cleanclaim.reference.icd10cm import tabular_on

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


def decide_anew(
    work: UnitOfWork,
    claim: Claim,
    setup: PracticeSetup,
    *,
    files: tuple[Path | None, Path | None],
    by: str,
    at: datetime,
) -> None:
    """Take the corrected note, the new decisions, or both; nothing for neither.

    files  the note and the file of decisions, each may be None
    Raises MisuseError when a file is about another encounter, UnreadableFileError for a note with faults.
    """
    note, decided = files
    if note is not None:
        encounters, findings = read_notes([note], setup)
        if findings:
            raise UnreadableFileError("the corrected note cannot be read", findings)
        if [each.encounter_id for each in encounters] != [claim.encounter_id]:
            raise MisuseError(f"the note is not of encounter {claim.encounter_id}")
        code_encounter(work, encounters[0], at=at)
    if decided is not None:
        listed = read_decisions(decided)
        if listed.encounter_id != claim.encounter_id:
            raise MisuseError(f"the decisions are not about encounter {claim.encounter_id}")
        encounter = work.encounters.get(claim.encounter_id)
        suggested = work.assignments.of(claim.encounter_id)
        tabular = tabular_on(encounter.service_dates.first)
        decide(work, decisions_from(listed, encounter, suggested, tabular=tabular, by=by, at=at))
