"""Charges enter the books when a claim is drafted, or when the patient pays for the visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import Money
from cleanclaim.ledger.accounts import Account
from cleanclaim.ledger.entries import Entry, Posting
from cleanclaim.model.charge import Charge
from cleanclaim.model.claim import Claim, ServiceLine
from cleanclaim.model.coverage import PlanType


def charge_entries(claim: Claim, *, posted_on: date) -> tuple[Entry, ...]:
    """One entry per line, `charge:<line control number>`: AR.P1 against REV.

    A claim whose plan is self-pay goes to AR.PT at once. A line without a charge makes no entry.
    """
    return tuple(_line_entry(claim, line, posted_on) for line in claim.lines if line.charge)


def self_pay_charge_entries(
    charges: Iterable[Charge], *, patient_id: str, posted_on: date
) -> tuple[Entry, ...]:
    """Charges of an encounter without a claim (no plan, or one the plan is not told of): AR.PT against REV.

    The encounter's id stands where a claim's id would; lines are numbered from 1 in the order given. Natural
    key `charge:<charge id>`. A charge of zero makes no entry but keeps its number.
    """
    return tuple(
        _entry(
            charge.charge_id,
            charge.amount,
            postings=(Account.RECEIVABLE_PATIENT, charge.encounter_id, number, patient_id, ""),
            posted_on=posted_on,
            evidence=charge.evidence,
        )
        for number, charge in enumerate(charges, start=1)
        if charge.amount
    )


def _line_entry(claim: Claim, line: ServiceLine, posted_on: date) -> Entry:
    self_pay = claim.coverage.payer.plan_type is PlanType.SELF_PAY
    account = Account.RECEIVABLE_PATIENT if self_pay else Account.RECEIVABLE_PRIMARY
    payer_id = "" if self_pay else claim.coverage.payer.payer_id
    return _entry(
        line.control_number,
        line.charge,
        postings=(account, claim.claim_id, line.line_number, claim.patient.patient_id, payer_id),
        posted_on=posted_on,
        evidence=line.evidence,
    )


def _entry(
    key: str,
    amount: Money,
    *,
    postings: tuple[Account, str, int, str, str],
    posted_on: date,
    evidence: tuple[Evidence, ...],
) -> Entry:
    account, claim_id, line_number, patient_id, payer_id = postings
    owed = Posting(account, amount, claim_id, line_number, patient_id, payer_id)
    earned = Posting(Account.REVENUE, -amount, claim_id, line_number, patient_id, payer_id)
    return Entry(
        f"charge:{key}", posted_on, f"charge of {claim_id} line {line_number}", (owed, earned), evidence
    )
