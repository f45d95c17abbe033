"""A dentist's claim as it travels (837D)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.claim_details import Attachment, OtherPlan
from cleanclaim.model.party import BilledParties, Party, Reference


@dataclass(frozen=True, slots=True)
class Tooth:
    """A tooth by its number in the universal system, and the surfaces treated: B D F I L M O."""

    number: str
    surfaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToothStatus:
    """What is known about a tooth (DN2): `condition` is E to be extracted or M missing."""

    number: str
    condition: str


@dataclass(frozen=True, slots=True)
class DentalLine:
    """One line (SV3). `cavities` are areas of the mouth; `prosthesis` is I initial, R replacement or ''.

    procedure  a dental procedure code (D0120 ...), pointers 1-based positions in the claim's diagnoses
    """

    line_number: int
    procedure: str
    charge: Money
    units: Decimal = Decimal(1)
    modifiers: tuple[str, ...] = ()
    place_of_service: str = ""
    cavities: tuple[str, ...] = ()
    prosthesis: str = ""
    pointers: tuple[int, ...] = ()
    teeth: tuple[Tooth, ...] = ()
    service_date: date | None = None
    prior_placement: date | None = None
    control_number: str = ""


@dataclass(frozen=True, slots=True)
class DentalClaim:
    """One dental claim.

    control_number   CLM01
    service_dates    DTP*472 of the claim: None where the lines carry their own, or in a predetermination
    predetermination whether it only asks what would be paid (CLM19 PB)
    orthodontic_months, months_remaining  DN101 and DN102
    """

    control_number: str
    parties: BilledParties
    charge: Money
    place_of_service: str
    lines: tuple[DentalLine, ...]
    frequency: str = "1"
    provider_signature: str = "Y"
    accept_assignment: str = "A"
    benefits_assigned: str = "Y"
    release_of_records: str = "Y"
    predetermination: bool = False
    service_dates: Span | None = None
    orthodontic_months: Decimal | None = None
    months_remaining: Decimal | None = None
    teeth: tuple[ToothStatus, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    patient_paid: Money | None = None
    references: tuple[Reference, ...] = ()
    diagnoses: tuple[str, ...] = ()
    providers: tuple[Party, ...] = ()
    other_plans: tuple[OtherPlan, ...] = ()
