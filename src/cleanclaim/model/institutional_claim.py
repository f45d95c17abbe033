"""A hospital's or facility's claim as it travels (837I, the paper UB-04)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.claim_details import Attachment, OtherPlan
from cleanclaim.model.encounter import Drug
from cleanclaim.model.party import BilledParties, Party, Reference


class DiagnosisRole(StrEnum):
    """Why a diagnosis stands on an institutional claim."""

    PRINCIPAL = "principal"
    ADMITTING = "admitting"
    REASON_FOR_VISIT = "reason_for_visit"
    EXTERNAL_CAUSE = "external_cause"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class InstitutionalDiagnosis:
    """One diagnosis; `present_on_admission` is Y, N, U, W or '' (not reported). `code` without its point.

    is_icd9  for services before October 2015: kept as it came, never told apart by the shape of the code
    """

    role: DiagnosisRole
    code: str
    present_on_admission: str = ""
    is_icd9: bool = False


@dataclass(frozen=True, slots=True)
class InstitutionalProcedure:
    """An ICD-10-PCS (or ICD-9) procedure and its day; the first of a claim is the principal one."""

    code: str
    performed_on: date
    is_icd9: bool = False


@dataclass(frozen=True, slots=True)
class OccurrenceSpan:
    """A coded event over days (HI*BI)."""

    code: str
    days: Span


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A coded event on a day (HI*BH)."""

    code: str
    occurred_on: date


@dataclass(frozen=True, slots=True)
class ValueAmount:
    """A value code with its amount (HI*BE); days and counts travel in the same field."""

    code: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RevenueLine:
    """One line (SV2): `unit` is UN units or DA days; `procedure` '' where the revenue code says it all."""

    line_number: int
    revenue_code: str
    charge: Money
    units: Decimal
    unit: str = "UN"
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    noncovered: Money | None = None
    service_dates: Span | None = None
    control_number: str = ""
    drug: Drug | None = None


@dataclass(frozen=True, slots=True)
class InstitutionalClaim:
    """One institutional claim.

    control_number      CLM01
    bill_type           three characters: facility and care (CLM05-1), then frequency (CLM05-3): `111`
    admission_time      HHMM, '' when not told; discharge_time likewise
    admission_type, admission_source, discharge_status   the CL1 segment
    providers           attending (71), operating (72), other operating (ZZ), rendering (82), facility (77),
                        referring (DN)
    references          REF at claim level: F8 payer's number of the claim replaced, G1, EA ...
    """

    control_number: str
    parties: BilledParties
    charge: Money
    bill_type: str
    statement_dates: Span
    discharge_status: str
    diagnoses: tuple[InstitutionalDiagnosis, ...]
    lines: tuple[RevenueLine, ...]
    admitted_on: date | None = None
    admission_time: str = ""
    discharge_time: str = ""
    admission_type: str = ""
    admission_source: str = ""
    accept_assignment: str = "A"
    benefits_assigned: str = "Y"
    release_of_records: str = "Y"
    attachments: tuple[Attachment, ...] = ()
    estimated_due: Money | None = None
    references: tuple[Reference, ...] = ()
    diagnosis_related_group: str = ""
    procedures: tuple[InstitutionalProcedure, ...] = ()
    occurrence_spans: tuple[OccurrenceSpan, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    value_amounts: tuple[ValueAmount, ...] = ()
    conditions: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()
    providers: tuple[Party, ...] = ()
    other_plans: tuple[OtherPlan, ...] = ()
