"""The way of one encounter over the desk: codes suggested, decided, charged, claimed, signed, scrubbed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cleanclaim.app.code_encounter import code_encounter, decide, undecided
from cleanclaim.app.decisions_file import DecisionsFile, decisions_from
from cleanclaim.app.prepare_claims import Prepared, prepare_claims
from cleanclaim.app.scrub_claims import ON_THE_DESK, scrub_claim, sign_claim
from cleanclaim.claims.lifecycle import state_of
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.setup import PracticeSetup
from cleanclaim.reference.icd10cm import tabular_on

if TYPE_CHECKING:
    from cleanclaim.edits.context import ReferenceTables
    from cleanclaim.edits.profiles import EditProfile
    from cleanclaim.store.unit_of_work import UnitOfWork

_A_MINUTE = timedelta(minutes=1)


def run_encounter(
    work: UnitOfWork,
    encounter: Encounter,
    setup: PracticeSetup,
    *,
    listed: DecisionsFile,
    by: str,
    at: datetime,
) -> Prepared:
    """Take one encounter with its coder's decisions from the note to claims that are signed and scrubbed.

    What a claim still lacks holds it; nothing is sent here. Running it again changes nothing.
    """
    suggested = code_encounter(work, encounter, at=at)
    decisions = work.decisions.of(encounter.encounter_id)
    if not decisions or undecided(encounter, suggested, decisions):
        tabular = tabular_on(encounter.service_dates.first)
        decide(work, decisions_from(listed, encounter, suggested, tabular=tabular, by=by, at=at))
    return finish_claims(work, encounter, setup, by=by, at=at)


def finish_claims(
    work: UnitOfWork,
    encounter: Encounter,
    setup: PracticeSetup,
    *,
    by: str,
    at: datetime,
    tables: ReferenceTables | None = None,
    profiles: tuple[EditProfile, ...] = (),
) -> Prepared:
    """From decided codes to claims, each signed by `by` and scrubbed against tables and payer profiles.

    A claim that has left the desk is left alone, a rejected one too: sending it again is decided apart.
    """
    prepared = prepare_claims(work, encounter, setup, at=at)
    for claim in prepared.claims:
        if state_of(work.claim_events.of(claim.claim_id)) not in ON_THE_DESK:
            continue
        sign_claim(work, claim, by=by, at=at + _A_MINUTE)
        scrub_claim(work, claim, at=at + 2 * _A_MINUTE, tables=tables, profiles=profiles)
    return prepared
