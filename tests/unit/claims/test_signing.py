from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cleanclaim.claims.signing import claim_signature, signature_holds
from cleanclaim.core.money import Money
from cleanclaim.edits.examples import COVERAGE, ORDERING, PATIENT, PRACTICE, a_claim, a_line
from cleanclaim.model.claim import Claim
from cleanclaim.model.claim_details import AmbulanceTrip, Attachment, ClaimDate, PriorPayment
from cleanclaim.model.encounter import Accident, AccidentCause
from cleanclaim.model.party import Reference
from cleanclaim.model.people import Sex
from cleanclaim.model.provider import Facility

AT = datetime(2026, 4, 20, 9, tzinfo=UTC)
CHANGES: dict[str, Any] = {
    "claim_id": "E01B",
    "follows": "E01",
    "encounter_id": "E02",
    "patient": replace(PATIENT, sex=Sex.MALE),
    "coverage": replace(COVERAGE, member_id="X"),
    "practice": replace(PRACTICE, npi="2000000127"),
    "rendering": ORDERING,
    "place_of_service": "12",
    "diagnoses": a_claim(diagnoses=("I10",)).diagnoses,
    "lines": (a_line(units=2),),
    "total_charge": Money(15001),
    "other_coverages": (COVERAGE,),
    "referring": ORDERING,
    "supervising": ORDERING,
    "ordering": ORDERING,
    "facility": Facility("f", "F", "2000000135", PRACTICE.address),
    "frequency": "7",
    "accept_assignment": False,
    "prior_authorization": "AUTH",
    "accident": Accident(AccidentCause.OTHER, date(2026, 4, 1)),
    "notice_signed_on": date(2026, 4, 1),
    "patient_paid": Money(100),
    "admitted_on": date(2026, 4, 1),
    "attachments": (Attachment("OZ", "FX", "1"),),
    "ambulance": AmbulanceTrip("A", Decimal(3), PRACTICE.address, PRACTICE.address),
    "prior_payments": (PriorPayment("12345", Money(100)),),
    "original_claim_number": "PAYER1",
    "dates": (ClaimDate("431", date(2026, 4, 1)),),
    "references": (Reference("9F", "REFERRAL1"),),
    "note": "a word",
    "delay_reason": "7",
}


def test_a_signature_holds_for_what_was_signed() -> None:
    signature = claim_signature(a_claim(), "Demo Coder", AT)
    assert signature_holds(a_claim(), signature)
    assert (signature.claim_id, signature.signed_by, signature.signed_at) == ("E01A", "Demo Coder", AT)
    assert len(signature.claim_sha256) == 64


@pytest.mark.parametrize("field", [field.name for field in fields(Claim)])
def test_any_change_voids_it(field: str) -> None:
    claim = a_claim()
    signature = claim_signature(claim, "Demo Coder", AT)
    assert not signature_holds(replace(claim, **{field: CHANGES[field]}), signature)


def test_nobody_cannot_sign() -> None:
    with pytest.raises(ValueError, match="needs the name"):
        claim_signature(a_claim(), " ", AT)
