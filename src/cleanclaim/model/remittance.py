"""What a payer says it paid: the 835 as records, amounts and signs as sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cleanclaim.core.money import Money


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One CAS triplet: group (CO, PR, OA, PI), reason (a CARC number), amount with the sign sent."""

    group: str
    reason: str
    amount: Money
    quantity: str = ""


@dataclass(frozen=True, slots=True)
class LinePayment:
    """One SVC loop.

    qualifier, procedure, modifiers  as adjudicated (SVC01)
    control_number                   our line id if the payer returned it (REF*6R), else ''
    remarks                          every remark code (LQ*HE), in order
    billed_procedure                 what we billed, where the payer names it beside another (SVC06), else ''
    """

    ordinal: int
    qualifier: str
    procedure: str
    modifiers: tuple[str, ...]
    charge: Money
    paid: Money
    units: str = "1"
    adjustments: tuple[Adjustment, ...] = ()
    control_number: str = ""
    service_date: date | None = None
    remarks: tuple[str, ...] = ()
    segment: int = 0
    billed_procedure: str = ""


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """One CLP loop.

    control_number        CLP01, our claim id as the payer returns it
    claim_status          CLP02, e.g. 1 primary, 2 secondary, 4 denied, 22 reversal
    patient_responsibility  CLP05 as stated: informative, never posted from
    crossover_name        the plan the claim was forwarded to (NM1*TT), if any
    """

    ordinal: int
    control_number: str
    claim_status: str
    charge: Money
    paid: Money
    patient_responsibility: Money
    filing_indicator: str
    payer_claim_number: str
    adjustments: tuple[Adjustment, ...] = ()
    lines: tuple[LinePayment, ...] = ()
    member_id: str = ""
    remarks: tuple[str, ...] = ()
    crossover_name: str = ""
    segment: int = 0


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """One PLB pair. A positive amount lowers the payment, a negative one raises it [X12 RFI 227, 1756]."""

    reason: str
    reference: str
    amount: Money
    segment: int = 0


@dataclass(frozen=True, slots=True)
class Remittance:
    """One 835 transaction: one payment (or none), its claims and its provider-level adjustments."""

    trace_number: str
    payer_identifier: str
    payer_name: str
    payee_npi: str
    payment: Money
    payment_method: str
    payment_date: date
    claims: tuple[ClaimPayment, ...]
    provider_adjustments: tuple[ProviderAdjustment, ...] = ()
    place: str = ""


class Step(StrEnum):
    """What was decided about the posting of a kept remittance."""

    WAITING = "waiting"  # for a person's release, by the payer's posting rule
    POSTED = "posted"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class PostingStep:
    """One decision. A remittance without any was posted when it was received.

    by      the person, or the program
    reason  why, in the person's words; names no patient
    """

    remittance_key: str
    step: Step
    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PostingState:
    """Where a remittance stands after its steps.

    posting  the number of its latest posting, from 1; 0 when it was never posted
    stands   whether that posting is in force
    """

    posting: int = 1
    stands: bool = True

    @classmethod
    def after(cls, steps: Iterable[PostingStep]) -> PostingState:
        """The fold of the steps, in their order."""
        told = [each.step for each in steps]
        posted = told.count(Step.POSTED) + (Step.WAITING not in told[:1])
        return cls(posted, not told or told[-1] is Step.POSTED)
