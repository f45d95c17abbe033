"""Service lines as the patient knows them: day, provider, plain words. The amounts come from the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cleanclaim.core.code import Code
from cleanclaim.ledger.entries import Entry
from cleanclaim.model.charge import Charge
from cleanclaim.model.claim import Claim
from cleanclaim.model.coverage import PlanType
from cleanclaim.model.encounter import Encounter


@dataclass(frozen=True, slots=True)
class BilledLine:
    """One line of a claim, or of a visit without a claim.

    claim_id, line_number  as the ledger knows the line; for a visit without a claim the encounter's id
    plan                   name of the plan that was billed, '' when none was
    payer_claim_number     the plan's own number for the claim, '' while it has not answered
    """

    claim_id: str
    line_number: int
    service_date: date
    provider: str
    wording: str
    plan: str = ""
    payer_claim_number: str = ""


def billed_lines(
    claim: Claim, *, wordings: Mapping[str, str], payer_claim_number: str = ""
) -> tuple[BilledLine, ...]:
    """The lines of a claim.

    wordings  the practice's own short text by charge id; a charge without one is shown by its code number
    """
    plan = claim.coverage.payer
    return tuple(
        BilledLine(
            claim_id=claim.claim_id,
            line_number=line.line_number,
            service_date=line.service_dates.first,
            provider=claim.rendering.name.shown,
            wording=wordings.get(line.charge_id, "") or _by_code(line.procedure),
            plan="" if plan.plan_type is PlanType.SELF_PAY else plan.name,
            payer_claim_number=payer_claim_number,
        )
        for line in claim.lines
    )


def self_pay_lines(encounter: Encounter, charges: Iterable[Charge]) -> tuple[BilledLine, ...]:
    """The charges of a visit that no plan was billed for, numbered as `self_pay_charge_entries` numbers them.

    A visit that the patient asked to keep from the plan [45 CFR 164.522(a)(1)(vi)] looks like any other.
    """
    return tuple(
        BilledLine(
            claim_id=encounter.encounter_id,
            line_number=number,
            service_date=charge.service_date,
            provider=encounter.rendering.name.shown,
            wording=charge.wording or _by_code(charge.procedure),
        )
        for number, charge in enumerate(charges, start=1)
    )


def opening_line(entry: Entry, practice_name: str) -> BilledLine:
    """What the patient owed when the books were opened, by the entry that took it over."""
    return BilledLine(entry.natural_key, 0, entry.posted_on, practice_name, "Balance from our earlier system")


def _by_code(procedure: Code) -> str:
    return f"Service {procedure.value}"
