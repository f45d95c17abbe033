"""Statements for patients, from the entries in the books."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cleanclaim.claims.lifecycle import state_of
from cleanclaim.core.errors import MisuseError
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.claim import ClaimState
from cleanclaim.model.encounter import Encounter
from cleanclaim.model.provider import Practice
from cleanclaim.statements import BilledLine, Statement, billed_lines, self_pay_lines, statement
from cleanclaim.statements.billed import opening_line

if TYPE_CHECKING:
    from cleanclaim.store.unit_of_work import UnitOfWork


def patient_ids(work: UnitOfWork) -> tuple[str, ...]:
    """Every patient with an encounter, sorted."""
    return tuple(sorted({encounter.patient.patient_id for encounter in work.encounters.all()}))


def make_statement(work: UnitOfWork, patient_id: str, practice: Practice, *, today: date) -> Statement:
    """The patient's statement as of today. Raises MisuseError for a patient who was never seen."""
    encounters = [each for each in work.encounters.all() if each.patient.patient_id == patient_id]
    if not encounters:
        raise MisuseError(f"no patient {patient_id} in the store; `cleanclaim patient list` shows the ids")
    lines = [line for encounter in encounters for line in _lines(work, encounter)]
    books = work.entries.of_patient(patient_id)
    opening = (each for each in books if each.natural_key.startswith("opening:"))
    lines += [opening_line(each, practice.name) for each in opening if each.postings[0].claim_id]
    return statement(
        lines,
        entries=_entries(work, lines),
        patient=encounters[-1].patient,
        practice=practice,
        today=today,
    )


def why_held(work: UnitOfWork, patient_id: str) -> str:
    """Why the patient should not be sent a statement yet, '' when nothing stands against it.

    While a payment for one of the patient's claims lies in suspense, the patient's share is not final. After
    a restricted visit nothing is mailed unasked [45 CFR 164.522(a) and (b)].
    """
    for encounter in work.encounters.all():
        if encounter.restricted and encounter.patient.patient_id == patient_id:
            return f"encounter {encounter.encounter_id} is restricted: hand it over in person, mail nothing"
    for claim in work.claims.of_patient(patient_id):
        if state_of(work.claim_events.of(claim.claim_id)) is ClaimState.SUSPENDED:
            return f"a payment for claim {claim.claim_id} is in suspense: the patient's share is not final"
    return ""


def _lines(work: UnitOfWork, encounter: Encounter) -> tuple[BilledLine, ...]:
    charges = work.charges.of(encounter.encounter_id)
    if encounter.billed_plan is None:
        return self_pay_lines(encounter, charges)
    wordings = {charge.charge_id: charge.wording for charge in charges}
    lines: list[BilledLine] = []
    for claim in work.claims.of(encounter.encounter_id):
        payments = work.remittances.payments_of(claim.claim_id)
        number = payments[-1].payment.payer_claim_number if payments else ""
        lines += billed_lines(claim, wordings=wordings, payer_claim_number=number)
    return tuple(lines)


def _entries(work: UnitOfWork, lines: list[BilledLine]) -> tuple[Entry, ...]:
    claim_ids = dict.fromkeys(line.claim_id for line in lines)
    found = {entry.natural_key: entry for claim_id in claim_ids for entry in work.entries.of_claim(claim_id)}
    return tuple(found.values())
