"""Asking a payer to authorise services (278 request), and what it decides (278 response)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cleanclaim.core.money import Money
from cleanclaim.core.span import Span
from cleanclaim.model.eligibility import BenefitDelivery, DatedEvent, InquiryRefusal
from cleanclaim.model.party import Party, Reference


@dataclass(frozen=True, slots=True)
class ReviewKind:
    """What is asked for (UM).

    category       UM01: AR admission, HS health services, SC specialty care, IN individual
    certification  UM02: I initial, R renewal, S revised, 1 appeal at once, 2 appeal, 3 cancel, 4 extension
    service_type   UM03, e.g. 2 surgical
    facility       UM04: (place of service or bill type, A or B)
    urgency        UM06: level of service, e.g. U urgent, 03 emergency
    """

    category: str
    certification: str
    service_type: str = ""
    facility: tuple[str, ...] = ()
    related_causes: tuple[str, ...] = ()
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class ReviewedService:
    """One service that is asked for or decided: a professional one (SV1), or with a revenue code (SV2)."""

    procedure: tuple[str, ...]
    charge: Money | None = None
    unit: str = ""
    units: Decimal | None = None
    revenue_code: str = ""
    service_dates: Span | None = None
    delivery: BenefitDelivery | None = None
    providers: tuple[Party, ...] = ()
    kind: ReviewKind | None = None


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """One event of one patient for which services need the payer's word.

    diagnoses  qualifier and undotted code: `ABK`, `ABF`, `ABJ`
    dates      e.g. 435 admission, AAH event
    """

    payer: Party
    provider: Party
    subscriber: Party
    trace_number: str
    originator: str
    kind: ReviewKind
    services: tuple[ReviewedService, ...] = ()
    dependent: Party | None = None
    diagnoses: tuple[Reference, ...] = ()
    dates: tuple[DatedEvent, ...] = ()
    delivery: BenefitDelivery | None = None
    admission: tuple[str, ...] = ()
    message: str = ""
    providers: tuple[Party, ...] = ()
    previous_authorization: str = ""


@dataclass(frozen=True, slots=True)
class ReviewDecision:
    """HCR: A1 certified in full, A2 partly, A3 not, A4 pended, A6 modified, CT call, NA none needed.

    number   the authorization or reference number; it goes on the claim as REF*G1
    reasons  HCR03: why not, or why not yet
    """

    action: str
    number: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecidedService:
    """What was decided on one service. `dates` are those beside the service date (472)."""

    service: ReviewedService
    decision: ReviewDecision | None
    refusals: tuple[InquiryRefusal, ...] = ()
    dates: tuple[DatedEvent, ...] = ()
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """What the payer decided about one event, or why it could not look at it."""

    payer: Party
    provider: Party | None
    subscriber: Party | None
    dependent: Party | None
    trace_numbers: tuple[str, ...] = ()
    kind: ReviewKind | None = None
    decision: ReviewDecision | None = None
    services: tuple[DecidedService, ...] = ()
    refusals: tuple[InquiryRefusal, ...] = ()
    dates: tuple[DatedEvent, ...] = ()
    messages: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def authorization_number(self) -> str:
        """The number to put on the claim, '' unless something was certified."""
        decisions = [self.decision, *(each.decision for each in self.services)]
        certified = ("A1", "A2", "A6")
        numbers = [each.number for each in decisions if each is not None and each.action in certified]
        return next(filter(None, numbers), "")
