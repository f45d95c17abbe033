"""A professional claim (837P level) and the events of its life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cleanclaim.core.code import Code
from cleanclaim.core.evidence import Evidence
from cleanclaim.core.money import ZERO, Money
from cleanclaim.core.span import Span
from cleanclaim.model.claim_details import (
    AmbulanceTrip,
    Attachment,
    ClaimDate,
    EquipmentNeed,
    PriorPayment,
)
from cleanclaim.model.coverage import Coverage
from cleanclaim.model.encounter import Accident, Drug
from cleanclaim.model.party import Reference
from cleanclaim.model.people import Patient
from cleanclaim.model.provider import Facility, Practice, Provider


@dataclass(frozen=True, slots=True)
class ClaimDiagnosis:
    """A diagnosis on a claim, at its place in the order, with its proof."""

    code: Code
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One line. `pointers` are 1-based positions in the claim's diagnoses, at most four, primary first.

    control_number      our own id of the line (REF*6R), unique for ever within the practice
    anesthesia_minutes  the time of an anesthesia service, which then travels instead of the units (SV103 MJ)
    description         what an unlisted procedure was (SV101-7), at most 80 characters
    note                further words on the line (NTE*ADD), at most 80 characters
    """

    line_number: int
    control_number: str
    charge_id: str
    procedure: Code
    modifiers: tuple[str, ...]
    units: int
    charge: Money
    service_dates: Span
    place_of_service: str
    pointers: tuple[int, ...]
    evidence: tuple[Evidence, ...]
    drug: Drug | None = None
    anesthesia_minutes: int = 0
    equipment: EquipmentNeed | None = None
    attachments: tuple[Attachment, ...] = ()
    description: str = ""
    is_emergency: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """All that goes to one payer for one encounter. Holds its own copies: its bytes can be made again.

    claim_id         our id; also the patient control number (CLM01): at most 20 upper-case letters and digits
    total_charge     CLM02 as stated; an edit checks that it equals the sum of the lines
    other_coverages  further plans in order of benefits, after the one that is billed
    frequency        CLM05-3: 1 original, 7 replacement, 8 void
    patient_paid     what the patient has paid towards this claim (AMT*F5)
    admitted_on      the day of admission (DTP*435), wanted where the place of service is 21
    prior_payments   what plans of `other_coverages` have already decided, matched by payer identifier
    original_claim_number  the payer's number of the claim that a frequency 7 or 8 replaces or voids
    dates            further dates: onset, last menstrual period, discharge ...
    references       further numbers: 9F referral, EA medical record, P4 demonstration project ...
    note             what the payer must know and no field tells (NTE*ADD), at most 80 characters
    delay_reason     CLM20: why the claim is late
    follows          our id of the claim that this one carries on: to the next plan, or (frequency 7 or 8) as
                     its replacement or void
    """

    claim_id: str
    encounter_id: str
    patient: Patient
    coverage: Coverage
    practice: Practice
    rendering: Provider
    place_of_service: str
    diagnoses: tuple[ClaimDiagnosis, ...]
    lines: tuple[ServiceLine, ...]
    total_charge: Money
    other_coverages: tuple[Coverage, ...] = ()
    referring: Provider | None = None
    supervising: Provider | None = None
    ordering: Provider | None = None
    facility: Facility | None = None
    frequency: str = "1"
    accept_assignment: bool = True
    prior_authorization: str = ""
    accident: Accident | None = None
    notice_signed_on: date | None = None
    patient_paid: Money = ZERO
    admitted_on: date | None = None
    attachments: tuple[Attachment, ...] = ()
    ambulance: AmbulanceTrip | None = None
    prior_payments: tuple[PriorPayment, ...] = ()
    original_claim_number: str = ""
    dates: tuple[ClaimDate, ...] = ()
    references: tuple[Reference, ...] = ()
    note: str = ""
    delay_reason: str = ""
    follows: str = ""

    @property
    def service_dates(self) -> Span:
        """First to last day over all lines."""
        first = min(line.service_dates.first for line in self.lines)
        last = max(line.service_dates.last or line.service_dates.first for line in self.lines)
        return Span(first, last)

    @property
    def bills_next_plan(self) -> bool:
        """Whether it takes charges that stand in the books under another claim to a further plan."""
        return bool(self.follows) and self.frequency == "1"

    @property
    def corrects(self) -> bool:
        """Whether it replaces or voids the claim that it follows."""
        return bool(self.follows) and self.frequency in ("7", "8")


class ClaimState(StrEnum):
    """Where a claim stands. *Rejected* never reached adjudication; *denied* was adjudicated."""

    DRAFT = "draft"
    READY = "ready"
    HELD = "held"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    PENDING = "pending"
    PAID = "paid"
    PARTIALLY_PAID = "partially_paid"
    DENIED = "denied"
    SUSPENDED = "suspended"  # a remittance for it arrived and could not be posted
    CORRECTED = "corrected"  # its replacement or void was sent; it waits for the payer's reversal
    CLOSED = "closed"  # replaced or voided, and the payer has reversed its answer
    WITHDRAWN = "withdrawn"  # never adjudicated, and replaced by a corrected claim with an id of its own


class ClaimEventKind(StrEnum):
    """What happened to a claim. The state is the fold of these, in any order of arrival."""

    DRAFTED = "drafted"
    SIGNED = "signed"
    HELD = "held"
    RELEASED = "released"
    SUBMITTED = "submitted"
    ENVELOPE_ACCEPTED = "envelope_accepted"  # TA1
    ENVELOPE_REJECTED = "envelope_rejected"
    SYNTAX_ACCEPTED = "syntax_accepted"  # 999
    SYNTAX_REJECTED = "syntax_rejected"
    PAYER_ACCEPTED = "payer_accepted"  # 277CA
    PAYER_REJECTED = "payer_rejected"
    PENDED = "pended"
    PAID = "paid"  # adjudicated on an 835, no open denial
    PARTIALLY_PAID = "partially_paid"
    DENIED = "denied"
    SUSPENDED = "suspended"
    REVERSED = "reversed"  # the payer took an answer back; `detail` is the key of the event it undoes
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"  # its replacement or void was sent; `detail` is that claim's id


@dataclass(frozen=True, slots=True)
class ClaimEvent:
    """One event of a claim's life; append-only.

    key     natural key: the same event told twice is stored once
    about   id of the file, finding set or remittance that tells it
    detail  short machine text: status codes, rule ids; no patient's particulars
    """

    claim_id: str
    kind: ClaimEventKind
    at: datetime
    key: str
    about: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ClaimSignature:
    """A named person's release of exactly this claim: the hash is over its canonical JSON."""

    claim_id: str
    claim_sha256: str
    signed_by: str
    signed_at: datetime
